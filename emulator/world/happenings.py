"""What happened when: the moments behind events, found without a list of all events.

An event is a session, a kind and a moment. All moments follow from a few columns of the world, so
those of any stretch of time are found by looking at the sessions that can have one in it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from emulator.world.closing import LONGEST_LIFE, LONGEST_SETTLING, SHORTEST_SETTLING, settling_time
from emulator.world.endings import DELAYED, Ending
from emulator.world.session_facts import SessionFacts
from emulator.world.world import EXPIRED, World

_FIRST_STRETCH = 600


class EventKind(NamedTuple):
    """A type of event and its place in a session's life.

    moment: "created", "closed", "settled" (of delayed payments alone) or "tried" (a payment that
        failed on a payment page).
    subject: the kind of the object that the event shows.
    happened: whether a session has it; its facts are those of that moment.
    """

    type: str
    moment: str
    subject: str
    happened: Callable[[SessionFacts], bool]


def _intent_became(status: str) -> Callable[[SessionFacts], bool]:
    return lambda facts: facts.complete and facts.has_payment and facts.intent_status == status


def _charged(*statuses: str) -> Callable[[SessionFacts], bool]:
    return lambda facts: facts.complete and facts.has_charge and facts.intent_status in statuses


def _subscribed(facts: SessionFacts) -> bool:
    return facts.has_subscription


def _invoice_paid(facts: SessionFacts) -> bool:
    return facts.has_subscription and facts.payment_status != "unpaid"


_SESSION, _INTENT = "checkout.session", "payment_intent"
# In the order in which they happen within one second. The place of a kind is in the ids of its
# events, so new ones are added at the end.
EVENT_KINDS = (
    EventKind("customer.created", "created", "customer", lambda f: f.signed_in and f.has_customer),
    EventKind(
        "customer.created", "closed", "customer", lambda f: not f.signed_in and f.has_customer
    ),
    EventKind(
        "payment_intent.created", "closed", _INTENT, lambda f: f.complete and f.has_payment_intent
    ),
    EventKind("charge.pending", "closed", "charge", _charged("processing")),
    EventKind("charge.succeeded", "closed", "charge", _charged("succeeded", "requires_capture")),
    EventKind("payment_intent.processing", "closed", _INTENT, _intent_became("processing")),
    EventKind(
        "payment_intent.requires_action", "closed", _INTENT, _intent_became("requires_action")
    ),
    EventKind(
        "payment_intent.amount_capturable_updated",
        "closed",
        _INTENT,
        _intent_became("requires_capture"),
    ),
    EventKind("payment_intent.succeeded", "closed", _INTENT, _intent_became("succeeded")),
    EventKind(
        "payment_intent.canceled",
        "closed",
        _INTENT,
        lambda f: f.status == EXPIRED and f.has_payment_intent and f.intent_status == "canceled",
    ),
    EventKind(
        "setup_intent.succeeded",
        "closed",
        "setup_intent",
        lambda f: f.complete and f.has_setup_intent,
    ),
    EventKind("customer.subscription.created", "closed", "subscription", _subscribed),
    EventKind("invoice.created", "closed", "invoice", _subscribed),
    EventKind("invoice.paid", "closed", "invoice", _invoice_paid),
    EventKind("checkout.session.completed", "closed", _SESSION, lambda f: f.complete),
    EventKind("checkout.session.expired", "closed", _SESSION, lambda f: f.status == EXPIRED),
    EventKind("charge.succeeded", "settled", "charge", _charged("succeeded")),
    EventKind("charge.failed", "settled", "charge", _charged("requires_payment_method")),
    EventKind("payment_intent.succeeded", "settled", _INTENT, _intent_became("succeeded")),
    EventKind(
        "payment_intent.payment_failed",
        "settled",
        _INTENT,
        _intent_became("requires_payment_method"),
    ),
    EventKind("invoice.paid", "settled", "invoice", _invoice_paid),
    EventKind(
        "checkout.session.async_payment_succeeded",
        "settled",
        _SESSION,
        lambda f: f.ending is Ending.ASYNC_SUCCEEDS,
    ),
    EventKind(
        "checkout.session.async_payment_failed",
        "settled",
        _SESSION,
        lambda f: f.ending is Ending.ASYNC_FAILS,
    ),
    # Only who uses a payment page fails so that it is told; the last try counts.
    EventKind("charge.failed", "tried", "charge", lambda f: f.payment_attempted),
    EventKind("payment_intent.payment_failed", "tried", _INTENT, lambda f: f.payment_attempted),
)
ALL_KINDS = frozenset(range(len(EVENT_KINDS)))


class Moment(NamedTuple):
    """A moment at which an event of this kind may have happened. They sort by time."""

    time: int
    row: int
    kind: int


def moment_of(world: World, row: int, kind: int) -> Moment | None:
    """The moment of this kind in the session of this row; None if it has none yet."""
    moment = EVENT_KINDS[kind].moment
    if moment == "settled" and world.ending(row) not in DELAYED:
        return None
    time = {
        "created": lambda: world.created[row],
        "closed": lambda: world.closes_at[row],
        "settled": lambda: world.settles_at(row),
        "tried": lambda: _tried_at(world, row),
    }[moment]()
    return Moment(time, row, kind) if time and time <= world.now else None


def _tried_at(world: World, row: int) -> int:
    """When a payment failed last on a payment page; 0 if none did."""
    made = world.made.session(world.visit_numbers[row])
    return made.tries[-1].time if made and made.tries else 0


def moments(
    world: World, first: int, end: int, kinds: Collection[int], newest_first: bool
) -> Iterator[Moment]:
    """All moments of these kinds with first <= time < end, in this order.

    Stretches of time grow until they hold something, so that the first ones cost little however
    many sessions there are.
    """
    by_moment = {
        name: sorted(kind for kind in kinds if EVENT_KINDS[kind].moment == name)
        for name in ("created", "closed", "settled", "tried")
    }
    end, width = min(end, world.now + 1), _FIRST_STRETCH
    while first < end:
        if newest_first:
            low, high = max(first, end - width), end
            end = low
        else:
            low, high = first, min(end, first + width)
            first = high
        found = sorted(_between(world, low, high, by_moment), reverse=newest_first)
        yield from found
        width = width * 2 if len(found) < 200 else width


def _between(world: World, low: int, high: int, kinds: dict[str, list[int]]) -> Iterator[Moment]:
    end_row = world.first_row_from(high)
    if kinds["created"]:
        for row in range(world.first_row_from(low), end_row):
            yield from (Moment(world.created[row], row, kind) for kind in kinds["created"])
    if kinds["closed"]:
        closes_at = world.closes_at
        for row in range(world.first_row_from(low - LONGEST_LIFE), end_row):
            if low <= closes_at[row] < high:
                yield from (Moment(closes_at[row], row, kind) for kind in kinds["closed"])
    if kinds["settled"]:
        for time, row in _settling(world, low, high):
            if world.ending(row) in DELAYED:
                yield from (Moment(time, row, kind) for kind in kinds["settled"])

    if kinds["tried"]:
        for row in world.scripted_rows:
            time = _tried_at(world, row)
            if low <= time < high:
                yield from (Moment(time, row, kind) for kind in kinds["tried"])


def _settling(world: World, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The rows that may settle then, each with its time."""
    rows, visits, closes_at = world.delayed_rows, world.visit_numbers, world.closes_at
    earliest = world.first_row_from(low - LONGEST_LIFE - LONGEST_SETTLING)
    latest = world.first_row_from(high - SHORTEST_SETTLING)
    # A large world has thousands of them in these days.
    for row in rows[bisect_left(rows, earliest) : bisect_left(rows, latest)]:
        time = settling_time(world.seed, visits[row], world.attempt(row), closes_at[row])
        if low <= time < high:
            yield time, row
    for row in world.scripted_rows:
        time = world.settles_at(row)
        if low <= time < high:
            yield time, row
