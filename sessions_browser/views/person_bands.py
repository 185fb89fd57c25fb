"""The rows of a person, those of possible double payments joined, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from sessions_browser.conf import Account
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.double_payments import DoublePayment, bands
from sessions_browser.people.person import PersonSessions
from sessions_browser.presentation.stripe_pages import stripe_page
from sessions_browser.presentation.times import Clock, Moment


@dataclass(frozen=True, slots=True)
class Link:
    """url: "" where there is no page."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Note:
    """A possible double payment in words. advice: before the payments, "" without them."""

    words: str
    advice: str
    payments: list[Link]


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that stand together; `notes`: why, if they do."""

    notes: list[Note]
    rows: SafeString


def is_guest(row: SessionRow) -> bool:
    return not (row.customer or row.customer_account)


def same_customer(rows: Sequence[SessionRow]) -> bool:
    """Whether the rows name one customer, so that none of them needs to."""
    names, emails = {row.name for row in rows}, {row.email for row in rows}
    customers = {row.customer or row.customer_account for row in rows}
    return (
        bool(rows)
        and len(customers) == 1
        and all(len(said - {None}) < 2 for said in (names, emails))
    )


def bands_of(
    found: PersonSessions,
    doubles: Sequence[DoublePayment],
    html: Sequence[SafeString],
    account: Account,
    clock: Clock,
) -> list[Band]:
    """html: of each row, in their order."""
    read_at = clock.moment(clock.now if found.fetched_at is None else found.fetched_at)
    made, place = [], 0
    for band in bands(doubles):
        if band.first > place:
            made.append(_band([], html[place : band.first]))
        notes = [_note(double, account, read_at) for double in band.doubles]
        made.append(_band(notes, html[band.first : band.last + 1]))
        place = band.last + 1
    if place < len(html):
        made.append(_band([], html[place:]))
    return made


def _band(notes: list[Note], html: Sequence[SafeString]) -> Band:
    return Band(notes, mark_safe("".join(html)))  # noqa: S308  each row is escaped by its template


def _note(double: DoublePayment, account: Account, read_at: Moment) -> Note:
    words = " ".join(filter(None, (double.title, double.back(read_at))))
    payments = [_payment_link(row, account) for row in double.left] if double.advice else []
    return Note(words, double.advice, [link for link in payments if link.text])


def _payment_link(row: SessionRow, account: Account) -> Link:
    """In Stripe's Dashboard, which knows nothing of the demo."""
    is_subscription = row.mode == "subscription"
    page = "subscriptions" if is_subscription else "payments"
    identifier = (row.subscription if is_subscription else row.payment_intent) or ""
    if account.is_fake:
        return Link(identifier, "")
    return Link(identifier, stripe_page(row, page, identifier, account.stripe_id))
