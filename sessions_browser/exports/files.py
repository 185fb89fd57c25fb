"""Lines of an export as a file: XLSX, CSV or JSON lines.

Excel's types are told and never guessed, so that `00123`, `1E5`, `+49…` and `=1+1` stay what they
are. Of CSV the usual form of Python's writer is what all readers that were tried understand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
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


def write_file(path: Path, recipe: Recipe, lines: Iterable[Line], about: About) -> int:
    """How many rows it has; `about` is told of them. Raises OSError."""
    columns, zone = recipe.columns_in_order(), recipe.zone_info()
    rows = _Counted(islice(_rows(lines, columns), recipe.most_rows))
    if recipe.file_format is FileFormat.XLSX:
        _write_xlsx(path, columns, zone, rows, about)
    elif recipe.file_format is FileFormat.JSONL:
        _write_jsonl(path, columns, zone, rows)
    else:
        _write_csv(path, columns, zone, rows, guard=recipe.is_guarded)
    return rows.count


class _Counted:
    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _rows(lines: Iterable[Line], columns: tuple[Column, ...]) -> Iterator[list[Any]]:
    amounts = [place for place, one in enumerate(columns) if one.kind is ValueKind.AMOUNT]
    for _, _, rows in lines:
        for row in rows:
            for place in amounts:
                if row[place] is not None:
                    row[place] = Decimal(row[place])
            yield row


def _write_csv(
    path: Path,
    columns: tuple[Column, ...],
    zone: ZoneInfo,
    rows: Iterable[list[Any]],
    *,
    guard: bool,
) -> None:
    cells = [csv_cell(column, zone, guard=guard) for column in columns]
    with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([column.code for column in columns])
        writer.writerows(
            [cell(value) for cell, value in zip(cells, row, strict=True)] for row in rows
        )


def _write_jsonl(
    path: Path, columns: tuple[Column, ...], zone: ZoneInfo, rows: Iterable[list[Any]]
) -> None:
    cells = [(column.code, json_cell(column, zone)) for column in columns]
    with path.open("w", encoding="utf-8", errors="replace") as file:
        for row in rows:
            values = {code: cell(value) for (code, cell), value in zip(cells, row, strict=True)}
            file.write(f"{json_text(values)}\n")


def _write_xlsx(
    path: Path,
    columns: tuple[Column, ...],
    zone: ZoneInfo,
    rows: _Counted,
    about: About,
) -> None:
    from sessions_browser.exports.workbook import ExportWorkbook

    with ExportWorkbook(path, columns, zone) as book:
        for number, row in enumerate(rows, start=1):
            book.write(number, row)
        book.write_about({**about, "rows": rows.count})
