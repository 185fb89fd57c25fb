"""The list of Checkout Sessions: full page and htmx fragment of one address."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.access.roles import EXPORT
from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account
from sessions_browser.desk.notes import changes_for, waiting_for
from sessions_browser.desk.saved_views import tabs_for
from sessions_browser.filters import list_address
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import RELOAD
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.outcome_filter import OutcomeFilter
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.refusals import Page
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.notes import note
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import InvalidRequestError, UpstreamError
from sessions_browser.views.filter_form import Correction, corrections, filter_form_html
from sessions_browser.views.list_asked import (
    is_gone,
    links_meant,
    refused_filter,
    subjects_of_list,
)
from sessions_browser.views.list_frame import PAGE, list_page, refused_page
from sessions_browser.views.list_words import no_link_words
from sessions_browser.views.packed import answer
from sessions_browser.views.packed_results import (
    PackedResults,
    ShownTo,
    known_results,
    packed_results,
)
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
from sessions_browser.views.upstream_errors import ProblemContext, error_response
from sessions_browser.views.view_tabs import tabs_html

GONE = gettext_lazy("That place in the list is gone. This is the first page of the same list.")


class RefusedContext(TypedDict):
    """Of the fragment for a list for which nothing was asked."""

    filter_form: SafeString
    corrections: tuple[Correction, ...]
    is_fragment: bool


class ListProblemContext(ProblemContext):
    view_tabs: SafeString
    filter_form: SafeString


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
    # Names that nobody had asked for have come meanwhile.
    links = data.directory.known_payment_links()
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
    if glance is None:
        return None
    return known_results(glance.version, address, account, links, _shown_to(request, account))


def _shown_to(request: HttpRequest, account: Account) -> ShownTo:
    return ShownTo(
        masked=is_masked_for(request.user),
        notes=changes_for(request.user, account),
        exports=request.user.has_perm(EXPORT),
    )


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
    to = _shown_to(request, account)
    results = packed_results(fetched, address, account, links, notices, to)
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
    _note(request, address, results)
    if is_fragment(request):
        response = answer(request, (results.opening, results.body))
        return push_url(response, urls.list(address.canonical))
    own_page = _own_page(session, urls)
    waiting = waiting_for(request.user, account, changes_for(request.user, account))
    return list_page(
        request, account, address, links, results.body, own_page=own_page, waiting=waiting
    )


def _note(request: HttpRequest, address: ListAddress, results: PackedResults) -> None:
    values = subjects_of_list(address)
    note(
        request,
        searched=values[0][0] if values else "",
        values=values,
        rows=results.rows,
        ids=results.ids,
        detail=" ".join(sorted(address.given())),
    )


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
    if is_gone(address, error):
        messages.info(request, str(GONE))
        return redirect(urls_of(account).list(address.first_page()))
    refused = refused_filter(account, address, error)
    if refused is None:
        return _problem(request, account, address, error)
    name, words = refused
    # Such as where else was looked for it.
    told = " ".join([words, *map(str, messages.get_messages(request))])
    return _refuse(request, account, address.with_error(name, told))


def _problem(
    request: HtmxHttpRequest, account: Account, address: ListAddress, error: UpstreamError
) -> HttpResponse:
    urls = urls_of(account)
    context: ListProblemContext | None = None
    if not is_fragment(request):
        links = account_data(account).directory.known_payment_links()
        tabs = tabs_for(request.user, account)
        context = {
            "view_tabs": tabs_html(tabs, address, links, urls, zone_name(request)),
            "filter_form": filter_form_html(address, links, urls),
        }
    page: Page = "filtered list" if address.chips else "list"
    clock, here = Clock(address.zone, time.time()), urls.list(address.canonical)
    return error_response(
        request, PAGE, error, clock=clock, retry_url=here, page=page, context=context
    )


def _look_up_link(
    request: HtmxHttpRequest, account: Account, address: ListAddress, data: AccountData
) -> HttpResponse:
    links = data.directory.payment_links().value
    found = links_meant(address, links)
    if len(found) == 1:
        return redirect(urls_of(account).list(address.with_value("payment_link", found[0].id)))
    words = no_link_words(account, address, links, found)
    return _refuse(request, account, address.with_error("payment_link", words))
