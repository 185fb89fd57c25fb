"""The catalog of the shop: products, prices, payment links, promotions and shipping rates."""

from __future__ import annotations

from typing import NamedTuple


class Currency(NamedTuple):
    """A currency, and how its prices follow from those in euro cents.

    Amounts are in minor units. A price is the euro cents times `factor`, rounded to a multiple of
    `step`. Amounts in ISK and KWD end in zeros, as Stripe requires (docs.stripe.com/currencies).
    """

    code: str
    factor: float
    step: int
    # The type of payment method (bank debit or voucher) whose payments take days.
    delayed_method: str | None


CURRENCIES = (
    Currency("eur", 1, 50, "sepa_debit"),
    Currency("usd", 1.1, 50, "us_bank_account"),
    Currency("gbp", 0.86, 50, "bacs_debit"),
    Currency("jpy", 1.62, 100, "konbini"),
    Currency("kwd", 3.35, 500, None),
    Currency("chf", 0.96, 50, None),
    Currency("sek", 11.3, 500, None),
    Currency("isk", 150, 10_000, None),
    Currency("brl", 6.2, 100, "boleto"),
    # Only stories use these.
    Currency("mxn", 21, 500, None),
    Currency("cad", 1.5, 50, None),
    Currency("pln", 4.3, 50, None),
    Currency("sgd", 1.45, 50, None),
    Currency("thb", 38, 100, None),
    Currency("inr", 97, 100, None),
    Currency("aud", 1.65, 50, None),
    Currency("nok", 11.8, 500, None),
    Currency("dkk", 7.46, 500, None),
)
# How many of them the random world uses: ids of prices and rates are made of this number.
RANDOM_CURRENCIES = 9
CURRENCY = {currency.code: index for index, currency in enumerate(CURRENCIES)}


class Product(NamedTuple):
    """A product. Its prices follow from the one in euro cents."""

    name: str
    description: str
    euro_cents: int
    shippable: bool = False
    # "month" or "year" of a subscription; None for a one-time purchase.
    interval: str | None = None


PRODUCTS = (
    Product("Introductory course", "Six evenings online", 4900),
    Product("Weekend workshop", "Two days in a small group", 18900),
    Product("One-to-one lesson", "50 minutes", 6500),
    Product("Workbook, printed", "A5, 160 pages", 2400, shippable=True),
    Product("Workbook, PDF", "To print at home", 1200),
    Product("Starter kit", "All that a beginner needs", 7900, shippable=True),
    Product("Refill set", "Lasts about three months", 2900, shippable=True),
    Product("Gift card", "Valid for two years", 5000),
    Product("Canvas bag", "Organic cotton", 1900, shippable=True),
    Product("Enamel mug", "350 ml", 1600, shippable=True),
    Product("Field notes, set of 3", "Dotted paper", 1450, shippable=True),
    Product("Poster, 50 × 70 cm", "Printed in two colours", 3500, shippable=True),
    Product("Studio day pass", "Includes all materials", 3900),
    Product("Summer camp", "Five days with meals", 42000),
    Product("Donation", "To the scholarship fund", 2500),
    Product("Membership, monthly", "Cancel at any time", 1900, interval="month"),
    Product("Membership, yearly", "Two months free", 19000, interval="year"),
    Product("Team plan", "Per seat", 2900, interval="month"),
    Product("Sticker sheet", "24 stickers", 600, shippable=True),
    Product("Brush No. 4", "Synthetic hair", 950, shippable=True),
    Product("Brush No. 8", "Synthetic hair", 1350, shippable=True),
    Product("Ink, black", "60 ml", 1150, shippable=True),
    Product("Ink, indigo", "60 ml", 1250, shippable=True),
    Product("Apron", "One size", 3200, shippable=True),
)
DONATION_PRODUCT = 14
ONE_TIME = tuple(n for n, product in enumerate(PRODUCTS) if product.interval is None)
RECURRING = tuple(n for n, product in enumerate(PRODUCTS) if product.interval)


def smallest_step(code: str) -> int:
    """Amounts in two currencies end in zeros (docs.stripe.com/currencies)."""
    return {"isk": 100, "kwd": 10}.get(code, 1)


def unit_amount(product: int, currency: int) -> int:
    """The price of one piece, in minor units. `product` and `currency` are catalog numbers."""
    _, factor, step, _ = CURRENCIES[currency]
    return max(step, round(PRODUCTS[product].euro_cents * factor / step) * step)


def price_number(product: int, currency: int) -> int:
    """The number of a product's price in a currency: each product has one price in each."""
    further, position = divmod(currency, RANDOM_CURRENCIES)
    return (further * len(PRODUCTS) + product) * RANDOM_CURRENCIES + position


