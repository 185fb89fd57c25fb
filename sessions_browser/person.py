"""All sessions of one person, from two listings: merged, summed up in a sentence, checked for
double payments. Pure.

A guest has no customer in Stripe, so their sessions are found by e-mail alone; an open or expired
session of a known customer often has no e-mail, so it is found by customer alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sessions_browser.money import money
from sessions_browser.presentation import Outcome, moment_in, outcome_of
from sessions_browser.projection import SessionRow

# Tries with less time between them belong to one wish to buy.
ONE_VISIT_SECONDS = 12 * 3600
DOUBLE_SECONDS = 3600
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def merged(
    lists: Sequence[Sequence[SessionRow]], limit: int, *, upwards: bool = False
) -> tuple[tuple[SessionRow, ...], bool]:
    """The `limit` newest of all, each once, newest first; and whether that left some out.

    upwards: the oldest of them, for a page that is walked towards newer sessions.
    """
    ordered = _each_once(_in_order([tuple(rows) for rows in lists]))
    if len(ordered) <= limit:
        return ordered, False
    return (ordered[-limit:] if upwards else ordered[:limit]), True


def _in_order(lists: list[tuple[SessionRow, ...]]) -> Iterator[SessionRow]:
    """Each list keeps its own order, which alone knows who came first within a second."""
    places = [0] * len(lists)
    while True:
        heads = [n for n, rows in enumerate(lists) if places[n] < len(rows)]
        if not heads:
            return
        first = max(heads, key=lambda n: (lists[n][places[n]].created or 0, -n))
        yield lists[first][places[first]]
        places[first] += 1


def _each_once(rows: Iterable[SessionRow]) -> tuple[SessionRow, ...]:
    seen: set[str | None] = set()
    once = []
    for row in rows:
        if row.id is None or row.id not in seen:
            seen.add(row.id)
            once.append(row)
    return tuple(once)


def other_handles(rows: Iterable[SessionRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """E-mails and customers that these sessions name, the newest first."""
    kept = tuple(rows)
    emails = dict.fromkeys(row.email for row in kept if row.email)
    customers = dict.fromkeys(row.customer for row in kept if row.customer)
    return tuple(emails), tuple(customers)


@dataclass(frozen=True, slots=True)
class Double:
    """Paid sessions that may be one payment made twice: their places in the rows, and in words."""

    first: int
    last: int
    ids: frozenset[str]
    words: str


def doubles(rows: Sequence[SessionRow]) -> tuple[Double, ...]:
    """Neighbours in time among the paid: same amount, same things, within an hour."""
    paid = [
        place
        for place, row in enumerate(rows)
        if _is_paid(row) and row.amount_total and row.created is not None
    ]
    found: list[list[int]] = []
    for place in paid:
        group = next((g for g in found if _is_again(rows[g[-1]], rows[place])), None)
        if group is None:
            found.append([place])
        else:
            group.append(place)
    pairs = [group for group in found if len(group) > 1]
    return tuple(_double(rows, group) for group in _apart(pairs))


def _is_paid(row: SessionRow) -> bool:
    return row.status == "complete" and row.payment_status == "paid"


def _is_again(newer: SessionRow, older: SessionRow) -> bool:
    near = (newer.created or 0) - (older.created or 0) <= DOUBLE_SECONDS
    same = (newer.amount_total, newer.currency) == (older.amount_total, older.currency)
    return near and same and newer.items == older.items and newer.mode == older.mode


def _apart(groups: list[list[int]]) -> Iterator[list[int]]:
    """Bands that would cross are shown one after the other: the second begins below the first."""
    last = -1
    for group in groups:
        if group[0] > last:
            last = group[-1]
            yield group


def _double(rows: Sequence[SessionRow], group: list[int]) -> Double:
    newest, oldest = rows[group[0]], rows[group[-1]]
    apart = _minutes((newest.created or 0) - (oldest.created or 0))
    amount = money(newest.amount_total, newest.currency)
    words = f"Possible double payment: {len(group)} paid sessions of {amount}, {apart} apart."
    ids = frozenset(identifier for n in group if (identifier := rows[n].id))
    return Double(group[0], group[-1], ids, words)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def summary(rows: Sequence[SessionRow], zone: ZoneInfo, now: float, *, more: bool) -> str:
    """One sentence or two on what this person did; `more`: there are older sessions than these."""
    if not rows:
        return "No session was found."
    visit = _last_visit(rows)
    this_year = datetime.fromtimestamp(now, zone).year
    sentence = _visit_words(visit, zone, now, this_year)
    before = rows[len(visit) :]
    if not before:
        return f"{sentence} There are older sessions." if more else sentence
    return f"{sentence} Before that: {_counts(before, now)}{', and older ones' if more else ''}."


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


def _visit_words(visit: Sequence[SessionRow], zone: ZoneInfo, now: float, this_year: int) -> str:
    days = _days(visit, zone, this_year)
    ends = [_end_of(row, zone, now, this_year) for row in visit]
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
        return f"{tries}{_counts(visit, now)}; the last{newest.opened} {newest.words}."
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


def _end_of(row: SessionRow, zone: ZoneInfo, now: float, this_year: int) -> _End:
    outcome = outcome_of(row, now)
    amount = money(row.amount_total, row.currency)
    opened = ""
    if row.created is not None:
        opened = f" (opened {moment_in(row.created, zone, this_year).text.rpartition(' ')[2]})"
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


def _days(visit: Sequence[SessionRow], zone: ZoneInfo, this_year: int) -> str:
    known = [row.created for row in visit if row.created is not None]
    if not known:
        return ""
    newest, oldest = (
        moment_in(unix, zone, this_year).text.rpartition(" ")[0] for unix in (known[0], known[-1])
    )
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
        if _is_paid(row) and row.amount_total and row.currency:
            collected[row.currency] += row.amount_total
    sums = ", ".join(str(money(total, code)) for code, total in sorted(collected.items()))
    if sums and parts:
        parts[0] = f"{parts[0]} ({sums})"
    return ", ".join(parts)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)
