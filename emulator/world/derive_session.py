"""Derive all facts of a Checkout Session from its row.

The world keeps a few numbers per session. Everything else is derived here on every read, from the
seed and those numbers, and so comes out the same each time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from emulator.world.catalog import (
    CURRENCIES,
    CURRENCY,
    FREE_PROMOTION,
    NO_LINK,
    ONE_TIME,
    PAYMENT_LINKS,
    PRODUCTS,
    PROMOTIONS,
    RECURRING,
    shipping_amount,
    smallest_step,
    unit_amount,
)
from emulator.world.closing import settling_time
from emulator.world.drawn_states import drawn_story
from emulator.world.endings import Ending
from emulator.world.made import FIRST_MADE
from emulator.world.made_facts import made_facts
from emulator.world.people import Person
from emulator.world.scenarios import Scenario
from emulator.world.seeded_random import SeededRandom, random_bits
from emulator.world.session_facts import LineItem, SessionFacts
from emulator.world.stories import STORY_PARTS
from emulator.world.story import FIRST_STORY, NO_STORY, Story
from emulator.world.visit_kinds import VisitKind
from emulator.world.visits import FIRST_SCENARIO, Visit, scripted
from emulator.world.world import World

# In these countries the shop adds tax to its prices; elsewhere prices include it.
_TAX_ADDED = ("US", "CH")


class _Order(NamedTuple):
    """What is bought."""

    link_number: int | None
    mode: str
    # Index in CURRENCIES, also of a session in setup mode.
    currency: int
    items: tuple[LineItem, ...]
    promotion: int | None
    shipping_rate: int | None


class _Behavior(NamedTuple):
    """What the buyer, the shop and the bank do. The fields are those of `SessionFacts`."""

    payment_method_type: str
    settles_at: int
    signed_in: bool
    email_prefilled: bool
    promotions_accepted: bool
    recovery_enabled: bool
    payment_attempted: bool
    refunded: bool
    disputed: bool


def derive_session(world: World, row: int, at: int | None = None) -> SessionFacts:
    """The facts of the session in this row, as they stand at `world.now` or as they stood `at`."""
    number = world.visit_numbers[row]
    made = world.made.session(number) if number >= FIRST_MADE else None
    if made:
        return made_facts(world, row, made, world.now if at is None else at)
    visit = world.visit(row)
    if visit.number >= FIRST_SCENARIO:
        scenario = scripted(visit.number)
        person = world.people.person(visit.person)
        order = _scenario_order(scenario, person, _story(visit.number))
        behavior = _scenario_behavior(world, row, scenario)
        return _facts(world, row, at, visit, person, order, behavior)
    rng = SeededRandom(random_bits(world.seed, 0x6661637473), visit.number)
    person = world.people.person(visit.person)
    order = _random_order(world, row, visit, person, rng)
    behavior = _random_behavior(world, row, visit, order, rng)
    if visit.kind is not VisitKind.PLAIN:
        behavior = behavior._replace(**_of_kind(visit.kind))
    facts = _facts(world, row, at, visit, person, order, behavior)
    story = drawn_story(world.seed, facts)
    return facts if story is NO_STORY else replace(facts, story=story)


def _of_kind(kind: VisitKind) -> dict[str, Any]:
    """What a kind of visitor does in another way than people who come to buy."""
    if kind is VisitKind.CRAWLER:
        return {"payment_attempted": False, "promotions_accepted": False}
    if kind is VisitKind.AGENT:
        return {"payment_method_type": "link", "email_prefilled": True, "signed_in": False}
    if kind is VisitKind.CHAIN:
        return {"recovery_enabled": True, "promotions_accepted": True}
    known = {"signed_in": True, "email_prefilled": False}
    return known | ({"payment_attempted": False} if kind is VisitKind.AHEAD else {})


def _story(visit: int) -> Story:
    return STORY_PARTS[visit - FIRST_STORY] if visit >= FIRST_STORY else NO_STORY


def _facts(
    world: World,
    row: int,
    at: int | None,
    visit: Visit,
    person: Person,
    order: _Order,
    behavior: _Behavior,
) -> SessionFacts:
    attempt = world.attempt(row)
    created = world.created[row]
    rate = order.shipping_rate
    return SessionFacts(
        row=row,
        number=world.numbers.number(row),
        story=_story(visit.number),
        visit=visit,
        attempt=attempt,
        created=created,
        closes_at=world.closes_at[row],
        expires_at=created + world.visits.lifetime(visit.number, world.link(row), attempt),
        status=world.status(row, at),
        ending=world.ending(row),
        planned_ending=world.planned_ending(row),
        now=world.now if at is None else at,
        person=person,
        link_number=order.link_number,
        mode=order.mode,
        currency=None if order.mode == "setup" else order.currency,
        items=order.items,
        promotion=order.promotion,
        shipping_rate=rate,
        shipping=0 if rate is None else shipping_amount(rate, order.currency),
        payment_method_type=behavior.payment_method_type,
        settles_at=behavior.settles_at,
        signed_in=behavior.signed_in,
        email_prefilled=behavior.email_prefilled,
        promotions_accepted=behavior.promotions_accepted,
        recovery_enabled=behavior.recovery_enabled,
        payment_attempted=behavior.payment_attempted,
        refunded=behavior.refunded,
        disputed=behavior.disputed,
    )


# Random sessions. The order in which numbers are taken from `rng` decides what they are.


def _random_order(
    world: World, row: int, visit: Visit, person: Person, rng: SeededRandom
) -> _Order:
    link_number = None if world.link(row) == NO_LINK else world.link(row)
    link = None if link_number is None else PAYMENT_LINKS[link_number]
    planned = world.planned_ending(row)
    # A visit whose link was deactivated by then keeps its currency, but buys a random basket.
    mode = "payment" if link_number is None and visit.link != NO_LINK else visit.mode
    code = person.currency if visit.link == NO_LINK else PAYMENT_LINKS[visit.link].currency
    if world.currency and not link:
        code = world.currency
    currency = CURRENCY[code]
    basket = link.items if link else _random_basket(rng, mode)
    free = planned is Ending.NO_PAYMENT_REQUIRED and mode == "payment"
    promotion = FREE_PROMOTION if free else None
    if not free and mode != "setup" and rng.chance(16) and (link is None or link.promotion_codes):
        promotion = rng.randbelow(FREE_PROMOTION)
    shippable = mode == "payment" and any(PRODUCTS[product].shippable for product, _ in basket)
    rate = rng.randbelow(2) if shippable and not free else None
    trial = bool(link and link.trial_days) or (
        mode == "subscription" and planned is Ending.NO_PAYMENT_REQUIRED
    )
    items = _line_items(basket, currency, promotion, person, trial)
    return _Order(link_number, mode, currency, items, promotion, rate)


def _random_behavior(
    world: World, row: int, visit: Visit, order: _Order, rng: SeededRandom
) -> _Behavior:
    ending, attempt = world.ending(row), world.attempt(row)
    has_link = order.link_number is not None
    signed_in = not has_link and (visit.person < world.returning_people or order.mode == "setup")
    if signed_in and visit.gaps and attempt < len(visit.gaps):
        # Many only sign in when they come back.
        signed_in = rng.chance(50)
    attempt_rng = SeededRandom(random_bits(world.seed, visit.number), attempt)
    method = _random_payment_method_type(rng, ending, order.currency)
    closes_at = world.closes_at[row]
    # Two numbers that nothing needs any more: all that follows stays as it was.
    rng.skip(2)
    return _Behavior(
        payment_method_type=method,
        settles_at=settling_time(world.seed, visit.number, attempt, closes_at),
        signed_in=signed_in,
        email_prefilled=not has_link and not signed_in and rng.chance(65),
        promotions_accepted=rng.chance(30),
        recovery_enabled=not has_link and rng.chance(20),
        payment_attempted=attempt_rng.chance(30),
        # What became of the payment later is drawn apart.
        refunded=False,
        disputed=False,
    )


def _random_basket(rng: SeededRandom, mode: str) -> tuple[tuple[int, int], ...]:
    """Product numbers and quantities."""
    if mode == "setup":
        return ()
    if mode == "subscription":
        return ((rng.choice(RECURRING), rng.choice((1, 1, 1, 1, 3, 8))),)
    size = rng.choice((1, 1, 1, 1, 1, 2, 2, 2, 3, 3))
    if rng.randbelow(150) == 0:
        size = rng.randint(11, 16)
    first, step = rng.randbelow(len(ONE_TIME)), rng.choice((1, 2, 4, 5))
    products = dict.fromkeys(ONE_TIME[(first + n * step) % len(ONE_TIME)] for n in range(size))
    return tuple((product, rng.choice((1, 1, 1, 1, 1, 2, 2, 3))) for product in products)


def _random_payment_method_type(rng: SeededRandom, ending: Ending, currency: int) -> str:
    # Chosen in any case, so that the numbers that follow do not depend on how a session ends.
    chosen = rng.choice(("card", "card", "card", "card", "card", "link", "paypal"))
    if ending in (Ending.ASYNC_SUCCEEDS, Ending.ASYNC_FAILS):
        return CURRENCIES[currency].delayed_method or "card"
    return chosen


# Sessions of scenarios.


def _scenario_order(scenario: Scenario, person: Person, story: Story) -> _Order:
    currency = CURRENCY[scenario.currency]
    shippable = any(PRODUCTS[product].shippable for product, _ in scenario.items)
    trial = (
        scenario.mode == "subscription"
        and scenario.promotion is None
        and scenario.sessions[-1].ending is Ending.NO_PAYMENT_REQUIRED
    )
    items = _line_items(scenario.items, currency, scenario.promotion, person, trial)
    if story.tax_included:
        items = tuple(_including_tax(item, person.tax_percent) for item in items)
    rate = story.shipping_rate if shippable else None
    return _Order(scenario.link, scenario.mode, currency, items, scenario.promotion, rate)


def _scenario_behavior(world: World, row: int, scenario: Scenario) -> _Behavior:
    return _Behavior(
        payment_method_type=scenario.payment_method_type,
        settles_at=world.settles_at(row),
        signed_in=scenario.signed_in,
        email_prefilled=False,
        promotions_accepted=True,
        recovery_enabled=scenario.recovery_enabled,
        payment_attempted=scenario.sessions[world.attempt(row)].payment_attempted,
        refunded=scenario.refunded,
        disputed=scenario.disputed,
    )


def _including_tax(item: LineItem, percent: int) -> LineItem:
    paid = item.subtotal - item.discount
    return replace(item, tax=paid * percent // (100 + percent), tax_included=True)


def _line_items(
    basket: tuple[tuple[int, int], ...],
    currency: int,
    promotion: int | None,
    person: Person,
    trial: bool,
) -> tuple[LineItem, ...]:
    percent = 0 if promotion is None else PROMOTIONS[promotion].percent_off
    step = smallest_step(CURRENCIES[currency].code)
    items = []
    for product, quantity in basket:
        unit = unit_amount(product, currency)
        subtotal = 0 if trial else unit * quantity
        discount = subtotal * percent // (100 * step) * step
        tax = 0
        if person.country in _TAX_ADDED:
            tax = (subtotal - discount) * person.tax_percent // (100 * step) * step
        items.append(LineItem(product, currency, quantity, unit, subtotal, discount, tax))
    return tuple(items)
