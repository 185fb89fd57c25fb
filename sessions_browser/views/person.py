"""The page of one person: all their sessions, as a guest and as a customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NotRequired, TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account, get_conf
from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import CURSORS, RELOAD, encode
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import Pairs
from sessions_browser.people.lookup import PersonLookup
from sessions_browser.people.merge import FIRST_PAGE, Cursor, next_place, with_names
from sessions_browser.people.person import Missing, OtherPlace, PersonSessions, label_of
from sessions_browser.people.summary import Summary, summary
from sessions_browser.people.ticket import ticket
from sessions_browser.presentation.coverage import strangers_words
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.search.interpret import interpret
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.freshness import PageAge, page_age, patience_of
from sessions_browser.views.person_bands import Band, Link, bands_of
from sessions_browser.views.request import UNIX_SECOND, clock_of, wants_reload
from sessions_browser.views.row_html import rows_html
from sessions_browser.views.session_list import GONE
from sessions_browser.views.upstream_errors import ProblemContext, error_response

PAGE = "sessions_browser/person.html"
LABELS = {"email": "E-mail", "customer": "Customer"}
HANDLES = tuple(LABELS)
# The second of the session that a cursor names.
SECOND = "second"


@dataclass(frozen=True, slots=True)
class Handle:
    """An e-mail or a customer's id of this person; only_url: the list filtered by it."""

    label: str
    value: str
    only_url: str


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
    unread_*: where this person may have more sessions. ticket: a text to copy.
    neighbours: where else it was looked. *_url: "" when there is no such page.
    """

    handles: Pairs
    title: str
    summary: Summary
    is_further: bool
    known: list[Handle]
    others: list[Link]
    unread_customers: list[Link]
    unread_spellings: list[Link]
    ticket: str
    missing: list[NotRead]
    strangers: str
    bands: list[Band]
    count: int
    span: str
    zone_name: str
    newer_url: str
    older_url: str
    first_url: str
    looks_for_email: bool
    searched_customers: bool
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
    place = _place(request)
    if mistake := _repeated(request) or _mistake(handles, place, clock):
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
        return error_response(
            request, PAGE, error, clock=clock, retry_url=here, page="person", context=failed
        )
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


def _place(request: HttpRequest) -> Cursor:
    after, before = (request.GET.get(name) or None for name in CURSORS)
    second = request.GET.get(SECOND, "")
    is_second = UNIX_SECOND.match(second) is not None and bool(after or before)
    return Cursor(after, before, int(second) if is_second else None)


def _repeated(request: HttpRequest) -> str:
    """Which part of the address has more than one value, in a sentence; "" when none has."""
    for name in (*HANDLES, *CURSORS, SECOND):
        if len(set(request.GET.getlist(name))) > 1:
            label = LABELS.get(name, name)
            return f"{label} was given more than once, with different values. Give one of them."
    return ""


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
    second = () if place.second is None else ((SECOND, str(place.second)),)
    return urls.person((*pairs, *cursors, *second))


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
    found.rows = with_names(found.rows)
    # Of an upstream that sends what was not asked for, neither is "more" about this person.
    told = summary(found.rows, clock, more=found.has_older and not found.strangers)
    newer, older = (next_place(found.rows, upwards=up) for up in (True, False))
    html = rows_html(found.rows, clock, True, links, urls)
    return {
        "handles": pairs,
        "title": next((row.name for row in found.rows if row.name), "") or pairs[0][1],
        "summary": told,
        "is_further": place != FIRST_PAGE,
        "known": [
            Handle(LABELS[name], value, urls.list(encode(((name, value),)))) for name, value in both
        ],
        "others": [_other(urls, handle) for handle in found.others],
        "missing": [_not_read(entry) for entry in found.missing],
        "strangers": strangers_words(found.strangers),
        "unread_customers": [_customer(urls, found.email, one) for one in found.unread_customers],
        "unread_spellings": [_spelled(urls, place) for place in found.unread_spellings],
        "ticket": ticket(found, told, clock, label_of(account), request.build_absolute_uri(here)),
        "bands": bands_of(found, told.doubles, html, account, clock),
        "count": len(found.rows),
        "span": clock.span(found.rows),
        "zone_name": clock.zone.key,
        "newer_url": _address(urls, both, newer) if newer and found.has_newer else "",
        "older_url": _address(urls, both, older) if older and found.has_older else "",
        "first_url": _address(urls, pairs),
        "looks_for_email": bool(found.email),
        "searched_customers": found.searched_customers and not found.customers,
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


def _customer(urls: AccountUrls, email: str, customer: str) -> Link:
    pairs = (("email", email), ("customer", customer))
    return Link(customer, _address(urls, tuple(pair for pair in pairs if pair[1])))


def _spelled(urls: AccountUrls, place: OtherPlace) -> Link:
    return Link(place.email, _address(urls, (("email", place.email),)))
