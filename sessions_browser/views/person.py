"""The page of one person: all their sessions, as a guest and as a customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NotRequired, TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account, get_conf
from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import CURSORS, RELOAD, encode
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.double_payments import double_payments
from sessions_browser.people.lookup import (
    FIRST_PAGE,
    Cursor,
    Missing,
    OtherPlace,
    PersonLookup,
    PersonSessions,
    label_of,
)
from sessions_browser.people.summary import summary
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.search.interpret import interpret
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.freshness import PageAge, page_age, patience_of
from sessions_browser.views.request import clock_of, wants_reload
from sessions_browser.views.row_html import rows_html
from sessions_browser.views.session_list import GONE
from sessions_browser.views.upstream_errors import ProblemContext, error_response

PAGE = "sessions_browser/person.html"
LABELS = {"email": "E-mail", "customer": "Customer"}
HANDLES = tuple(LABELS)


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that stand together; `words`: why, or ""."""

    words: str
    rows: SafeString


@dataclass(frozen=True, slots=True)
class Handle:
    """An e-mail or a customer's id of this person; only_url: the list filtered by it."""

    label: str
    value: str
    only_url: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """A part that is missing, and why. permission: the right that the key lacks, or ""."""

    what: str
    why: str
    permission: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another account, or another spelling; count: of the sessions there, in words."""

    label: str
    url: str
    count: str


class PersonFailedContext(ProblemContext):
    """Of a page that shows no sessions. mistake: in the address, so that nothing was asked."""

    handles: NotRequired[Pairs]
    mistake: NotRequired[str]


class PersonContext(TypedDict):
    """handles: what the address asks for. known: the same, and what was found out from it.

    title: the name, or what was asked for. others: handles that the sessions name beside those.
    neighbours: where else it was looked. *_url: "" when there is no such page.
    """

    handles: Pairs
    title: str
    summary: str
    is_further: bool
    known: list[Handle]
    others: list[Link]
    missing: list[NotRead]
    bands: list[Band]
    count: int
    span: str
    zone_name: str
    newer_url: str
    older_url: str
    first_url: str
    neighbours: list[Elsewhere]
    suggestions: list[Link]
    freshness: PageAge
    notices: Iterable[object]
    list_url: str


@require_safe
def person(request: HttpRequest, account: Account) -> HttpResponse:
    """400: no e-mail and no customer that could be looked for, so nothing was asked."""
    clock = clock_of(request)
    handles = {name: request.GET.get(name, "").strip() for name in HANDLES}
    place = Cursor(**{name: request.GET.get(name) or None for name in CURSORS})
    if mistake := _mistake(handles, place, clock):
        refused: PersonFailedContext = {"mistake": mistake}
        return render(request, PAGE, refused, status=HTTPStatus.BAD_REQUEST)
    pairs = tuple((name, value) for name, value in handles.items() if value)
    urls, reload = urls_of(account), wants_reload(request)
    try:
        found = _search(account, place, reload=reload).look(handles["email"], handles["customer"])
    except NotFoundError as error:
        if place != FIRST_PAGE and error.param in (*CURSORS, None):
            messages.info(request, GONE)
            return redirect(_address(urls, pairs))
        found = PersonSessions(handles["email"], handles["customer"])
        found.neighbours = [
            OtherPlace(label_of(other), handles["email"], handles["customer"], other)
            for other in get_conf().accounts
            if other != account
        ]
    except UpstreamError as error:
        here = _address(urls, pairs, place)
        failed: PersonFailedContext = {"handles": pairs}
        return error_response(request, PAGE, error, clock=clock, retry_url=here, context=failed)
    # After a reload that failed, a redirect would lead to the cached page and lose the reason.
    if not (reload and (found.failure or found.missing)):
        if RELOAD in request.GET:
            return redirect(_address(urls, pairs, place))
        if found.is_short_of_the_top:
            return redirect(_address(urls, pairs))
    return render(request, PAGE, _context(request, account, found, pairs, place, clock))


def _search(account: Account, place: Cursor, *, reload: bool) -> PersonLookup:
    others = [(other, account_data(other)) for other in get_conf().accounts if other != account]
    return PersonLookup(
        account_data(account), others, place, reload=reload, patience=patience_of(reload=reload)
    )


def _mistake(handles: dict[str, str], place: Cursor, clock: Clock) -> str:
    """What is wrong with the address, in a sentence; "" when nothing is."""
    if not any(handles.values()):
        return "Give the e-mail or the customer (cus_…) of the person."
    address = list_address.parse(encode(tuple(handles.items())), clock.zone.key, clock.now)
    for messages_ in address.errors.values():
        return " ".join(messages_)
    given = [cursor for cursor in (place.starting_after, place.ending_before) if cursor]
    if len(given) > 1 or not all(map(is_session_id, given)):
        return "The place in the list is the id of one session, cs_…"
    return ""


def _address(urls: AccountUrls, pairs: Pairs, place: Cursor = FIRST_PAGE) -> str:
    cursors = tuple((name, value) for name in CURSORS if (value := getattr(place, name)))
    return urls.person((*pairs, *cursors))


def _context(
    request: HttpRequest,
    account: Account,
    found: PersonSessions,
    pairs: Pairs,
    place: Cursor,
    clock: Clock,
) -> PersonContext:
    urls = urls_of(account)
    links = account_data(account).directory.known_payment_links()
    both = tuple((name, value) for name in HANDLES if (value := getattr(found, name)))
    here = _address(urls, pairs, place)
    fetched = Fetched(None, found.fetched_at or clock.now, found.failure)
    first, last = (found.rows[0].id, found.rows[-1].id) if found.rows else (None, None)
    return {
        "handles": pairs,
        "title": next((row.name for row in found.rows if row.name), "") or pairs[0][1],
        "summary": summary(found.rows, clock, more=found.has_older),
        "is_further": place != FIRST_PAGE,
        "known": [
            Handle(LABELS[name], value, urls.list(encode(((name, value),)))) for name, value in both
        ],
        "others": [_other(urls, handle) for handle in found.others],
        "missing": [_not_read(entry) for entry in found.missing],
        "bands": _bands(found.rows, clock, links, urls),
        "count": len(found.rows),
        "span": clock.span(found.rows),
        "zone_name": clock.zone.key,
        "newer_url": _address(urls, both, Cursor(ending_before=first)) if found.has_newer else "",
        "older_url": _address(urls, both, Cursor(starting_after=last)) if found.has_older else "",
        "first_url": _address(urls, pairs),
        "neighbours": [_elsewhere(entry, account) for entry in found.neighbours],
        "suggestions": _suggestions(urls, found, clock),
        "freshness": page_age(fetched, clock, here=here),
        "notices": messages.get_messages(request),
        "list_url": urls.list(),
    }


def _not_read(entry: Missing) -> NotRead:
    why = message_for(entry.error).stale_reason
    return NotRead(entry.what, why, entry.error.permission or "")


def _suggestions(urls: AccountUrls, found: PersonSessions, clock: Clock) -> list[Link]:
    """The likely spellings of an address with which nothing was found."""
    if found.rows or not found.email:
        return []
    suggestions = interpret(found.email, clock.zone, clock.now).suggestions
    return [
        Link(suggestion.text, _address(urls, (("email", suggestion.text),)))
        for suggestion in suggestions
    ]


def _other(urls: AccountUrls, handle: str) -> Link:
    name = "email" if "@" in handle else "customer"
    return Link(handle, _address(urls, ((name, handle),)))


def _elsewhere(entry: OtherPlace, account: Account) -> Elsewhere:
    urls = urls_of(entry.account or account)
    pairs = tuple((name, value) for name in HANDLES if (value := getattr(entry, name)))
    count = "not looked at yet"
    if entry.count is not None:
        many = f"{entry.count}{' or more' if entry.more else ''}" if entry.count else "no"
        count = f"{many} session{'' if entry.count == 1 and not entry.more else 's'}"
    return Elsewhere(entry.label, _address(urls, pairs), count)


def _bands(
    rows: tuple[SessionRow, ...], clock: Clock, links: PaymentLinks, urls: AccountUrls
) -> list[Band]:
    """The rows in order, those of a possible double payment joined."""
    html = rows_html(rows, clock, True, links, urls)
    bands, place = [], 0
    for double in double_payments(rows):
        if double.first > place:
            bands.append(_band("", html[place : double.first]))
        bands.append(_band(double.words, html[double.first : double.last + 1]))
        place = double.last + 1
    if place < len(html):
        bands.append(_band("", html[place:]))
    return bands


def _band(words: str, html: list[SafeString]) -> Band:
    return Band(words, mark_safe("".join(html)))  # noqa: S308  each row is escaped by its template
