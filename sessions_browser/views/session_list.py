"""The list of Checkout Sessions: full page and htmx fragment of one address."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account, get_conf
from sessions_browser.filters import list_address
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import CURSORS, RELOAD
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.outcome_filter import OutcomeFilter
from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.refusals import Page
from sessions_browser.presentation.times import Clock
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import InvalidRequestError, NotFoundError, UpstreamError
from sessions_browser.views.filter_form import Correction, corrections, filter_form_html
from sessions_browser.views.list_frame import PAGE, list_page, refused_page
from sessions_browser.views.packed import answer
from sessions_browser.views.packed_results import PackedResults, known_results, packed_results
from sessions_browser.views.request import (
    VARY,
    HtmxHttpRequest,
    is_fragment,
    note_unused,
    query_string,
    wants_reload,
    without_session,
    zone_name,
)
from sessions_browser.views.results import is_further
from sessions_browser.views.upstream_errors import ProblemContext, error_response

GONE = "That place in the list is no longer there. This is the first page of the same list."
NOT_TAKEN = "Stripe does not take this value together with the other filters."
MOST_LINKS_NAMED = 5
NAMES_AN_OBJECT = (
    "customer",
    "customer_account",
    "payment_link",
    "payment_intent",
    "subscription",
)


class RefusedContext(TypedDict):
    """Of the fragment for a list for which nothing was asked."""

    filter_form: SafeString
    corrections: tuple[Correction, ...]
    is_fragment: bool


class ListProblemContext(ProblemContext):
    filter_form: SafeString


@require_safe
def home(_request: HttpRequest) -> HttpResponse:
    accounts = get_conf().accounts
    if not accounts:
        raise Http404("no account is configured")
    return redirect("session_list", account=accounts[0])


@require_safe
def account_home(_request: HttpRequest, account: Account) -> HttpResponse:
    return redirect("session_list", account=account)


@require_safe
def session_list(request: HtmxHttpRequest, account: Account) -> HttpResponse:
    """400: a filter cannot be applied, so nothing was asked; 502 to 504: Stripe failed."""
    query, session = without_session(query_string(request))
    address = list_address.parse(query, zone_name(request), time.time())
    response = _respond(request, account, address, session)
    # What lies ready has them.
    if "Vary" not in response.headers:
        patch_vary_headers(response, VARY)
    return response


def _respond(
    request: HtmxHttpRequest, account: Account, address: ListAddress, session: str
) -> HttpResponse:
    """session: the part of the address that opens a drawer; redirects keep it."""
    if address.errors:
        return _refuse(request, account, address)
    # The field "who" has become others in a canonical address.
    if not address.is_canonical:
        note_unused(request)
    if address.session_id:
        url = urls_of(account).session(address.session_id)
        return HttpResponseClientRedirect(url) if is_fragment(request) else redirect(url)
    data, reload = account_data(account), wants_reload(request)
    # For a redirect nothing is read.
    links = data.directory.known_payment_links(refresh=address.is_canonical)
    if not reload and (known := _known_results(request, account, address, data, links)):
        return _show(request, account, address, links, known, session)
    try:
        if address.query is None:
            return _look_up_link(request, account, address, data)
        if not (address.is_canonical or reload):
            return redirect(urls_of(account).list(address.canonical, address.unknown, session))
        fetched = _read(data, address.query, address.sieve, reload=reload)
    except InvalidRequestError as error:
        return _refused_upstream(request, account, address, error)
    except UpstreamError as error:
        return _problem(request, account, address, error)
    if reload and fetched.failure is not None:
        # A redirect would lead to the cached list and lose the reason.
        return _show_page(request, account, address, links, fetched, session)
    if not address.is_canonical:
        return redirect(urls_of(account).list(address.canonical, address.unknown, session))
    if fetched.value.is_short_of_the_top:
        return _go_to_the_top(account, address, data, fetched.value, session)
    return _show_page(request, account, address, links, fetched, session)


def _known_results(
    request: HttpRequest,
    account: Account,
    address: ListAddress,
    data: AccountData,
    links: PaymentLinks,
) -> PackedResults | None:
    """Of a page that was shown as it is now, and has nothing to tell to this person alone."""
    is_plain = address.is_canonical and address.sieve is None
    if address.query is None or not is_plain or len(messages.get_messages(request)):
        return None
    glance = data.lists.glance(address.query)
    return known_results(glance.version, address, account, links) if glance else None


def _read(
    data: AccountData, query: ListQuery, sieve: OutcomeFilter | None, *, reload: bool
) -> Fetched[SessionPage]:
    if sieve is None:
        return data.lists.page(query, reload=reload)
    return data.sieved.page(query, sieve, reload=reload)


def _show_page(
    request: HtmxHttpRequest,
    account: Account,
    address: ListAddress,
    links: PaymentLinks,
    fetched: Fetched[SessionPage],
    session: str,
) -> HttpResponse:
    notices = [str(message) for message in messages.get_messages(request)]
    results = packed_results(fetched, address, account, links, notices)
    return _show(request, account, address, links, results, session)


def _show(
    request: HtmxHttpRequest,
    account: Account,
    address: ListAddress,
    links: PaymentLinks,
    results: PackedResults,
    session: str,
) -> HttpResponse:
    urls = urls_of(account)
    if is_fragment(request):
        response = answer(request, (results.opening, results.body))
        return push_url(response, urls.list(address.canonical))
    own_page = _own_page(session, urls)
    return list_page(request, account, address, links, results.body, own_page=own_page)


def _own_page(session: str, urls: AccountUrls) -> str:
    """Of the session that the address opens in a drawer, for a browser without script; or ""."""
    named = session.removeprefix("session=")
    return urls.session(named) if is_session_id(named) else ""


def _go_to_the_top(
    account: Account,
    address: ListAddress,
    data: AccountData,
    short: SessionPage,
    session: str,
) -> HttpResponse:
    """The first page, which shows these sessions and what follows.

    When the cache knows a first page without them, it is read anew.
    """
    first = data.lists.stored_page(short.query.first_page())
    knows_them = first is None or _id_of(first.newest) == _id_of(short.newest)
    reload = "" if knows_them else f"{RELOAD}=1"
    return redirect(urls_of(account).list(address.first_page(), reload, session))


def _id_of(row: SessionRow | None) -> str | None:
    return row.id if row else None


def _refuse(request: HtmxHttpRequest, account: Account, address: ListAddress) -> HttpResponse:
    """The form with the messages of a filter that cannot be applied; nothing was asked."""
    links = account_data(account).directory.known_payment_links()
    if not is_fragment(request):
        return refused_page(request, account, address, links)
    context: RefusedContext = {
        "filter_form": filter_form_html(address, links, urls_of(account), oob=True),
        "corrections": corrections(address),
        "is_fragment": True,
    }
    template = "sessions_browser/_form_errors.html"
    return render(request, template, context, status=HTTPStatus.BAD_REQUEST)


def _refused_upstream(
    request: HtmxHttpRequest, account: Account, address: ListAddress, error: InvalidRequestError
) -> HttpResponse:
    """Stripe does not know the place in the list, or does not take one of the filters."""
    is_missing = isinstance(error, NotFoundError)
    if is_missing and is_further(address) and error.param in (*CURSORS, None):
        messages.info(request, GONE)
        return redirect(urls_of(account).list(address.first_page()))
    given = address.given()
    objects = [name for name in NAMES_AN_OBJECT if name in given]
    # An outcome is sent as its status.
    param = "outcome" if error.param == "status" and "status" not in given else error.param
    if param in given:
        name = param
    elif is_missing and len(objects) == 1:
        name = objects[0]
    else:
        return _problem(request, account, address, error)
    missing = f"Stripe knows nothing under this id in {account.name} ({account.key_mode} mode)."
    return _refuse(request, account, address.with_error(name, missing if is_missing else NOT_TAKEN))


def _problem(
    request: HtmxHttpRequest, account: Account, address: ListAddress, error: UpstreamError
) -> HttpResponse:
    urls = urls_of(account)
    context: ListProblemContext | None = None
    if not is_fragment(request):
        links = account_data(account).directory.known_payment_links()
        context = {"filter_form": filter_form_html(address, links, urls)}
    page: Page = "filtered list" if address.chips else "list"
    clock, here = Clock(address.zone, time.time()), urls.list(address.canonical)
    return error_response(
        request, PAGE, error, clock=clock, retry_url=here, page=page, context=context
    )


def _look_up_link(
    request: HtmxHttpRequest, account: Account, address: ListAddress, data: AccountData
) -> HttpResponse:
    links = data.directory.payment_links().value
    if address.link_name:
        found = links.by_name(address.link_name)
    else:
        found = [link for link in [links.by_address(address.link_address or "")] if link]
    if len(found) == 1:
        return redirect(urls_of(account).list(address.with_value("payment_link", found[0].id)))
    words = _no_link_words(account, address, links, found)
    return _refuse(request, account, address.with_error("payment_link", words))


def _no_link_words(
    account: Account, address: ListAddress, links: PaymentLinks, found: list[PaymentLink]
) -> str:
    """`found`: none, or several that one cannot choose from."""
    if found:
        named = ", ".join(f"{link.name} ({link.id})" for link in found[:MOST_LINKS_NAMED])
        return f"Several payment links are called so: {named}. Paste the id of one."
    known = f"{len(links.links)} payment links of {account.name}"
    what = "name" if address.link_name else "address"
    more = "" if links.complete else " There are more: paste the link's id, plink_…, instead."
    return f"This {what} is not among the {known}.{more}"
