"""The workbook of an export, written row by row without being held in memory."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from sessions_browser.exports.cells import LARGEST_NUMBER, LONGEST_CELL, as_text, line_ends, local
from sessions_browser.exports.columns import Column, ValueKind

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH = 18
Put = Callable[[int, int, Any], object]


class ExportWorkbook:
    """The sheet with the sessions, and one that says how it was made.

    cut_cells: how many texts so far were longer than a cell may be.
    """

    def __init__(self, path: Path, columns: tuple[Column, ...], zone: ZoneInfo) -> None:
        # What is under way lies beside the file, not where everybody may read.
        self._book = Workbook(str(path), {**OPTIONS, "tmpdir": str(path.parent)})
        self._book.use_zip64()
        self._zone = zone
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._amounts: dict[int, Format] = {}
        self.cut_cells = 0
        self._sheet = self._book.add_worksheet(_("Sessions"))
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(columns) - 1, WIDTH)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, self._heading(column), self._bold)
        self._puts = [self._put(column) for column in columns]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def write(self, number: int, row: list[Any]) -> None:
        """number: of the row, one more than that of the row before."""
        for place, (put, value) in enumerate(zip(self._puts, row, strict=True)):
            if value is not None:
                put(number, place, value)

    def write_about(self, about: dict[str, Any]) -> None:
        sheet = self._book.add_worksheet(_("About"))
        sheet.set_column(0, 1, 3 * WIDTH)
        for number, (name, value) in enumerate(about.items()):
            sheet.write_string(number, 0, name, self._bold)
            sheet.write_string(number, 1, line_ends(as_text(value))[:LONGEST_CELL])

    def _heading(self, column: Column) -> str:
        if column.kind is ValueKind.MOMENT:
            return f"{column.heading} ({self._zone.key})"
        return str(column.heading)

    def _put(self, column: Column) -> Put:
        puts: dict[ValueKind, Put] = {
            ValueKind.TEXT: self._put_text,
            ValueKind.JSON: self._put_text,
            ValueKind.NUMBER: self._put_number,
            ValueKind.FLAG: self._sheet.write_boolean,
            ValueKind.AMOUNT: self._put_amount,
            ValueKind.MOMENT: self._put_moment,
        }
        return puts[column.kind]

    def _put_text(self, row: int, place: int, value: Any) -> None:
        text = line_ends(as_text(value))
        self.cut_cells += len(text) > LONGEST_CELL
        self._sheet.write_string(row, place, text[:LONGEST_CELL])

    def _put_number(self, row: int, place: int, value: int) -> None:
        if abs(value) > LARGEST_NUMBER:
            self._put_text(row, place, str(value))
        else:
            self._sheet.write_number(row, place, value)

    def _put_amount(self, row: int, place: int, value: Decimal) -> None:
        decimals = max(0, -int(value.as_tuple().exponent))
        if decimals not in self._amounts:
            shown = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._amounts[decimals] = self._book.add_format({"num_format": shown})
        self._sheet.write_number(row, place, float(value), self._amounts[decimals])

    def _put_moment(self, row: int, place: int, value: int) -> None:
        self._sheet.write_datetime(row, place, local(value, self._zone), self._moment)
