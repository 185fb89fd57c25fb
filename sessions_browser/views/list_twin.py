"""The list of Checkout Sessions for programs: the same filters, pages and rows."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account
from sessions_browser.exports.cells import moment_text
from sessions_browser.filters import list_address
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import canonical_pairs, encode
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.presentation.coverage import coverage_words
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.refusals import Page
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.read_log.notes import note
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import InvalidRequestError, UpstreamError
from sessions_browser.views.list_asked import (
    is_gone,
    links_meant,
    refused_filter,
    subjects_of_list,
)
from sessions_browser.views.list_words import no_link_words
from sessions_browser.views.request import wants_reload, zone_name
from sessions_browser.views.twin_formats import JSON, absolute, data_response, rows_response
from sessions_browser.views.twin_rows import UTC, TwinColumns, columns_asked, twin_rows
from sessions_browser.views.twins import (
    COLUMNS,
    TwinProblemError,
    cut_short,
    gone,
    not_valid,
    refuse_unknown,
    twin,
    upstream_problem,
    without,
)


@twin
def session_list_twin(request: HttpRequest, account: Account, ending: str) -> HttpResponse:
    """400: a filter cannot be applied, so nothing was asked; 502 to 504: Stripe failed."""
    now = time.time()
    # A session that the page would open in its drawer.
    query = without(request, COLUMNS, "session")
    address = list_address.parse(query, zone_name(request), now)
    data = account_data(account)
    try:
        refuse_unknown(address.ignored)
        address = _settled(account, address, data, now)
        asked = columns_asked(request, with_items=address.shows_items)
        page = _read(request, data, address)
        return _answer(request, account, ending, address, asked, page, now)
    except InvalidRequestError as error:
        if is_gone(address, error):
            return gone(_("Begin again with the first page of this list."))
        if refused := refused_filter(account, address, error):
            name, words = refused
            return not_valid({name: (words,)})
        return _failed(request, address, error, now)
    except UpstreamError as error:
        return _failed(request, address, error, now)


def _failed(
    request: HttpRequest, address: ListAddress, error: UpstreamError, now: float
) -> HttpResponse:
    page: Page = "filtered list" if address.chips else "list"
    return upstream_problem(request, error, Clock(address.zone, now), page)


def _settled(account: Account, address: ListAddress, data: AccountData, now: float) -> ListAddress:
    """With a payment link by its id. Raises TwinProblemError and UpstreamError."""
    if address.errors:
        raise TwinProblemError(not_valid(dict(address.errors)))
    if address.session_id:
        words = _("This asks for one session. The list of sessions takes filters.")
        raise TwinProblemError(not_valid({"who": (words,)}))
    if address.query is not None:
        return address
    links = data.directory.payment_links().value
    found = links_meant(address, links)
    if len(found) != 1:
        words = no_link_words(account, address, links, found)
        raise TwinProblemError(not_valid({"payment_link": (words,)}))
    named = canonical_pairs({**address.data, "payment_link": found[0].id})
    return list_address.parse(encode(named), address.zone.key, now)


def _read(request: HttpRequest, data: AccountData, address: ListAddress) -> Fetched[SessionPage]:
    """Raises UpstreamError."""
    assert address.query is not None
    reload = wants_reload(request)
    if address.sieve is None:
        return data.lists.page(address.query, reload=reload)
    return data.sieved.page(address.query, address.sieve, reload=reload)


def _answer(
    request: HttpRequest,
    account: Account,
    ending: str,
    address: ListAddress,
    asked: TwinColumns,
    fetched: Fetched[SessionPage],
    now: float,
) -> HttpResponse:
    page, masked = fetched.value, is_masked_for(request.user)
    is_short = page.coverage is not None and page.coverage.is_cut_short
    if ending != JSON and (fetched.failure or is_short):
        # A file of rows has no place in which to say that it is old, or not all.
        if fetched.failure:
            raise fetched.failure
        raise TwinProblemError(cut_short())
    rows = twin_rows(page.rows, asked, ending, masked=masked)
    links = absolute(request, _links(account, ending, address, asked, page))
    note(
        request,
        searched=next((name for name, _value in subjects_of_list(address)), ""),
        values=subjects_of_list(address),
        rows=len(rows),
        ids=digest_of_ids(row.id for row in page.rows),
        detail=" ".join((ending, *sorted(address.given()))),
    )
    if ending != JSON:
        return rows_response(ending, asked.codes, rows, links, f"{account.slug}-sessions")
    return data_response(_body(account, address, fetched, rows, masked, now), links)


def _links(
    account: Account, ending: str, address: ListAddress, asked: TwinColumns, page: SessionPage
) -> dict[str, str]:
    """next: older sessions; prev: newer ones. page: what people see."""
    urls = urls_of(account)

    def of_twin(query: str) -> str:
        both = "&".join(filter(None, (query, asked.query())))
        return urls.twin(urls.session_list, ending, both)

    newer, older = page.newer_cursor, page.older_cursor
    return {
        "self": of_twin(address.canonical),
        "next": of_twin(address.with_cursor("starting_after", older)) if older else "",
        "prev": of_twin(address.with_cursor("ending_before", newer)) if newer else "",
        "page": urls.list(address.canonical),
    }


def _body(
    account: Account,
    address: ListAddress,
    fetched: Fetched[SessionPage],
    rows: list[dict[str, Any]],
    masked: bool,
    now: float,
) -> dict[str, Any]:
    page = fetched.value
    looked = page.coverage
    return {
        "account": account.slug,
        "zone": address.zone.key,
        "filters": [f"{chip.label}: {chip.value}" for chip in address.chips],
        "read_at": moment_text(int(fetched.fetched_at), UTC),
        "old_because": message_for(fetched.failure).stale_reason if fetched.failure else None,
        "is_masked": masked,
        "looked_at": looked.looked_at if looked else len(rows),
        "coverage": coverage_words(page, Clock(address.zone, now)) or None,
        "unreadable": page.unreadable,
        "count": len(rows),
        "sessions": rows,
    }
