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
    """

    subtotal: int | None
    discount: int | None
    shipping: int | None
    tax: int | None
    presentment_amount: int | None
    presentment_currency: str | None

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> OrderTotals:
        details = mapping(session.get("total_details"))
        presentment = mapping(session.get("presentment_details"))
        return cls(
            subtotal=integer(session.get("amount_subtotal")),
            discount=integer(details.get("amount_discount")),
            shipping=integer(details.get("amount_shipping")),
            tax=integer(details.get("amount_tax")),
            presentment_amount=integer(presentment.get("presentment_amount")),
            presentment_currency=text(presentment.get("presentment_currency")),
        )


@dataclass(frozen=True, slots=True)
class LineItem:
    """One line of the order, with amounts in minor units of `currency`.

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
        return cls(
            description=text(item.get("description")),
            quantity=integer(item.get("quantity")),
            unit_amount=integer(mapping(item.get("price")).get("unit_amount")),
            subtotal=integer(item.get("amount_subtotal")),
            currency=text(item.get("currency")) or currency,
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
