"""Payments of one person that may be one payment made twice, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import State
from sessions_browser.people.double_words import advice, lead, title
from sessions_browser.people.paid_sessions import PaidSession
from sessions_browser.people.payment_words import came_back, was_looked_at
from sessions_browser.presentation.times import Clock, Moment

_UNDER_WAY = frozenset((State.FINISHED, State.STARTED, State.RESERVED))


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
        moment = {"moment": read_at.text}
        if not self.since:
            return _("As of %(moment)s: no refund and no dispute.") % moment
        return _("As of %(moment)s: %(sentences)s") % (moment | {"sentences": self.since})


@dataclass(frozen=True, slots=True)
class DoubleBand:
    """Rows that stand together, as double payments among them cross or share rows.

    first, last: places in the rows.
    """

    first: int
    last: int
    doubles: tuple[DoublePayment, ...]


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


def _groups(rows: Sequence[SessionRow], clock: Clock) -> list[list[PaidSession]]:
    """Those that look like the same payment together."""
    groups: list[list[PaidSession]] = []
    for paid in _all_paid(rows, clock):
        group = next((each for each in groups if each[-1].is_again(paid)), None)
        if group is None:
            groups.append([paid])
        else:
            group.append(paid)
    return groups


def _all_paid(rows: Sequence[SessionRow], clock: Clock) -> Iterator[PaidSession]:
    for place, row in enumerate(rows):
        standing = standing_of(row, clock.now)
        counts = standing.is_paid or standing.state in _UNDER_WAY
        if counts and row.amount_total and row.created is not None:
            yield PaidSession(place, row, standing)


def _double(group: Sequence[PaidSession], clock: Clock) -> DoublePayment:
    left = [paid for paid in group if _keeps_money(paid.standing)]
    return DoublePayment(
        places=tuple(paid.place for paid in group),
        title=title(group),
        lead=lead(group, clock),
        since=came_back([(paid.row, paid.standing) for paid in group]),
        was_looked_at=was_looked_at([(paid.row, paid.standing) for paid in group]),
        advice=advice(left),
        left=tuple(paid.row for paid in left),
    )


def _keeps_money(standing: Standing) -> bool:
    return standing.keeps_money or standing.state in _UNDER_WAY
