"""What one person did, summed up in a sentence or two. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import is_paid, standing_of
from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import outcome_in_words, outcome_of
from sessions_browser.presentation.times import Clock

# Tries with less time between them belong to one wish to buy.
ONE_VISIT_SECONDS = 12 * 3600
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def summary(rows: Sequence[SessionRow], clock: Clock, *, more: bool) -> str:
    """One sentence or two.

    rows: newest first.
    more: there are older sessions than these.
    """
    if not rows:
        return "No session was found."
    visit = _last_visit(rows)
    sentence = _visit_words(visit, clock)
    before = rows[len(visit) :]
    if not before:
        return f"{sentence} There are older sessions." if more else sentence
    older = ", and older ones" if more else ""
    return f"{sentence} Before that: {_counts(before, clock.now)}{older}."


def _last_visit(rows: Sequence[SessionRow]) -> Sequence[SessionRow]:
    """The newest session and those tried shortly before it."""
    for place in range(1, len(rows)):
        newer, older = rows[place - 1].created, rows[place].created
        if newer is None or older is None or newer - older > ONE_VISIT_SECONDS:
            return rows[:place]
    return rows


@dataclass(frozen=True, slots=True)
class _End:
    """How a try ended.

    opened: when it began, such as " (opened 14:10)", where that tells it from others. A session
    does not tell when it was paid.
    """

    words: str
    opened: str = ""


# An end, and the numbers of the first and the last of the tries that ended so.
_Group = tuple[_End, int, int]
MOST_GROUPS_IN_WORDS = 4


def _visit_words(visit: Sequence[SessionRow], clock: Clock) -> str:
    days = _days(visit, clock)
    ends = [_end_of(row, clock) for row in visit]
    newest = ends[0]
    if len(visit) == 1:
        return f"1 try{days}{newest.opened}: {newest.words}."
    tries = f"{len(visit)} tries{days}: "
    groups = _groups(ends)
    if len(groups) > MOST_GROUPS_IN_WORDS:
        return f"{tries}{_counts(visit, clock.now)}; the last{newest.opened} {newest.words}."
    return f"{tries}{', '.join(_group_words(*group, of=len(visit)) for group in groups)}."


def _groups(ends: Sequence[_End]) -> list[_Group]:
    """Oldest first, as it happened; equal neighbours together."""
    groups: list[_Group] = []
    for number, end in enumerate(reversed(ends), start=1):
        if groups and groups[-1][0] == end:
            groups[-1] = (end, groups[-1][1], number)
        else:
            groups.append((end, number, number))
    return groups


def _group_words(end: _End, first: int, last: int, *, of: int) -> str:
    return f"{_which(first, last, of)}{end.opened} {end.words}"


def _which(first: int, last: int, of: int) -> str:
    """Such as "both", "the first", "the next three"; `of`: the number of all tries."""
    count = last - first + 1
    if count == of:
        return "both" if of == 2 else f"all {_number(of)}"
    if count > 1:
        return _number(count) if first == 1 else f"the next {_number(count)}"
    if first < len(_ORDINALS):
        return f"the {_ORDINALS[first]}"
    return "the last" if first == of else f"number {first}"


_END_WORDS = {
    State.METHOD_SAVED: "saved a payment method",
    State.NOTHING_DUE_YET: "finished with nothing to pay",
    State.TOTAL_ZERO: "finished with nothing to pay",
    State.OPEN: "is still open",
    State.OPEN_NOTHING_TO_PAY: "is still open",
    State.OPEN_CONFIRMING: "is still open",
    State.OPEN_AFTER_DECLINE: "is still open after a failed try",
    State.OPEN_UNREAD: "is still open, and a payment was prepared",
    State.PAST_ITS_END: "is about to expire",
    State.LEFT_AFTER_DECLINE: "was abandoned after a failed try",
    State.LEFT_NOT_COMPLETED: "was abandoned while paying",
    State.LEFT_UNREAD: "was abandoned after a payment was prepared",
    State.LEFT_WITHOUT_TRYING: "was abandoned without trying to pay",
    State.LEFT_UNSEEN: "was abandoned without payment",
    State.LEFT_NOTHING_SAVED: "was abandoned without payment",
}


def _end_of(row: SessionRow, clock: Clock) -> _End:
    standing = standing_of(row, clock.now)
    amount = money(row.amount_total, row.currency)
    if standing.state is State.PAID:
        return _End(f"paid {amount}" if amount else "paid", _opened(row, clock))
    if standing.state is State.FINISHED:
        words = f"finished, and {amount or 'the payment'} was not looked at"
        return _End(words, _opened(row, clock))
    if standing.state in _END_WORDS:
        return _End(_END_WORDS[standing.state])
    return _End(f"ended as {outcome_in_words(standing, row).word}")


def _opened(row: SessionRow, clock: Clock) -> str:
    if row.created is None:
        return ""
    return f" (opened {clock.moment(row.created).text.rpartition(' ')[2]})"


def _days(visit: Sequence[SessionRow], clock: Clock) -> str:
    known = [row.created for row in visit if row.created is not None]
    if not known:
        return ""
    newest, oldest = (clock.moment(unix).text.rpartition(" ")[0] for unix in (known[0], known[-1]))
    return f" on {newest}" if newest == oldest else f" from {oldest} to {newest}"


_COUNTED = (
    ("paid", "paid"),
    ("free", "without anything to pay"),
    ("processing", "on its way"),
    ("open", "open"),
    ("left", "left"),
    ("unusual", "unusual"),
)


def _counts(rows: Sequence[SessionRow], now: float) -> str:
    """Such as "3 paid (EUR 98.00, JPY 4,900), 1 left"."""
    keys = Counter(outcome_of(row, now).key for row in rows)
    parts = [f"{keys[key]} {words}" for key, words in _COUNTED if keys[key]]
    if parts and (sums := _collected(rows)):
        parts[0] = f"{parts[0]} ({sums})"
    return ", ".join(parts)


def _collected(rows: Sequence[SessionRow]) -> str:
    """What was paid in all, by currency."""
    sums: Counter[str] = Counter()
    for row in rows:
        if is_paid(row) and row.amount_total and row.currency:
            sums[row.currency] += row.amount_total
    return ", ".join(str(money(total, code)) for code, total in sorted(sums.items()))


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
