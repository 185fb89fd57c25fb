"""Lines of an export as a file: XLSX, CSV or JSON lines.

Excel's types are told and never guessed, so that `00123`, `1E5`, `+49…` and `=1+1` stay what they
are. Of CSV the usual form of Python's writer is what all readers that were tried understand.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.exports.cells import csv_cell, json_cell, json_text
from sessions_browser.exports.columns import Column, ValueKind
from sessions_browser.exports.parts import Line
from sessions_browser.exports.recipe import FileFormat, Recipe

# Excel has a row more, which the headings take.
MOST_XLSX_ROWS = 1_048_575
About = dict[str, Any]
# Says how a file was made, of how many rows it has, whether it ends before the last one, and how
# many of its texts were longer than a cell.
Tell = Callable[[int, bool, int], About]
_with_decimals = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


def row_writer(recipe: Recipe) -> Callable[[list[Any]], bytes]:
    """What makes of a row's values its text, as the file has it; of a workbook as JSON."""
    columns, zone = recipe.columns_in_order(), recipe.zone_info()
    if recipe.file_format is FileFormat.XLSX:
        return lambda row: _encoded(_with_decimals(row))
    if recipe.file_format is FileFormat.JSONL:
        named = [(column.code, json_cell(column, zone)) for column in columns]

        def text(row: list[Any]) -> str:
            pairs = zip(named, row, strict=True)
            return json_text({code: cell(value) for (code, cell), value in pairs})

        return lambda row: _encoded(f"{text(row)}\n")
    cells = [csv_cell(column, zone, guard=recipe.is_guarded) for column in columns]
    write = _csv_writer()
    return lambda row: write([cell(value) for cell, value in zip(cells, row, strict=True)])


def write_file(path: Path, recipe: Recipe, lines: Iterable[Line], tell: Tell) -> About:
    """How it was made, as `tell` says it. Raises OSError."""
    columns = recipe.columns_in_order()
    rows = _Counted((row for line in lines for row in line[2]), recipe.most_rows)
    if recipe.file_format is FileFormat.XLSX:
        return _write_xlsx(path, columns, recipe.zone_info(), rows, tell)
    with path.open("wb") as file:
        if recipe.file_format is not FileFormat.JSONL:
            file.write(_csv_writer()([column.code for column in columns]))
        file.writelines(rows)
    return tell(rows.count, rows.are_cut, 0)


class _Echo:
    """What the writer of CSV writes to, so that it returns the text."""

    def write(self, text: str) -> str:
        return text


def _csv_writer() -> Callable[[list[str]], bytes]:
    """What makes a line of cells. One of Python's writers is for one thread."""
    write = csv.writer(_Echo()).writerow
    return lambda cells: _encoded(write(cells))


class _Counted:
    """The first ones. are_cut: whether there were more."""

    def __init__(self, rows: Iterator[bytes], most: int) -> None:
        self._rows = rows
        self._most = most
        self.count = 0
        self.are_cut = False

    def __iter__(self) -> Iterator[bytes]:
        for row in self._rows:
            if self.count == self._most:
                self.are_cut = True
                return
            self.count += 1
            yield row


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _write_xlsx(
    path: Path,
    columns: tuple[Column, ...],
    zone: ZoneInfo,
    rows: _Counted,
    tell: Tell,
) -> About:
    from sessions_browser.exports.workbook import ExportWorkbook

    amounts = [place for place, one in enumerate(columns) if one.kind is ValueKind.AMOUNT]
    with ExportWorkbook(path, columns, zone) as book:
        for number, text in enumerate(rows, start=1):
            row = json.loads(text)
            for place in amounts:
                if row[place] is not None:
                    row[place] = Decimal(row[place])
            book.write(number, row)
        about = tell(rows.count, rows.are_cut, book.cut_cells)
        book.write_about(about)
    return about
