"""Rows of the table as HTML; each is remembered, since few rows of a page change at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import is_past_its_end
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.rows import RowView, notes_words, row_view
from sessions_browser.presentation.times import Clock

REMEMBERED_ROWS = 10_000
NO_NOTES: Mapping[str, int] = {}


class RowContext(TypedDict):
    """Of `_row.html`.

    url: of the session. person: the address of the person's page. only_*: the address of the list
    of all sessions with this value or outcome, and of no others. Each is "" where there is none.
    source: what was sold, or through which payment link, or in which way. notes: "2 notes".
    """

    row: RowView
    url: str
    source: str
    only_outcome: str
    only_link: str
    person: str
    notes: str


def rows_html(
    rows: Sequence[SessionRow],
    clock: Clock,
    show_items: bool,
    links: PaymentLinks,
    urls: AccountUrls,
    notes: Mapping[str, int] = NO_NOTES,
) -> list[SafeString]:
    """A `<tr>` for each row. notes: how many a session has, by its id."""
    year, language = clock.start_of_year(), get_language()
    return [
        _row_html(
            row,
            _clock_of_row(row, clock, year),
            show_items,
            links.name_of(row.payment_link) if row.payment_link else "",
            urls,
            language,
            notes.get(row.id, 0) if notes and row.id else 0,
        )
        for row in rows
    ]


def holds_until(rows: Sequence[SessionRow], clock: Clock) -> float:
    """Unix seconds at which another of them is past its end, or another year begins."""
    ends = [row.expires_at for row in rows if row.status == "open" and row.expires_at is not None]
    return min([clock.end_of_year(), *(end for end in ends if end > clock.now)])


def _clock_of_row(row: SessionRow, clock: Clock, year: Clock) -> Clock:
    """Any moment of the right year and on the right side of the end gives the same row."""
    if row.status == "open" and row.expires_at is not None and is_past_its_end(row, clock.now):
        return Clock(clock.zone, max(year.now, row.expires_at))
    return year


@lru_cache(maxsize=REMEMBERED_ROWS)
def _row_html(
    row: SessionRow,
    clock: Clock,
    show_items: bool,
    link_name: str,
    urls: AccountUrls,
    language: str,  # noqa: ARG001  the one in force, of which the words are
    notes: int,
) -> SafeString:
    """The arguments are all that the HTML depends on."""
    view = row_view(row, clock)
    context: RowContext = {
        "row": view,
        "url": urls.session(row.id) if row.id and is_session_id(row.id) else "",
        "source": (show_items and view.items) or link_name or row.payment_link or view.mode,
        "only_outcome": urls.same_outcome(row),
        "only_link": urls.same_value("payment_link", row.payment_link),
        "person": urls.person_of(row),
        "notes": notes_words(notes) if notes else "",
    }
    return render_to_string("sessions_browser/_row.html", context)
