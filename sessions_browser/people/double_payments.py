"""Payments of one person that may be one payment made twice, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import Dispute, State
from sessions_browser.people.payment_words import came_back, was_looked_at
from sessions_browser.people.wording import (
    joined,
    number,
    plural,
    sentence,
    share,
    times,
)
from sessions_browser.presentation.times import Clock, Moment, duration

HOUR, DAY = 3600, 86_400
# Within so many seconds the same is likely to be meant once.
NEAR_SECONDS = HOUR
# Who has no letter about a subscription yet starts it again later.
NEAR_SUBSCRIPTION_SECONDS = DAY
# A bank debit takes days, in which it seems not to have worked.
NEAR_WHILE_UNDER_WAY_SECONDS = 7 * DAY
_UNDER_WAY = frozenset((State.FINISHED, State.STARTED, State.RESERVED))
_UNDECIDED = frozenset(
    (
        Dispute.INQUIRY,
        Dispute.INQUIRY_ANSWERED,
        Dispute.OPEN,
        Dispute.ANSWERED,
        Dispute.REPORTED,
    )
)


@dataclass(frozen=True, slots=True)
class DoublePayment:
    """Sessions that may be one payment made twice.

    places: of them in the rows, ascending; sessions between them need not belong to it.
    title: a sentence that says why they stand together.
    lead: the same with times, such as "Paid twice within 6 minutes: GBP 72.00 at 06:10 and 06:16."
    since: what came back since and what was not looked at, in sentences, or "".
    was_looked_at: money was collected, and whether it was refunded or disputed is known of all.
    advice: what to do, without the full stop; "" where nothing is to be done.
    left: the sessions whose money the shop keeps or may get, newest first.
    """

    places: tuple[int, ...]
    title: str
    lead: str
    since: str
    was_looked_at: bool
    advice: str
    left: tuple[SessionRow, ...]

    def back(self, read_at: Moment) -> str:
        """What came back of it, and as of when that is known."""
        if not self.was_looked_at:
            return self.since
        known = f"As of {read_at.text}"
        return f"{known}: {self.since}" if self.since else f"{known}: no refund and no dispute."


@dataclass(frozen=True, slots=True)
class DoubleBand:
    """Rows that stand together, as double payments among them cross or share rows.

    first, last: places in the rows.
    """

    first: int
    last: int
    doubles: tuple[DoublePayment, ...]


@dataclass(frozen=True, slots=True)
class _Paid:
    """A session whose money came or may come, at its place among the rows."""

    place: int
    row: SessionRow
    standing: Standing

    @property
    def created(self) -> int:
        return self.row.created or 0

    @property
    def method(self) -> str:
        return self.row.known_payment.method.in_a_sentence

    @property
    def paid_at(self) -> int | None:
        """Unix second, where the charge tells it: not of what is delayed or was reserved first."""
        payment = self.row.known_payment
        is_told = self.standing.is_paid and not (
            payment.captured_by_hand or payment.method.is_delayed
        )
        return payment.began_at if is_told and payment.charge_read else None

    def is_again(self, older: _Paid) -> bool:
        mine, other = self.row, older.row
        same = (mine.amount_total, mine.currency) == (other.amount_total, other.currency)
        alike = mine.items == other.items and mine.mode == other.mode
        return same and alike and self.created - older.created <= self._near(older)

    def _near(self, older: _Paid) -> int:
        if not (self.standing.is_paid and older.standing.is_paid):
            return NEAR_WHILE_UNDER_WAY_SECONDS
        return NEAR_SUBSCRIPTION_SECONDS if self.row.mode == "subscription" else NEAR_SECONDS


def double_payments(rows: Sequence[SessionRow], clock: Clock) -> tuple[DoublePayment, ...]:
    """Neighbours in time among what was paid or is on its way: same amount, same items.

    rows: newest first. Every double payment counts, also where two of them cross.
    """
    groups = _groups(rows, clock)
    return tuple(_double(group, clock) for group in groups if len(group) > 1)


def bands(doubles: Sequence[DoublePayment]) -> tuple[DoubleBand, ...]:
    """In the order of the rows; what crosses shares a band, so that none is left out."""
    found: list[DoubleBand] = []
    for double in sorted(doubles, key=lambda one: one.places):
        first, last = double.places[0], double.places[-1]
        if found and first <= found[-1].last:
            before = found.pop()
            both = (*before.doubles, double)
            found.append(DoubleBand(before.first, max(before.last, last), both))
        else:
            found.append(DoubleBand(first, last, (double,)))
    return tuple(found)


def _groups(rows: Sequence[SessionRow], clock: Clock) -> list[list[_Paid]]:
    """Those that look like the same payment together."""
    groups: list[list[_Paid]] = []
    for paid in _all_paid(rows, clock):
        group = next((each for each in groups if each[-1].is_again(paid)), None)
        if group is None:
            groups.append([paid])
        else:
            group.append(paid)
    return groups


def _all_paid(rows: Sequence[SessionRow], clock: Clock) -> Iterator[_Paid]:
    for place, row in enumerate(rows):
        standing = standing_of(row, clock.now)
        counts = standing.is_paid or standing.state in _UNDER_WAY
        if counts and row.amount_total and row.created is not None:
            yield _Paid(place, row, standing)


def _double(group: Sequence[_Paid], clock: Clock) -> DoublePayment:
    left = [paid for paid in group if _keeps_money(paid.standing)]
    return DoublePayment(
        places=tuple(paid.place for paid in group),
        title=_title(group),
        lead=_lead(group, clock),
        since=came_back([(paid.row, paid.standing) for paid in group]),
        was_looked_at=was_looked_at([(paid.row, paid.standing) for paid in group]),
        advice=_advice(left),
        left=tuple(paid.row for paid in left),
    )


def _title(group: Sequence[_Paid]) -> str:
    count, amount = len(group), _amount(group)
    apart = duration(group[0].created - group[-1].created)
    if group[0].row.mode == "subscription":
        many = number(count).capitalize()
        return f"{many} subscriptions of the same price, {apart} apart: {amount} each."
    waiting = _waiting(group)
    kind = "sessions" if waiting else "paid sessions"
    words = f"Possible double payment: {count} {kind} of {amount}, {apart} apart."
    return f"{words} {_on_the_way(waiting, count)}" if waiting else words


def _lead(group: Sequence[_Paid], clock: Clock) -> str:
    count, waiting = len(group), _waiting(group)
    each = f"{_amount(group)} {_moments(group, clock)}."
    within = _within(group)
    if group[0].row.mode == "subscription":
        return f"Subscribed {times(count)} within {within}: {each}"
    if not waiting:
        return f"Paid {times(count)} within {within}: {each}"
    began = "Possibly paid" if len(waiting) < count else "Began to pay"
    return f"{began} {times(count)} within {within}: {each} {_on_the_way(waiting, count)}"


def _amount(group: Sequence[_Paid]) -> str:
    return str(money(group[0].row.amount_total, group[0].row.currency))


def _waiting(group: Sequence[_Paid]) -> list[_Paid]:
    return [paid for paid in group if not paid.standing.is_paid]


def _on_the_way(waiting: Sequence[_Paid], count: int) -> str:
    """What is known of the money that has not come."""
    states = {paid.standing.state for paid in waiting}
    some = share(len(waiting), count, "payment")
    if State.FINISHED in states:
        return f"Whether the money of {some} arrived was not looked at."
    method = waiting[0].method
    by = f" by {method}" if method and all(paid.method == method for paid in waiting) else ""
    words = f"is still on the way{by}"
    if states == {State.RESERVED}:
        words = "is reserved and not collected"
    return sentence(f"{some} {words if len(waiting) == 1 else plural(words)}")


def _is_exact(group: Sequence[_Paid]) -> bool:
    return all(paid.paid_at is not None for paid in group)


def _seconds(group: Sequence[_Paid]) -> list[int]:
    """When they were paid, oldest first, or when the sessions were opened where that is not known.

    A session does not tell when it was paid; its charge does.
    """
    exact = _is_exact(group)
    return sorted((paid.paid_at or 0) if exact else paid.created for paid in group)


def _within(group: Sequence[_Paid]) -> str:
    """Rounded up; minutes as the times that are shown beside it differ."""
    first, *_, last = _seconds(group)
    apart, minutes = last - first, last // 60 - first // 60
    if minutes < 2:
        return f"{max(1, apart)} second{'' if apart < 2 else 's'}"
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{-(-apart // HOUR)} hours" if apart < 2 * DAY else f"{-(-apart // DAY)} days"


def _moments(group: Sequence[_Paid], clock: Clock) -> str:
    """Such as "on 28 Nov at 06:10 and 06:16"."""
    moments = [clock.moment(second).text.rpartition(" ") for second in _seconds(group)]
    days = {day for day, _, _ in moments}
    if len(days) == 1:
        words = f"on {days.pop()} at {joined([hour for _, _, hour in moments])}"
    else:
        words = f"on {joined([f'{day} {hour}' for day, _, hour in moments])}"
    return words if _is_exact(group) else f"opened {words}"


def _advice(left: Sequence[_Paid]) -> str:
    """What to do so that one is left.

    left: those whose money the shop keeps or may get.
    """
    if len(left) < 2:
        return ""
    if any(paid.standing.dispute in _UNDECIDED for paid in left):
        return "Do not refund before whoever handles disputes has looked at these"
    return f"If the customer wants only one: {_all_but_one(left)}"


def _all_but_one(left: Sequence[_Paid]) -> str:
    """The order to Stripe; several that are given back stand beside the one that is kept."""
    spare = len(left) - 1
    some, its = ("one", "its") if spare == 1 else (f"the other {number(spare)}", "their")
    keep = "" if spare == 1 else "keep one of these and "
    if left[0].row.mode == "subscription":
        payment = "payment" if spare == 1 else "payments"
        return f"{keep}cancel {some} in Stripe and refund {its} {payment}"
    if any(paid.standing.state is State.RESERVED for paid in left):
        return f"{keep}cancel or refund {some} in Stripe"
    if any(not paid.standing.is_paid for paid in left):
        return f"{keep}refund {some} in Stripe once {its} money has arrived"
    return f"{keep}refund {some} in Stripe"


def _keeps_money(standing: Standing) -> bool:
    return standing.keeps_money or standing.state in _UNDER_WAY