def product_and_currency(price: int) -> tuple[int, int]:
    """The catalog numbers of the product and the currency of a price."""
    block, position = divmod(price, RANDOM_CURRENCIES)
    further, product = divmod(block, len(PRODUCTS))
    return product, further * RANDOM_CURRENCIES + position


class CustomField(NamedTuple):
    """A question on the payment page (docs.stripe.com/payments/checkout/custom-fields)."""

    key: str
    label: str
    type: str
    options: tuple[str, ...] = ()
    optional: bool = False


class PaymentLink(NamedTuple):
    """A payment link, and how often it is used in the made-up data."""

    # Product number and quantity.
    items: tuple[tuple[int, int], ...]
    currency: str
    # How often it is used, relative to the others.
    weight: int
    # How many of 100 visits end in payment.
    conversion_percent: int
    # How many days before the start of the world; None while it is active.
    deactivated_days_ago: int | None = None
    trial_days: int = 0
    custom_fields: tuple[CustomField, ...] = ()
    promotion_codes: bool = False
    always_creates_customer: bool = False
    collects_phone: bool = False

    @property
    def mode(self) -> str:
        """The mode of the sessions of this link: "payment" or "subscription"."""
        return "subscription" if PRODUCTS[self.items[0][0]].interval else "payment"

    @property
    def shippable(self) -> bool:
        return any(PRODUCTS[product].shippable for product, _ in self.items)


_SIZE = CustomField("size", "Size of your shirt", "dropdown", ("S", "M", "L", "XL"))
_LEVEL = CustomField("level", "How long have you been doing this?", "dropdown", ("new", "1y", "5y"))
_DIET = CustomField("diet", "Anything we should know about food?", "text", optional=True)
_ENGRAVING = CustomField("engraving", "Name on the mug", "text")
_AGE = CustomField("age", "Age of the child", "numeric")

PAYMENT_LINKS = (
    PaymentLink(((0, 1),), "eur", 30, 62, custom_fields=(_LEVEL,), promotion_codes=True),
    PaymentLink(
        ((1, 1),),
        "eur",
        10,
        41,
        custom_fields=(_DIET,),
        always_creates_customer=True,
        collects_phone=True,
    ),
    PaymentLink(((5, 1), (6, 1)), "eur", 14, 55, promotion_codes=True),
    PaymentLink(((15, 1),), "eur", 9, 71, trial_days=14),
    PaymentLink(((0, 1),), "usd", 26, 66, custom_fields=(_LEVEL,), promotion_codes=True),
    PaymentLink(((9, 2),), "usd", 12, 48, custom_fields=(_ENGRAVING,)),
    PaymentLink(((5, 1),), "gbp", 20, 58, promotion_codes=True),
    PaymentLink(((3, 1),), "jpy", 20, 74),
    PaymentLink(((16, 1),), "usd", 8, 35, promotion_codes=True),
    PaymentLink(((14, 1),), "eur", 9, 88),
    PaymentLink(((7, 1),), "brl", 18, 29, always_creates_customer=True),
    PaymentLink(
        ((13, 1),),
        "eur",
        7,
        33,
        deactivated_days_ago=25,
        custom_fields=(_AGE, _SIZE),
        collects_phone=True,
    ),
    PaymentLink(((11, 1),), "gbp", 8, 51, deactivated_days_ago=40),
    PaymentLink(((12, 1),), "usd", 7, 12, deactivated_days_ago=70),
)
# The link number of a session that the API created: five bits, all set.
NO_LINK = 31


class Promotion(NamedTuple):
    """A promotion code and its coupon."""

    code: str
    name: str
    percent_off: int
    duration: str = "once"


PROMOTIONS = (
    Promotion("WELCOME10", "Welcome", 10),
    Promotion("SPRING15", "Spring sale", 15),
    Promotion("FRIENDS25", "Friends and family", 25),
    Promotion("TEAM20", "For teams", 20),
    Promotion("SCHOLARSHIP", "Scholarship", 100),
    # Only a story uses this.
    Promotion("STAFF", "For our staff", 100, duration="forever"),
)
FREE_PROMOTION = 4


class ShippingRate(NamedTuple):
    """A way of shipping. Its prices follow from the one in euro cents."""

    name: str
    euro_cents: int
    # Business days, from and to.
    days: tuple[int, int]


SHIPPING_RATES = (
    ShippingRate("Standard", 490, (3, 6)),
    ShippingRate("Express", 1290, (1, 2)),
    ShippingRate("Collect in person", 0, (1, 5)),
)


def shipping_amount(rate: int, currency: int) -> int:
    """In minor units. `rate` and `currency` are catalog numbers."""
    _, factor, step, _ = CURRENCIES[currency]
    return round(SHIPPING_RATES[rate].euro_cents * factor / step) * step
