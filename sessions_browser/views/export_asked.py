"""What the address of the export form asks for: a list by its filters, or a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sessions_browser.access.masked_forms import masked_email
from sessions_browser.conf import Account
from sessions_browser.exports.places import Place
from sessions_browser.exports.recipe import FIRST_SESSIONS
from sessions_browser.filters import list_address
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import encode
from sessions_browser.objects.list_query import Pairs
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.services import account_data
from sessions_browser.views.person_asked import AskedError, asked_of
from sessions_browser.views.person_links import person_address
from sessions_browser.views.request import query_string

# Of what kind an address is, where it is not a list's; SCAN_ID names a scan that reads.
OF, PERSON, OF_SCAN, OF_ROWS, SCAN_ID = "of", "person", "scan", "rows", "scan"


@dataclass(frozen=True, slots=True)
class NamedSessions:
    """places: newest first, and anew with each call. coverage, is_partial: as in a Recipe."""

    places: Callable[[], Iterator[Place]]
    coverage: str
    is_partial: bool


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """listings, begin, end, outcome: as in a Recipe.

    words: the filters, as people read them. back_url: the page from which one has come, and
    back_words the way there. query: that names it. subjects: for the read log.
    named: the sessions, where they are known one by one.
    """

    listings: tuple[Pairs, ...]
    words: tuple[str, ...]
    back_url: str
    back_words: str
    query: str
    subjects: Pairs = ()
    begin: int = FIRST_SESSIONS
    end: int | None = None
    outcome: str = ""
    zone: str = ""
    named: NamedSessions | None = None


def scan_query(scan_id: UUID) -> str:
    """Of the form for a file of what a scan has found that reads."""
    return encode(((OF, OF_SCAN), (SCAN_ID, str(scan_id))))


def facts_query(pairs: Pairs) -> str:
    """Of what facts answer to a scan. pairs: of its address."""
    return encode(((OF, OF_SCAN), *pairs))


def rows_query(query: str) -> str:
    """Of the sessions behind a number. query: see `Scope.query`."""
    return f"{OF}={OF_ROWS}&{query}"


def export_asked(
    request: HttpRequest, account: Account, clock: Clock, *, masked: bool
) -> ExportAsked:
    """Raises AskedError, and UpstreamError where a person is named by a session."""
    if request.GET.get(OF) == PERSON:
        return _person(request, account, clock, masked=masked)
    address = list_address.parse(query_string(request), clock.zone.key, clock.now)
    if address.errors:
        raise AskedError(" ".join(one for words in address.errors.values() for one in words))
    if address.query is None:
        raise AskedError(_("Open the list first, and choose Export there."))
    return _list(account, address)


def _list(account: Account, address: ListAddress) -> ExportAsked:
    assert address.query
    begin, end, rest = FIRST_SESSIONS, None, []
    for name, value in address.query.filters:
        if name == "created[gte]":
            begin = max(begin, int(value))
        elif name == "created[gt]":
            begin = max(begin, int(value) + 1)
        elif name in ("created[lt]", "created[lte]"):
            bound = int(value) + (name == "created[lte]")
            end = bound if end is None else min(end, bound)
        else:
            rest.append((name, value))
    links, sieve = account_data(account).directory.known_payment_links(), address.sieve
    # A preset moves with the days; the file says which days it means.
    query = address.dated() or address.first_page()
    return ExportAsked(
        listings=(tuple(rest),),
        words=tuple(f"{chip.label}: {links.words_for(chip.value)}" for chip in address.chips),
        back_url=urls_of(account).list(address.first_page()),
        back_words=_("Back to the list"),
        query=query,
        subjects=tuple(
            (name, given) for name in ("email", "customer") if (given := address.data.get(name))
        ),
        begin=begin,
        end=end,
        outcome=sieve.name if sieve else "",
        zone=address.zone.key,
    )


def _person(request: HttpRequest, account: Account, clock: Clock, *, masked: bool) -> ExportAsked:
    asked = asked_of(request, account, clock)
    shown = masked_email(asked.email) if masked and asked.session else asked.email
    named = ((_("E-mail"), shown), (_("Customer"), asked.customer))
    listings = tuple(
        ((wire, value),)
        for wire, value in (("customer_details[email]", asked.email), ("customer", asked.customer))
        if value
    )
    return ExportAsked(
        listings=listings,
        words=tuple(f"{label}: {value}" for label, value in named if value),
        back_url=person_address(urls_of(account), asked.pairs),
        back_words=_("Back to the person"),
        query=encode(((OF, PERSON), *asked.pairs)),
        subjects=asked.subjects,
        zone=clock.zone.key,
    )
