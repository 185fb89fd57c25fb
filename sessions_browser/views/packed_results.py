"""The middle of a page of the list, rendered and compressed once (see `packed`).

The cache hands out the same `SessionPage` object until the listing changes, `list_address.parse`
the same `ListAddress` for the same query string, and the directory the same `PaymentLinks`. They
are compared by identity, so a middle that was shown before is found at the cost of a few hashes. A
changed listing is another object, and what passes with time has its end with it: nothing has to be
thrown away by hand.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

from django.template.loader import render_to_string

from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.freshness import PageAge, page_age
from sessions_browser.views.packed import Packed, pack
from sessions_browser.views.results import Results, results_of
from sessions_browser.views.row_html import holds_until

MOST_BYTES = 16 * 1024 * 1024
# A remembered middle keeps the rows of its page in memory, and one takes some 900 bytes.
BYTES_OF_A_ROW = 1000


@dataclass(frozen=True, slots=True)
class PackedResults:
    """opening: title and announcement, which htmx alone needs. until: Unix seconds of its end."""

    opening: Packed
    body: Packed
    until: float


class _Shown(NamedTuple):
    """All that a middle depends on. old: when it is shown only because Stripe failed."""

    page: SessionPage
    address: ListAddress
    account: Account
    links: PaymentLinks
    notices: tuple[str, ...]
    old: PageAge | None


class ResultsContext(TypedDict):
    """Of `_results.html` and of `_results_opening.html`."""

    results: Results
    freshness: PageAge
    notices: tuple[str, ...]


packed: ByteCache[_Shown, PackedResults] = ByteCache(MOST_BYTES)


def packed_results(
    fetched: Fetched[SessionPage],
    address: ListAddress,
    account: Account,
    links: PaymentLinks,
    notices: Sequence[str],
) -> PackedResults:
    """notices: what this person is told above the list, besides what the list itself tells."""
    now = time.time()
    old = _age(fetched, address, account, now) if fetched.failure else None
    shown = _Shown(fetched.value, address, account, links, tuple(notices), old)
    known = packed.get(shown)
    if known and now < known.until:
        return known
    made = _pack(shown, old or _age(fetched, address, account, now), now)
    size = len(made.opening.deflated) + len(made.body.deflated)
    packed.put(shown, made, size + BYTES_OF_A_ROW * len(shown.page.rows))
    return made


def _pack(shown: _Shown, freshness: PageAge, now: float) -> PackedResults:
    urls = urls_of(shown.account)
    results = results_of(shown.page, shown.address, shown.account, shown.links, urls, now)
    context: ResultsContext = {
        "results": results,
        "freshness": freshness,
        "notices": (*results.notices, *shown.notices),
    }
    return PackedResults(
        opening=pack(render_to_string("sessions_browser/_results_opening.html", context)),
        body=pack(render_to_string("sessions_browser/_results.html", context)),
        until=holds_until(shown.page.rows, Clock(shown.address.zone, now)),
    )


def _age(
    fetched: Fetched[SessionPage], address: ListAddress, account: Account, now: float
) -> PageAge:
    urls = urls_of(account)
    here, share = urls.list(address.canonical), urls.list(address.shared())
    return page_age(fetched, Clock(address.zone, now), here=here, share=share)
