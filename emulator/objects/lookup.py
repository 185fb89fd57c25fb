"""Find objects by their ids, as far as they exist at the current time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.objects import (
    after_payment,
    charges,
    customers,
    discounts,
    invoices,
    line_items,
    payment_intents,
    payment_links,
    payment_methods,
    products,
    sessions,
    setup_intents,
    shipping,
    subscriptions,
    taxes,
    tries,
)
from emulator.objects.context import Context, Json, list_object
from emulator.world.catalog import (
    PAYMENT_LINKS,
    PRODUCTS,
    PROMOTIONS,
    RANDOM_CURRENCIES,
    SHIPPING_RATES,
)
from emulator.world.countries import COUNTRIES
from emulator.world.derive_session import derive_session
from emulator.world.made import FIRST_MADE_PRICE
from emulator.world.people import FIRST_NAMED
from emulator.world.seeded_random import random_bits
from emulator.world.session_facts import SessionFacts

# An expanded session includes its first ten line items.
INCLUDED_ITEMS = 10

# Kinds of objects that a session creates: builder, and the property that says if there is one.
_OF_SESSION: dict[str, tuple[Callable[[Context, SessionFacts], Json], str]] = {
    "checkout.session": (sessions.session, "row"),
    "payment_intent": (payment_intents.payment_intent, "has_payment"),
    "charge": (charges.charge, "has_charge"),
    "payment_method": (payment_methods.payment_method, "has_payment_method"),
    "setup_intent": (setup_intents.setup_intent, "has_setup_intent"),
    "subscription": (subscriptions.subscription, "has_subscription"),
    "invoice": (invoices.invoice, "has_subscription"),
    "balance_transaction": (after_payment.balance_transaction, "has_balance_transaction"),
    "dispute": (after_payment.dispute, "has_dispute"),
    "refund": (after_payment.refund, "refunded_amount"),
    "invoice_payment": (after_payment.invoice_payment, "pays_invoice"),
    "subscription_item": (subscriptions.subscription_item, "has_subscription"),
}
# Kinds of objects in the catalog: builder, and how many there are.
_OF_CATALOG: dict[str, tuple[Callable[[Context, int], Json], int]] = {
    "price": (products.price, len(PRODUCTS) * RANDOM_CURRENCIES * 2),
    "product": (products.product, len(PRODUCTS)),
    "payment_link": (payment_links.payment_link, len(PAYMENT_LINKS)),
    "promotion_code": (discounts.promotion_code, len(PROMOTIONS)),
    "shipping_rate": (shipping.shipping_rate, len(SHIPPING_RATES) * RANDOM_CURRENCIES),
    "payment_method_configuration": (payment_methods.configuration, 1),
    "coupon": (discounts.coupon, len(PROMOTIONS)),
    "tax_rate": (taxes.tax_rate, len(COUNTRIES) * 2),
}
# Clients make these too.
_MADE_TOO = ("price", "product")


class ObjectLookup:
    """Lives for one request, during which the world does not change: it caches derived facts."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._facts: dict[int, SessionFacts] = {}

    def facts(self, row: int) -> SessionFacts:
        """The facts of the session in this row."""
        if row not in self._facts:
            self._facts[row] = derive_session(self.context.world, row)
        return self._facts[row]

    def row(self, kind: str, text: str) -> int | None:
        """The row of the session with this id, or of the session that created the object with it.

        kind: a key of `_OF_SESSION`.
        text: any text; None is returned if it is not an id of this kind.
        """
        if kind in tries.KINDS:
            tried = tries.facts_of(self.context, kind, text)
            return None if tried is None else tried.row
        number = self.context.ids.decode(kind, text)
        row = None if number is None else self.context.world.numbers.row(number)
        if row is None or row >= len(self.context.world):
            return None
        present = _OF_SESSION[kind][1]
        if kind != "checkout.session" and not getattr(self.facts(row), present):
            return None
        return row

    def find(self, kind: str, text: str) -> Json | None:
        """The object of this kind with this id; None if there is none."""
        if kind in tries.KINDS:
            tried = tries.facts_of(self.context, kind, text)
            return None if tried is None else _OF_SESSION[kind][0](self.context, tried)
        if kind in _OF_SESSION:
            row = self.row(kind, text)
            return None if row is None else _OF_SESSION[kind][0](self.context, self.facts(row))
        if kind == "customer":
            return self._customer(text)
        if kind == "plan":
            price = self.find("price", text)
            return subscriptions.plan(price) if price and price["recurring"] else None
        number = self.number_in_catalog(kind, text)
        return None if number is None else _OF_CATALOG[kind][0](self.context, number)

    def of_session(self, kind: str, row: int) -> list[Json]:
        """The objects of this kind that the session in this row created, the newest first."""
        build, present = _OF_SESSION[kind]
        facts = self.facts(row)
        if kind == "charge":
            return [build(self.context, one) for one in tries.charged(self.context.world, facts)]
        return [build(self.context, facts)] if getattr(facts, present) else []

    def number_in_catalog(self, kind: str, text: str) -> int | None:
        """The number of the object of the catalog with this id; None if there is none."""
        if kind == "coupon":
            # Coupons have ids without a form.
            ids = [discounts.coupon_id(self.context, n) for n in range(len(PROMOTIONS))]
            return ids.index(text) if text in ids else None
        number = self.context.ids.decode(kind, text)
        if number is None:
            return None
        made = kind in _MADE_TOO and self.context.world.made.price(number) is not None
        return number if made or number < _OF_CATALOG[kind][1] else None

    def catalog(self, kind: str) -> dict[int, Json]:
        """All objects of this kind in the catalog, by number, which ascends."""
        build, count = _OF_CATALOG[kind]
        numbers = list(range(count))
        if kind in _MADE_TOO:
            made = len(self.context.world.made.prices)
            numbers += range(FIRST_MADE_PRICE, FIRST_MADE_PRICE + made)
        return {number: build(self.context, number) for number in numbers}

    def load(self, kind: str, text: str) -> Json:
        """The object that an id in another object refers to, which always exists."""
        found = self.find(kind, text)
        assert found is not None, (kind, text)
        return found

    def customer_number(self, text: str, kind: str = "customer") -> int | None:
        """The number of the person with this id; also of a deleted customer.

        kind: "customer" or "account".
        """
        number = self.context.ids.decode(kind, text)
        if number is None or not self.rows_of_customer(number, kind):
            return None
        return number

    def rows_of_customer(self, number: int, kind: str = "customer") -> list[int]:
        """The ascending rows whose session names this person as customer, or as account."""
        has = "has_customer" if kind == "customer" else "has_account"
        rows = self.context.world.rows_of_person(number)
        return [row for row in rows if getattr(self.facts(row), has)]

    def is_deleted(self, number: int) -> bool:
        """One customer in 25 is deleted, never a named one."""
        return number < FIRST_NAMED and random_bits(self.context.world.seed, number) % 25 == 0

    def include(self, kind: str, name: str, node: Json, owner: Json) -> Any:
        """The value of a field that is left out unless expanded; None if there is no such value.

        kind: of the object that holds the field, a key of `EXPANDABLE`.
        name: of the field.
        node: the object that holds the field.
        owner: the nearest object around it that has an id.
        """
        if (kind, name) == ("payment_link", "line_items"):
            number = self.context.ids.decode("payment_link", owner["id"])
            return line_items.payment_link_items(self.context, number or 0)
        if kind == "customer":
            return self._of_customer(name, node)
        if kind in ("item", "shipping_choice") and name in ("discounts", "taxes"):
            return []
        if (kind, name) == ("charge", "refunds"):
            tried = tries.facts_of(self.context, kind, owner["id"])
            return None if tried is None else after_payment.refunds(self.context, tried)
        if (kind, name) == ("invoice", "payments"):
            row = self.row(kind, owner["id"])
            return after_payment.invoice_payments(self.context, self.facts(row or 0))
        if kind not in ("checkout.session", "total_details"):
            return None
        row = self.row("checkout.session", owner["id"])
        return self._of_session(name, self.facts(row or 0), owner["id"])

    def _of_session(self, name: str, facts: SessionFacts, id_: str) -> Any:
        if name == "line_items":
            items = line_items.line_items(self.context, facts)
            url = f"/v1/checkout/sessions/{id_}/line_items"
            return list_object(url, items[:INCLUDED_ITEMS], has_more=len(items) > INCLUDED_ITEMS)
        if name == "breakdown":
            return taxes.breakdown(self.context, facts)
        return None

    def _customer(self, text: str) -> Json | None:
        number = self.customer_number(text)
        if number is None:
            return None
        if self.is_deleted(number):
            return customers.deleted_customer(self.context, number)
        rows = self.rows_of_customer(number)
        return customers.customer(self.context, [self.facts(row) for row in rows])

    def _of_customer(self, name: str, node: Json) -> Any:
        url = f"/v1/customers/{node['id']}/{name}"
        if name in ("sources", "tax_ids"):
            return list_object(url, [])
        if name != "subscriptions":
            return None
        number = self.context.ids.decode("customer", node["id"])
        rows = self.rows_of_customer(number or 0)
        mine = [self.facts(row) for row in reversed(rows) if self.facts(row).has_subscription]
        data = [subscriptions.subscription(self.context, facts) for facts in mine]
        return list_object(url, [item for item in data if item["status"] != "canceled"][:10])
