"""What a Checkout Session sells: its amounts, its discount codes and its line items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import id_of, integer, mapping, mappings, text


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """Amounts in minor units of the session's currency. The total stands in the session's row.

    presentment_amount, presentment_currency: what the customer saw in a currency of their own.
    source_amount, source_currency: the shop's own total, where the session's is a conversion
        (`currency_conversion`), and rate: how many of the session's one of the shop's is.
    shipping_rate: name or id of what was chosen, None where nothing was to be chosen.
    """

    subtotal: int | None
    discount: int | None
    shipping: int | None
    tax: int | None
    presentment_amount: int | None
    presentment_currency: str | None
    source_amount: int | None = None
    source_currency: str | None = None
    rate: str | None = None
    shipping_rate: str | None = None

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> OrderTotals:
        details = mapping(session.get("total_details"))
        presentment = mapping(session.get("presentment_details"))
        conversion = mapping(session.get("currency_conversion"))
        rate = mapping(session.get("shipping_cost")).get("shipping_rate")
        return cls(
            subtotal=integer(session.get("amount_subtotal")),
            discount=integer(details.get("amount_discount")),
            shipping=integer(details.get("amount_shipping")),
            tax=integer(details.get("amount_tax")),
            presentment_amount=integer(presentment.get("presentment_amount")),
            presentment_currency=text(presentment.get("presentment_currency")),
            source_amount=integer(conversion.get("amount_total")),
            source_currency=text(conversion.get("source_currency")),
            rate=text(conversion.get("fx_rate")),
            shipping_rate=text(mapping(rate).get("display_name")) or id_of(rate),
        )

    def beyond(self, total: int) -> int | None:
        """By how much the parts exceed the total; None where a part is not known.

        It is the tax that the prices include (docs.stripe.com/api/prices/object, tax_behavior).
        """
        if self.subtotal is None:
            return None
        added = (self.shipping or 0) + (self.tax or 0) - (self.discount or 0)
        return self.subtotal + added - total


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of the order, with amounts in minor units of `currency`.

    unit_amount: None where the price is in another currency or does not make the line's amount.
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
        quantity, subtotal = integer(item.get("quantity")), integer(item.get("amount_subtotal"))
        own = text(item.get("currency")) or currency
        price = mapping(item.get("price"))
        unit = integer(price.get("unit_amount"))
        priced_in = text(price.get("currency")) or own
        fits = None not in (unit, quantity) and (unit or 0) * (quantity or 0) == subtotal
        return cls(
            description=text(item.get("description")),
            quantity=quantity,
            unit_amount=unit if fits and priced_in == own else None,
            subtotal=subtotal,
            currency=own,
        )


def line_items_of(session: Mapping[str, Any], currency: str | None) -> tuple[LineItem, ...] | None:
    """None when Stripe sent no list of line items."""
    entries = mapping(session.get("line_items")).get("data")
    if not isinstance(entries, list):
        return None
    return tuple(LineItem.from_object(item, currency) for item in mappings(entries))


def discount_codes(session: Mapping[str, Any]) -> Iterator[str]:
    """What the customer typed, or an id of Stripe's where the code itself was not read."""
    for entry in mappings(session.get("discounts")):
        promotion = entry.get("promotion_code")
        code = text(mapping(promotion).get("code")) or id_of(promotion)
        if code := code or id_of(entry.get("coupon")):
            yield code
