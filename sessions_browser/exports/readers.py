"""What columns read of a session: one value each, None where it has none. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sessions_browser.exports.seen import Seen
from sessions_browser.objects.customer import Address, CustomerDetails
from sessions_browser.objects.json_fields import (
    LONGEST_COPIED_TEXT,
    id_of,
    integer,
    mapping,
    mappings,
    text,
)
from sessions_browser.objects.money import exponent
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS

Value = str | int | bool | Decimal | list[Any] | dict[str, Any] | None
Read = Callable[[Seen], Value]


def decimal_of(minor: int | None, currency: str | None) -> Decimal | None:
    """None also without a currency, as nobody knows then where the point belongs."""
    if minor is None or not currency:
        return None
    return Decimal(minor).scaleb(-exponent(currency))


def outcome_name(seen: Seen) -> str | None:
    """By the name of the filter that shows it; an unusual one has none."""
    for one in OUTCOME_FILTERS.values():
        if one.matches(seen.row):
            return one.name
    return None


def items_line(seen: Seen) -> str | None:
    if seen.row.items is None:
        return None
    return "; ".join((*seen.row.items, *(("…",) if seen.row.more_items else ())))


def items_json(seen: Seen) -> list[Any] | None:
    if seen.row.items is None:
        return None
    entries = mappings(mapping(seen.session.get("line_items")).get("data"))
    return [_plain_item(entry) for entry in entries]


def _plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": text(item.get("description"), LONGEST_COPIED_TEXT),
        "quantity": integer(item.get("quantity")),
        "amount_subtotal": integer(item.get("amount_subtotal")),
        "amount_total": integer(item.get("amount_total")),
        "currency": text(item.get("currency")),
        "price": id_of(item.get("price")),
    }


def of_total(name: str) -> Callable[[Seen], int | None]:
    return lambda seen: integer(mapping(seen.session.get("total_details")).get(name))


def presentment(name: str) -> Any:
    return lambda seen: mapping(seen.session.get("presentment_details")).get(name)


def detail_of(name: str) -> Read:
    return lambda seen: getattr(CustomerDetails.from_session(seen.session), name)


def in_line(address: Address) -> str | None:
    return address.in_one_line() or None


def answers_of(seen: Seen) -> dict[str, Any] | None:
    fields = mappings(seen.session.get("custom_fields"))
    return {text(field.get("key")) or "": _answer(field) for field in fields} or None


def _answer(field: Mapping[str, Any]) -> str | None:
    kind = text(field.get("type")) or ""
    return text(mapping(field.get(kind)).get("value"), LONGEST_COPIED_TEXT)


def tax_ids_of(seen: Seen) -> list[Any] | None:
    found = CustomerDetails.from_session(seen.session).tax_ids
    return [{"type": kind, "value": value} for kind, value in found] or None


def one_answer(key: str) -> Read:
    def read(seen: Seen) -> str | None:
        fields = mappings(seen.session.get("custom_fields"))
        return next((_answer(field) for field in fields if field.get("key") == key), None)

    return read
