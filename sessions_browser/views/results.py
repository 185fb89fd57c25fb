"""The table of sessions, from a page of the listing to what the template shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from sessions_browser.conf import Account
from sessions_browser.filters.chips import Chip
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import CURSORS
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.views.row_html import rows_html

REMEMBERED_RESULTS = 256
# From so many rows on the way to the next page stands above them as well.
MANY_ROWS = 50
NOTHING = SafeString("")
NO_WAY_ON = "Stripe has older sessions, but the last one here has no id that leads to them."


@dataclass(frozen=True, slots=True)
class ChipLink:
    label: str
    value: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Results:
    """What `_results.html` shows of a page, but for its age; addresses are paths of this site.

    The last three are rendered of the others, once.
    """

    title: str
    chips: tuple[ChipLink, ...]
    clear_url: str
    ignored: tuple[str, ...]
    notices: tuple[str, ...]
    rows: SafeString
    count: int
    headline: str
    unreadable: int
    span: str
    zone: str
    newer_url: str
    older_url: str
    first_url: str
    watch_url: str
    show_items: bool
    is_filtered: bool
    is_further: bool
    question: str
    lower_case_email: str
    lower_case_url: str
    person_url: str
    undated_url: str
    announcement: str
    filters_html: SafeString = NOTHING
    top_pager_html: SafeString = NOTHING
    table_html: SafeString = NOTHING


# All its arguments but the minute are objects that live as long as the answer they come from.
@lru_cache(maxsize=REMEMBERED_RESULTS)
def results_of(
    page: SessionPage,
    reading: ListAddress,
    account: Account,
    links: PaymentLinks,
    urls: AccountUrls,
    minute: int,
) -> Results:
    """`minute`: Unix time in whole minutes, for what passes with time: years, ends of sessions."""
    clock = Clock(reading.zone, minute * 60.0)
    span = clock.span(page.rows)
    count = f"{len(page.rows)} session{'' if len(page.rows) == 1 else 's'}"

    newer, older = page.newer_cursor, page.older_cursor
    email = reading.data.get("email", "")
    lower = email.lower()
    results = Results(
        title=_title(reading, account),
        chips=tuple(
            ChipLink(chip.label, chip.value, urls.list(chip.remove)) for chip in reading.chips
        ),
        clear_url=urls.list(),
        ignored=reading.ignored,
        notices=tuple(_notices(page, account, reading, links)),
        rows=mark_safe(  # noqa: S308  each row is escaped by its template
            "".join(rows_html(page.rows, clock, reading.shows_items, links, urls))
        ),
        count=len(page.rows),
        headline=count,
        unreadable=page.unreadable,
        span=span,
        zone=clock.zone.key,
        newer_url=urls.list(reading.with_cursor("ending_before", newer)) if newer else "",
        older_url=urls.list(reading.with_cursor("starting_after", older)) if older else "",
        first_url=urls.list(reading.first_page()),
        watch_url=_watch_url(page, reading, urls),
        show_items=reading.shows_items,
        is_filtered=bool(reading.chips),
        # An empty page with more behind it is odd, but it is not the end.
        is_further=is_further(reading) or (page.has_more and not page.rows),
        question=question(reading.chips),
        # Stripe keeps an address as it was typed, and probably tells capital letters apart.
        lower_case_email=lower if lower != email else "",
        lower_case_url=urls.list(reading.with_value("email", lower)),
        person_url=urls.person_by("email", email)
        or urls.person_by("customer", reading.data.get("customer")),
        undated_url=urls.list(reading.undated()),
        announcement=f"{count}, {span}" if span else count,
    )
    many = results.count >= MANY_ROWS
    return replace(
        results,
        rows=NOTHING,
        filters_html=_rendered("_chips", results),
        top_pager_html=_rendered("_pager", results, "-top") if many else NOTHING,
        table_html=_rendered("_table", results),
    )


def _rendered(name: str, results: Results, suffix: str = "") -> SafeString:
    template = get_template(f"sessions_browser/{name}.html")
    return mark_safe(template.render({"results": results, "suffix": suffix}))  # noqa: S308


def _watch_url(page: SessionPage, reading: ListAddress, urls: AccountUrls) -> str:
    """Where to ask whether there are newer sessions than the first page has."""
    newest = page.rows[0].id if page.rows else None
    if is_further(reading) or not newest or not is_session_id(newest):
        return ""
    return urls.newer_sessions(reading.first_page(), f"than={newest}")


def _notices(
    page: SessionPage, account: Account, reading: ListAddress, links: PaymentLinks
) -> Iterator[str]:
    wanted = reading.data.get("payment_link")
    if link := next((link for link in links.links if link.id == wanted), None):
        state = "is active" if link.active else "is switched off: nobody can pay through it now"
        yield f"The payment link “{link.name}” {state}."
    if {row.livemode for row in page.rows} - {None, account.livemode}:
        mode = account.key_mode
        yield f"Some of these sessions are not from {mode} mode, as they should be."
    if page.has_lost_the_way:
        yield NO_WAY_ON


def is_further(reading: ListAddress) -> bool:
    """Whether the address names a place in the list beyond its first page."""
    return any(reading.data.get(name) for name in CURSORS)


def question(chips: tuple[Chip, ...]) -> str:
    """The filter in words, such as "status Open; created last 7 days"."""
    return "; ".join(f"{chip.label.lower()} {chip.value}" for chip in chips)


def _title(reading: ListAddress, account: Account) -> str:
    words = question(reading.chips) or "all"
    where = ", further page" if is_further(reading) else ""
    return f"Checkout Sessions: {words}{where} · {account.name}"
