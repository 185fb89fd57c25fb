"""The columns in which sessions leave: for files, and for programs that read a page.

Each reads one value of a `Seen`, which is masked before where the reader sees personal data masked.
Codes are stable, as programs name them; headings are for people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions_browser.exports.readers import (
    Read,
    answers_of,
    decimal_of,
    detail_of,
    in_line,
    items_json,
    items_line,
    of_total,
    one_answer,
    outcome_name,
    presentment,
    tax_ids_of,
)
from sessions_browser.exports.seen import Seen
from sessions_browser.objects.customer import CustomerDetails, Shipping
from sessions_browser.objects.json_fields import (
    LONGEST_COPIED_TEXT,
    id_of,
    integer,
    mapping,
    text,
)


class ValueKind(StrEnum):
    """AMOUNT: a Decimal in whole units of the currency. MOMENT: Unix seconds.

    JSON: a list or an object.
    """

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    AMOUNT = "amount"
    MOMENT = "moment"
    JSON = "json"


class Needs(IntEnum):
    """What has to be there of a session; each brings what stands before it.

    ROW: what a cached row of a list holds. ITEMS: its line items. SESSION: Stripe's whole object.
    ITEM: one of its line items, so that each of them has a line of its own.
    """

    ROW = 0
    ITEMS = 1
    SESSION = 2
    ITEM = 3


@dataclass(frozen=True, slots=True)
class Column:
    """code: as programs know it. read: None where the session has no such value."""

    code: str
    heading: str | Promise
    kind: ValueKind
    read: Read
    needs: Needs = Needs.ROW


def _text(code: str, heading: Promise, read: Read, needs: Needs = Needs.ROW) -> Column:
    return Column(code, heading, ValueKind.TEXT, read, needs)


def _of_object(code: str, heading: Promise, name: str) -> Column:
    return _text(
        code,
        heading,
        lambda seen: text(seen.session.get(name), LONGEST_COPIED_TEXT),
        Needs.SESSION,
    )


def _amount(
    code: str,
    headings: tuple[Promise, Promise],
    minor: Callable[[Seen], int | None],
    needs: Needs = Needs.SESSION,
    currency: Callable[[Seen], str | None] = lambda seen: seen.row.currency,
) -> tuple[Column, Column]:
    """The same in minor units and in whole ones."""

    def whole(seen: Seen) -> Decimal | None:
        return decimal_of(minor(seen), currency(seen))

    return (
        Column(f"{code}_minor", headings[0], ValueKind.NUMBER, minor, needs),
        Column(code, headings[1], ValueKind.AMOUNT, whole, needs),
    )


_PAIR = {
    "total": (_("Amount in minor units"), _("Amount")),
    "subtotal": (_("Subtotal in minor units"), _("Subtotal")),
    "discount": (_("Discount in minor units"), _("Discount")),
    "shipping": (_("Shipping in minor units"), _("Shipping")),
    "tax": (_("Tax in minor units"), _("Tax")),
    "presentment": (
        _("Amount that the customer saw, in minor units"),
        _("Amount that the customer saw"),
    ),
    "item": (_("Amount of the item in minor units"), _("Amount of the item")),
}
_COLUMNS = (
    _text("id", _("ID"), lambda seen: seen.row.id),
    Column("created", _("Created"), ValueKind.MOMENT, lambda seen: seen.row.created),
    Column("expires_at", _("Open until"), ValueKind.MOMENT, lambda seen: seen.row.expires_at),
    _text("outcome", _("Outcome"), outcome_name),
    _text("status", _("Status"), lambda seen: seen.row.status),
    _text("payment_status", _("Payment status"), lambda seen: seen.row.payment_status),
    _text("mode", _("Kind"), lambda seen: seen.row.mode),
    Column("livemode", _("Live"), ValueKind.FLAG, lambda seen: seen.row.livemode),
    *_amount("amount", _PAIR["total"], lambda seen: seen.row.amount_total, Needs.ROW),
    _text("currency", _("Currency"), lambda seen: seen.row.currency),
    _text("email", _("E-mail"), lambda seen: seen.row.email),
    _text("name", _("Name"), lambda seen: seen.row.name),
    _text("customer", _("Customer"), lambda seen: seen.row.customer),
    _text("customer_account", _("Customer account"), lambda seen: seen.row.customer_account),
    _text("payment_intent", _("Payment"), lambda seen: seen.row.payment_intent),
    _text("payment_link", _("Payment link"), lambda seen: seen.row.payment_link),
    _text("subscription", _("Subscription"), lambda seen: seen.row.subscription),
    _text("recovered_from", _("Recovered from"), lambda seen: seen.row.recovered_from),
    _text("items", _("Items"), items_line, Needs.ITEMS),
    _of_object("client_reference_id", _("Order number"), "client_reference_id"),
    *_amount(
        "subtotal", _PAIR["subtotal"], lambda seen: integer(seen.session.get("amount_subtotal"))
    ),
    *_amount("discount", _PAIR["discount"], of_total("amount_discount")),
    *_amount("shipping", _PAIR["shipping"], of_total("amount_shipping")),
    *_amount("tax", _PAIR["tax"], of_total("amount_tax")),
    *_amount(
        "presentment_amount",
        _PAIR["presentment"],
        lambda seen: integer(presentment("presentment_amount")(seen)),
        currency=lambda seen: text(presentment("presentment_currency")(seen)),
    ),
    _text(
        "presentment_currency",
        _("Currency that the customer saw"),
        lambda seen: text(presentment("presentment_currency")(seen)),
        Needs.SESSION,
    ),
    _text("phone", _("Phone"), detail_of("phone"), Needs.SESSION),
    _text("business_name", _("Business"), detail_of("business_name"), Needs.SESSION),
    _text(
        "billing_address",
        _("Billing address"),
        lambda seen: in_line(CustomerDetails.from_session(seen.session).address),
        Needs.SESSION,
    ),
    _text(
        "country",
        _("Country of the billing address"),
        lambda seen: CustomerDetails.from_session(seen.session).address.country,
        Needs.SESSION,
    ),
    _text(
        "shipping_name",
        _("Name at the shipping address"),
        lambda seen: Shipping.from_session(seen.session).name,
        Needs.SESSION,
    ),
    _text(
        "shipping_address",
        _("Shipping address"),
        lambda seen: in_line(Shipping.from_session(seen.session).address),
        Needs.SESSION,
    ),
    _text("invoice", _("Invoice"), lambda seen: id_of(seen.session.get("invoice")), Needs.SESSION),
    _of_object("locale", _("Language"), "locale"),
    Column("tax_ids", _("Tax IDs"), ValueKind.JSON, tax_ids_of, Needs.SESSION),
    Column(
        "consent",
        _("Consent"),
        ValueKind.JSON,
        lambda seen: dict(mapping(seen.session.get("consent"))) or None,
        Needs.SESSION,
    ),
    Column(
        "metadata",
        _("Metadata"),
        ValueKind.JSON,
        lambda seen: dict(mapping(seen.session.get("metadata"))) or None,
        Needs.SESSION,
    ),
    Column("custom_fields", _("Answers"), ValueKind.JSON, answers_of, Needs.SESSION),
    Column("line_items", _("Line items"), ValueKind.JSON, items_json, Needs.SESSION),
    _text(
        "item_description",
        _("Item"),
        lambda seen: text(seen.item.get("description"), LONGEST_COPIED_TEXT),
        Needs.ITEM,
    ),
    Column(
        "item_quantity",
        _("Quantity of the item"),
        ValueKind.NUMBER,
        lambda seen: integer(seen.item.get("quantity")),
        Needs.ITEM,
    ),
    _text(
        "item_price",
        _("Price of the item"),
        lambda seen: id_of(seen.item.get("price")),
        Needs.ITEM,
    ),
    *_amount(
        "item_amount",
        _PAIR["item"],
        lambda seen: integer(seen.item.get("amount_total")),
        Needs.ITEM,
        lambda seen: text(seen.item.get("currency")) or seen.row.currency,
    ),
)
COLUMNS: Mapping[str, Column] = {column.code: column for column in _COLUMNS}
# What a file has where nobody chose.
DEFAULT = (
    *("id", "created", "outcome", "amount_minor", "currency", "amount", "email", "name"),
    *("mode", "payment_link", "payment_intent", "customer"),
)
# Of which the line items have to be asked for with the list.
WITH_ITEMS = frozenset(
    column.code
    for column in _COLUMNS
    if column.needs in (Needs.ITEMS, Needs.ITEM) or column.code == "line_items"
)
# One value out of many, as Stripe spells it: `metadata[order_id]`.
_ONE_OF = re.compile(r"(metadata|custom_fields)\[([^\[\]\x00-\x1f]{1,200})\]\Z")


def find(code: str) -> Column | None:
    """A column by its code, or one of a single metadata key or custom field."""
    if column := COLUMNS.get(code):
        return column
    found = _ONE_OF.match(code)
    if found is None:
        return None
    kind, key = found.groups()
    if kind == "metadata":
        return Column(
            code,
            gettext("Metadata: %(key)s") % {"key": key},
            ValueKind.TEXT,
            lambda seen: text(mapping(seen.session.get("metadata")).get(key), LONGEST_COPIED_TEXT),
            Needs.SESSION,
        )
    heading = gettext("Answer: %(key)s") % {"key": key}
    return Column(code, heading, ValueKind.TEXT, one_answer(key), Needs.SESSION)


def columns_of(codes: Iterable[str]) -> tuple[Column, ...]:
    """In the order of the codes, each once. Raises LookupError with a code that is none."""
    found = []
    for code in dict.fromkeys(codes):
        column = find(code)
        if column is None:
            raise LookupError(code)
        found.append(column)
    return tuple(found)


def columns_of_rows(*, with_items: bool = False) -> tuple[Column, ...]:
    """Those that can be read of a row of a list alone, for instance one out of the cache.

    with_items: the list was asked for with its line items.
    """
    most = Needs.ITEMS if with_items else Needs.ROW
    return tuple(column for column in _COLUMNS if column.needs <= most)
