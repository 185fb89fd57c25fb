"""The table of sessions, from a page of the listing to the HTML that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from sessions_browser.conf import Account
from sessions_browser.filters.chips import Chip
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import CURSORS
from sessions_browser.objects.list_query import SessionPage, cursor_of
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.coverage import coverage_words, strangers_words
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.views.row_html import rows_html

# The fewest rows for which the links to the next page stand above the table as well.
MANY_ROWS = 50
NOTHING = SafeString("")
NO_WAY_ON = "Stripe has older sessions, but the last one here has no id that leads to them."


@dataclass(frozen=True, slots=True)
class Results:
    """What `_results.html` shows of a page, but for its age.

    title: of the browser's window. count: of rows. span: their first and last day, in words.
    coverage: how much was looked through, in a sentence, where not all of it is shown, or "".
    further_url: where to look through more, while the page has room.
    *_html: the parts, each rendered once; either `table_html` or `empty_html` is "".
    """

    title: str
    count: int
    headline: str
    span: str
    announcement: str
    coverage: str
    further_url: str
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


class WatchContext(PagerContext):
    """watch_url: where to ask for newer sessions, or ""."""

    watch_url: str


class TableContext(WatchContext):
    """Of `_table.html`."""

    title: str
    zone_name: str
    show_items: bool
    rows: SafeString


class CoverageContext(TypedDict):
    """Of `_coverage.html`; see Results."""

    coverage: str
    further_url: str


class EmptyContext(WatchContext, CoverageContext):
    """Of `_empty.html`; what cannot be offered is ""."""

    is_further: bool
    has_more: bool
    is_filtered: bool
    question: str
    first_url: str
    clear_url: str
    lower_case_email: str
    lower_case_url: str
    person_url: str
    undated_url: str


def results_of(
    page: SessionPage,
    address: ListAddress,
    account: Account,
    links: PaymentLinks,
    urls: AccountUrls,
    now: float,
) -> Results:
    """`now`: Unix seconds; see `row_html.holds_until` for what passes with time."""
    clock = Clock(address.zone, now)
    span, count = clock.span(page.rows), len(page.rows)
    headline = f"{count} session{'' if count == 1 else 's'}"
    title = title_of(address, account)
    pager = _pager(page, address, urls, span)
    many = count >= MANY_ROWS
    onward_url = pager["newer_url" if page.query.ending_before else "older_url"]
    coverage: CoverageContext = {
        "coverage": coverage_words(page, clock),
        "further_url": onward_url if page.further_cursor else "",
    }
    return Results(
        title=title,
        count=count,
        headline=headline,
        span=span,
        announcement=_announcement(headline, span, coverage["coverage"]),
        coverage=coverage["coverage"],
        further_url=coverage["further_url"],
        notices=tuple(_notices(page, account, address, links)),
        filters_html=_chips_html(page, address, urls),
        top_pager_html=_pager_html(pager, "-top") if many else NOTHING,
        table_html=_table_html(page, address, links, urls, clock, pager, title),
        empty_html=_empty_html(page, address, urls, pager, coverage),
    )


def _announcement(headline: str, span: str, coverage: str) -> str:
    """For a screen reader; the template goes on after it."""
    return ", ".join(filter(None, (headline, span, coverage.rstrip("."))))


def _chips_html(page: SessionPage, address: ListAddress, urls: AccountUrls) -> SafeString:
    context: ChipsContext = {
        "chips": tuple(
            ChipLink(chip.label, chip.value, urls.list(chip.remove)) for chip in address.chips
        ),
        "clear_url": urls.list(),
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
) -> SafeString:
    if not page.rows:
        return NOTHING
    rows = rows_html(page.rows, clock, address.shows_items, links, urls)
    context: TableContext = {
        **pager,
        "title": title,
        "watch_url": _watch_url(page, address, urls),
        "zone_name": clock.zone.key,
        "show_items": address.shows_items,
        "rows": mark_safe("".join(rows)),  # noqa: S308  each row is escaped by its template
    }
    return render_to_string("sessions_browser/_table.html", context)


def _empty_html(
    page: SessionPage,
    address: ListAddress,
    urls: AccountUrls,
    pager: PagerContext,
    coverage: CoverageContext,
) -> SafeString:
    if page.rows:
        return NOTHING
    email, customer = address.data.get("email", ""), address.data.get("customer")
    lower = email.lower()
    context: EmptyContext = {
        **pager,
        **coverage,
        "watch_url": _watch_url(page, address, urls),
        "has_more": page.has_more,
        # An empty page with more behind it is odd, but it is not the end.
        "is_further": is_further(address) or page.has_more,
        "is_filtered": bool(address.chips),
        "question": _question(address.chips),
        "first_url": urls.list(address.first_page()),
        "clear_url": urls.list(),
        # Stripe keeps an address as it was typed, and probably tells capital letters apart.
        "lower_case_email": lower if lower != email else "",
        "lower_case_url": urls.list(address.with_value("email", lower)),
        "person_url": urls.person_by("email", email) or urls.person_by("customer", customer),
        "undated_url": urls.list(address.undated()),
    }
    return render_to_string("sessions_browser/_empty.html", context)


def _watch_url(page: SessionPage, address: ListAddress, urls: AccountUrls) -> str:
    """Where to ask whether there are newer sessions than the first page has."""
    newest, first = page.newest, address.first_page()
    if is_further(address) or (newest is not None and cursor_of(newest) is None):
        return ""
    if newest is None:
        return urls.newer_sessions(first)
    since = "" if newest.created is None else f"since={newest.created}"
    return urls.newer_sessions(first, f"than={newest.id}", since)


def _notices(
    page: SessionPage, account: Account, address: ListAddress, links: PaymentLinks
) -> Iterator[str]:
    wanted = address.data.get("payment_link")
    if link := next((link for link in links.links if link.id == wanted), None):
        state = "is active" if link.active else "is switched off: nobody can pay through it now"
        yield f"The payment link “{link.name}” {state}."
    if {row.livemode for row in page.rows} - {None, account.livemode}:
        mode = account.key_mode
        yield f"Some of these sessions are not from {mode} mode, as they should be."
    if strangers := strangers_words(page.strangers):
        yield strangers
    if page.has_lost_the_way:
        yield NO_WAY_ON


def is_further(address: ListAddress) -> bool:
    """Whether the address names a place in the list beyond its first page."""
    return any(address.data.get(name) for name in CURSORS)


def _question(chips: tuple[Chip, ...]) -> str:
    """The filter in words, such as "status Open; created last 7 days"."""
    return "; ".join(f"{chip.label.lower()} {chip.value}" for chip in chips)


def title_of(address: ListAddress, account: Account) -> str:
    """Of the browser's window."""
    words = _question(address.chips) or "all"
    where = ", further page" if is_further(address) else ""
    return f"Checkout Sessions: {words}{where} · {account.name}"
