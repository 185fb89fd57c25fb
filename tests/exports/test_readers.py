"""What programs make of our files: each column of hostile values with the right type and value.

Texts: references with leading zeros, long digits, `1E5`, phones with a plus, formulas, words that
stand for nothing elsewhere. The reading calls are those that the site shows beside the file.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.exports.about import CELLS, READING
from sessions_browser.exports.cells import LONGEST_CELL
from sessions_browser.exports.columns import columns_of
from sessions_browser.exports.recipe import FileFormat
from tests.exports.hostile import (
    COLUMNS,
    CREATED,
    MONEY,
    RECIPE,
    TEXTS,
    expected,
    file_of,
    hostile_file,
    sessions,
)
from tests.running import missing

TEXT_COLUMNS = (
    *("name", "phone", "client_reference_id", "metadata[ref]", "custom_fields[answer]"),
)
AMOUNTS = ["49.00", "1500", "5.120", "-5.00", "5.00", ""]


def module(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError:
        missing(f"{name} is not installed; run: make .venv/development")


def amounts() -> list[str]:
    return [AMOUNTS[number % len(AMOUNTS)] for number in range(len(TEXTS))]


def minors() -> list[int | None]:
    return [MONEY[number % len(MONEY)][1] for number in range(len(TEXTS))]


def test_python_reads_each_text_as_it_was(tmp_path: Path) -> None:
    with hostile_file(tmp_path, "csv_exact").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    for code in TEXT_COLUMNS:
        assert [row[code] for row in rows] == expected(code), code
    assert [row["amount"] for row in rows] == amounts()
    assert [json.loads(row["metadata"] or "{}") for row in rows] == [
        one["metadata"] for one in sessions()
    ]


def test_the_guard_is_taken_off_by_one_sign(tmp_path: Path) -> None:
    with hostile_file(tmp_path, "csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for code in TEXT_COLUMNS:
        cells = [row[code] for row in rows]
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)
        assert [cell.removeprefix("'") for cell in cells] == expected(code), code
    # What is a number stays one.
    assert [row["amount"] for row in rows] == amounts()


def test_pandas_reads_csv(tmp_path: Path) -> None:
    pandas, path = module("pandas"), hostile_file(tmp_path, "csv_exact")
    frame = eval(READING[FileFormat.CSV_EXACT]["pandas"], {"pandas": pandas, "f": path})  # noqa: S307  a line of ours, as the site shows it
    for code in TEXT_COLUMNS:
        assert list(frame[code]) == expected(code), code
    assert [value and Decimal(value) for value in frame["amount"]] == [
        value and Decimal(value) for value in amounts()
    ]
    moments = pandas.to_datetime(frame["created"], utc=True)
    assert [int(one.timestamp()) for one in moments] == [CREATED - n for n in range(len(TEXTS))]


def test_polars_reads_csv(tmp_path: Path) -> None:
    polars, path = module("polars"), hostile_file(tmp_path, "csv_exact")
    frame = eval(READING[FileFormat.CSV_EXACT]["polars"], {"polars": polars, "f": path})  # noqa: S307  a line of ours, as the site shows it
    for code in TEXT_COLUMNS:
        assert [value or "" for value in frame[code]] == expected(code), code
    assert frame["amount"].cast(polars.Decimal(scale=3)).drop_nulls().to_list() == [
        Decimal(value) for value in amounts() if value
    ]


def test_duckdb_reads_csv(tmp_path: Path) -> None:
    duckdb, path = module("duckdb"), hostile_file(tmp_path, "csv_exact")
    read = READING[FileFormat.CSV_EXACT]["duckdb"].replace("'f'", f"'{path}'")
    for code in TEXT_COLUMNS:
        found = duckdb.sql(read).select(f'"{code}"').fetchall()
        assert [value or "" for (value,) in found] == expected(code), code
    total = duckdb.sql(read).aggregate("sum(amount_minor::BIGINT)").fetchall()
    assert total == [(sum(value or 0 for value in minors()),)]


def test_polars_and_duckdb_read_json_lines_with_types(tmp_path: Path) -> None:
    path = hostile_file(tmp_path, "jsonl")
    polars, duckdb = module("polars"), module("duckdb")
    frame = eval(READING[FileFormat.JSONL]["polars"], {"polars": polars, "f": path})  # noqa: S307  a line of ours, as the site shows it
    for code in TEXT_COLUMNS:
        assert frame[code].dtype == polars.String, code
        assert [value or "" for value in frame[code]] == expected(code), code
    assert frame["amount_minor"].to_list() == minors()
    assert frame["amount"].dtype == polars.Float64
    assert frame["livemode"].dtype == polars.Boolean
    told = duckdb.sql(READING[FileFormat.JSONL]["duckdb"].replace("'f'", f"'{path}'"))
    found = told.select("client_reference_id", "amount_minor").fetchall()
    assert [text or "" for text, _ in found] == expected("client_reference_id")


def test_what_comes_late_in_a_long_file_is_read_too(tmp_path: Path) -> None:
    """Version 2.0.1 of DuckDB and 2.1.0 of polars judge a file by its first lines."""
    duckdb, polars, many = module("duckdb"), module("polars"), 21_000
    name, lines, table = 'Ana "the first", Souza', tmp_path / "late.jsonl", tmp_path / "late.csv"
    early = json.dumps({"id": "cs_1", "name": None}) + "\n"
    late = json.dumps({"id": "cs_2", "name": name, "metadata": {"k": "v"}}) + "\n"
    lines.write_text(early * many + late)
    with table.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "name"))
        rows.writerows([("cs_1", "Ana")] * many)
        rows.writerow(("cs_2", name))
    frame = eval(READING[FileFormat.JSONL]["polars"], {"polars": polars, "f": lines})  # noqa: S307  a line of ours, as the site shows it
    assert frame["name"][-1] == name
    assert frame["metadata"][-1] == {"k": "v"}
    for file_format, path in ((FileFormat.JSONL, lines), (FileFormat.CSV_EXACT, table)):
        read = READING[file_format]["duckdb"].replace("'f'", f"'{path}'")
        assert duckdb.sql(read).filter("id = 'cs_2'").select("name").fetchall() == [(name,)]


def test_pandas_reads_json_lines(tmp_path: Path) -> None:
    pandas, path = module("pandas"), hostile_file(tmp_path, "jsonl")
    frame = eval(READING[FileFormat.JSONL]["pandas"], {"pandas": pandas, "f": path})  # noqa: S307  a line of ours, as the site shows it
    for code in TEXT_COLUMNS:
        found = ["" if pandas.isna(value) else value for value in frame[code]]
        assert found == expected(code), code
    known = [value for value in frame["amount"] if not pandas.isna(value)]
    assert known == [float(value) for value in amounts() if value]


def test_openpyxl_reads_the_workbook(tmp_path: Path) -> None:
    openpyxl = module("openpyxl")
    book = openpyxl.load_workbook(hostile_file(tmp_path, "xlsx"))
    sheet, about = book.worksheets
    rows = list(sheet.iter_rows(min_row=2))
    place = {code: number for number, code in enumerate(COLUMNS)}
    assert len(rows) == len(TEXTS)
    for code in TEXT_COLUMNS:
        cells = [row[place[code]] for row in rows]
        # Of "f" would be a formula, of "n" a number or nothing.
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}, code
        # openpyxl does not undo the spelling that Excel's format has for such a text.
        read = [(cell.value or "").replace("_x005F_", "_") for cell in cells]
        assert read == expected(code), code
        assert not any(cell.hyperlink for cell in cells)
    money = [row[place["amount"]] for row in rows]
    assert [cell.value for cell in money] == [float(one) if one else None for one in amounts()]
    assert [cell.number_format for cell in money[:3]] == ["#,##0.00", "#,##0", "#,##0.000"]
    created = rows[0][place["created"]]
    local = datetime.fromtimestamp(CREATED, ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
    assert (created.is_date, created.value) == (True, local)
    assert sheet.cell(1, place["created"] + 1).value == "Created (Europe/Berlin)"
    assert {row[place["livemode"]].data_type for row in rows} == {"b"}
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["rows"] == str(len(TEXTS))
    assert "Outcome: Paid" in told["filters"]


def test_pandas_reads_the_workbook(tmp_path: Path) -> None:
    pandas, path = module("pandas"), hostile_file(tmp_path, "xlsx")
    frame = eval(READING[FileFormat.XLSX]["pandas"], {"pandas": pandas, "f": path})  # noqa: S307  a line of ours, as the site shows it
    headings = {column.code: str(column.heading) for column in columns_of(COLUMNS)}
    for code in TEXT_COLUMNS:
        # openpyxl, which reads it, does not undo the spelling of such a text.
        found = [value.replace("_x005F_", "_") for value in frame[headings[code]]]
        assert found == expected(code), code
    assert list(frame[headings["amount"]]) == [float(one) if one else "" for one in amounts()]
    assert list(frame[headings["livemode"]]) == [one["livemode"] for one in sessions()]
    moments = frame[f"{headings['created']} (Europe/Berlin)"]
    zone = ZoneInfo("Europe/Berlin")
    assert [one.replace(tzinfo=zone).timestamp() for one in moments] == [
        CREATED - number for number in range(len(TEXTS))
    ]


def test_the_workbook_says_how_it_is_read(tmp_path: Path) -> None:
    book = module("openpyxl").load_workbook(hostile_file(tmp_path, "xlsx"))
    told = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert told["cells"] == CELLS
    assert json.loads(told["reading"]) == READING[FileFormat.XLSX]


def test_a_text_that_no_cell_holds_is_cut_and_said_to_be(tmp_path: Path) -> None:
    """As the JSON of many line items may be."""
    entry = {**sessions()[0], "metadata": {"note": "x" * 40_000}}
    recipe = replace(RECIPE, format="xlsx", columns=("id", "metadata"))
    path, about = file_of(tmp_path, recipe, [entry])
    book = module("openpyxl").load_workbook(path)
    assert len(book.worksheets[0]["B2"].value) == LONGEST_CELL
    assert about["cut_cells"].startswith("1 text")
    told = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert told["cut_cells"] == about["cut_cells"]
    whole, about = file_of(tmp_path, replace(recipe, format="csv"), [entry])
    assert (whole.stat().st_size > 40_000, "cut_cells" in about) == (True, False)
