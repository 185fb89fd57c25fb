"""Sessions of a person whose money came or may come, and which of them are the same again. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing

HOUR, DAY = 3600, 86_400
# Within so many seconds the same is likely to be meant once.
NEAR_SECONDS = HOUR
# Who has no letter about a subscription yet starts it again later.
NEAR_SUBSCRIPTION_SECONDS = DAY
# A bank debit takes days, in which it seems not to have worked.
NEAR_WHILE_UNDER_WAY_SECONDS = 7 * DAY


@dataclass(frozen=True, slots=True)
class PaidSession:
    """A session whose money came or may come, at its place among the rows."""

    place: int
    row: SessionRow
    standing: Standing

    @property
    def created(self) -> int:
        return self.row.created or 0

    @property
    def paid_at(self) -> int | None:
        """Unix second, where the charge tells it: not of what is delayed or was reserved first."""
        payment = self.row.known_payment
        is_told = self.standing.is_paid and not (
            payment.captured_by_hand or payment.method.is_delayed
        )
        return payment.began_at if is_told and payment.charge_read else None

    def is_again(self, older: PaidSession) -> bool:
        mine, other = self.row, older.row
        same = (mine.amount_total, mine.currency) == (other.amount_total, other.currency)
        alike = mine.items == other.items and mine.mode == other.mode
        return same and alike and self.created - older.created <= self._near(older)

    def _near(self, older: PaidSession) -> int:
        if not (self.standing.is_paid and older.standing.is_paid):
            return NEAR_WHILE_UNDER_WAY_SECONDS
        return NEAR_SUBSCRIPTION_SECONDS if self.row.mode == "subscription" else NEAR_SECONDS
