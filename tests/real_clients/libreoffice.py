"""What LibreOffice makes of our files: `python -m tests.real_clients.libreoffice`.

It opens the files of hostile values (`tests.exports.hostile`) and prints of each column how many
cells have the right type and value. It needs `soffice` (on Debian `libreoffice-calc-nogui`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import django

from tests import environment  # noqa: F401  settings of their own

django.setup()

from sessions_browser.exports.cells import (  # noqa: E402
    GUARDED,
    as_text,
    guarded,
    json_text,
    moment_text,
)
from sessions_browser.exports.columns import ValueKind, columns_of  # noqa: E402
from sessions_browser.exports.seen import Seen  # noqa: E402
from tests.exports.hostile import COLUMNS, TEXTS, hostile_file, sessions  # noqa: E402
from tests.running import program  # noqa: E402

SECONDS = 120
OFFICE, TABLE, TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text")
)
# Comma, quote, UTF-8, from line 1, formats of columns, language, quoted fields not as text, and no
# special numbers: what the dialog proposes. Of a column: its number, and 2 for "Text".
DIALOG = "44,34,76,1,{columns},0,false,false"
# So it keeps what a workbook has as true and false, for which it has no type.
TRUTHS = {"of:=TRUE()": True, "of:=FALSE()": False}


@dataclass(frozen=True)
class Cell:
    """kind: as in the file, such as "string" and "float"; "" of an empty one."""

    kind: str
    value: Any
    is_formula: bool


@dataclass(frozen=True)
class Way:
    """A file, and how it is opened. texts: whether the columns of texts are marked as text."""

    name: str
    format: str
    texts: bool | None = None


WAYS = (
    Way("XLSX", "xlsx"),
    Way("CSV for spreadsheets, as the dialog proposes", "csv", False),
    Way("CSV for spreadsheets, columns of texts as Text", "csv", True),
    Way("CSV for programs, columns of texts as Text", "csv_exact", True),
)


def main() -> int:
    failed = 0
    print("| file | column | right | wrong |")
    print("| --- | --- | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for way in WAYS:
            for column, right, wrong in judged(way, Path(folder)):
                told = ", ".join(sorted(set(wrong))) or ""
                print(f"| {way.name} | {column} | {right} of {right + len(wrong)} | {told} |")
                failed += bool(wrong) and way.texts is not False
                failed += any(one.startswith("formula") for one in wrong)
    return int(failed > 0)


def judged(way: Way, folder: Path) -> Iterator[tuple[str, int, list[str]]]:
    """Of each column: how many cells are right, and what each of the others has become."""

    cells = opened(hostile_file(folder, way.format), way, folder)
    for place, code in enumerate(COLUMNS):
        column, right, wrong = [row[place] for row in cells], 0, []
        for session, cell in zip(sessions(), column, strict=True):
            kind, value = expected_cell(code, session, way)
            if kind == "string" and way.format == "csv":
                value = guarded(value)
            if (cell.kind, cell.value) == (kind, value) and not cell.is_formula:
                right += 1
            else:
                became = "formula" if cell.is_formula else cell.kind
                wrong.append(f"{became} {cell.value!r} of {value!r}")
                if isinstance(value, str) and value.startswith(GUARDED):
                    wrong[-1] = f"formula or lost guard: {wrong[-1]}"
        yield code, right, wrong


def expected_cell(code: str, session: dict[str, Any], way: Way) -> tuple[str, Any]:
    """Its type and value; in CSV moments have an offset, which LibreOffice takes for text."""
    (column,), is_csv = columns_of([code]), way.format != "xlsx"
    value: Any
    value, zone = column.read(Seen.of_object(session, masked=False)), ZoneInfo("Europe/Berlin")
    if value is None:
        return "", ""
    if column.kind in (ValueKind.NUMBER, ValueKind.AMOUNT):
        return "float", float(value)
    if column.kind is ValueKind.FLAG:
        return ("string", json_text(value)) if is_csv else ("boolean", value)
    if column.kind is ValueKind.MOMENT:
        local = datetime.fromtimestamp(value, zone).replace(tzinfo=None)
        return ("string", moment_text(value, zone)) if is_csv else ("date", local)
    return "string", as_text(value)


def opened(path: Path, way: Way, folder: Path) -> list[list[Cell]]:
    """The rows below the headings, as LibreOffice has them."""

    command = [
        program("soffice", "SOFFICE"),
        "--headless",
        f"-env:UserInstallation=file://{folder}/profile",
        *("--convert-to", "fods", "--outdir", str(folder)),
    ]
    if way.texts is not None:
        numbers = (ValueKind.NUMBER, ValueKind.AMOUNT)
        kinds = [column.kind for column in columns_of(COLUMNS)]
        formats = (1 if kind in numbers or not way.texts else 2 for kind in kinds)
        columns = "/".join(f"{place}/{kind}" for place, kind in enumerate(formats, start=1))
        command.append(f"--infilter=CSV:{DIALOG.format(columns=columns)}")
    subprocess.run(
        [*command, str(path)], check=True, capture_output=True, timeout=SECONDS, text=True
    )
    made = ElementTree.parse(path.with_suffix(".fods"))  # noqa: S314  of a file of ours
    table = made.find(f".//{TABLE}table")
    assert table is not None
    rows = [_cells(row, len(COLUMNS)) for row in table.iter(f"{TABLE}table-row")]
    return rows[1 : len(TEXTS) + 1]


def _cells(row: ElementTree.Element, count: int) -> list[Cell]:
    found: list[Cell] = []
    for element in row.iter(f"{TABLE}table-cell"):
        times = int(element.get(f"{TABLE}number-columns-repeated", "1"))
        found += [_cell(element)] * min(times, count - len(found))
    return found


def _cell(element: ElementTree.Element) -> Cell:
    kind = element.get(f"{OFFICE}value-type", "")
    formula = element.get(f"{TABLE}formula")
    if formula in TRUTHS:
        return Cell("boolean", TRUTHS[formula], is_formula=False)
    is_formula = formula is not None
    if kind == "date":
        value = datetime.fromisoformat(element.get(f"{OFFICE}date-value", ""))
        return Cell(kind, value, is_formula)
    if kind in ("float", "currency", "percentage"):
        return Cell(kind, float(element.get(f"{OFFICE}value", "nan")), is_formula)
    lines = ["".join(_text(line)) for line in element.findall(f"{TEXT}p")]
    return Cell(kind, "\n".join(lines), is_formula)


def _text(element: ElementTree.Element) -> Iterator[str]:
    """Blanks and tabs are elements there."""
    yield element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s":
            yield " " * int(part.get(f"{TEXT}c", "1"))
        elif part.tag == f"{TEXT}tab":
            yield "\t"
        else:
            yield from _text(part)
        yield part.tail or ""


if __name__ == "__main__":
    sys.exit(main())
