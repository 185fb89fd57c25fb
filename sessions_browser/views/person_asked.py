"""Whom the address of a person's page asks for, and at which place among their sessions."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.access.unmasking import Mask
from sessions_browser.conf import Account
from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import CURSORS, encode
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import Pairs
from sessions_browser.people.merge import Cursor
from sessions_browser.people.person import PersonSessions, label_of
from sessions_browser.presentation.page_urls import BY_SESSION
from sessions_browser.presentation.times import Clock
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import NotFoundError
from sessions_browser.views.freshness import patience_of
from sessions_browser.views.request import UNIX_SECOND

HANDLES = ("email", "customer")
# The second of the session that a cursor names.
SECOND = "second"
LABELS = {"email": gettext_lazy("E-mail"), "customer": gettext_lazy("Customer")}


class AskedError(Exception):
    """What is wrong with the address, in a sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """email, customer: of the person. pairs: how the address names them.

    session: in place of the e-mail, a session that has it, or "".
    """

    email: str
    customer: str
    pairs: Pairs
    place: Cursor
    session: str = ""

    @property
    def brought_email(self) -> str:
        """Not the one that was read from a session."""
        return "" if self.session else self.email

    @property
    def brought(self) -> Pairs:
        return tuple(pair for pair in self.pairs if pair[0] != BY_SESSION)

    @property
    def by_value(self) -> Pairs:
        pairs = (("email", self.email), ("customer", self.customer))
        return tuple(pair for pair in pairs if pair[1])

    @property
    def subjects(self) -> Pairs:
        """For the read log, the first of them what was searched by."""
        return (("session", self.session), *self.by_value) if self.session else self.by_value


def asked_of(request: HttpRequest, account: Account, clock: Clock) -> Asked:
    """Raises AskedError, and UpstreamError where a session had to be read."""
    values = {name: request.GET.get(name, "").strip() for name in (*HANDLES, BY_SESSION)}
    place = _place(request)
    session = "" if values["email"] else values[BY_SESSION]
    email, customer = values["email"], values["customer"]
    if mistake := _repeated(request) or _mistake(email, customer, session, place, clock):
        raise AskedError(mistake)
    pairs = tuple(
        (name, value)
        for name, value in (("email", email), (BY_SESSION, session), ("customer", customer))
        if value
    )
    if session:
        email, customer = _person_of(account, session, customer)
    return Asked(email, customer, pairs, place, session)


def _person_of(account: Account, session_id: str, customer: str) -> tuple[str, str]:
    """The e-mail of the session, else its customer."""
    try:
        row = (
            account_data(account).sessions.current(session_id, patience_of(reload=False)).value.row
        )
    except NotFoundError:
        words = _("Stripe knows nothing under this ID in %(account)s.")
        raise AskedError(words % {"account": label_of(account)}) from None
    email = row.email or ""
    customer = customer or ("" if email else row.customer or "")
    if not (email or customer):
        raise AskedError(_("This session names neither an e-mail nor a customer."))
    return email, customer


def _place(request: HttpRequest) -> Cursor:
    after, before = (request.GET.get(name) or None for name in CURSORS)
    second = request.GET.get(SECOND, "")
    is_second = UNIX_SECOND.match(second) is not None and bool(after or before)
    return Cursor(after, before, int(second) if is_second else None)


def _repeated(request: HttpRequest) -> str:
    """Which part of the address has more than one value, in a sentence; "" when none has."""
    for name in (*HANDLES, BY_SESSION, *CURSORS, SECOND):
        if len(set(request.GET.getlist(name))) > 1:
            label = {"label": LABELS.get(name, name)}
            return (
                _("%(label)s was given more than once, with different values. Give one of them.")
                % label
            )
    return ""


def _mistake(email: str, customer: str, session: str, place: Cursor, clock: Clock) -> str:
    """What is wrong with the address, in a sentence; "" when nothing is."""
    if not (email or customer or session):
        return _("Give the e-mail or the customer (cus_…) of the person.")
    if session and not is_session_id(session):
        return _("The person is named by the ID of one session, cs_…")
    pairs = (("email", email), ("customer", customer))
    address = list_address.parse(encode(pairs), clock.zone.key, clock.now)
    for messages in address.errors.values():
        return " ".join(messages)
    given = [cursor for cursor in (place.starting_after, place.ending_before) if cursor]
    if len(given) > 1 or not all(map(is_session_id, given)):
        return _("The place in the list is the ID of one session, cs_…")
    return ""


def pairs_beyond(found: PersonSessions, asked: Asked, mask: Mask) -> Pairs:
    """How the addresses of further pages name the person, with all that was found out.

    An e-mail that was found out is named by a session that has it, where it is masked.
    """
    email: Pairs = (("email", found.email),)
    if mask.is_on and found.email != asked.brought_email:
        email = ((BY_SESSION, asked.session or session_with(found, found.email)),)
    pairs = (*email, ("customer", found.customer))
    return tuple(pair for pair in pairs if pair[1])


def session_with(found: PersonSessions, email: str) -> str:
    named = (row.id for row in found.rows if row.email == email and row.id)
    return next((one for one in named if is_session_id(one)), "")
