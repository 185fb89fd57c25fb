"""What a Checkout Session sells: its amounts, its discount codes and its line items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import flag, id_of, integer, mapping, mappings, text

# Stripe's amounts have twelve digits at most; with longer ones nothing is calculated.
LARGEST_AMOUNT = 10**15


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """Part of a discount or of a tax, in minor units of the session's currency.

    name: a code, or a tax rate such as "VAT 19%"; "" where it was not read.
    is_included: whether the prices contain this tax; None where that was not read.
    """

    name: str
    amount: int
    is_included: bool | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """How subtotal, discount, shipping and tax lead to the total, in minor units.

    added_tax: comes on top of the prices. included_tax: the prices contain it.
    rest: what no figure of Stripe's explains; 0 as a rule.
    """

    added_tax: int
    included_tax: int
    rest: int


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """Amounts in minor units of the session's currency. The total stands in the session's row.

    presentment_amount, presentment_currency: what the customer saw in a currency of their own.
    source_amount, source_currency: what the shop asked for in its own currency, where the session
        was converted to another (before 2025-03-31). source_rate: Stripe's rate, as text.
    shipping_rate: name of the chosen one, or its id where it was not read.
    has_shipping: a shipping rate was chosen, which may be free.
    discount_parts, tax_parts: empty where they were not read.
    """

    subtotal: int | None
    discount: int | None
    shipping: int | None
    tax: int | None
    presentment_amount: int | None
    presentment_currency: str | None
    source_amount: int | None = None
    source_currency: str | None = None
    source_rate: str | None = None
    shipping_rate: str | None = None
    has_shipping: bool = False
    discount_parts: tuple[NamedAmount, ...] = ()
    tax_parts: tuple[NamedAmount, ...] = ()

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> OrderTotals:
        details = mapping(session.get("total_details"))
        presentment = mapping(session.get("presentment_details"))
        conversion = mapping(session.get("currency_conversion"))
        shipping = mapping(session.get("shipping_cost"))
        return cls(
            subtotal=integer(session.get("amount_subtotal")),
            discount=integer(details.get("amount_discount")),
            shipping=integer(details.get("amount_shipping")),
            tax=integer(details.get("amount_tax")),
            presentment_amount=integer(presentment.get("presentment_amount")),
            presentment_currency=text(presentment.get("presentment_currency")),
            source_amount=integer(conversion.get("amount_total")),
            source_currency=text(conversion.get("source_currency")),
            source_rate=text(conversion.get("fx_rate")),
            shipping_rate=_rate_name(shipping.get("shipping_rate")),
            has_shipping=bool(shipping),
            discount_parts=tuple(_discount_parts(session)),
            tax_parts=tuple(_tax_parts(details)),
        )

    def balance(self, total: int | None) -> Balance | None:
        """Whether the tax is added or included follows from the figures themselves.

        total: of the session. None where subtotal or total is not known.
        """
        figures = (self.subtotal, total, self.discount, self.shipping, self.tax)
        if self.subtotal is None or total is None or not all(map(_is_small, figures)):
            return None
        tax = self.tax or 0
        over = total - (self.subtotal - (self.discount or 0) + (self.shipping or 0))
        if 0 <= over <= tax:
            return Balance(over, tax - over, 0)
        included = sum(part.amount for part in self.tax_parts if part.is_included)
        if not 0 <= included <= tax:
            included = 0
        return Balance(tax - included, included, over - (tax - included))


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of the order, with amounts in minor units of `currency`.

    unit_amount: None unless it is a price in `currency` that times the quantity gives the subtotal.
    subtotal: before discount and tax, so that the items add up to the session's subtotal.
    """

    description: str | None
    quantity: int | None
    unit_amount: int | None
    subtotal: int | None
    currency: str | None

    @classmethod
    def from_object(cls, item: Mapping[str, Any], currency: str | None) -> LineItem:
        """currency: of the session, for an item that names none."""
        own_currency = text(item.get("currency")) or currency
        quantity, subtotal = integer(item.get("quantity")), integer(item.get("amount_subtotal"))
        unit = _unit_price(mapping(item.get("price")), own_currency)
        is_of_line = (
            unit is not None
            and quantity is not None
            and _is_small(unit)
            and _is_small(quantity)
            and unit * quantity == subtotal
        )
        return cls(
            description=text(item.get("description")),
            quantity=quantity,
            unit_amount=unit if is_of_line else None,
            subtotal=subtotal,
            currency=own_currency,
        )


