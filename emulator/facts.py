"""One Checkout Session in full, worked out from its row: who, what, how much, how it stands."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.catalog import (
    CURRENCIES,
    CURRENCY,
    FREE,
    NO_LINK,
    ONE_TIME,
    PAYMENT_LINKS,
    PRODUCTS,
    PROMOTIONS,
    RECURRING,
    PaymentLink,
    shipping_amount,
    unit_amount,
)
from emulator.draws import Draws, mix
from emulator.fates import Fate
from emulator.people import Person
from emulator.stories import STORIES, Story
from emulator.visits import STORY, Visit
from emulator.world import COMPLETE, EXPIRED, OPEN, World

_DAY = 86_400
# In these countries the shop adds tax to its prices; elsewhere prices include it.
_TAX_ADDED = ("US", "CH")


@dataclass(frozen=True, slots=True)
class Item:
    product: int
    currency: int
    quantity: int
    unit: int
    subtotal: int
    discount: int
    tax: int

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.tax


@dataclass(frozen=True, slots=True)
class Facts:
    row: int
    visit: Visit
    attempt: int
    created: int
    closes: int
    expires_at: int
    status: str
    fate: Fate
    intended_fate: Fate
    now: int
    person: Person
    link_number: int | None
    mode: str
    currency: int | None
    items: tuple[Item, ...]
    promotion: int | None
    shipping_rate: int | None
    shipping: int
    method: str
    settles: int
    # Made for a person with an account at the shop, or as a guest.
    known: bool
    prefilled: bool
    consented: bool
    recovery: bool
    pressed_pay: bool
    refunded: bool = False
    disputed: bool = False

    @property
    def link(self) -> PaymentLink | None:
        return None if self.link_number is None else PAYMENT_LINKS[self.link_number]

    @property
    def complete(self) -> bool:
        return self.status == COMPLETE

    @property
    def subtotal(self) -> int:
        return sum(item.subtotal for item in self.items)

    @property
    def discount(self) -> int:
        return sum(item.discount for item in self.items)

    @property
    def tax(self) -> int:
        return sum(item.tax for item in self.items)

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.tax + self.shipping

    @property
    def trial_days(self) -> int:
        if self.mode != "subscription":
            return 0
        if self.link:
            return self.link.trial_days
        return 30 if self.intended_fate is Fate.NOTHING_DUE else 0

    @property
    def payment_status(self) -> str:
        if self.mode == "setup":
            return "no_payment_required"
        if not self.complete:
            return "unpaid"
        if self.fate is Fate.NOTHING_DUE:
            return "no_payment_required"
        if self.fate is Fate.PAID or (self.fate is Fate.DELAYED and self.now >= self.settles):
            return "paid"
        return "unpaid"

    @property
    def has_payment_intent(self) -> bool:
        """Open sessions have none since API version 2022-08-01; an unused one never gets it."""
        if self.mode != "payment" or self.total == 0:
            return False
        return self.complete or (self.status == EXPIRED and self.pressed_pay)

    @property
    def has_subscription(self) -> bool:
        return self.mode == "subscription" and self.complete

    @property
    def has_setup_intent(self) -> bool:
        return self.mode == "setup"

    @property
    def has_account(self) -> bool:
        """The buyer is an Account that acts as a customer."""
        return self.known and self.visit.mode == "payment" and self.person.number % 40 == 7

    @property
    def has_customer(self) -> bool:
        if self.has_account:
            return False
        if self.known:
            return True
        makes_one = self.mode != "payment" or (self.link is not None and self.link.always_customer)
        return self.complete and makes_one

    @property
    def email(self) -> str | None:
        """What `customer_details.email` holds, and so what the filter by e-mail matches.

        Until completion only an address that the shop brought along; at expiry also that of the
        customer, or one typed by a guest who agreed to be written to
        (docs.stripe.com/api/checkout/sessions/object).
        """
        at_expiry = self.status == EXPIRED and (self.known or self.consented)
        shown = self.complete or self.prefilled or at_expiry
        return self.person.email if shown else None


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


__all__ = ["COMPLETE", "EXPIRED", "OPEN", "Facts", "Item", "read"]
