"""The page of one person: all their sessions, as a guest and as a customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NotRequired, TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_browser.access.decisions import accounts_of, is_masked_for
from sessions_browser.access.masked_forms import is_masked
from sessions_browser.access.unmasking import Mask, mask_of
from sessions_browser.cache.freshness import Fetched
from sessions_browser.conf import Account
from sessions_browser.desk.notes import marks_for
from sessions_browser.filters.parameters import CURSORS, RELOAD, encode
from sessions_browser.objects.list_query import Pairs
from sessions_browser.people.lookup import PersonLookup
from sessions_browser.people.masked import masked_person
from sessions_browser.people.merge import FIRST_PAGE, next_place, with_names
from sessions_browser.people.missing_words import could_not_be_read
from sessions_browser.people.person import Missing, OtherPlace, PersonSessions, label_of
from sessions_browser.people.summary import Summary, summary
from sessions_browser.people.ticket import ticket
from sessions_browser.presentation.coverage import strangers_words
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.read_log.notes import note
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.freshness import PageAge, page_age, patience_of
from sessions_browser.views.masks import MaskNote, mask_note
from sessions_browser.views.person_asked import (
    HANDLES,
    LABELS,
    Asked,
    AskedError,
    asked_of,
    pairs_beyond,
)
from sessions_browser.views.person_bands import Band, Link, bands_of, is_guest, same_customer
from sessions_browser.views.person_links import (
    Elsewhere,
    customer_link,
    elsewhere,
    other_handle,
    other_handles_of,
    person_address,
    suggestions_of,
)
from sessions_browser.views.request import clock_of, wants_reload
from sessions_browser.views.row_html import rows_html
from sessions_browser.views.session_list import GONE
from sessions_browser.views.upstream_errors import ProblemContext, error_response

PAGE = "sessions_browser/person.html"


@dataclass(frozen=True, slots=True)
class Handle:
    """An e-mail or a customer's id of this person; only_*: the list filtered by it.

    only_url: "" of what is masked, which is not copied either.
    """

    label: str
    value: str
    only_url: str

    @property
    def only_label(self) -> str:
        return _("Filter the list by this value (%(label)s)") % {"label": self.label}


@dataclass(frozen=True, slots=True)
class NotRead:
    """what: is missing, in a sentence. permission: the right that the key lacks, or ""."""

    what: str
    why: str
    permission: str


class PersonFailedContext(ProblemContext):
    """Of a page that shows no sessions. mistake: in the address, so that nothing was asked."""

    handles: NotRequired[Pairs]
    mistake: NotRequired[str]


class PersonContext(TypedDict):
    """handles: what the address asks for. known: the same, and what was found out from it.

    title: the name, or what was asked for. one_customer: each row names the same one.
    is_guest: and that is a guest. others: handles that the sessions name beside those.
    unread_*: where this person may have more sessions. ticket: a text to copy.
    neighbours: where else it was looked. *_url: "" when there is no such page.
    """

    handles: Pairs
    title: str
    mask: MaskNote | None
    summary: Summary
    is_further: bool
    known: list[Handle]
    one_customer: bool
    is_guest: bool
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
    export_url: str


@require_safe
def person(request: HttpRequest, account: Account) -> HttpResponse:
    """400: no e-mail and no customer that could be looked for, so nobody was looked for."""
    clock, reload = clock_of(request), wants_reload(request)
    asked: Asked | None = None
    try:
        asked = asked_of(request, account, clock)
        if asked.session and not is_masked_for(request.user):
            return redirect(person_address(urls_of(account), asked.by_value, asked.place))
        found = look_for(request, account, asked, reload=reload)
    except AskedError as mistake:
        refused: PersonFailedContext = {"mistake": str(mistake)}
        return render(request, PAGE, refused, status=HTTPStatus.BAD_REQUEST)
    except NotFoundError as error:
        if asked is None:
            raise
        if asked.place != FIRST_PAGE and error.param in (*CURSORS, None):
            messages.info(request, str(GONE))
            return redirect(person_address(urls_of(account), asked.pairs))
        found = _known_to_nobody(request, account, asked)
    except UpstreamError as error:
        return _problem(request, account, asked, error, clock)
    urls = urls_of(account)
    # After a reload that failed, a redirect would lead to the cached page and lose the reason.
    if not (reload and (found.failure or found.missing)):
        if RELOAD in request.GET:
            return redirect(person_address(urls, asked.pairs, asked.place))
        if found.is_short_of_the_top:
            return redirect(person_address(urls, asked.pairs))
    mask = mask_of(request.user, account, subjects_of(found))
    note_person(request, found, asked, mask)
    return render(request, PAGE, _context(request, account, found, asked, mask, clock))


def _known_to_nobody(request: HttpRequest, account: Account, asked: Asked) -> PersonSessions:
    found = PersonSessions(asked.email, asked.customer)
    found.neighbours = [
        OtherPlace(label_of(other), asked.email, asked.customer, other)
        for other in accounts_of(request)
        if other != account
    ]
    return found


def _problem(
    request: HttpRequest, account: Account, asked: Asked | None, error: UpstreamError, clock: Clock
) -> HttpResponse:
    """asked: None where it could not be read whom the address means."""
    failed: PersonFailedContext = {"handles": asked.brought if asked else ()}
    here = request.get_full_path()
    if asked:
        here = person_address(urls_of(account), asked.pairs, asked.place)
    return error_response(
        request, PAGE, error, clock=clock, retry_url=here, page="person", context=failed
    )


def subjects_of(found: PersonSessions) -> Pairs:
    """Kind and value of all that the person is known by."""
    customers = dict.fromkeys((found.customer, *found.customers))
    return (("email", found.email), *(("customer", one) for one in customers))


def note_person(
    request: HttpRequest, found: PersonSessions, asked: Asked, mask: Mask, twin: str = ""
) -> None:
    others = (("email" if "@" in one else "customer", one) for one in found.others)
    note(
        request,
        searched=asked.subjects[0][0],
        values=(*asked.subjects, ("email", found.email), ("customer", found.customer), *others),
        rows=len(found.rows),
        ids=digest_of_ids(row.id for row in found.rows),
        detail=" ".join(filter(None, (twin, "unmasked" if mask.until else ""))),
    )


def look_for(
    request: HttpRequest, account: Account, asked: Asked, *, reload: bool
) -> PersonSessions:
    """Here, and where nothing is found in the other accounts that the person who asks may enter.

    Raises UpstreamError.
    """
    others = [(one, account_data(one)) for one in accounts_of(request) if one != account]
    patience = patience_of(reload=reload)
    search = PersonLookup(
        account_data(account), others, asked.place, reload=reload, patience=patience
    )
    return search.look(asked.email, asked.customer)


def _context(
    request: HttpRequest,
    account: Account,
    found: PersonSessions,
    asked: Asked,
    mask: Mask,
    clock: Clock,
) -> PersonContext:
    urls = urls_of(account, hides_people=mask.is_on)
    links = account_data(account).directory.known_payment_links()
    both = pairs_beyond(found, asked, mask)
    here = person_address(urls, asked.pairs, asked.place)
    fetched = Fetched(None, found.fetched_at or clock.now, found.failure)
    found.rows = with_names(found.rows)
    newer, older = (next_place(found.rows, upwards=up) for up in (True, False))
    # Two people can look alike once they are masked.
    one_customer, others = same_customer(found.rows), other_handles_of(urls, found)
    if mask.is_on:
        found = masked_person(found, asked.brought_email)
    # Of an upstream that sends what was not asked for, neither is "more" about this person.
    told = summary(found.rows, clock, more=found.has_older and not found.strangers)
    marks = marks_for(request.user, account, (row.id for row in found.rows))
    html = rows_html(found.rows, clock, True, links, urls, marks)
    handles = tuple((name, value) for name in HANDLES if (value := getattr(found, name)))
    named = next((row.name for row in found.rows if row.name), "")
    return {
        "handles": asked.brought or handles,
        "title": named or handles[0][1],
        "mask": mask_note(
            mask, clock, urls.unmask_person(asked.pairs), urls.mask_person(asked.pairs)
        ),
        "summary": told,
        "is_further": asked.place != FIRST_PAGE,
        "known": [
            Handle(str(LABELS[name]), value, _only_url(account, name, value))
            for name, value in handles
        ],
        "one_customer": one_customer,
        "is_guest": one_customer and is_guest(found.rows[0]),
        "others": others,
        "missing": [_not_read(entry) for entry in found.missing],
        "strangers": strangers_words(found.strangers),
        "unread_customers": [customer_link(urls, both, one) for one in found.unread_customers],
        "unread_spellings": [other_handle(urls, place.email) for place in found.unread_spellings],
        "ticket": ticket(found, told, clock, label_of(account), request.build_absolute_uri(here)),
        "bands": bands_of(found, told.doubles, html, account, clock),
        "count": len(found.rows),
        "span": clock.span(found.rows),
        "zone_name": clock.zone_words,
        "newer_url": person_address(urls, both, newer) if newer and found.has_newer else "",
        "older_url": person_address(urls, both, older) if older and found.has_older else "",
        "first_url": person_address(urls, asked.pairs),
        "looks_for_email": bool(found.email),
        "searched_customers": found.searched_customers and not found.customers,
        "neighbours": [elsewhere(entry, account) for entry in found.neighbours],
        "suggestions": suggestions_of(urls, found, clock),
        "freshness": page_age(fetched, clock, here=here),
        "notices": messages.get_messages(request),
        "list_url": urls.list(),
        "export_url": urls.new_export(encode((("of", "person"), *both))),
    }


def _only_url(account: Account, name: str, value: str) -> str:
    return "" if is_masked(value) else urls_of(account).same_value(name, value)


def _not_read(entry: Missing) -> NotRead:
    why = message_for(entry.error).stale_reason
    return NotRead(could_not_be_read(entry), why, entry.error.permission or "")