def line_items_of(session: Mapping[str, Any], currency: str | None) -> tuple[LineItem, ...] | None:
    """None when Stripe sent no list of line items."""
    entries = mapping(session.get("line_items")).get("data")
    if not isinstance(entries, list):
        return None
    return tuple(LineItem.from_object(item, currency) for item in mappings(entries))


def sum_of_items(items: tuple[LineItem, ...], currency: str | None) -> int | None:
    """Minor units of `currency`; None where an item has another currency or no amount."""
    amounts = [item.subtotal for item in items if item.currency == currency]
    known = [amount for amount in amounts if amount is not None and _is_small(amount)]
    return sum(known) if len(known) == len(items) else None


def discount_codes(session: Mapping[str, Any]) -> Iterator[str]:
    """What the customer typed, or an id of Stripe's where the code itself was not read."""
    for entry in mappings(session.get("discounts")):
        if code := _code(entry):
            yield code


def _code(entry: Mapping[str, Any]) -> str | None:
    promotion = entry.get("promotion_code")
    return text(mapping(promotion).get("code")) or id_of(promotion) or id_of(entry.get("coupon"))


def _discount_parts(session: Mapping[str, Any]) -> Iterator[NamedAmount]:
    """Amounts stand in the breakdown, codes in `discounts`; ids join them."""
    codes = {
        identifier: code
        for entry in mappings(session.get("discounts"))
        if (code := _code(entry))
        for name in ("promotion_code", "coupon")
        if (identifier := id_of(entry.get(name)))
    }
    breakdown = mapping(mapping(session.get("total_details")).get("breakdown"))
    for part in mappings(breakdown.get("discounts")):
        discount, amount = mapping(part.get("discount")), integer(part.get("amount"))
        coupon = discount.get("coupon") or mapping(discount.get("source")).get("coupon")
        code = codes.get(id_of(discount.get("promotion_code")) or "")
        code = code or codes.get(id_of(coupon) or "") or text(mapping(coupon).get("name"))
        if amount:
            yield NamedAmount(code or "", amount)


def _tax_parts(details: Mapping[str, Any]) -> Iterator[NamedAmount]:
    for part in mappings(mapping(details.get("breakdown")).get("taxes")):
        rate, amount = mapping(part.get("rate")), integer(part.get("amount"))
        if amount and _is_small(amount):
            yield NamedAmount(_tax_name(rate), amount, flag(rate.get("inclusive")))


def _tax_name(rate: Mapping[str, Any]) -> str:
    name, percent = text(rate.get("display_name")) or "", rate.get("percentage")
    if isinstance(percent, bool) or not isinstance(percent, (int, float)):
        return name
    return f"{name} {percent:g}%".strip() if 0 <= percent <= 100 else name


def _rate_name(rate: object) -> str | None:
    return text(mapping(rate).get("display_name")) or id_of(rate)


def _unit_price(price: Mapping[str, Any], currency: str | None) -> int | None:
    """The price of one in this currency, where the price itself has it."""
    if (text(price.get("currency")) or currency) == currency:
        return integer(price.get("unit_amount"))
    options = mapping(price.get("currency_options"))
    return integer(mapping(options.get(currency or "")).get("unit_amount"))


def _is_small(value: int | None) -> bool:
    """What can be calculated with; nothing is no obstacle."""
    return value is None or abs(value) <= LARGEST_AMOUNT
