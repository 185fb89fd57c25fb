"""The middle of a page of the list, rendered and compressed once (see `packed`).

A page of the cache has a version, which is another one when the listing changes; the address of a
query string and the payment links are the same objects until they change. So a middle that was
shown before is found at the cost of a few hashes, without the rows of its page. What passes with
time has its end with it: nothing has to be thrown away by hand.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypedDict

from django.template.loader import render_to_string
from django.utils.translation import get_language

from sessions_browser.access.masking import masked_row
from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account
from sessions_browser.desk.notes import NO_NOTES, UNSEEN, counts_of
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.freshness import PageAge, page_age
from sessions_browser.views.packed import Packed, pack
from sessions_browser.views.results import Results, results_of
from sessions_browser.views.row_html import holds_until

MOST_BYTES = 4 * 1024 * 1024
# Beside its bytes a middle takes objects, and its key keeps a whole address alive.
BYTES_OF_AN_ENTRY = 5000


@dataclass(frozen=True, slots=True)
class PackedResults:
    """opening: title and announcement, which htmx alone needs. until: Unix seconds of its end.

    rows, ids: how many are shown, and their digest for the read log.
    """

    opening: Packed
    body: Packed
    until: float
    rows: int
    ids: str


class ShownTo(NamedTuple):
    """For whom a middle is made.

    masked: who see personal data masked. notes: see `notes.changes_for`. exports: who may export.
    """

    masked: bool
    notes: int = UNSEEN
    exports: bool = False


class _Shown(NamedTuple):
    """All that a middle depends on. old: when it is shown only because Stripe failed."""

    version: Hashable
    address: ListAddress
    account: Account
    links: PaymentLinks
    notices: tuple[str, ...]
    old: PageAge | None
    language: str
    to: ShownTo


class ResultsContext(TypedDict):
    """Of `_results.html` and of `_results_opening.html`. export_url: "" for who may not."""

    results: Results
    freshness: PageAge
    export_url: str
    notices: tuple[str, ...]


packed: ByteCache[_Shown, PackedResults] = ByteCache(MOST_BYTES)


def known_results(
    version: int,
    address: ListAddress,
    account: Account,
    links: PaymentLinks,
    to: ShownTo,
) -> PackedResults | None:
    """The middle of a page with this version, if it was shown before and still holds."""
    shown = _Shown(version, address, account, links, (), None, get_language(), to)
    known = packed.get(shown)
    return known if known and time.time() < known.until else None


def packed_results(
    fetched: Fetched[SessionPage],
    address: ListAddress,
    account: Account,
    links: PaymentLinks,
    notices: Sequence[str],
    to: ShownTo,
) -> PackedResults:
    """notices: what this person is told above the list, besides what the list itself tells."""
    now, page = time.time(), fetched.value
    old = _age(fetched, address, account, now) if fetched.failure else None
    told, language = tuple(notices), get_language()
    shown = _Shown(page.version, address, account, links, told, old, language, to)
    known = packed.get(shown) if page.version is not None else None
    if known and now < known.until:
        return known
    made = _pack(page, shown, old or _age(fetched, address, account, now), now)
    if page.version is not None:
        size = len(made.opening.deflated) + len(made.body.deflated)
        packed.put(shown, made, size + BYTES_OF_AN_ENTRY)
    return made


def _pack(page: SessionPage, shown: _Shown, freshness: PageAge, now: float) -> PackedResults:
    urls = urls_of(shown.account, hides_people=shown.to.masked)
    if shown.to.masked:
        page = replace(page, rows=tuple(map(masked_row, page.rows)))
    ids = (row.id for row in page.rows)
    notes = counts_of(shown.account, ids) if shown.to.notes > NO_NOTES else {}
    results = results_of(page, shown.address, shown.account, shown.links, urls, now, notes)
    context: ResultsContext = {
        "results": results,
        "freshness": freshness,
        "export_url": urls.new_export(shown.address.first_page()) if shown.to.exports else "",
        "notices": (*results.notices, *shown.notices),
    }
    return PackedResults(
        opening=pack(render_to_string("sessions_browser/_results_opening.html", context)),
        body=pack(render_to_string("sessions_browser/_results.html", context)),
        until=holds_until(page.rows, Clock(shown.address.zone, now)),
        rows=len(page.rows),
        ids=digest_of_ids(row.id for row in page.rows),
    )


def _age(
    fetched: Fetched[SessionPage], address: ListAddress, account: Account, now: float
) -> PageAge:
    urls = urls_of(account)
    here, share = urls.list(address.canonical), urls.list(address.shared())
    return page_age(fetched, Clock(address.zone, now), here=here, share=share)
