"""The facts of one Checkout Session, from which Stripe's objects are built."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.world.catalog import PAYMENT_LINKS, PaymentLink, price_number
from emulator.world.endings import Ending
from emulator.world.made import MadeSession
from emulator.world.people import Person
from emulator.world.story import NO_STORY, Story
from emulator.world.visit_kinds import VisitKind
from emulator.world.visits import Visit
from emulator.world.world import COMPLETE, EXPIRED

# The payment intents that have been confirmed, so that there is a charge.
_CONFIRMED = ("processing", "requires_capture", "requires_payment_method", "succeeded", "canceled")


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of an order; amounts are in minor units.

    product, currency: numbers in the catalog.
    unit: the price of one piece.
    """

    product: int
    currency: int
    quantity: int
    unit: int
    subtotal: int
    discount: int
    tax: int
    # The tax is a part of `subtotal`, not on top of it.
    tax_included: bool = False
    # The number of the price, where it does not follow from product and currency.
    made_price: int | None = None

    @property
    def price(self) -> int:
        """The number of its price."""
        if self.made_price is not None:
            return self.made_price
        return price_number(self.product, self.currency)

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + (0 if self.tax_included else self.tax)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session at the time `now`. Times are Unix seconds, amounts are in minor units."""

    row: int
    # In the ids of its objects.
    number: int
    story: Story
    visit: Visit
    # Which session of the visit this is, from 0.
    attempt: int
    created: int
    # When it completes or expires; in the future while it is open.
    closes_at: int
    expires_at: int
    status: str
    ending: Ending
    # The ending at creation. A test may force another one, which does not change the price.
    planned_ending: Ending
    now: int
    person: Person
    link_number: int | None
    mode: str
    # Index in CURRENCIES; None in setup mode.
    currency: int | None
    items: tuple[LineItem, ...]
    # Numbers in the catalog.
    promotion: int | None
    shipping_rate: int | None
    shipping: int
    payment_method_type: str
    # When a delayed payment succeeds or fails.
    settles_at: int
    # The buyer has an account at the shop; otherwise a guest.
    signed_in: bool
    # The shop passed the e-mail address.
    email_prefilled: bool
    # The buyer agreed to promotional e-mails.
    promotions_accepted: bool
    # An expired session gets a link that restores it.
    recovery_enabled: bool
    # The buyer tried to pay in vain before the session expired.
    payment_attempted: bool
    refunded: bool = False
    disputed: bool = False
    # How often a payment failed on its payment page, which only sessions of clients have.
    failed_tries: int = 0
    # The end of the number of the card that was typed there.
    card_last4: str = ""
    # What a client asked for who made the session; None for all others.
    made: MadeSession | None = None

    @property
    def kind(self) -> VisitKind:
        return self.visit.kind

    @property
    def link(self) -> PaymentLink | None:
        return None if self.link_number is None else PAYMENT_LINKS[self.link_number]

    @property
    def complete(self) -> bool:
        return self.status == COMPLETE

    # Of lists, as a session is asked for its sums seven times: a generator takes longer to begin.
    @property
    def subtotal(self) -> int:
        return sum([item.subtotal for item in self.items])

    @property
    def discount(self) -> int:
        return sum([item.discount for item in self.items])

    @property
    def tax(self) -> int:
        return sum([item.tax for item in self.items])

    @property
    def total(self) -> int:
        """What the buyer pays, with shipping."""
        return sum([item.total for item in self.items]) + self.shipping

    @property
    def trial_days(self) -> int:
        """Days before the first payment of a subscription; 0 without a trial."""
        if self.mode != "subscription":
            return 0
        if self.made:
            return self.made.free_trial_days
        if self.link:
            return self.link.trial_days
        free = self.planned_ending is Ending.NO_PAYMENT_REQUIRED
        # A code can make it free without a trial.
        return 30 if free and not self.discount else 0

    @property
    def payment_status(self) -> str:
        """docs.stripe.com/api/checkout/sessions/object#checkout_session_object-payment_status"""
        if self.mode == "setup":
            return "no_payment_required"
        if not self.complete:
            return "unpaid"
        if self.ending is Ending.NO_PAYMENT_REQUIRED:
            return "no_payment_required"
        if self.ending is Ending.PAID or (
            self.ending is Ending.ASYNC_SUCCEEDS and self.now >= self.settles_at
        ):
            return "paid"
        return "unpaid"

    @property
    def collects_phone(self) -> bool:
        asked = self.made.fields.get("phone_number_collection", {}) if self.made else {}
        return bool(self.link and self.link.collects_phone) or bool(asked.get("enabled"))

    @property
    def collects_address(self) -> bool:
        """The buyer says where the order is to be sent."""
        asked = self.made is not None and "shipping_address_collection" in self.made.fields
        return self.shipping_rate is not None or asked

    @property
    def has_payment_intent(self) -> bool:
        """Sessions have none until a payment is attempted, since API version 2022-08-01."""
        if self.mode != "payment" or self.total == 0:
            return False
        begun = self.status == EXPIRED or self.story.intent_status is not None
        return self.complete or (self.payment_attempted and begun)

    @property
    def pays_invoice(self) -> bool:
        """Its payment hangs on the invoice of the subscription; only stories show that."""
        told = self.story is not NO_STORY or self.made is not None
        return self.has_subscription and told and self.total > 0

    @property
    def has_payment(self) -> bool:
        """A payment intent exists, whether the session names it or an invoice does or will."""
        tried = self.failed_tries > 0 and self.mode == "subscription" and self.total > 0
        return self.has_payment_intent or self.pays_invoice or tried

    @property
    def has_payment_method(self) -> bool:
        """The buyer has chosen how to pay."""
        return self.complete or self.has_payment

    @property
    def intent_status(self) -> str:
        """docs.stripe.com/payments/paymentintents/lifecycle"""
        if self.status == EXPIRED:
            return self._intent_status_after_expiry
        if self.story.intent_status and self.ending is self.planned_ending:
            return self.story.intent_status
        if self.ending is Ending.AUTHORIZED:
            return "requires_capture"
        if self.ending in (Ending.ASYNC_SUCCEEDS, Ending.ASYNC_FAILS):
            if self.now < self.settles_at:
                return self.story.waiting_status or "processing"
            if self.ending is Ending.ASYNC_FAILS:
                return "requires_payment_method"
        return "succeeded"

    @property
    def _intent_status_after_expiry(self) -> str:
        late = self.story.expired_intent_status
        if late and self.now < self.settles_at:
            return self.story.waiting_status or "processing"
        return late or "canceled"

    @property
    def payment_failed(self) -> bool:
        """The last attempt to pay ended in an error."""
        status = self.intent_status
        return status == "requires_payment_method" or (status == "canceled" and self.story.failed)

    @property
    def has_charge(self) -> bool:
        """No charge exists before the buyer has done what the payment waits for."""
        if not self.has_payment or self.intent_status not in _CONFIRMED:
            return False
        return self.story.charged or self.intent_status != "canceled"

    @property
    def refunded_amount(self) -> int:
        """What the refund is of, whether it has arrived or not; 0 without one."""
        if not self.has_charge or self.intent_status != "succeeded":
            return 0
        return self.total * (100 if self.refunded else self.story.refunded_percent) // 100

    @property
    def has_dispute(self) -> bool:
        return self.has_charge and self.dispute_status is not None

    @property
    def dispute_status(self) -> str | None:
        """Stripe's word; a dispute of a named person waits for the shop's answer."""
        if self.disputed and self.intent_status == "succeeded":
            return self.story.dispute_status or "needs_response"
        return self.story.dispute_status

    @property
    def has_balance_transaction(self) -> bool:
        """The money has reached the shop's balance; only stories show that."""
        told = self.story is not NO_STORY or self.made is not None
        return self.has_charge and told and self.intent_status == "succeeded"

    @property
    def has_subscription(self) -> bool:
        return self.mode == "subscription" and self.complete

    @property
    def has_setup_intent(self) -> bool:
        return self.mode == "setup"

    @property
    def has_account(self) -> bool:
        """The buyer is an Account that acts as a customer (`customer_account`)."""
        return self.signed_in and self.visit.mode == "payment" and self.person.number % 40 == 7

    @property
    def has_customer(self) -> bool:
        if self.has_account:
            return False
        if self.signed_in:
            return True
        creates_one = self.mode != "payment" or (
            self.link is not None and self.link.always_creates_customer
        )
        creates_one = creates_one or (self.made is not None and self.made.creates_customer)
        return self.complete and creates_one

    @property
    def email(self) -> str | None:
        """The value of `customer_details.email`, which the filter by e-mail matches.

        An open session has only an address that the shop passed. An expired session also has that
        of the customer, or of a guest who agreed to promotional e-mails
        (docs.stripe.com/api/checkout/sessions/object).
        """
        at_expiry = self.status == EXPIRED and (self.signed_in or self.promotions_accepted)
        if at_expiry or self.complete:
            return (self.person.email or None) if self.story.email_shown else None
        return self.person.email if self.email_prefilled else None
