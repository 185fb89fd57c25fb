"""What one person did, summed up in a few sentences. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import standing_of
from sessions_browser.objects.states import State
from sessions_browser.people.double_payments import DoublePayment, double_payments
from sessions_browser.people.payment_words import Judged, came_back, was_looked_at
from sessions_browser.people.tries import Try, payment_of, try_of
from sessions_browser.people.wording import the_last, which
from sessions_browser.presentation.outcome import outcome_in_words
from sessions_browser.presentation.sentences import sentences
from sessions_browser.presentation.times import Clock

# Tries with less time between them belong to one wish to buy.
ONE_VISIT_SECONDS = 12 * 3600
MOST_GROUPS_IN_WORDS = 4
MOST_ON_THE_WAY_IN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """first: what an agent must know first. rest: what was before, what was paid, or "".

    doubles: what may be one payment made twice, of which `first` tells.
    """

    first: str
    rest: str = ""
    doubles: tuple[DoublePayment, ...] = ()

    @property
    def text(self) -> str:
        return sentences(self.first, self.rest)


def summary(rows: Sequence[SessionRow], clock: Clock, *, more: bool) -> Summary:
    """What an agent must know, newest tries, what was before, what was paid.

    rows: newest first.
    more: there are older sessions than these.
    """
    if not rows:
        return Summary(_("No session was found."))
    doubles = double_payments(rows, clock)
    told = {place for double in doubles for place in double.places}
    visit = _last_visit(rows)
    tries = "" if told.issuperset(range(len(visit))) else _visit_words(visit, clock)
    before = [row for n, row in enumerate(rows) if n >= len(visit) and n not in told]
    slow = _slow(before, clock)
    payments = _judged(rows, clock)
    back, is_known = came_back(payments), was_looked_at(payments)
    urgent = [*(double.lead for double in doubles), *(_on_the_way(row, clock) for row in slow)]
    first, rest = (urgent, [tries]) if urgent else ([tries], [])
    rest.append(_earlier([row for row in before if row not in slow], clock))
    (first if is_known else rest).append(back)
    rest += [
        _totals(payments, len(visit), more),
        _first(rows, clock) if before and not more else "",
        _("There are older sessions.") if more else "",
    ]
    return Summary(sentences(*first), sentences(*rest), doubles)


def _judged(rows: Sequence[SessionRow], clock: Clock) -> list[Judged]:
    return [(row, standing_of(row, clock.now)) for row in rows]


def _last_visit(rows: Sequence[SessionRow]) -> Sequence[SessionRow]:
    """The newest session and those tried shortly before it."""
    for place in range(1, len(rows)):
        newer, older = rows[place - 1].created, rows[place].created
        if newer is None or older is None or newer - older > ONE_VISIT_SECONDS:
            return rows[:place]
    return rows


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring tries that ended alike; first, last: their numbers, from 1."""

    end: Try
    first: int
    last: int

    def in_words(self, of: int) -> str:
        return self.end.among_others(which(self.first, self.last, of))


def _visit_words(visit: Sequence[SessionRow], clock: Clock) -> str:
    """Each try in turn; where the last one was paid, that comes first."""
    ends = [try_of(row, clock) for row in visit]
    days = _days(visit, clock)
    if len(visit) == 1:
        return ends[0].alone(days[0])
    groups = _groups(ends)
    paid = ends[0].alone(days[1]) if ends[0].is_paid and groups[-1].first == len(visit) else ""
    if len(groups) > MOST_GROUPS_IN_WORDS:
        last = "" if paid else ends[0].among_others(the_last())
        return sentences(paid, _how_many(len(visit), *days, _counts(visit, clock)), last)
    told = [group.in_words(len(visit)) for group in (groups[:-1] if paid else groups)]
    return sentences(paid, _how_many(len(visit), *days), *told)


def _how_many(count: int, oldest: str, newest: str, counts: str = "") -> str:
    """counts: of each end, or ""."""
    values = {
        "count": count,
        "day": newest,
        "oldest": oldest,
        "newest": newest,
        "counts": counts,
    }
    if not newest:
        words = _("%(count)s checkouts: %(counts)s.") if counts else _("%(count)s checkouts.")
    elif oldest == newest:
        words = (
            _("%(count)s checkouts on %(day)s: %(counts)s.")
            if counts
            else _("%(count)s checkouts on %(day)s.")
        )
    else:
        words = (
            _("%(count)s checkouts from %(oldest)s to %(newest)s: %(counts)s.")
            if counts
            else _("%(count)s checkouts from %(oldest)s to %(newest)s.")
        )
    return words % values


def _groups(ends: Sequence[Try]) -> list[_Group]:
    """Oldest first, as it happened; equal neighbours together."""
    groups: list[_Group] = []
    for number, end in enumerate(reversed(ends), start=1):
        if groups and groups[-1].end == end:
            groups[-1] = _Group(end, groups[-1].first, number)
        else:
            groups.append(_Group(end, number, number))
    return groups


