"""What came back of payments that a person made, and what was not looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing
from sessions_browser.objects.states import Dispute, Refund
from sessions_browser.people.wording import share
from sessions_browser.presentation.sentences import filled

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Judged = tuple[SessionRow, Standing]

_REFUNDED = ngettext_lazy(
    "%(payments)s was refunded in full.", "%(payments)s were refunded in full.", "count"
)
_IN_PART = ngettext_lazy(
    "%(payments)s was refunded in part (%(amount)s).",
    "%(payments)s were refunded in part (%(amount)s).",
    "count",
)
_WAITS = ngettext_lazy(
    "%(payments)s has a refund that has not succeeded yet.",
    "%(payments)s have a refund that has not succeeded yet.",
    "count",
)
_FAILED = ngettext_lazy(
    "%(payments)s had a refund that did not go through.",
    "%(payments)s had a refund that did not go through.",
    "count",
)
_DISPUTES = {
    Dispute.INQUIRY: ngettext_lazy(
        "%(payments)s is questioned by the bank, and no money was taken back.",
        "%(payments)s are questioned by the bank, and no money was taken back.",
        "count",
    ),
    Dispute.INQUIRY_ANSWERED: ngettext_lazy(
        "%(payments)s was questioned by the bank, and the shop has answered.",
        "%(payments)s were questioned by the bank, and the shop has answered.",
        "count",
    ),
    Dispute.OPEN: ngettext_lazy(
        "%(payments)s is disputed, and the shop has to answer.",
        "%(payments)s are disputed, and the shop has to answer.",
        "count",
    ),
    Dispute.ANSWERED: ngettext_lazy(
        "%(payments)s is disputed, and the bank has not decided yet.",
        "%(payments)s are disputed, and the bank has not decided yet.",
        "count",
    ),
    Dispute.WON: ngettext_lazy(
        "%(payments)s was disputed, and the bank decided for the shop.",
        "%(payments)s were disputed, and the bank decided for the shop.",
        "count",
    ),
    Dispute.LOST: ngettext_lazy(
        "%(payments)s was disputed, and the bank decided for the customer.",
        "%(payments)s were disputed, and the bank decided for the customer.",
        "count",
    ),
    Dispute.SINCE_CLOSED: ngettext_lazy(
        "%(payments)s was questioned by the bank, and that question is closed.",
        "%(payments)s were questioned by the bank, and that question is closed.",
        "count",
    ),
    Dispute.REPORTED: ngettext_lazy(
        "%(payments)s was disputed, and how the dispute stands is not known here.",
        "%(payments)s were disputed, and how the dispute stands is not known here.",
        "count",
    ),
}


def came_back(payments: Sequence[Judged]) -> str:
    """Sentences about refunds and disputes of these payments; "" where none is known of.

    What was not looked at is said. Only money that was collected counts.
    """
    paid = [(row, standing) for row, standing in payments if standing.is_paid]
    return " ".join([*_refunds(paid), *_disputes(paid), *_not_looked_at(paid)])


def was_looked_at(payments: Sequence[Judged]) -> bool:
    """Whether money was collected, and refunds and disputes of all of it are known."""
    refunds = [standing.refund for _row, standing in payments if standing.is_paid]
    return bool(refunds) and Refund.UNREAD not in refunds


def _refunds(paid: Sequence[Judged]) -> Iterator[str]:
    count = len(paid)
    if full := sum(standing.refund is Refund.FULL for _row, standing in paid):
        yield payments_sentence(_REFUNDED, full, count)
    for row, standing in paid:
        if standing.refund is Refund.PART:
            yield payments_sentence(_IN_PART, 1, count, amount=refunded(row))
    if waiting := sum(standing.refund_waits for _row, standing in paid):
        yield payments_sentence(_WAITS, waiting, count)
    if failed := sum(row.known_payment.refund_failed for row, _standing in paid):
        yield payments_sentence(_FAILED, failed, count)


def _disputes(paid: Sequence[Judged]) -> Iterator[str]:
    for dispute, words in _DISPUTES.items():
        if disputed := sum(standing.dispute is dispute for _row, standing in paid):
            yield payments_sentence(words, disputed, len(paid))


def _not_looked_at(paid: Sequence[Judged]) -> Iterator[str]:
    unread = sum(standing.refund is Refund.UNREAD for _row, standing in paid)
    if unread == len(paid) and unread:
        yield _("Refunds and disputes were not looked at.")
    elif unread:
        words = _("Refunds and disputes of %(payments)s were not looked at.")
        yield words % {"payments": share(unread, len(paid))}


def refunded(row: SessionRow) -> str:
    """The amount that went back, such as "EUR 10.00"."""
    return str(money(row.known_payment.refunded, row.payment_currency))


def payments_sentence(words: _StrOrPromise, count: int, of: int, **values: object) -> str:
    """words: by number, of so many payments of several."""
    return filled(words, count=count, payments=share(count, of), **values)
