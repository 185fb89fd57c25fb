"""The saved views of an account: all that a person sees, a new one, and one to change."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_browser.access.decisions import Refusal
from sessions_browser.access.roles import SHARE_VIEWS
from sessions_browser.conf import Account
from sessions_browser.desk import saved_views as desk
from sessions_browser.models import SavedView
from sessions_browser.models.desk import LONGEST_QUERY
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.services import account_data
from sessions_browser.views.filter_form import Correction
from sessions_browser.views.request import query_string, zone_name
from sessions_browser.views.saved_questions import SavedQuestion, saved_question
from sessions_browser.views.saved_view_form import SavedViewForm


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A saved view in words. url: of its list, "" where part of it no longer holds.

    question: its filters. sharing: for whom it is. owner: "" of one's own.
    fixed_url: the list with today's days in place of a preset, which shows the same tomorrow.
    """

    name: str
    url: str
    own_url: str
    fixed_url: str
    question: str
    sharing: str
    owner: str
    is_landing: bool
    may_change: bool
    faults: tuple[Correction, ...]


class SavedViewsContext(TypedDict):
    """Of `saved_views.html`."""

    lines: list[ViewLine]
    list_url: str


class NewViewContext(TypedDict):
    """Of `new_view.html`. question: the filters in words. refusal: why not to save it, or ""."""

    form: SavedViewForm
    question: str
    refusal: str
    corrections: tuple[Correction, ...]
    here: str
    back_url: str


class SavedViewContext(TypedDict):
    """Of `saved_view.html`. rest_url: the list without what no longer holds."""

    form: SavedViewForm
    line: ViewLine
    views_url: str
    rest_url: str
    delete_url: str


@require_safe
def saved_views(request: HttpRequest, account: Account) -> HttpResponse:
    seen = desk.views_for(request.user, account).select_related("owner", "group")
    landing = desk.landing_of(request.user, account)
    urls, links = urls_of(account), account_data(account).directory.known_payment_links()
    lines = [_line(request, one, urls, links, landing) for one in seen]
    context: SavedViewsContext = {"lines": lines, "list_url": urls.list()}
    return render(request, "sessions_browser/saved_views.html", {**context})


@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: HttpRequest, account: Account) -> HttpResponse:
    """Its own query string is the one of the list, of which the first page is saved."""
    links, urls = account_data(account).directory.known_payment_links(), urls_of(account)
    asks = _asks(request, query_string(request), links, urls)
    refusal = _refusal(asks)
    is_posted = request.method == "POST" and not refusal
    form = SavedViewForm(request.POST if is_posted else None, request.user, account, None)
    if is_posted and form.is_valid():
        return _save_new(request, account, asks, form)
    context: NewViewContext = {
        "form": form,
        "question": asks.words,
        "refusal": refusal,
        "corrections": () if asks.is_valid else asks.faults,
        "here": urls.new_view(asks.query),
        "back_url": asks.url,
    }
    status = HTTPStatus.BAD_REQUEST if refusal or form.errors else HTTPStatus.OK
    return render(request, "sessions_browser/new_view.html", {**context}, status=status)


def _save_new(
    request: HttpRequest, account: Account, asks: SavedQuestion, form: SavedViewForm
) -> HttpResponse:
    name = form.cleaned_data["name"]
    view = desk.save_own(request.user, account, name, asks.query, form.shared_with())
    if form.cleaned_data["landing"]:
        desk.set_landing(request.user, view, is_landing=True)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
    return redirect(asks.url)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view(request: HttpRequest, account: Account, view_id: int) -> HttpResponse:
    """What it asks for and whether that still holds, and the form that changes it."""
    view, urls = _seen_view(request, account, view_id), urls_of(account)
    data = request.POST if request.method == "POST" else None
    form = SavedViewForm(data, request.user, account, view)
    if form.is_valid():
        return _save_changed(request, view, form, urls)
    links = account_data(account).directory.known_payment_links()
    line = _line(request, view, urls, links, desk.landing_of(request.user, account))
    context: SavedViewContext = {
        "form": form,
        "line": line,
        "views_url": urls.saved_views,
        "rest_url": _asks(request, view.query, links, urls).rest_url,
        "delete_url": f"{urls.saved_view(view_id)}delete/",
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "sessions_browser/saved_view.html", {**context}, status=status)


def _save_changed(
    request: HttpRequest, view: SavedView, form: SavedViewForm, urls: AccountUrls
) -> HttpResponse:
    if "name" in form.fields:
        view.name = form.cleaned_data["name"]
        view.sharing, view.group_id = form.shared_with()
        view.save()
    desk.set_landing(request.user, view, is_landing=form.cleaned_data["landing"])
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(urls.saved_views)


@require_POST
def delete_view(request: HttpRequest, account: Account, view_id: int) -> HttpResponse:
    view = _seen_view(request, account, view_id)
    if not desk.may_change(request.user, view):
        raise PermissionDenied(Refusal("delete_view", SHARE_VIEWS))
    view.delete()
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(urls_of(account).saved_views)


def _seen_view(request: HttpRequest, account: Account, view_id: int) -> SavedView:
    """Raises Http404 also of one that this person may not see."""
    seen = desk.views_for(request.user, account).select_related("owner", "group")
    if view := seen.filter(pk=view_id).first():
        return view
    raise Http404("no such view")


def _asks(
    request: HttpRequest, query: str, links: PaymentLinks, urls: AccountUrls
) -> SavedQuestion:
    return saved_question(query, links, urls, zone_name(request), time.time())


def _refusal(asks: SavedQuestion) -> str:
    """Why this question cannot be saved, in a sentence; "" where it can."""
    if not asks.is_valid:
        return _("A view is saved once its filters can be applied.")
    if len(asks.query) > LONGEST_QUERY:
        return _("These filters are too long to be kept.")
    return asks.refusal


def _line(
    request: HttpRequest,
    view: SavedView,
    urls: AccountUrls,
    links: PaymentLinks,
    landing: SavedView | None,
) -> ViewLine:
    asks = _asks(request, view.query, links, urls)
    return ViewLine(
        name=view.name,
        url="" if asks.faults else asks.url,
        own_url=urls.saved_view(view.pk),
        fixed_url=asks.fixed_url,
        question=asks.words,
        sharing=_sharing_words(view),
        owner=_owner(request, view),
        is_landing=view == landing,
        may_change=desk.may_change(request.user, view),
        faults=asks.faults,
    )


def _owner(request: HttpRequest, view: SavedView) -> str:
    if view.owner is None:
        return _("somebody who is gone")
    return "" if view.owner == request.user else view.owner.get_username()


def _sharing_words(view: SavedView) -> str:
    if view.sharing == desk.EVERYBODY:
        return _("Everybody")
    if view.sharing == desk.GROUP and view.group is not None:
        return view.group.name
    return _("Only me")
