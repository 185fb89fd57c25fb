"""The table of sessions, from a page of the listing to the HTML that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from sessions_browser.conf import Account
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.list_query import SessionPage, cursor_of
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.people.merge import with_names
from sessions_browser.presentation.coverage import coverage_words
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.views.chosen_columns import chosen_head, chosen_rows
from sessions_browser.views.empty_list import empty_html, offers_of
from sessions_browser.views.list_words import headline_of, is_further, notices_of, title_of
from sessions_browser.views.row_html import NO_NOTES, rows_html

# The fewest rows for which the links to the next page stand above the table as well.
MANY_ROWS = 50
NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Results:
    """What `_results.html` shows of a page, but for its age.

    title: of the browser's window. count: of rows. span: their first and last day, in words.
    coverage: how much was looked through, in a sentence, where not all of it is shown, or "".
    further_url: where to look through more, while the page has room.
    dated_url: the address to give to others with today's days in place of a preset, or "".
    columns_url: where to choose its columns.
    save_url: where to save it as a view; "" of a list that is about one person.
    watch_url: where to ask for newer sessions, or "".
    *_html: the parts, each rendered once; either `table_html` or `empty_html` is "".
    """

    title: str
    count: int
    headline: str
    span: str
    announcement: str
    coverage: str
    further_url: str
    dated_url: str
    columns_url: str
    save_url: str
    watch_url: str
    has_pager: bool
    notices: tuple[str, ...]
    filters_html: SafeString
    top_pager_html: SafeString
    table_html: SafeString
    empty_html: SafeString


@dataclass(frozen=True, slots=True)
class ChipLink:
    label: str
    value: str
    remove_url: str


class ChipsContext(TypedDict):
    """Of `_chips.html`. ignored: names of parameters. unreadable: how many entries of Stripe's."""

    chips: tuple[ChipLink, ...]
    clear_url: str
    ignored: tuple[str, ...]
    unreadable: int


class PagerContext(TypedDict):
    """Of `_pager.html`; an address is "" where nothing follows. suffix: of the links' ids."""

    newer_url: str
    older_url: str
    span: str
    suffix: str


class TableContext(PagerContext):
    """Of `_table.html`. zone_place: a short word for the zone. head: "" of the usual columns."""

    title: str
    zone_name: str
    zone_place: str
    show_items: bool
    classes: str
    head: SafeString
    rows: SafeString


class CoverageContext(TypedDict):
    """Of `_coverage.html`; see Results."""

    coverage: str
    further_url: str


def results_of(
    page: SessionPage,
    address: ListAddress,
    account: Account,
    links: PaymentLinks,
    urls: AccountUrls,
    now: float,
    notes: Mapping[str, int] = NO_NOTES,
) -> Results:
    """`now`: Unix seconds; see `row_html.holds_until` for what passes with time."""
    clock = Clock(address.zone, now)
    span, count = clock.span(page.rows), len(page.rows)
    title = title_of(address, account, links)
    pager = _pager(page, address, urls, span)
    onward_url = pager["newer_url" if page.query.ending_before else "older_url"]
    coverage: CoverageContext = {
        "coverage": coverage_words(page, clock),
        "further_url": onward_url if page.further_cursor else "",
    }
    offers = () if page.rows or page.has_more else offers_of(address, urls)
    headline = headline_of(page, address, coverage["coverage"])
    around: dict[str, Any] = {**pager, **coverage}
    said = [span] if page.rows else [offer.words for offer in offers]
    return Results(
        title=title,
        count=count,
        headline=headline,
        span=span,
        # For a screen reader; the template goes on after it.
        announcement=", ".join(filter(None, (headline, *said, coverage["coverage"].rstrip(".")))),
        coverage=coverage["coverage"],
        further_url=coverage["further_url"],
        dated_url=urls.list(address.dated()) if address.dated() else "",
        columns_url=urls.columns(address.first_page()),
        save_url="" if address.data["email"] else urls.new_view(address.first_page()),
        watch_url=_watch_url(page, address, urls),
        has_pager=bool(pager["newer_url"] or pager["older_url"]),
        notices=tuple(notices_of(page, account, address, links)),
        filters_html=_chips_html(page, address, links, urls),
        top_pager_html=_pager_html(pager, "-top") if count >= MANY_ROWS else NOTHING,
        table_html=_table_html(page, address, links, urls, clock, pager, title, notes),
        empty_html=NOTHING
        if page.rows
        else empty_html(page, address, links, urls, headline, offers, around),
    )


def _chips_html(
    page: SessionPage, address: ListAddress, links: PaymentLinks, urls: AccountUrls
) -> SafeString:
    context: ChipsContext = {
        "chips": tuple(
            ChipLink(chip.label, links.words_for(chip.value), urls.list(chip.remove))
            for chip in address.chips
        ),
        "clear_url": urls.list(address.cleared()),
        "ignored": address.ignored,
        "unreadable": page.unreadable,
    }
    return render_to_string("sessions_browser/_chips.html", context)


def _pager(page: SessionPage, address: ListAddress, urls: AccountUrls, span: str) -> PagerContext:
    newer, older = page.newer_cursor, page.older_cursor
    return {
        "newer_url": urls.list(address.with_cursor("ending_before", newer)) if newer else "",
        "older_url": urls.list(address.with_cursor("starting_after", older)) if older else "",
        "span": span,
        "suffix": "",
    }


def _pager_html(pager: PagerContext, suffix: str) -> SafeString:
    context: PagerContext = {**pager, "suffix": suffix}
    return render_to_string("sessions_browser/_pager.html", context)


def _table_html(
    page: SessionPage,
    address: ListAddress,
    links: PaymentLinks,
    urls: AccountUrls,
    clock: Clock,
    pager: PagerContext,
    title: str,
    notes: Mapping[str, int],
) -> SafeString:
    if not page.rows:
        return NOTHING
    shown = with_names(page.rows)
    rows = rows_html(shown, clock, address.shows_items, links, urls, notes)
    head = NOTHING
    if address.data["columns"]:
        rows = chosen_rows(rows, shown, address.columns, clock, urls)
        head = chosen_head(address.columns, clock, show_items=address.shows_items)
    classes = ("with-items" if address.shows_items else "", address.data["density"])
    context: TableContext = {
        **pager,
        "title": title,
        "zone_name": clock.zone_words,
        "zone_place": clock.place,
        "show_items": address.shows_items,
        "classes": " ".join(filter(None, classes)),
        "head": head,
        "rows": mark_safe("".join(rows)),  # noqa: S308  each row is escaped by its template
    }
    return render_to_string("sessions_browser/_table.html", context)


def _watch_url(page: SessionPage, address: ListAddress, urls: AccountUrls) -> str:
    """Where to ask whether there are newer sessions than the first page has."""
    newest, first = page.newest, address.first_page()
    if is_further(address) or (newest is not None and cursor_of(newest) is None):
        return ""
    if newest is None:
        return urls.newer_sessions(first)
    since = "" if newest.created is None else f"since={newest.created}"
    return urls.newer_sessions(first, f"than={newest.id}", since)
