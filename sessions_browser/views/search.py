"""The one box: what was pasted, what was understood, and the way to it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from sessions_browser import address
from sessions_browser.address import encode
from sessions_browser.conf import Account, get_conf
from sessions_browser.errors import NotFoundError, UpstreamError
from sessions_browser.money import money
from sessions_browser.pagination import SessionPage
from sessions_browser.people import label_of, query_of
from sessions_browser.presentation import Outcome, moment_in, outcome_of
from sessions_browser.problems import words_for
from sessions_browser.projection import SessionRow, project
from sessions_browser.search import Kind, Understanding, recognise
from sessions_browser.services import get_sessions
from sessions_browser.views.session import mode_of, read_session
from sessions_browser.views.viewer import VARY, is_fragment, zone_name

PAGE = "sessions_browser/search.html"
# Of a pasted column so many are looked up a page, a call each at most, four at a time.
A_PAGE = 10
AT_ONCE = 4
# What an address may hold of a pasted column; more is shown without an address of its own.
LONGEST_QUERY = 6000


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, account: Account) -> HttpResponse:
    """Leads to what was pasted; for htmx only what was understood, and nothing is asked.

    400: it could not be understood, or Stripe cannot search by it; the page says what can be done.
    """
    values = request.POST if request.method == "POST" else request.GET
    text = values.get("q", "")
    understood = recognise(text, ZoneInfo(zone_name(request)), time.time())
    if is_fragment(request):
        context = {"understood": understood, "is_hint": True}
        response = render(request, "sessions_browser/_understood.html", context)
    else:
        response = _go(request, account, text, understood)
    patch_vary_headers(response, VARY)
    return response


def _go(
    request: HttpRequest, account: Account, text: str, understood: Understanding
) -> HttpResponse:
    if understood.kind is Kind.SESSION:
        return _to_session(request, account, understood.session_id)
    if url := _url(account, understood):
        return redirect(url)
    short = "" if understood.is_secret or len(text) > LONGEST_QUERY else text
    context: dict[str, Any] = {"understood": understood, "text": short}
    if understood.kind is not Kind.MANY:
        is_mistake = understood.kind is Kind.EXPLAINED
        status = HTTPStatus.BAD_REQUEST if is_mistake else HTTPStatus.OK
        return render(request, PAGE, context, status=status)
    if request.method == "POST" and short:
        url = reverse("search", kwargs={"account": account})
        return redirect(f"{url}?{encode((('q', ' '.join(short.split())),))}")
    return render(request, PAGE, context | _many(request, account, understood))


def _to_session(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """To the account that can have it: an id names its mode."""
    mode = mode_of(session_id)
    if account.key_mode != mode:
        others = [other for other in get_conf().accounts if other.key_mode == mode]
        if others:
            words = f"This id is of {mode} mode, so it was looked for in {others[0].name}."
            messages.info(request, words)
            account = others[0]
    return redirect("session_detail", account=account, session_id=session_id)


def _url(account: Account, understood: Understanding) -> str:
    """Where an understanding leads, or "" when it leads nowhere alone."""
    match understood.kind:
        case Kind.SESSION:
            kwargs = {"account": account, "session_id": understood.session_id}
            return reverse("session_detail", kwargs=kwargs)
        case Kind.PERSON:
            return f"{reverse('person', kwargs={'account': account})}?{encode(understood.params)}"
        case Kind.LIST:
            opened = (("session", "first"),) if understood.opens else ()
            url = reverse("session_list", kwargs={"account": account})
            return f"{url}?{encode((*understood.params, *opened))}"
    return ""


@dataclass(frozen=True, slots=True)
class Looked:
    """One line of a pasted column; `words`: what was found, or why nothing was."""

    says: str
    words: str
    url: str = ""
    outcome: Outcome | None = None


def _many(request: HttpRequest, account: Account, understood: Understanding) -> dict[str, Any]:
    """A part of the lines looked up, at most a call each; the others are counted and offered."""
    raw = request.GET.get("from", "0")
    start = int(raw) if raw.isdecimal() and len(raw) < 4 else 0
    start = min(start, max(0, len(understood.items) - 1)) // A_PAGE * A_PAGE
    part = understood.items[start : start + A_PAGE]
    zone = ZoneInfo(zone_name(request))
    url = reverse("search", kwargs={"account": account})
    query = " ".join(request.GET.get("q", "").split())

    def part_url(place: int) -> str:
        return f"{url}?{encode((('q', query), ('from', str(place))))}" if query else ""

    end = start + len(part)
    return {
        "looked": _look_up(account, part, zone),
        "start": start + 1,
        "end": end,
        "of": len(understood.items),
        "older_url": part_url(end) if end < len(understood.items) else "",
        "newer_url": part_url(start - A_PAGE) if start else "",
    }


def _look_up(account: Account, items: Sequence[Understanding], zone: ZoneInfo) -> list[Looked]:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="search") as pool:
        # Each with the reference of this request, for its lines in the log.
        futures = [
            pool.submit(copy_context().run, _look_up_one, account, item, zone) for item in items
        ]
        return [future.result() for future in futures]


def _look_up_one(account: Account, item: Understanding, zone: ZoneInfo) -> Looked:
    if item.kind is Kind.EXPLAINED:
        return Looked(item.says, item.advice or "Cannot be searched for.")
    try:
        if item.kind is Kind.SESSION:
            return _look_at_session(account, item, zone)
        return _look_at_list(account, item, zone)
    except NotFoundError:
        return Looked(_named(item), f"Not found in {label_of(account)}.")
    except UpstreamError as error:
        return Looked(_named(item), f"Could not be looked up. {words_for(error).old}")


def _named(item: Understanding) -> str:
    """What it is, without what it leads to."""
    return re.split(r": (?:all|the) ", item.says)[0].rstrip(".")


def _look_at_session(account: Account, item: Understanding, zone: ZoneInfo) -> Looked:
    row = project(read_session(account, item.session_id).value.session)
    return Looked(
        _named(item), _row_words(row, zone), _url(account, item), outcome_of(row, time.time())
    )


def _look_at_list(account: Account, item: Understanding, zone: ZoneInfo) -> Looked:
    page = _page_of(account, item)
    if page is None or not page.rows:
        raise NotFoundError("an empty list")
    count = f"{len(page.rows)}{' or more' if page.has_more else ''}"
    sessions = "1 session" if count == "1" else f"{count} sessions, the newest"
    newest = page.rows[0]
    words = f"{sessions}: {_row_words(newest, zone)}"
    return Looked(_named(item), words, _url(account, item), outcome_of(newest, time.time()))


def _page_of(account: Account, item: Understanding) -> SessionPage | None:
    if len(item.params) == 1 and item.params[0][0] in ("email", "customer"):
        return get_sessions(account).list(query_of(*item.params[0])).value
    reading = address.read(encode(item.params), "UTC", time.time())
    return get_sessions(account).list(reading.query).value if reading.query else None


def _row_words(row: SessionRow, zone: ZoneInfo) -> str:
    this_year = datetime.now(zone).year
    amount = money(row.amount_total, row.currency)
    created = moment_in(row.created, zone, this_year).text if row.created is not None else ""
    return ", ".join(part for part in (str(amount or ""), created) if part) or "No details"
