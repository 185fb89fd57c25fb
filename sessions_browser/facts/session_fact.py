"""What is remembered of a Checkout Session, read from Stripe's object. Pure.

E-mail, name, phone number, address, reference and metadata are looked at here and go no further;
`person` leaves the process as a keyed hash only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntFlag
from typing import Any

from sessions_browser.facts.cells import Became, Mode, Origin
from sessions_browser.objects.json_fields import integer, mapping, moment, text
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import has_ended, standing_of
from sessions_browser.objects.states import LEFT, UNDER_WAY, UNFINISHED, State

LONGEST_ID = 255
# The year 2106; and no price: what is more is a mistake that would make sums useless.
LATEST_CREATED, LARGEST_AMOUNT = 2**32, 10**12
_OUTCOMES = {State.PAID: Became.PAID}
_OUTCOMES |= dict.fromkeys(
    (State.METHOD_SAVED, State.NOTHING_DUE_YET, State.TOTAL_ZERO), Became.NOTHING_DUE
)
_OUTCOMES |= dict.fromkeys(UNDER_WAY, Became.PROCESSING)
_OUTCOMES |= dict.fromkeys(UNFINISHED, Became.OPEN)
_OUTCOMES |= dict.fromkeys(LEFT, Became.LEFT_UNKNOWN)
_MODES = {"payment": Mode.PAYMENT, "subscription": Mode.SUBSCRIPTION, "setup": Mode.SETUP}
_CONSENTS = {"opt_in": 1, "opt_out": 2}


class Given(IntFlag):
    """What is known of a customer, without what it is."""

    NOTHING = 0
    EMAIL = 1
    PHONE = 2
    CUSTOMER = 4


@dataclass(frozen=True, slots=True)
class SessionFact:
    """Times are Unix seconds.

    amount: in minor units of `currency`, 0 where there is none.
    presentment: the currency in which the customer saw the amount, "" where it is the same.
    consent: to promotion: 0 not asked or not answered, 1 given, 2 refused.
    recovery_until: until when the link holds that continues the session.
    person: what joins the sessions of one person: the e-mail in small letters, else the customer.
    is_settled: nothing here can change any more.
    """

    id: str
    created: int
    outcome: Became
    mode: Mode
    origin: Origin
    present: bool
    is_settled: bool
    amount: int = 0
    currency: str = ""
    presentment: str = ""
    link: str = ""
    consent: int = 0
    recovery_until: int | None = None
    person: str = field(default="", repr=False)
    given: Given = Given.NOTHING

    @classmethod
    def from_object(cls, session: object) -> SessionFact | None:
        """None for what is no session; else never fails, whatever it holds.

        The same for a session that was read with its payment and for one that was not: figures
        must not depend on who has looked at what.
        """
        found = mapping(session)
        row = SessionRow.from_object(found)
        if not row.id or row.created is None or len(row.id) > LONGEST_ID:
            return None
        if row.created >= LATEST_CREATED:
            return None
        listed = replace(row, payment=None)
        outcome = _outcome(listed, found)
        return cls(
            id=row.id,
            created=row.created,
            outcome=outcome,
            mode=_MODES.get(row.mode or "", Mode.OTHER),
            origin=_origin(row),
            present=bool(row.email or row.name or row.payment_intent or row.status == "complete"),
            is_settled=has_ended(listed),
            amount=min(max(0, row.amount_total or 0), LARGEST_AMOUNT),
            currency=(row.currency or "").lower()[:8],
            presentment=_presentment(found),
            link=row.payment_link or "",
            consent=_CONSENTS.get(text(mapping(found.get("consent")).get("promotions")) or "", 0),
            recovery_until=_recovery_until(found),
            person=_person(row),
            given=_given(row, found),
        )

    @property
    def rank(self) -> int:
        """How far it has come; a session never goes back."""
        if self.outcome is Became.OPEN:
            return 0
        return 2 if self.is_settled else 1


def facts_of(sessions: Iterable[object]) -> list[SessionFact]:
    """Of Stripe's objects, without what is no session."""
    return [fact for session in sessions if (fact := SessionFact.from_object(session))]


def _outcome(row: SessionRow, session: Mapping[str, Any]) -> Became:
    """The standing as a list tells it: that of a payment is UNREAD or NONE, and decides nothing."""
    outcome = _OUTCOMES.get(standing_of(row, now=0).state, Became.OTHER)
    if outcome is Became.LEFT_UNKNOWN and (row.email or _phone(session)):
        return Became.LEFT_KNOWN
    return outcome


def _phone(session: Mapping[str, Any]) -> str | None:
    return text(mapping(session.get("customer_details")).get("phone"))


def _given(row: SessionRow, session: Mapping[str, Any]) -> Given:
    found = Given.EMAIL if row.email else Given.NOTHING
    if _phone(session):
        found |= Given.PHONE
    return found | Given.CUSTOMER if row.customer or row.customer_account else found


def _origin(row: SessionRow) -> Origin:
    if row.payment is not None and row.payment.by_agent:
        return Origin.AGENT
    if row.recovered_from:
        return Origin.RECOVERED
    return Origin.LINK if row.payment_link else Origin.API


def _presentment(session: Mapping[str, Any]) -> str:
    details = mapping(session.get("presentment_details"))
    return (text(details.get("presentment_currency")) or "").lower()[:8]


def _recovery_until(session: Mapping[str, Any]) -> int | None:
    recovery = mapping(mapping(session.get("after_expiration")).get("recovery"))
    if not text(recovery.get("url")):
        return None
    return moment(integer(recovery.get("expires_at")))


def _person(row: SessionRow) -> str:
    if row.email:
        return row.email.lower()
    return row.customer or row.customer_account or ""
