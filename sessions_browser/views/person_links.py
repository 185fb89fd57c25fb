"""Where a person's page leads: to other places to look, and to this person by another handle."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.access.masked_forms import is_masked, masked_email
from sessions_browser.conf import Account
from sessions_browser.filters.parameters import CURSORS
from sessions_browser.objects.list_query import Pairs
from sessions_browser.people.merge import FIRST_PAGE, Cursor
from sessions_browser.people.person import OtherPlace, PersonSessions
from sessions_browser.presentation.page_urls import BY_SESSION, AccountUrls, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.search.interpret import interpret
from sessions_browser.views.person_asked import HANDLES, SECOND, session_with
from sessions_browser.views.person_bands import Link


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another account, or another spelling; count: of the sessions there, in words."""

    label: str
    url: str
    count: str


def person_address(urls: AccountUrls, pairs: Pairs, place: Cursor = FIRST_PAGE) -> str:
    cursors = tuple((name, value) for name in CURSORS if (value := getattr(place, name)))
    second = () if place.second is None else ((SECOND, str(place.second)),)
    return urls.person((*pairs, *cursors, *second))


def other_handles_of(urls: AccountUrls, found: PersonSessions) -> list[Link]:
    return [_other_of(urls, found, handle) for handle in found.others]


def _other_of(urls: AccountUrls, found: PersonSessions, handle: str) -> Link:
    if not urls.hides_people or "@" not in handle:
        return other_handle(urls, handle)
    session = session_with(found, handle)
    address = person_address(urls, ((BY_SESSION, session),)) if session else ""
    return Link(masked_email(handle), address)


def suggestions_of(urls: AccountUrls, found: PersonSessions, clock: Clock) -> list[Link]:
    """The likely spellings of an address with which nothing was found."""
    if found.rows or not found.email or is_masked(found.email):
        return []
    suggestions = interpret(found.email, clock.zone, clock.now).suggestions
    return [
        Link(suggestion.text, person_address(urls, (("email", suggestion.text),)))
        for suggestion in suggestions
    ]


def other_handle(urls: AccountUrls, handle: str) -> Link:
    if is_masked(handle):
        return Link(handle, "")
    name = "email" if "@" in handle else "customer"
    return Link(handle, person_address(urls, ((name, handle),)))


def elsewhere(entry: OtherPlace, account: Account) -> Elsewhere:
    urls = urls_of(entry.account or account)
    named = ((name, getattr(entry, name)) for name in HANDLES)
    pairs = tuple((name, value) for name, value in named if value and not is_masked(value))
    url = person_address(urls, pairs) if pairs else ""
    return Elsewhere(entry.label, url, _count_in_words(entry))


def _count_in_words(entry: OtherPlace) -> str:
    if entry.count is None:
        return _("not looked at yet")
    if not entry.count:
        return _("no sessions")
    if entry.more:
        return _("%(count)d or more sessions") % {"count": entry.count}
    return ngettext("%(count)d session", "%(count)d sessions", entry.count) % {"count": entry.count}


def customer_link(urls: AccountUrls, both: Pairs, customer: str) -> Link:
    """both: how an address names the person, beside the customer."""
    named = tuple(pair for pair in both if pair[0] != "customer")
    return Link(customer, person_address(urls, (*named, ("customer", customer))))
