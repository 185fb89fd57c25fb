"""The filters by outcome: which sessions each one shows, defined in this one place. Pure.

Stripe filters a list by `status` alone (docs.stripe.com/api/checkout/sessions/list). Where an
outcome is more than a status, the rest is sieved from the sessions that were read.
"""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import standing_of
from sessions_browser.objects.states import LEFT, UNFINISHED, Dispute, Refund, State


@dataclass(frozen=True, slots=True)
class OutcomeFilter:
    """One outcome that a list can be filtered by.

    name: as our addresses spell it.
    status: what Stripe is asked for.
    payment_status: what is sieved by, or None where the status says all.
    """

    name: str
    status: str
    payment_status: str | None = None

    @property
    def is_sieve(self) -> bool:
        """Whether Stripe's answer holds sessions that the filter does not show."""
        return self.payment_status is not None

    def matches(self, row: SessionRow) -> bool:
        payment = row.payment_status
        return row.status == self.status and self.payment_status in (None, payment)


OUTCOME_FILTERS = {
    one.name: one
    for one in (
        OutcomeFilter("paid", "complete", "paid"),
        OutcomeFilter("processing", "complete", "unpaid"),
        OutcomeFilter("no_payment_due", "complete", "no_payment_required"),
        OutcomeFilter("open", "open"),
        OutcomeFilter("abandoned", "expired"),
    )
}


# What the badge says in the word of a filter, and no more.
_PLAIN = {
    "paid": frozenset((State.PAID,)),
    "processing": frozenset((State.FINISHED, State.STARTED)),
    "no_payment_due": frozenset((State.METHOD_SAVED, State.NOTHING_DUE_YET, State.TOTAL_ZERO)),
    "open": UNFINISHED,
    "abandoned": LEFT,
}


def filter_of_row(row: SessionRow) -> OutcomeFilter | None:
    """The filter that shows the sessions with the outcome of this one.

    None if it is unusual, or if its payment tells more than the filter can ask for, such as that
    it was refunded.
    """
    standing = standing_of(row, now=0)
    tells_more = standing.refund in (Refund.PART, Refund.FULL) or standing.dispute not in (
        Dispute.NONE,
        Dispute.UNREAD,
    )
    if tells_more:
        return None
    matching = (one for one in OUTCOME_FILTERS.values() if one.matches(row))
    return next((one for one in matching if standing.state in _PLAIN[one.name]), None)


def filter_by_status(status: str | None) -> OutcomeFilter | None:
    """The filter that asks Stripe for this status and shows all that comes."""
    same = (one for one in OUTCOME_FILTERS.values() if one.status == status and not one.is_sieve)
    return next(same, None)
