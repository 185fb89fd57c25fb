"""The order: amounts and line items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import id_of, integer, mapping, text
from sessions_browser.objects.money import Money, money


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    money: Money | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    description: str
    quantity: int | None
    unit: Money | None
    amount: Money | None


def amounts_of(session: Mapping[str, Any]) -> Iterator[Amount]:
    currency = text(session.get("currency"))
    details = mapping(session.get("total_details"))
    subtotal, total = (integer(session.get(f"amount_{name}")) for name in ("subtotal", "total"))
    if subtotal is None and total is None:
        return
    yield Amount("Subtotal", money(subtotal, currency))
    if discount := integer(details.get("amount_discount")):
        codes = ", ".join(_codes(session))
        yield Amount(f"Discount ({codes})" if codes else "Discount", money(-discount, currency))
    if shipping := integer(details.get("amount_shipping")):
        yield Amount("Shipping", money(shipping, currency))
    if tax := integer(details.get("amount_tax")):
        yield Amount("Tax", money(tax, currency))
    yield Amount("Total", money(total, currency), is_total=True)
    shown = mapping(session.get("presentment_details"))
    if (amount := integer(shown.get("presentment_amount"))) is not None:
        yield Amount(
            "Shown to the customer as", money(amount, text(shown.get("presentment_currency")))
        )


def _codes(session: Mapping[str, Any]) -> Iterator[str]:
    """What the customer typed; an id of Stripe's where the code itself was not read."""
    discounts = session.get("discounts")
    for entry in map(mapping, discounts if isinstance(discounts, list) else ()):
        promotion = entry.get("promotion_code")
        code = (
            text(mapping(promotion).get("code")) or id_of(promotion) or id_of(entry.get("coupon"))
        )
        if code:
            yield code


def order_lines(entries: list[Any], currency: str | None) -> Iterator[OrderLine]:
    for entry in map(mapping, entries):
        code = text(entry.get("currency")) or currency
        yield OrderLine(
            description=text(entry.get("description")) or "Unnamed item",
            quantity=integer(entry.get("quantity")),
            unit=money(integer(mapping(entry.get("price")).get("unit_amount")), code),
            # Before discount and tax, so that the items add up to the subtotal below them.
            amount=money(integer(entry.get("amount_subtotal")), code),
        )
