"""What one person did, summed up in a few sentences. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import standing_of
from sessions_browser.objects.states import State
from sessions_browser.people.double_payments import DoublePayment, double_payments
from sessions_browser.people.payment_words import Judged, came_back, was_looked_at
from sessions_browser.people.tries import Try, try_of, with_article
from sessions_browser.people.wording import sentence, which
from sessions_browser.presentation.outcome import outcome_in_words
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
        return " ".join(filter(None, (self.first, self.rest)))


def summary(rows: Sequence[SessionRow], clock: Clock, *, more: bool) -> Summary:
    """Newest tries, what was before, what was paid.

    rows: newest first.
    more: there are older sessions than these.
    """
    if not rows:
        return Summary("No session was found.")
    doubles = double_payments(rows, clock)
    told = {place for double in doubles for place in double.places}
    visit = _last_visit(rows)
    tries = "" if told.issuperset(range(len(visit))) else _visit_words(visit, clock)
    before = [row for n, row in enumerate(rows) if n >= len(visit) and n not in told]
    earlier = f"Earlier: {_counts(before, clock)}." if before else ""
    payments = _judged(rows, clock)
    back, is_known = came_back(payments), was_looked_at(payments)
    first = [double.lead for double in doubles] or [tries]
    rest = [tries if doubles else "", earlier]
    (first if is_known else rest).append(back)
    rest += [
        _totals(payments, len(visit), more),
        _first(rows, clock) if before and not more else "",
        "There are older sessions." if more else "",
    ]
    return Summary(" ".join(filter(None, first)), " ".join(filter(None, rest)), doubles)


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
        return sentence(f"{which(self.first, self.last, of)}{self.end.opened}: {self.end.words}")


def _visit_words(visit: Sequence[SessionRow], clock: Clock) -> str:
    days = _days(visit, clock)
    ends = [try_of(row, clock) for row in visit]
    newest = ends[0]
    if len(visit) == 1:
        return newest.alone(days)
    tries = f"{len(visit)} checkouts{days}"
    groups = _groups(ends)
    if len(groups) > MOST_GROUPS_IN_WORDS:
        return f"{tries}: {_counts(visit, clock)}. The last{newest.opened}: {newest.words}."
    return f"{tries}. {' '.join(group.in_words(len(visit)) for group in groups)}"


def _groups(ends: Sequence[Try]) -> list[_Group]:
    """Oldest first, as it happened; equal neighbours together."""
    groups: list[_Group] = []
    for number, end in enumerate(reversed(ends), start=1):
        if groups and groups[-1].end == end:
            groups[-1] = _Group(end, groups[-1].first, number)
        else:
            groups.append(_Group(end, number, number))
    return groups


def _days(visit: Sequence[SessionRow], clock: Clock) -> str:
    known = [row.created for row in visit if row.created is not None]
    if not known:
        return ""
    newest, oldest = (_day(unix, clock) for unix in (known[0], known[-1]))
    return f" on {newest}" if newest == oldest else f" from {oldest} to {newest}"


def _day(unix: int, clock: Clock) -> str:
    return clock.moment(unix).text.rpartition(" ")[0]


_COUNTED = {
    "paid": "paid",
    "refunded": "refunded",
    "disputed": "disputed",
    "free": "without anything to pay",
    "processing": "on the way",
    "waiting": "waiting",
    "failed": "failed",
    "open": "open",
    "left": "abandoned",
    "unusual": "unusual",
}


def _counts(rows: Sequence[SessionRow], clock: Clock) -> str:
    """Such as "3 paid (EUR 98.00, JPY 4,900), 1 abandoned"; money on the way is named singly."""
    judged = _judged(rows, clock)
    slow = [pair for pair in judged if pair[1].state is State.STARTED]
    if len(slow) > MOST_ON_THE_WAY_IN_WORDS:
        slow = []
    counted = [pair for pair in judged if pair not in slow]
    keys = Counter(outcome_in_words(standing, row).key for row, standing in counted)
    parts = [f"{keys[key]} {words}" for key, words in _COUNTED.items() if keys[key]]
    if keys["paid"] and (sums := _by_currency(_paid_amounts(_kept(counted)))):
        parts[0] = f"{parts[0]} ({sums})"
    return ", ".join([*(_on_the_way(row, clock) for row, _ in slow), *parts])


def _kept(judged: Sequence[Judged]) -> list[Judged]:
    return [
        (row, standing) for row, standing in judged if outcome_in_words(standing, row).key == "paid"
    ]


def _on_the_way(row: SessionRow, clock: Clock) -> str:
    """Such as "a SEPA bank debit of EUR 113.00 is still processing (since 24 Nov)"."""
    began = row.known_payment.began_at or row.created
    since = f" (since {_day(began, clock)})" if began is not None else ""
    amount = money(row.amount_total, row.currency)
    of_amount = f" of {amount}" if amount else ""
    return f"{with_article(row)}{of_amount} is still processing{since}"


def _totals(payments: Sequence[Judged], visit: int, more: bool) -> str:
    """What was paid in all and what went back, by currency; "" where it was told already.

    visit: how many of the rows are of the last visit.
    """
    paid = [(row, standing) for row, standing in payments if standing.is_paid]
    in_visit = any(standing.is_paid for _, standing in payments[:visit])
    sums = _by_currency(_paid_amounts(paid))
    if len(paid) < 2 or not in_visit or not sums:
        return ""
    back = _by_currency(_refunded_amounts(paid))
    all_of_it = f"Paid {'in these sessions' if more else 'in all'}: {sums}."
    return f"{all_of_it} Refunded: {back}." if back else all_of_it


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
    return f"First seen on {_day(known[-1], clock)}." if known else ""
