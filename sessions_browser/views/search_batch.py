"""A pasted column: several lines, each looked up by itself."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypedDict

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import Patience
from sessions_browser.conf import Account
from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import encode
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.pastes.torn_emails import torn_emails
from sessions_browser.people.lookup import read_page
from sessions_browser.people.person import label_of
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.outcome import Outcome, outcome_of
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock, ago
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.search.interpretation import Interpretation, Kind
from sessions_browser.services import account_data
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.list_asked import SUBJECTS
from sessions_browser.views.request import clock_of

# The most lines of a pasted column that one page looks up, with one call each at most.
A_PAGE = 10
# One call may take nine seconds: a page of several takes hardly longer.
PAGE_SECONDS = 10.0
# A line that outlives the page is told as such, and not as a failure of Stripe's.
A_LITTLE = 1.0
NO_TIME_LEFT = gettext_lazy("Not looked up: Stripe took too long to answer. Try again in a moment.")
# All requests of this process share these threads, as they share those of the calls, since each
# keeps a connection of its own to the cache. And pasted columns never take all turns for a call.
AT_ONCE = 4
_POOL = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="search")


def interpretation_url(account: Account, interpretation: Interpretation) -> str:
    """Where an interpretation leads, or "" when it leads to no single page."""
    urls = urls_of(account)
    match interpretation.kind:
        case Kind.SESSION:
            return urls.session(interpretation.session_id)
        case Kind.PERSON:
            return urls.person(interpretation.params)
        case Kind.LIST:
            opened = (("session", "first"),) if interpretation.opens else ()
            return urls.list(encode((*interpretation.params, *opened)))
    return ""


def searched_values(interpretation: Interpretation) -> list[tuple[str, str]]:
    """Kind and value of what was searched for, where that is somebody or something."""
    if interpretation.kind is Kind.SESSION:
        return [("session", interpretation.session_id)]
    return [pair for pair in interpretation.params if pair[0] in SUBJECTS]


def in_address(text: str) -> str:
    """Without line breaks, but where one may have torn an e-mail, which has to be asked about."""
    return text if torn_emails(text) else " ".join(text.split())


def one_per_line(text: str, interpretation: Interpretation) -> str:
    """As it was pasted: an address has no line breaks."""
    words = text.split()
    is_a_word_each = len(words) == len(interpretation.items) + interpretation.left_out
    return "\n".join(words) if is_a_word_each else text


@dataclass(frozen=True, slots=True)
class LookedUp:
    """One line of a pasted column; `words`: what was found, or why nothing was."""

    summary: str
    words: str
    url: str = ""
    outcome: Outcome | None = None


class BatchContext(TypedDict):
    """start, end: the numbers of the first and the last line shown, from 1. of: all lines.

    newer_url, older_url: the lines before and after; "" when there are none, or when all lines
    together are too long for an address.
    """

    looked: list[LookedUp]
    start: int
    end: int
    of: int
    older_url: str
    newer_url: str


def batch_context(
    request: HttpRequest, account: Account, interpretation: Interpretation
) -> BatchContext:
    """Look up the part of the lines that the address asks for, and offer the others."""
    raw = request.GET.get("from", "0")
    start = int(raw) if raw.isdecimal() and len(raw) < 4 else 0
    start = min(start, max(0, len(interpretation.items) - 1)) // A_PAGE * A_PAGE
    part = interpretation.items[start : start + A_PAGE]
    for item in part:
        values = searched_values(item)
        searched = values[0][0] if values else ""
        note(request, kind=ReadKind.SEARCH, searched=searched, values=values, detail="column")
    urls = urls_of(account)
    query = in_address(request.GET.get("q", ""))

    def part_url(place: int) -> str:
        return urls.search((("q", query), ("from", str(place)))) if query else ""

    end = start + len(part)
    return {
        "looked": _look_up(account, part, clock_of(request)),
        "start": start + 1,
        "end": end,
        "of": len(interpretation.items),
        "older_url": part_url(end) if end < len(interpretation.items) else "",
        "newer_url": part_url(start - A_PAGE) if start else "",
    }


def _look_up(account: Account, items: Sequence[Interpretation], clock: Clock) -> list[LookedUp]:
    """A line for each item, in their order, within PAGE_SECONDS."""
    # Another thread has another language in force.
    language = get_language()
    look_up = metrics.in_this_request(_look_up_one)
    futures = {
        place: _POOL.submit(
            look_up, language, account, item, clock, Patience(PAGE_SECONDS + A_LITTLE)
        )
        for place, item in enumerate(items)
        if item.kind is not Kind.EXPLAINED
    }
    wait(futures.values(), timeout=PAGE_SECONDS)
    return [
        _result(item, futures[place]) if place in futures else _explanation(item)
        for place, item in enumerate(items)
    ]


def _explanation(item: Interpretation) -> LookedUp:
    return LookedUp(item.summary, item.advice or _("Cannot be searched for."))


def _result(item: Interpretation, future: Future[LookedUp]) -> LookedUp:
    """What was found; what has not begun never begins, and what runs ends unseen."""
    if future.cancel() or not future.done():
        return LookedUp(item.name, str(NO_TIME_LEFT))
    return future.result()


def _look_up_one(
    language: str, account: Account, item: Interpretation, clock: Clock, patience: Patience
) -> LookedUp:
    with override(language):
        return _look_up_in_words(account, item, clock, patience)


def _look_up_in_words(
    account: Account, item: Interpretation, clock: Clock, patience: Patience
) -> LookedUp:
    try:
        look = _look_at_session if item.kind is Kind.SESSION else _look_at_list
        return look(account, item, clock, patience)
    except NotFoundError:
        words = _("Not found in %(account)s.") % {"account": label_of(account)}
        return LookedUp(item.name, words)
    except UpstreamError as error:
        reason = message_for(error).stale_reason
        return LookedUp(item.name, _("Could not be looked up.") + f" {reason}")


def _look_at_session(
    account: Account, item: Interpretation, clock: Clock, patience: Patience
) -> LookedUp:
    fetched = account_data(account).sessions.current(item.session_id, patience)
    row = fetched.value.row
    return LookedUp(
        item.name,
        _row_words(row, clock) + _age_words(fetched, clock),
        interpretation_url(account, item),
        outcome_of(row, clock.now),
    )


def _look_at_list(
    account: Account, item: Interpretation, clock: Clock, patience: Patience
) -> LookedUp:
    fetched = page_of(account, item, patience)
    if fetched is None or not fetched.value.rows:
        raise NotFoundError("an empty list")
    page = fetched.value
    newest = page.rows[0]
    words = _count_words(page) % {"count": len(page.rows), "newest": _row_words(newest, clock)}
    words += _age_words(fetched, clock)
    return LookedUp(
        item.name, words, interpretation_url(account, item), outcome_of(newest, clock.now)
    )


def _count_words(page: SessionPage) -> str:
    if page.has_more:
        return _("%(count)s or more sessions, the newest: %(newest)s")
    return ngettext(
        "%(count)s session: %(newest)s",
        "%(count)s sessions, the newest: %(newest)s",
        len(page.rows),
    )


def page_of(
    account: Account, item: Interpretation, patience: Patience
) -> Fetched[SessionPage] | None:
    if len(item.params) == 1 and item.params[0][0] in ("email", "customer"):
        return read_page(account_data(account), *item.params[0], patience=patience)
    address = list_address.parse(encode(item.params), "UTC", time.time())
    lists = account_data(account).lists
    return lists.page(address.query, patience=patience) if address.query else None


def _age_words(fetched: Fetched[Any], clock: Clock) -> str:
    """Where it may not be the present state: how old it is, and why nothing newer is shown."""
    if fetched.failure is None:
        return ""
    reason = message_for(fetched.failure).stale_reason
    as_it_was = _("As it was %(ago)s.") % {"ago": ago(clock.now - fetched.fetched_at)}
    return f". {as_it_was} {reason}"


def _row_words(row: SessionRow, clock: Clock) -> str:
    amount = money(row.amount_total, row.currency)
    created = clock.moment(row.created).text if row.created is not None else ""
    return ", ".join(part for part in (str(amount or ""), created) if part) or _("No details")
