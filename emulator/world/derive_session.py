"""Work out a Checkout Session from its row: all that is not kept is drawn again."""

from __future__ import annotations

from emulator.world.catalog import (
    CURRENCIES,
    CURRENCY,
    FREE,
    NO_LINK,
    ONE_TIME,
    PAYMENT_LINKS,
    PRODUCTS,
    PROMOTIONS,
    RECURRING,
    shipping_amount,
    unit_amount,
)
from emulator.world.endings import Fate
from emulator.world.people import Person
from emulator.world.scenarios import STORIES, Story
from emulator.world.seeded_random import Draws, mix
from emulator.world.session_facts import Facts, Item
from emulator.world.visits import STORY, Visit
from emulator.world.world import World

_DAY = 86_400
# In these countries the shop adds tax to its prices; elsewhere prices include it.
_TAX_ADDED = ("US", "CH")


def read(world: World, row: int) -> Facts:
    visit = world.visit(row)
    if visit.number >= STORY:
        return _told(world, row, visit, STORIES[visit.number - STORY])
    draws = Draws(mix(world.seed, 0x6661637473), visit.number)
    person = world.people.person(visit.person)
    link_number = None if world.link(row) == NO_LINK else world.link(row)
    link = None if link_number is None else PAYMENT_LINKS[link_number]
    fate, intended = world.fate(row), world.intended_fate(row)
    mode = "payment" if link_number is None and visit.link != NO_LINK else visit.mode
    home = person.currency if visit.link == NO_LINK else PAYMENT_LINKS[visit.link].currency
    currency = CURRENCY[home]
    basket = link.items if link else _basket(draws, mode)
    promotion, free = None, intended is Fate.NOTHING_DUE and mode == "payment"
    if free:
        promotion = FREE
    elif mode != "setup" and draws.chance(16) and (link is None or link.promotion_codes):
        promotion = draws.below(FREE)
    shippable = mode == "payment" and any(PRODUCTS[product].shippable for product, _ in basket)
    rate = draws.below(2) if shippable and not free else None
    known = not link and (visit.person < world.regulars or mode == "setup")
    if known and visit.gaps and world.attempt(row) < len(visit.gaps):
        # Many only sign in when they come back.
        known = draws.chance(50)
    facts_draws = Draws(mix(world.seed, visit.number), world.attempt(row))
    trial = bool(link and link.trial_days) or (
        mode == "subscription" and intended is Fate.NOTHING_DUE
    )
    return Facts(
        row=row,
        visit=visit,
        attempt=world.attempt(row),
        created=world.created[row],
        closes=world.closes[row],
        expires_at=world.created[row]
        + world.visits.life(visit.number, world.link(row), world.attempt(row)),
        status=world.status(row),
        fate=fate,
        intended_fate=intended,
        now=world.now,
        person=person,
        link_number=link_number,
        mode=mode,
        currency=None if mode == "setup" else currency,
        items=_items(basket, currency, promotion, person, trial),
        promotion=promotion,
        shipping_rate=rate,
        shipping=0 if rate is None else shipping_amount(rate, currency),
        method=_method(draws, fate, currency),
        settles=world.closes[row] + draws.between(2, 6) * _DAY + draws.below(40_000),
        known=known,
        prefilled=not link and not known and draws.chance(65),
        consented=draws.chance(30),
        recovery=not link and draws.chance(20),
        pressed_pay=facts_draws.chance(30),
        refunded=fate is Fate.PAID and draws.chance(3),
        disputed=fate is Fate.PAID and draws.chance(1),
    )


def _told(world: World, row: int, visit: Visit, story: Story) -> Facts:
    person = world.people.person(visit.person)
    currency = CURRENCY[story.currency]
    attempt = world.attempt(row)
    told = story.tries[attempt]
    shippable = any(PRODUCTS[product].shippable for product, _ in story.items)
    rate = 0 if shippable else None
    return Facts(
        row=row,
        visit=visit,
        attempt=attempt,
        created=world.created[row],
        closes=world.closes[row],
        expires_at=world.created[row] + told.life,
        status=world.status(row),
        fate=world.fate(row),
        intended_fate=world.intended_fate(row),
        now=world.now,
        person=person,
        link_number=story.link,
        mode=story.mode,
        currency=None if story.mode == "setup" else currency,
        items=_items(story.items, currency, story.promotion, person, trial=False),
        promotion=story.promotion,
        shipping_rate=rate,
        shipping=0 if rate is None else shipping_amount(rate, currency),
        method=story.method,
        settles=world.closes[row] + story.settles_days * _DAY,
        known=story.customer,
        prefilled=False,
        consented=True,
        recovery=story.recovery,
        pressed_pay=told.pressed_pay,
        refunded=story.refunded,
        disputed=story.disputed,
    )


def _basket(draws: Draws, mode: str) -> tuple[tuple[int, int], ...]:
    if mode == "setup":
        return ()
    if mode == "subscription":
        return ((draws.pick(RECURRING), draws.pick((1, 1, 1, 1, 3, 8))),)
    size = draws.pick((1, 1, 1, 1, 1, 2, 2, 2, 3, 3))
    if draws.below(150) == 0:
        size = draws.between(11, 16)
    first, step = draws.below(len(ONE_TIME)), draws.pick((1, 2, 4, 5))
    products = dict.fromkeys(ONE_TIME[(first + n * step) % len(ONE_TIME)] for n in range(size))
    return tuple((product, draws.pick((1, 1, 1, 1, 1, 2, 2, 3))) for product in products)


def _items(
    basket: tuple[tuple[int, int], ...],
    currency: int,
    promotion: int | None,
    person: Person,
    trial: bool,
) -> tuple[Item, ...]:
    percent = 0 if promotion is None else PROMOTIONS[promotion].percent_off
    step = {"isk": 100, "kwd": 10}.get(CURRENCIES[currency].code, 1)
    items = []
    for product, quantity in basket:
        unit = unit_amount(product, currency)
        subtotal = 0 if trial else unit * quantity
        discount = subtotal * percent // (100 * step) * step
        tax = 0
        if person.country in _TAX_ADDED:
            tax = (subtotal - discount) * person.tax_percent // (100 * step) * step
        items.append(Item(product, currency, quantity, unit, subtotal, discount, tax))
    return tuple(items)


def _method(draws: Draws, fate: Fate, currency: int) -> str:
    # Drawn in any case, so that what is drawn next does not depend on how a session ends.
    drawn = draws.pick(("card", "card", "card", "card", "card", "link", "paypal"))
    if fate in (Fate.DELAYED, Fate.DELAYED_FAILS):
        return CURRENCIES[currency].delayed_method or "card"
    return drawn
