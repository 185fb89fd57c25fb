"""What happened when: the moments behind events, found without a list of all events.

An event is a session, a kind and a moment. All moments follow from a few columns of the world, so
those of any stretch of time are found in sessions that are in order of one of their times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import merge
from typing import Any, NamedTuple

from emulator.world.endings import DELAYED, Ending
from emulator.world.made import Try
from emulator.world.session_facts import SessionFacts
from emulator.world.world import EXPIRED, World


class EventKind(NamedTuple):
    """A type of event and its place in a session's life.

    moment: "created", "begun" (the buyer first pressed Pay), "tried" (a payment that failed on a
        payment page), "closed" or "settled" (of delayed payments alone).
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
        "payment_intent.created",
        "begun",
        _INTENT,
        lambda f: f.has_payment_intent and (f.complete or f.failed_tries > 0),
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
    # Only who uses a payment page fails so that it is told.
    EventKind("charge.failed", "tried", "charge", lambda f: f.has_charge),
    EventKind("payment_intent.payment_failed", "tried", _INTENT, lambda f: f.has_payment),
    EventKind("setup_intent.setup_failed", "tried", "setup_intent", lambda f: f.has_setup_intent),
)
ALL_KINDS = frozenset(range(len(EVENT_KINDS)))
# The step of a session's end, after all tries.
_END = 1 << 32


class Moment(NamedTuple):
    """A moment at which an event of this kind may have happened. They sort by time.

    step: in the session's life, for what happens in one second: which try it is, from 1.
    """

    time: int
    row: int
    step: int
    kind: int

    @property
    def tried(self) -> int:
        """Which try it tells of, from 1; 0 for none."""
        return self.step % _END


def moment_of(world: World, row: int, kind: int, tried: int = 0) -> Moment | None:
    """The moment of this kind in the session of this row; None if it has none yet.

    tried: as `Moment.tried`.
    """
    name, tries = EVENT_KINDS[kind].moment, _tries_of(world, row)
    if name == "settled" and world.ending(row) not in DELAYED:
        return None
    if tried:
        wanted = name == "tried" or (name == "begun" and tried == 1)
        if not wanted or tried > len(tries):
            return None
        return Moment(tries[tried - 1].time, row, tried, kind)
    if name == "tried" or (name == "begun" and tries):
        return None
    time = {
        "created": lambda: world.created[row],
        "settled": lambda: world.settles_at(row),
    }.get(name, lambda: world.closes_at[row])()
    step = 0 if name == "created" else _END
    return Moment(time, row, step, kind) if time and time <= world.now else None


def _tries_of(world: World, row: int) -> Sequence[Try]:
    made = world.made.session(world.visit_numbers[row])
    return made.tries if made else ()


def moments(
    world: World, first: int, end: int, kinds: Collection[int], newest_first: bool
) -> Iterator[Moment]:
    """All moments of these kinds with first <= time < end, in this order.

    They are found one by one, so that the first ones cost little however many sessions there are.
    """
    end = max(first, min(end, world.now + 1))
    found: list[Iterator[Moment]] = []
    for name, times_between in _TIMES.items():
        wanted = sorted(
            (kind for kind in kinds if EVENT_KINDS[kind].moment == name), reverse=newest_first
        )
        if wanted:
            found.append(_moments(times_between(world, first, end, newest_first), wanted))
    return merge(*found, reverse=newest_first)


# A time, a row, and the step there.
_Step = tuple[int, int, int]


def _moments(steps: Iterable[_Step], kinds: Sequence[int]) -> Iterator[Moment]:
    for time, row, step in steps:
        for kind in kinds:
            yield Moment(time, row, step, kind)


def _creations(world: World, first: int, end: int, newest_first: bool) -> Iterator[_Step]:
    rows = range(world.first_row_from(first), world.first_row_from(end))
    return ((world.created[row], row, 0) for row in (reversed(rows) if newest_first else rows))


def _tries(world: World, first: int, end: int, newest_first: bool) -> list[_Step]:
    steps = (
        (one.time, row, place)
        for row in world.made_rows
        for place, one in enumerate(_tries_of(world, row), start=1)
    )
    return sorted((step for step in steps if first <= step[0] < end), reverse=newest_first)


def _ends(world: World, *asked: Any) -> Iterator[_Step]:
    return ((time, row, _END) for time, row in world.closed.by_end.between(*asked))


def _settlements(world: World, *asked: Any) -> Iterator[_Step]:
    return ((time, row, _END) for time, row in world.closed.by_settlement.between(*asked))


def _begins(world: World, first: int, end: int, newest_first: bool) -> Iterator[_Step]:
    """The first try of those who failed, the end of all others."""
    at_once = (
        one for one in _ends(world, first, end, newest_first) if not _tries_of(world, one[1])
    )
    later = (one for one in _tries(world, first, end, newest_first) if one[2] == 1)
    return merge(at_once, later, reverse=newest_first)


# By the name of a moment, how its steps are found: in a world, from when, until when, and whether
# the newest comes first.
_TIMES: dict[str, Callable[[World, int, int, bool], Iterable[_Step]]] = {
    "created": _creations,
    "begun": _begins,
    "tried": _tries,
    "closed": _ends,
    "settled": _settlements,
}
