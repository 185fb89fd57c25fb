"""What a new session sells: its line items, their currency, its discount."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.objects import products
from emulator.objects.context import Json
from emulator.objects.discounts import coupon_id
from emulator.web import errors, write_errors
from emulator.web.form import Form
from emulator.web.reader import Reader
from emulator.world.catalog import (
    CURRENCIES,
    CURRENCY,
    PRODUCTS,
    PROMOTIONS,
    PaymentLink,
    price_number,
    unit_amount,
)
from emulator.world.made import FIRST_MADE_PRICE, MadeItem, MadePrice

_MOST_ITEMS, _MOST_ADJUSTED = 100, 99
_LARGEST_AMOUNT = 99_999_999
_INTERVALS = ("day", "month", "week", "year")


@dataclass(frozen=True, slots=True)
class Order:
    """currency: index in CURRENCIES. promotion: number in the catalog."""

    items: tuple[MadeItem, ...]
    currency: int
    promotion: int | None = None

    @classmethod
    def of_link(cls, link: PaymentLink) -> Order:
        """What a payment link sells."""
        currency = CURRENCY[link.currency]
        items = tuple(
            MadeItem(
                price_number(product, currency),
                quantity,
                unit_amount(product, currency),
                PRODUCTS[product].interval is not None,
            )
            for product, quantity in link.items
        )
        return cls(items, currency)


def order_of(reader: Reader, form: Form, mode: str) -> Order:
    """Raises ApiError for what Stripe would not sell in this mode."""
    lines = form.each("line_items")
    if mode == "setup":
        if lines:
            raise write_errors.refused(
                "You can not pass `line_items` in `setup` mode.", "line_items"
            )
        return Order((), _currency(form, "currency") if form.has("currency") else 0)
    if not lines:
        raise errors.missing_parameter("line_items")
    if len(lines) > _MOST_ITEMS:
        raise write_errors.too_many("line_items", _MOST_ITEMS)
    sold = [_line(reader, line) for line in lines]
    currencies = {currency for _, currency in sold}
    if form.has("currency") and currencies != {_currency(form, "currency")}:
        raise write_errors.refused(
            "You must use the same currency for the Checkout Session and its line items.",
            "currency",
        )
    if len(currencies) > 1:
        raise write_errors.refused(
            "You must use the same currency for all line items of a Checkout Session.",
            "line_items",
        )
    items = tuple(item for item, _ in sold)
    _check_mode(items, mode)
    return Order(items, currencies.pop(), _promotion(reader, form))


def _check_mode(items: tuple[MadeItem, ...], mode: str) -> None:
    recurring = any(item.recurring for item in items)
    if mode == "payment" and recurring:
        raise write_errors.refused(
            "You specified `payment` mode but passed a recurring price. Either switch to"
            " `subscription` mode or use only one-time prices.",
            "mode",
        )
    if mode == "subscription" and not recurring:
        raise write_errors.refused(
            "You must provide at least one recurring price in `subscription` mode when using"
            " prices.",
            "mode",
        )


def _line(reader: Reader, line: Form) -> tuple[MadeItem, int]:
    """A line item, and the index of its currency."""
    line.refuse_unknown(
        ("price", "price_data", "quantity", "adjustable_quantity", "metadata"),
        ("dynamic_tax_rates", "tax_rates"),
    )
    named, made = line.text("price"), line.inner("price_data")
    if (named is None) == (made is None):
        raise write_errors.refused(
            "You must specify either `price` or `price_data` for each line item.",
            line.name("price"),
        )
    quantity = line.integer("quantity")
    if quantity is None:
        raise errors.missing_parameter(line.name("quantity"))
    if quantity < 1:
        raise write_errors.refused(
            "This value must be greater than or equal to 1.", line.name("quantity")
        )
    number = _made_price(reader, made) if made else _known_price(reader, named or "", line)
    price = products.price(reader.context, number)
    recurring = price["recurring"] is not None
    item = MadeItem(number, quantity, price["unit_amount"], recurring, _line_fields(line))
    return item, CURRENCY[price["currency"]]


def _line_fields(line: Form) -> Json | None:
    """The fields of the line item that a client chooses; None if it chose none."""
    fields: Json = {"metadata": line.metadata()} if line.has("metadata") else {}
    adjustable = line.inner("adjustable_quantity")
    if adjustable:
        adjustable.refuse_unknown(("enabled", "maximum", "minimum"))
        if adjustable.boolean("enabled"):
            fields["adjustable_quantity"] = {
                "enabled": True,
                "maximum": adjustable.integer("maximum") or _MOST_ADJUSTED,
                "minimum": adjustable.integer("minimum") or 0,
            }
    return fields or None


def _known_price(reader: Reader, id_: str, line: Form) -> int:
    number = reader.lookup.number_in_catalog("price", id_)
    if number is None:
        raise errors.resource_missing("price", id_, line.name("price"))
    if number >= FIRST_MADE_PRICE:
        raise write_errors.refused(
            "The price specified is inactive. This field only accepts active prices.",
            line.name("price"),
        )
    return number


def _made_price(reader: Reader, form: Form) -> int:
    form.refuse_unknown(
        ("currency", "product", "product_data", "recurring", "tax_behavior", "unit_amount"),
        ("unit_amount_decimal",),
    )
    currency = CURRENCIES[_currency(form, "currency")].code
    amount = form.integer("unit_amount")
    if amount is None:
        raise errors.missing_parameter(form.name("unit_amount"))
    if not 0 <= amount <= _LARGEST_AMOUNT:
        raise errors.invalid_integer(form.name("unit_amount"), str(amount))
    name, description, images, metadata = _product(reader, form)
    interval, count = None, 1
    recurring = form.inner("recurring")
    if recurring:
        recurring.refuse_unknown(
            ("interval", "interval_count"), ("meter", "trial_period_days", "usage_type")
        )
        interval = recurring.choice("interval", _INTERVALS)
        if interval is None:
            raise errors.missing_parameter(recurring.name("interval"))
        count = recurring.integer("interval_count") or 1
    created = reader.context.world.now
    return reader.context.world.made.add_price(
        MadePrice(name, description, images, metadata, currency, amount, interval, count, created)
    )


def _product(reader: Reader, form: Form) -> tuple[str, str | None, tuple[str, ...], dict[str, str]]:
    """Name, description, images and metadata of the product of a price that is made."""
    known, data = form.text("product"), form.inner("product_data")
    if (known is None) == (data is None):
        raise write_errors.refused(
            "You must specify either `product` or `product_data` when creating a price.",
            form.name("product"),
        )
    if data:
        data.refuse_unknown(
            ("description", "images", "metadata", "name", "tax_code", "unit_label"),
            ("tax_details",),
        )
        images = tuple(data.texts("images"))
        return data.required("name"), data.text("description"), images, data.metadata()
    number = reader.lookup.number_in_catalog("product", known or "")
    if number is None:
        raise errors.resource_missing("product", known or "", form.name("product"))
    sold = products.product(reader.context, number)
    return sold["name"], sold["description"], tuple(sold["images"]), sold["metadata"]


def _currency(form: Form, key: str) -> int:
    asked = form.required(key).lower()
    if asked not in CURRENCY:
        raise write_errors.refused(
            f"Invalid currency: {asked}. The emulator supports these currencies:"
            f" {', '.join(sorted(CURRENCY))}",
            form.name(key),
        )
    return CURRENCY[asked]


def _promotion(reader: Reader, form: Form) -> int | None:
    discounts = form.each("discounts")
    if not discounts:
        return None
    if form.has("allow_promotion_codes"):
        raise write_errors.one_of("allow_promotion_codes", "discounts")
    if len(discounts) > 1:
        raise write_errors.too_many("discounts", 1)
    discount = discounts[0]
    discount.refuse_unknown(("coupon", "promotion_code"))
    if discount.has("coupon") and discount.has("promotion_code"):
        raise write_errors.one_of("coupon", "promotion_code")
    code, coupon = discount.text("promotion_code"), discount.text("coupon")
    if coupon is not None:
        ids = [coupon_id(reader.context, number) for number in range(len(PROMOTIONS))]
        if coupon not in ids:
            raise errors.resource_missing("coupon", coupon, discount.name("coupon"))
        return ids.index(coupon)
    number = reader.lookup.number_in_catalog("promotion_code", code or "")
    if number is None:
        name = discount.name("promotion_code")
        raise errors.resource_missing("promotion_code", code or "", name)
    return number
