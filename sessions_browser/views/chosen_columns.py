"""A table with other columns than the usual: its head and rows, out of the cells of all.

The usual cells are cut from the row that `row_html` remembers and the usual head, so there is one
place for each. Whatever Stripe sends is escaped, so that no tag in them is anything but ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sessions_browser.filters.columns import OTHERS, ShownColumn
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.rows import kind_words
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.views.row_html import REMEMBERED_ROWS

CELL = re.compile(r'<(t[hd]) [^>]*?\bclass="([a-z]+)[ "].*?</\1>', re.DOTALL)
ROW = re.compile(r"<tr[^>]*>")


class MoreCellsContext(TypedDict):
    """Of `_more_cells.html`. only_*: the list of all sessions with this value, or ""."""

    kind: str
    email: str
    customer: str
    payment: str
    subscription: str
    expires: Moment | None
    only_email: str
    only_customer: str
    only_payment: str
    only_subscription: str


def chosen_head(columns: Sequence[ShownColumn], clock: Clock, *, show_items: bool) -> SafeString:
    cells = _heads(clock.zone_words, clock.place, show_items=show_items)
    found = "".join(_with_width(cells[one.name], one.width) for one in columns)
    html = f'<thead role="rowgroup"><tr role="row">{found}</tr></thead>'
    return mark_safe(html)  # noqa: S308  of our own templates


def column_labels() -> dict[str, str]:
    """What stands above each column that there is."""
    cells = _heads("", "", show_items=False)
    return {name: " ".join(strip_tags(cell).split()) for name, cell in cells.items()}


def chosen_rows(
    usual: Iterable[SafeString],
    rows: Iterable[SessionRow],
    columns: Sequence[ShownColumn],
    clock: Clock,
    urls: AccountUrls,
) -> list[SafeString]:
    """usual: the same rows with the usual cells."""
    names = [one.name for one in columns]
    year, language = clock.start_of_year(), get_language()
    has_others = not set(OTHERS).isdisjoint(names)
    return [
        _chosen_row(html, _more_cells(row, year, urls, language) if has_others else {}, names)
        for html, row in zip(usual, rows, strict=True)
    ]


def _chosen_row(usual: str, more: Mapping[str, str], names: Sequence[str]) -> SafeString:
    start = ROW.match(usual)
    assert start, "a row begins with its tag"
    cells = {**_cells_of(usual), **more}
    html = f"{start[0]}{''.join(cells[name] for name in names)}</tr>"
    return mark_safe(html)  # noqa: S308  each cell is escaped by its template


def _cells_of(html: str) -> dict[str, str]:
    return {found[2]: found[0] for found in CELL.finditer(html)}


def _heads(zone_name: str, zone_place: str, *, show_items: bool) -> dict[str, str]:
    words = {"zone_name": zone_name, "zone_place": zone_place, "show_items": show_items}
    usual = render_to_string("sessions_browser/_table_head.html", words)
    return _cells_of(usual) | _cells_of(render_to_string("sessions_browser/_more_heads.html"))


def _with_width(cell: str, width: str) -> str:
    return cell.replace('class="', f'class="{width} ', 1) if width else cell


@lru_cache(maxsize=REMEMBERED_ROWS)
def _more_cells(
    row: SessionRow,
    clock: Clock,
    urls: AccountUrls,
    language: str,  # noqa: ARG001  the one in force, of which the words are
) -> Mapping[str, str]:
    """The arguments are all that they depend on."""
    context: MoreCellsContext = {
        "kind": kind_words(row.mode),
        "email": row.email or "",
        "customer": row.customer or row.customer_account or "",
        "payment": row.payment_intent or "",
        "subscription": row.subscription or "",
        "expires": clock.maybe_moment(row.expires_at),
        "only_email": urls.same_value("email", row.email),
        "only_customer": urls.same_value("customer", row.customer),
        "only_payment": urls.same_value("payment_intent", row.payment_intent),
        "only_subscription": urls.same_value("subscription", row.subscription),
    }
    return _cells_of(render_to_string("sessions_browser/_more_cells.html", context))
