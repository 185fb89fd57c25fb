"""Events (docs.stripe.com/api/events/object): what happened to an object, with the object then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from emulator.objects import (
    charges,
    customers,
    invoices,
    payment_intents,
    sessions,
    setup_intents,
    subscriptions,
)
from emulator.objects.context import API_VERSION, Context, Json
from emulator.objects.tries import at_try
from emulator.world.closed_sessions import EVENT_SECONDS
from emulator.world.derive_session import derive_session
from emulator.world.happenings import EVENT_KINDS, Moment, moment_of
from emulator.world.session_facts import SessionFacts

# Event n of a session has the number of the session times this plus n. Those of a try have the
# number of the session and, above all of these, the place of the try and of the kind.
_KINDS_PER_SESSION = 64
_OF_TRIES, _SESSIONS, _KINDS_PER_TRY = 1 << 39, 1 << 33, 4
_KINDS_OF_TRIES = [n for n, kind in enumerate(EVENT_KINDS) if kind.moment in ("begun", "tried")]

_PATHS = {
    "checkout.session": "/v1/checkout/sessions",
    "payment_intent": "/v1/payment_intents",
    "charge": "/v1/charges",
    "setup_intent": "/v1/setup_intents",
    "subscription": "/v1/subscriptions",
    "invoice": "/v1/invoices",
    "customer": "/v1/customers",
}
_SUBJECTS: dict[str, Callable[[Context, SessionFacts], Json]] = {
    "checkout.session": sessions.session,
    "payment_intent": payment_intents.payment_intent,
    "charge": charges.charge,
    "setup_intent": setup_intents.setup_intent,
    "subscription": subscriptions.subscription,
    "invoice": invoices.invoice,
}


def event_id(context: Context, moment: Moment) -> str:
    """The id of the event at this moment."""
    return context.ids.encode("event", _number(context, moment))


def _number(context: Context, moment: Moment) -> int:
    session = context.world.numbers.number(moment.row)
    if not moment.tried:
        return session * _KINDS_PER_SESSION + moment.kind
    place = moment.tried * _KINDS_PER_TRY + _KINDS_OF_TRIES.index(moment.kind)
    return _OF_TRIES + place * _SESSIONS + session


def _session_kind_and_try(number: int) -> tuple[int, int, int]:
    """Of the event with this number."""
    if number < _OF_TRIES:
        return *divmod(number, _KINDS_PER_SESSION), 0
    place, session = divmod(number - _OF_TRIES, _SESSIONS)
    tried, kind = divmod(place, _KINDS_PER_TRY)
    return session, _KINDS_OF_TRIES[kind], tried


def moment_with_id(context: Context, text: str) -> Moment | None:
    """The moment of the event with this id; None if there is none, or it is too long ago."""
    number = context.ids.decode("event", text)
    if number is None:
        return None
    session, kind, tried = _session_kind_and_try(number)
    row = context.world.numbers.row(session)
    if row is None or row >= len(context.world) or kind >= len(EVENT_KINDS):
        return None
    moment = moment_of(context.world, row, kind, tried)
    if moment is None or moment.time < context.world.now - EVENT_SECONDS:
        return None
    return moment if facts_then(context, moment) else None


# By row and moment, the facts then: several events happen to a session at once.
KnownFacts = dict[tuple[int, int], SessionFacts]


def facts_then(
    context: Context, moment: Moment, known: KnownFacts | None = None
) -> SessionFacts | None:
    """The facts of the session at this moment; None if nothing of this kind happened then.

    known: what was found out for other moments, while the world stands still.
    """
    world, kind = context.world, EVENT_KINDS[moment.kind]
    if moment.tried:
        # A good try may follow in the same second.
        facts = at_try(world, moment.row, moment.tried)
    else:
        known = {} if known is None else known
        place = (moment.row, moment.time)
        facts = known.get(place) or derive_session(world, moment.row, moment.time)
        known[place] = facts
    if facts is None or not kind.happened(facts):
        return None
    if kind.subject == "customer" and not _is_first(context, facts):
        return None
    return facts


def _is_first(context: Context, facts: SessionFacts) -> bool:
    """Whether it is the first session that names its customer."""
    for row in context.world.rows_of_person(facts.person.number):
        if derive_session(context.world, row).has_customer:
            return row == facts.row
    return False


def event(context: Context, moment: Moment, facts: SessionFacts) -> Json:
    """facts: of the session, as `facts_then` gives them."""
    kind = EVENT_KINDS[moment.kind]
    if kind.subject == "customer":
        shown = customers.customer(context, [facts])
    else:
        shown = _SUBJECTS[kind.subject](context, facts)
    id_ = event_id(context, moment)
    return {
        "id": id_,
        "object": "event",
        "api_version": API_VERSION,
        "created": moment.time,
        "data": {"object": shown},
        "livemode": False,
        "pending_webhooks": sum(id_ in waiting for waiting in context.undelivered),
        "request": {"id": None, "idempotency_key": None},
        "type": kind.type,
    }


def notification(context: Context, moment: Moment, event_: Json) -> Json:
    """The thin form that is delivered (docs.stripe.com/event-destinations).

    event_: the snapshot of the same moment.
    """
    subject = event_["data"]["object"]
    return {
        "id": _thin_id(context, moment),
        "object": "v2.core.event",
        "context": None,
        "created": f"{datetime.fromtimestamp(moment.time, UTC):%Y-%m-%dT%H:%M:%S}.000Z",
        "livemode": event_["livemode"],
        "reason": None,
        "related_object": {
            "id": subject["id"],
            "type": subject["object"],
            "url": f"{_PATHS[subject['object']]}/{subject['id']}",
        },
        "type": f"v1.{event_['type']}",
    }


def thin_event(context: Context, text: str) -> Json | None:
    """The thin event with this id, whole (docs.stripe.com/api/v2/core/events); None if none."""
    number = context.ids.decode("thin_event", text)
    snapshot = None if number is None else context.ids.encode("event", number)
    moment = None if snapshot is None else moment_with_id(context, snapshot)
    facts = None if moment is None else facts_then(context, moment)
    if moment is None or facts is None:
        return None
    told = notification(context, moment, event(context, moment, facts))
    return {**told, "changes": None, "snapshot_event": snapshot}


def _thin_id(context: Context, moment: Moment) -> str:
    return context.ids.encode("thin_event", _number(context, moment))
