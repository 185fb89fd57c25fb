"""What each try of a payment has of its own: its charge and the payment method that was typed.

A buyer fails on a payment page as often as they like. The last try, or the only one, has the number
of its session; each one before it that many more. So no id is kept.
"""

from __future__ import annotations

from emulator.objects.context import Context
from emulator.world.derive_session import derive_session
from emulator.world.made_facts import made_facts
from emulator.world.session_facts import SessionFacts
from emulator.world.world import World

# Above all numbers of sessions, and small enough for thousands of tries.
_TRY = 1 << 33
# Stripe's charges of cards, and those of all other methods.
_CHARGES = ("charge", "payment")
KINDS = ("charge", "payment_method")


def charge_id(context: Context, facts: SessionFacts) -> str:
    """The id of the charge that these facts are about."""
    kind = _CHARGES[facts.payment_method_type != "card"]
    return context.ids.encode(kind, _number(facts))


def payment_method_id(context: Context, facts: SessionFacts) -> str:
    return context.ids.encode("payment_method", _number(facts))


def _number(facts: SessionFacts) -> int:
    return facts.number + (0 if facts.complete else facts.failed_tries * _TRY)


def latest_charge_id(context: Context, facts: SessionFacts) -> str | None:
    """The newest charge; None if there is none yet."""
    return next((charge_id(context, one) for one in charged(context.world, facts)), None)


def charged(world: World, facts: SessionFacts) -> list[SessionFacts]:
    """The facts at each charge of the payment, the newest first."""
    if not facts.failed_tries:
        return [facts] if facts.has_charge else []
    earlier = facts.failed_tries if facts.complete else facts.failed_tries - 1
    found = (facts, *(at_try(world, facts.row, nth) for nth in range(earlier, 0, -1)))
    return [one for one in found if one is not None and one.has_charge]


def at_try(world: World, row: int, nth: int) -> SessionFacts | None:
    """The facts of the session right after its try `nth`, from 1; None if there was none."""
    made = world.made.session(world.visit_numbers[row])
    if made is None or not 0 < nth <= len(made.tries):
        return None
    return made_facts(world, row, made, made.tries[nth - 1].time, nth)


def facts_of(context: Context, kind: str, text: str) -> SessionFacts | None:
    """The facts at the try whose object has this id; None if there is none. kind: of KINDS."""
    for format_ in _CHARGES if kind == "charge" else (kind,):
        number = context.ids.decode(format_, text)
        facts = None if number is None else _facts_of_number(context, number)
        if facts and _has(facts, kind) and _id(context, kind, facts) == text:
            return facts
    return None


def _facts_of_number(context: Context, number: int) -> SessionFacts | None:
    nth, session = divmod(number, _TRY)
    row = context.world.numbers.row(session)
    if row is None or row >= len(context.world):
        return None
    return at_try(context.world, row, nth) if nth else derive_session(context.world, row)


def _has(facts: SessionFacts, kind: str) -> bool:
    return facts.has_charge if kind == "charge" else facts.has_payment_method


def _id(context: Context, kind: str, facts: SessionFacts) -> str:
    return (charge_id if kind == "charge" else payment_method_id)(context, facts)
