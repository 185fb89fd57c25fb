"""How a file was made, as lies beside it: in English, with Stripe's words, for people and programs.

It stands in no row of the file, whose first row programs read as the names of the columns. A
workbook has it as its second sheet; beside CSV and JSON lines lies a small file of JSON.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.exports.cells import LONGEST_CELL, moment_text
from sessions_browser.exports.recipe import FileFormat, Recipe

# How programs read each text as it is; by default most make numbers of some ids. DuckDB 2.0 and
# polars 2.1 judge columns and quotes by the first lines alone: what comes later is lost or refused.
READING = {
    FileFormat.CSV_EXACT: {
        "pandas": "pandas.read_csv(f, dtype=str, keep_default_na=False)",
        "polars": "polars.read_csv(f, infer_schema=False)",
        "duckdb": "SELECT * FROM read_csv('f', all_varchar=true, delim=',', quote='\"')",
    },
    FileFormat.JSONL: {
        "pandas": "pandas.read_json(f, lines=True, dtype=False, precise_float=True)",
        "polars": "polars.read_ndjson(f, infer_schema_length=None)",
        "duckdb": "SELECT * FROM read_json('f', sample_size=-1)",
    },
    # By default pandas takes a text such as NA for nothing, and columns of digits for numbers.
    FileFormat.XLSX: {"pandas": "pandas.read_excel(f, dtype=object, na_filter=False)"},
}
CELLS = (
    "Each cell has its type: texts are texts, amounts and counts numbers, moments dates in the zone"
    " that the heading names. Lists and objects are JSON."
)
GUARD = (
    "A text that begins with = + - @ ', a tab or a line end has an apostrophe before it; take one"
    " off."
)
CUT = (
    f"texts are longer than the {LONGEST_CELL} signs that a cell of Excel holds, and end there; CSV"
    " and JSON lines have them whole."
)


def about_of(
    recipe: Recipe, state: dict[str, Any], now: float, rows: int, are_cut: bool, cut_cells: int
) -> dict[str, Any]:
    """state: of the job, which has read what it reads. are_cut: there were more rows.

    cut_cells: texts that were longer than a cell of Excel.
    """
    zone, ends_early = recipe.zone_info(), are_cut or _ends_early(recipe, state)
    gone = 0 if ends_early or recipe.named is None else recipe.named - state["read"]
    why_not = _why_not_complete(recipe, rows if ends_early else None, gone)
    told: dict[str, Any] = {
        "account": recipe.account,
        "filters": list(recipe.words) or ["none"],
        "address": recipe.query,
        "zone": recipe.zone,
        "asked_for": moment_text(recipe.started, zone),
        "made": moment_text(int(now), zone),
        "made_utc": moment_text(int(now), ZoneInfo("UTC")),
        "by": recipe.owner,
        "columns": list(recipe.columns),
        "sessions_read": state["read"],
        "rows": rows,
        "complete": not why_not,
        "personal_data": "masked" if recipe.masked else "as given",
    }
    if recipe.coverage:
        told["coverage"] = recipe.coverage
    if why_not:
        told["why_not_complete"] = " ".join(why_not)
    if ends_early:
        told["ends_after_rows"] = rows
    if gone:
        told["sessions_gone"] = gone
    if cut_cells:
        told["cut_cells"] = f"{cut_cells} {CUT}"
    if recipe.is_guarded:
        told["guard"] = GUARD
    if recipe.file_format is FileFormat.XLSX:
        told["cells"] = CELLS
    if reading := READING.get(recipe.file_format):
        told["reading"] = reading
    return told


def _ends_early(recipe: Recipe, state: dict[str, Any]) -> bool:
    """Whether not all was read, as there are rows enough."""
    return state["over"] != "done" or (recipe.named or 0) > recipe.most_rows


def _why_not_complete(recipe: Recipe, ends_after: int | None, gone: int) -> list[str]:
    """In sentences; none where it is complete."""
    why = list[str]()
    if ends_after is not None:
        why.append(
            f"It ends after {ends_after} rows, the newest ones; older sessions are not in it."
        )
    if gone:
        why.append(f"Stripe does not have {gone} of them any more.")
    if recipe.is_partial:
        why.append("Not all was looked through when it was asked for.")
    return why
