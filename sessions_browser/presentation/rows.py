"""A session as a row of the table, in words."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.money import Money, money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.outcome import Outcome, outcome_of
from sessions_browser.presentation.times import Clock, Moment

# Characters after the prefix, and at the end.
SHORT_HEAD, SHORT_TAIL = 4, 6


def short_id(identifier: str) -> str:
    """Shortened in the middle; the full id stays in the title and behind the copy button."""
    head = identifier.rfind("_") + 1 + SHORT_HEAD
    if head + SHORT_TAIL >= len(identifier):
        return identifier
    return f"{identifier[:head]}…{identifier[-SHORT_TAIL:]}"


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the table, ready for a template."""

    id: str | None
    short_id: str
    created: Moment | None
    outcome: Outcome
    until: Moment | None
    amount: Money | None
    who: str
    email: str | None
    customer: str | None
    is_guest: bool
    items: tuple[str, ...] | None
    more_items: bool
    payment_link: str | None
    mode: str


MODES = {"payment": "One-off payment", "subscription": "Subscription", "setup": "Card setup"}


def row_view(row: SessionRow, clock: Clock) -> RowView:
    return RowView(
        id=row.id,
        short_id=short_id(row.id) if row.id else "—",
        created=clock.maybe_moment(row.created),
        outcome=outcome_of(row, clock.now),
        until=clock.maybe_moment(row.expires_at) if row.status == "open" else None,
        amount=money(row.amount_total, row.currency),
        who=row.name or row.email or row.customer or "—",
        email=row.email if row.name else None,
        customer=row.customer or row.customer_account,
        is_guest=not (row.customer or row.customer_account) and bool(row.name or row.email),
        items=row.items,
        more_items=row.more_items,
        payment_link=row.payment_link,
        mode=MODES.get(row.mode or "", row.mode or "—"),
    )
