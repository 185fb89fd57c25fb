"""Sessions that a client made by POST, or that began on the page of a payment link."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from emulator.world.catalog import PROMOTIONS
from emulator.world.endings import Ending

_DAY = 86_400
# The visit of made session n has the number FIRST_MADE + n.
FIRST_MADE = 3_800_000_000
# Made product n and its price have this number and n more.
FIRST_MADE_PRICE = 1_000_000


class MadePrice(NamedTuple):
    """A price with its product, made with a session (`price_data`). unit: minor units.

    interval, interval_count: of a subscription; interval is None for a one-time price.
    """

    name: str
    description: str | None
    images: tuple[str, ...]
    metadata: dict[str, str]
    currency: str
    unit: int
    interval: str | None
    interval_count: int
    created: int


class MadeItem(NamedTuple):
    """A line of an order.

    price: number in the catalog, or of a made price.
    fields: of the line item, where they differ from the usual ones.
    """

    price: int
    quantity: int
    unit: int
    recurring: bool
    fields: dict[str, Any] | None = None


class Try(NamedTuple):
    """A payment that failed: when, Stripe's words for it, and the end of the card's number."""

    time: int
    code: str
    decline_code: str
    message: str
    last4: str


@dataclass(slots=True)
class MadeSession:
    """What a session is made of, and what its buyer has done so far.

    currency: index in CURRENCIES.
    person: number of the buyer, who is a person of their own unless a customer was named.
    fields: of the object as it is answered with, where they differ from the usual ones.
    intent_metadata, intent_fields: of its payment intent, subscription or setup intent.
    free_trial_days: of a subscription.
    method: type of the payment method.
    settles_at: when a delayed payment is settled.
    recovered_from: the number of the expired session whose link led here.
    """

    mode: str
    currency: int
    items: tuple[MadeItem, ...]
    person: int
    created: int
    expires_at: int
    signed_in: bool = False
    email_prefilled: bool = False
    creates_customer: bool = False
    promotion: int | None = None
    link: int | None = None
    manual_capture: bool = False
    recovery_enabled: bool = False
    recovery_takes_codes: bool = False
    recovered_from: int | None = None
    free_trial_days: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    intent_metadata: dict[str, str] = field(default_factory=dict)
    intent_fields: dict[str, Any] = field(default_factory=dict)
    tries: list[Try] = field(default_factory=list)
    method: str = "card"
    last4: str = "4242"
    settles_at: int = 0
    promotions_accepted: bool = False

    def again(self, now: int, number: int) -> MadeSession:
        """The copy that its recovery link leads to. number: of the session itself."""
        return replace(
            self,
            created=now,
            expires_at=now + _DAY,
            fields=deepcopy(self.fields),
            tries=[],
            method="card",
            recovered_from=number,
        )

    @property
    def total(self) -> int:
        """What the buyer pays at once, in minor units."""
        total = 0
        for item in self.items:
            if not (item.recurring and self.free_trial_days):
                amount = item.unit * item.quantity
                percent = 0 if self.promotion is None else PROMOTIONS[self.promotion].percent_off
                total += amount - amount * percent // 100
        return total

    @property
    def paid_ending(self) -> Ending:
        """How it ends when the buyer does all that is asked, by a card."""
        if self.mode == "setup" or not self.total:
            return Ending.NO_PAYMENT_REQUIRED
        return Ending.AUTHORIZED if self.manual_capture else Ending.PAID


class MadeThings:
    """All that was made since the world began."""

    def __init__(self) -> None:
        self.sessions: list[MadeSession] = []
        self.prices: list[MadePrice] = []

    def session(self, visit: int) -> MadeSession | None:
        """The session of this visit; None if it was not made by a client."""
        return self.sessions[visit - FIRST_MADE] if visit >= FIRST_MADE else None

    def price(self, number: int) -> MadePrice | None:
        """The made price, or product, of this number; None for one of the catalog or for none."""
        index = number - FIRST_MADE_PRICE
        return self.prices[index] if 0 <= index < len(self.prices) else None

    def add_price(self, price: MadePrice) -> int:
        """Returns its number."""
        self.prices.append(price)
        return FIRST_MADE_PRICE + len(self.prices) - 1
