"""All sessions of one person, from two listings: merged, summed up in a sentence, checked for
double payments. Pure.

A guest has no customer in Stripe, so their sessions are found by e-mail alone; an open or expired
session of a known customer often has no e-mail, so it is found by customer alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.double_payments import is_paid
from sessions_browser.presentation.outcome import Outcome, outcome_of
from sessions_browser.presentation.times import Clock

# Tries with less time between them belong to one wish to buy.
ONE_VISIT_SECONDS = 12 * 3600
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def summary(rows: Sequence[SessionRow], clock: Clock, *, more: bool) -> str:
    """One sentence or two on what this person did; `more`: there are older sessions than these."""
    if not rows:
        return "No session was found."
    visit = _last_visit(rows)
    sentence = _visit_words(visit, clock)
    before = rows[len(visit) :]
    if not before:
        return f"{sentence} There are older sessions." if more else sentence
    return (
        f"{sentence} Before that: {_counts(before, clock.now)}{', and older ones' if more else ''}."
    )


def _last_visit(rows: Sequence[SessionRow]) -> Sequence[SessionRow]:
    """The newest session and those tried shortly before it."""
    for place in range(1, len(rows)):
        newer, older = rows[place - 1].created, rows[place].created
        if newer is None or older is None or newer - older > ONE_VISIT_SECONDS:
            return rows[:place]
    return rows


@dataclass(frozen=True, slots=True)
class _End:
    """How a try ended; opened: when it began, where that tells it from others (" (opened 14:10)").

    A session does not tell when it was paid.
    """

    words: str
    opened: str = ""


def _visit_words(visit: Sequence[SessionRow], clock: Clock) -> str:
    days = _days(visit, clock)
    ends = [_end_of(row, clock) for row in visit]
    newest = ends[0]
    if len(visit) == 1:
        return f"1 try{days}{newest.opened}: {newest.words}."
    tries = f"{len(visit)} tries{days}: "
    # Told oldest first, as it happened; equal neighbours together.
    groups: list[tuple[_End, int, int]] = []
    for place, end in enumerate(reversed(ends), start=1):
        if groups and groups[-1][0] == end:
            groups[-1] = (end, groups[-1][1], place)
        else:
            groups.append((end, place, place))
    if len(groups) > 4:
        return f"{tries}{_counts(visit, clock.now)}; the last{newest.opened} {newest.words}."
    return f"{tries}{', '.join(_group_words(*group, of=len(visit)) for group in groups)}."


def _group_words(end: _End, first: int, last: int, *, of: int) -> str:
    count = last - first + 1
    if count == of:
        who = "both" if of == 2 else f"all {_number(of)}"
    elif count > 1:
        who = _number(count) if first == 1 else f"the next {_number(count)}"
    elif first < len(_ORDINALS):
        who = f"the {_ORDINALS[first]}"
    else:
        who = "the last" if first == of else f"number {first}"
    return f"{who}{end.opened} {end.words}"


def _end_of(row: SessionRow, clock: Clock) -> _End:
    outcome = outcome_of(row, clock.now)
    amount = money(row.amount_total, row.currency)
    opened = ""
    if row.created is not None:
        opened = f" (opened {clock.moment(row.created).text.rpartition(' ')[2]})"
    match outcome.key:
        case "paid":
            return _End(f"paid {amount}" if amount else "paid", opened)
        case "processing":
            return _End(f"finished, and {amount or 'the payment'} has not arrived yet", opened)
        case "free":
            return _End("saved a card" if row.mode == "setup" else "finished with nothing to pay")
        case "open":
            return _End("is still open" if outcome.word == "Open" else "is about to expire")
        case "left" if row.payment_intent:
            return _End("left after trying to pay")
        case "left":
            return _End(
                "left without trying to pay" if row.mode == "payment" else "left without payment"
            )
    return _End(f"ended as {outcome.word}")


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
    outcomes: list[Outcome] = [outcome_of(row, now) for row in rows]
    keys = Counter(outcome.key for outcome in outcomes)
    parts = [f"{keys[key]} {words}" for key, words in _COUNTED if keys[key]]
    collected: Counter[str] = Counter()
    for row in rows:
        if is_paid(row) and row.amount_total and row.currency:
            collected[row.currency] += row.amount_total
    sums = ", ".join(str(money(total, code)) for code, total in sorted(collected.items()))
    if sums and parts:
        parts[0] = f"{parts[0]} ({sums})"
    return ", ".join(parts)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
