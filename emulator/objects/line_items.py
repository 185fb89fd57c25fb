"""Line items of sessions and payment links."""

from __future__ import annotations

from emulator.objects.context import Context, Json, list_object
from emulator.objects.products import price, product_name
from emulator.world.catalog import (
    CURRENCY,
    PAYMENT_LINKS,
    price_number,
    unit_amount,
)
from emulator.world.session_facts import SessionFacts

# Line item n of the session in row r has the number r * 128 + n. No session has as many.
ITEMS_PER_SESSION = 128


def line_items(context: Context, facts: SessionFacts) -> list[Json]:
    """All line items of a session."""
    made = facts.made.items if facts.made else ()
    fields = [item.fields or {} for item in made] or [{}] * len(facts.items)
    return [
        line_item(
            context,
            facts.number * ITEMS_PER_SESSION + index,
            item.price,
            item.quantity,
            item.subtotal,
            item.discount,
            item.tax,
            item.total,
        )
        | fields[index]
        for index, item in enumerate(facts.items)
    ]


def payment_link_items(context: Context, number: int) -> Json:
    """The list object of all line items of a payment link."""
    link = PAYMENT_LINKS[number]
    currency = CURRENCY[link.currency]
    url = f"/v1/payment_links/{context.ids.encode('payment_link', number)}/line_items"
    return list_object(
        url,
        [
            line_item(
                context,
                # Above all line items of sessions.
                (1 << 45) + number * 128 + index,
                price_number(product_, currency),
                quantity,
                unit_amount(product_, currency) * quantity,
            )
            for index, (product_, quantity) in enumerate(link.items)
        ],
    )


def line_item(
    context: Context,
    number: int,
    price_: int,
    quantity: int,
    subtotal: int,
    discount: int = 0,
    tax: int = 0,
    total: int | None = None,
) -> Json:
    """One line item.

    number: of the line item, which its id contains.
    price_: number of the price.
    subtotal, discount, tax, total: minor units; `subtotal` is the amount before both.
    """
    sold = price(context, price_)
    return {
        "id": context.ids.encode("item", number),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": discount,
        "amount_subtotal": subtotal,
        "amount_tax": tax,
        "amount_total": subtotal if total is None else total,
        "currency": sold["currency"],
        "description": product_name(context, price_),
        "metadata": {},
        "price": sold,
        "quantity": quantity,
    }
