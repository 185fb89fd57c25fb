"""One Checkout Session in full: who, what, how much, and how it stands at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.world.catalog import PAYMENT_LINKS, PaymentLink
from emulator.world.endings import Fate
from emulator.world.people import Person
from emulator.world.visits import Visit
from emulator.world.world import COMPLETE, EXPIRED


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
