"""The rows of a twin: which columns are asked for, and their values for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions_browser.access.masked_forms import is_masked
from sessions_browser.exports.cells import csv_cell, json_cell
from sessions_browser.exports.columns import COLUMNS as ALL
from sessions_browser.exports.columns import DEFAULT, Column, columns_of_rows, find
from sessions_browser.exports.seen import Seen
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.views.problem_json import problem
from sessions_browser.views.twin_formats import CSV
from sessions_browser.views.twins import COLUMNS, TwinProblemError, not_valid

MOST_COLUMNS = 60
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class TwinColumns:
    """were_asked: a program named them, so that it must get what they are and no mask."""

    columns: tuple[Column, ...]
    were_asked: bool

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(column.code for column in self.columns)

    def query(self) -> str:
        return f"{COLUMNS}={','.join(self.codes)}" if self.were_asked else ""


def columns_asked(request: HttpRequest, *, with_items: bool) -> TwinColumns:
    """Raises TwinProblemError.

    A page is made of what is cached of a list, which is not the whole of a session.
    """
    text = request.GET.get(COLUMNS, "")
    known = {column.code: column for column in columns_of_rows(with_items=with_items)}
    if not text:
        usual = (*DEFAULT, *(("items",) if with_items else ()))
        return TwinColumns(tuple(known[code] for code in usual if code in known), False)
    codes = list(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    faults = tuple(_fault(code) for code in codes[:MOST_COLUMNS] if code not in known)
    if len(codes) > MOST_COLUMNS:
        faults = (*faults, _("At most %(count)s columns.") % {"count": MOST_COLUMNS})
    if faults:
        raise TwinProblemError(not_valid({COLUMNS: faults}))
    return TwinColumns(tuple(known[code] for code in codes), True)


def _fault(code: str) -> str:
    """Why the list cannot give a column, in a sentence; a value that was typed is cut."""
    words = {"column": code[:40]}
    if code == "items":
        return _("The column items needs expand=data.line_items.")
    if code in ALL or find(code) is not None:
        return _("The column %(column)s is not in lists.") % words
    return _("There is no column %(column)s.") % words


def twin_rows(
    rows: Iterable[SessionRow], asked: TwinColumns, ending: str, *, masked: bool
) -> list[dict[str, Any]]:
    """By code. Raises TwinProblemError where a column was asked for and is masked."""
    kept = tuple(rows)
    seen = [Seen.of_row(row, masked=masked) for row in kept]
    if masked and asked.were_asked and (hidden := _hidden(kept, seen, asked)):
        raise TwinProblemError(_masked(hidden))
    cells = [
        (
            column.code,
            column.read,
            csv_cell(column, UTC, guard=False) if ending == CSV else json_cell(column, UTC),
        )
        for column in asked.columns
    ]
    return [{code: cell(read(one)) for code, read, cell in cells} for one in seen]


def _hidden(rows: tuple[SessionRow, ...], seen: list[Seen], asked: TwinColumns) -> list[str]:
    """Columns asked for that the mask would change, whether or not these rows have a value there.

    So that it does not depend on the page whether a program is told.
    """
    plain = [Seen.of_row(row, masked=False) for row in rows]
    return [
        column.code
        for column in asked.columns
        if column.code in PERSONAL
        or any(
            column.read(one) != column.read(other) for one, other in zip(plain, seen, strict=True)
        )
    ]


def _masks(column: Column) -> bool:
    """Whether personal data in this column is shown as a mask."""
    probe = Seen.of_row(_PROBE, masked=True)
    value = column.read(probe)
    return isinstance(value, str) and is_masked(value)


# With personal data alone in its places, which the mask changes.
_PROBE = SessionRow(email="ana@example.com", name="ana")
PERSONAL = frozenset(column.code for column in columns_of_rows() if _masks(column))


def _masked(columns: list[str]) -> HttpResponse:
    title = _("A column that you asked for is masked for you")
    words = _("Personal data is masked for this token or role: %(columns)s. Leave it out.")
    detail = words % {"columns": ", ".join(columns)}
    return problem("masked_column", HTTPStatus.FORBIDDEN, title, detail, columns=columns)