def _days(visit: Sequence[SessionRow], clock: Clock) -> tuple[str, str]:
    """Of the oldest and of the newest, "" where they are not known."""
    known = [row.created for row in visit if row.created is not None]
    if not known:
        return "", ""
    return clock.moment(known[-1]).day, clock.moment(known[0]).day


def _earlier(rows: Sequence[SessionRow], clock: Clock) -> str:
    return _("Earlier: %(counts)s.") % {"counts": _counts(rows, clock)} if rows else ""


_COUNTED = {
    "paid": pgettext_lazy("checkouts", "%(count)s paid"),
    "refunded": pgettext_lazy("checkouts", "%(count)s refunded"),
    "disputed": pgettext_lazy("checkouts", "%(count)s disputed"),
    "free": pgettext_lazy("checkouts", "%(count)s without anything to pay"),
    "processing": pgettext_lazy("checkouts", "%(count)s processing"),
    "waiting": pgettext_lazy("checkouts", "%(count)s waiting"),
    "failed": pgettext_lazy("checkouts", "%(count)s failed"),
    "open": pgettext_lazy("checkouts", "%(count)s open"),
    "left": pgettext_lazy("checkouts", "%(count)s abandoned"),
    "unusual": pgettext_lazy("checkouts", "%(count)s unusual"),
}
_COUNTED_PAID = pgettext_lazy("checkouts", "%(count)s paid (%(amounts)s)")


def _counts(rows: Sequence[SessionRow], clock: Clock) -> str:
    """Such as "3 paid (EUR 98.00, JPY 4,900), 1 abandoned"."""
    judged = _judged(rows, clock)
    keys = Counter(outcome_in_words(standing, row).key for row, standing in judged)
    amounts = _by_currency(_paid_amounts(_kept(judged)))
    words = _COUNTED | ({"paid": _COUNTED_PAID} if amounts else {})
    return ", ".join(
        str(words[key]) % {"count": keys[key], "amounts": amounts} for key in words if keys[key]
    )


def _kept(judged: Sequence[Judged]) -> list[Judged]:
    return [
        (row, standing) for row, standing in judged if outcome_in_words(standing, row).key == "paid"
    ]


def _slow(rows: Sequence[SessionRow], clock: Clock) -> list[SessionRow]:
    """Payments on their way, where they are few enough to be named singly."""
    slow = [row for row, standing in _judged(rows, clock) if standing.state is State.STARTED]
    return slow if len(slow) <= MOST_ON_THE_WAY_IN_WORDS else []


def _on_the_way(row: SessionRow, clock: Clock) -> str:
    """Such as "Still processing: SEPA bank debit of EUR 113.00 (since 24 Nov)."."""
    began = clock.maybe_moment(row.known_payment.began_at or row.created)
    if not began:
        return _("Still processing: %(payment)s.") % {"payment": payment_of(row)}
    words = _("Still processing: %(payment)s (since %(day)s).")
    return words % {"payment": payment_of(row), "day": began.day}


def _totals(payments: Sequence[Judged], visit: int, more: bool) -> str:
    """What was paid in all and what went back, by currency; "" where it was told already.

    visit: how many of the rows are of the last visit.
    """
    paid = [(row, standing) for row, standing in payments if standing.is_paid]
    in_visit = any(standing.is_paid for _row, standing in payments[:visit])
    amounts = _by_currency(_paid_amounts(paid))
    if len(paid) < 2 or not in_visit or not amounts:
        return ""
    words = _("Paid in these sessions: %(amounts)s.") if more else _("Paid in all: %(amounts)s.")
    back = _by_currency(_refunded_amounts(paid))
    returned = _("Refunded: %(amounts)s.") % {"amounts": back} if back else ""
    return sentences(words % {"amounts": amounts}, returned)


def _paid_amounts(paid: Sequence[Judged]) -> Iterator[tuple[str, int]]:
    """Of a payment that was captured in part, that part."""
    for row, standing in paid:
        payment = row.known_payment
        amount = payment.captured if standing.captured_in_part else row.amount_total
        if amount and row.currency:
            yield row.currency, amount


def _refunded_amounts(paid: Sequence[Judged]) -> Iterator[tuple[str, int]]:
    for row, standing in paid:
        back, code = row.known_payment.refunded, row.payment_currency
        if back and code and not standing.refund_waits:
            yield code, back


def _by_currency(amounts: Iterator[tuple[str, int]]) -> str:
    sums: Counter[str] = Counter()
    for code, amount in amounts:
        sums[code] += amount
    return ", ".join(str(money(total, code)) for code, total in sorted(sums.items()))


def _first(rows: Sequence[SessionRow], clock: Clock) -> str:
    known = [row.created for row in rows if row.created is not None]
    return _("First seen on %(day)s.") % {"day": clock.moment(known[-1]).day} if known else ""
