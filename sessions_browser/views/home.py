"""Where the site begins, and where an account begins."""

from __future__ import annotations

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from sessions_browser.access.decisions import accounts_of
from sessions_browser.access.roles import BROWSE, VIEW_STATUS
from sessions_browser.conf import Account, get_conf
from sessions_browser.desk.saved_views import landing_of
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.services import account_data
from sessions_browser.views.request import zone_name
from sessions_browser.views.saved_questions import saved_question


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """To the first page that the person may see; whoever sees none reads why at the list."""
    if not get_conf().accounts:
        raise Http404("no account is configured")
    accounts = accounts_of(request)
    if accounts and request.user.has_perm(BROWSE):
        return redirect(_beginning(request, accounts[0]))
    if request.user.has_perm(VIEW_STATUS):
        return redirect("status")
    return redirect("session_list", account=(accounts or get_conf().accounts)[0])


@require_safe
def account_home(request: HttpRequest, account: Account) -> HttpResponse:
    return redirect(_beginning(request, account))


def _beginning(request: HttpRequest, account: Account) -> str:
    """The list, or that of the view with which the person begins, also where part of it is gone.

    Whoever comes to the list itself has asked for all of it.
    """
    urls, view = urls_of(account), landing_of(request.user, account)
    if view is None:
        return urls.list()
    links = account_data(account).directory.known_payment_links()
    asks = saved_question(view.query, links, urls, zone_name(request), time.time())
    return urls.saved_view(view.pk) if asks.faults else asks.url
