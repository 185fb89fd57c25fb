from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.exports.cells import csv_cell, json_cell
from sessions_browser.exports.columns import (
    COLUMNS,
    DEFAULT,
    Needs,
    ValueKind,
    columns_of,
    columns_of_rows,
    find,
)
from sessions_browser.exports.seen import Seen
from sessions_browser.objects.session_row import SessionRow
from tests.unit.sessions import BERLIN, NOW, PAID

UTC = ZoneInfo("UTC")
SESSION = PAID | {
    "id": "cs_test_1",
    "mode": "payment",
    "client_reference_id": "00123",
    "amount_subtotal": 5000,
    "total_details": {"amount_discount": 100, "amount_shipping": 0, "amount_tax": 0},
    "customer_details": {
        "email": "ana@example.com",
        "name": "Ana Souza",
        "phone": "+491701234567",
        "address": {"line1": "Weg 1", "city": "Bonn", "country": "DE"},
    },
    "metadata": {"order_id": "1E5", "note": "=1+1"},
    "custom_fields": [
        {"key": "size", "type": "text", "text": {"value": "@home"}, "label": {"custom": "Size"}},
        {"key": "none", "type": "numeric", "numeric": {"value": None}},
    ],
    "line_items": {
        "data": [
            {"description": "Cup", "quantity": 2, "amount_total": 3000, "currency": "eur"},
            {"description": "Tea", "quantity": 1, "amount_total": 1900, "currency": "eur"},
        ],
        "has_more": False,
    },
}


def value(code: str, session: dict[str, Any] = SESSION, *, masked: bool = False) -> Any:
    (column,) = columns_of([code])
    return column.read(Seen.of_object(session, masked=masked))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("id", "cs_test_1"),
        ("created", NOW - 900),
        ("outcome", "paid"),
        ("amount_minor", 4900),
        ("amount", Decimal("49.00")),
        ("subtotal", Decimal("50.00")),
        ("shipping", Decimal("0.00")),
        ("presentment_amount", None),
        ("email", "ana@example.com"),
        ("phone", "+491701234567"),
        ("billing_address", "Weg 1, Bonn, DE"),
        ("country", "DE"),
        ("client_reference_id", "00123"),
        ("items", "2 × Cup; Tea"),
        ("metadata", {"order_id": "1E5", "note": "=1+1"}),
        ("metadata[order_id]", "1E5"),
        ("metadata[nothing]", None),
        ("custom_fields", {"size": "@home", "none": None}),
        ("custom_fields[size]", "@home"),
    ],
)
def test_a_column_reads_one_value(code: str, expected: object) -> None:
    assert value(code) == expected


@pytest.mark.parametrize(
    ("currency", "minor", "shown"),
    [("jpy", 1500, "1500"), ("kwd", 5120, "5.120"), ("eur", -500, "-5.00"), ("isk", 5000, "50.00")],
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, minor: int, shown: str) -> None:
    session = {"amount_total": minor, "currency": currency}
    assert csv_cell(COLUMNS["amount"], UTC, guard=False)(value("amount", session)) == shown


def test_without_a_currency_there_are_minor_units_only() -> None:
    assert value("amount", {"amount_total": 5}) is None
    assert value("amount_minor", {"amount_total": 5}) == 5


def test_masked_values_hold_nothing_that_the_customer_typed() -> None:
    seen = Seen.of_object(SESSION, masked=True)
    lines = [str([column.read(one) for column in COLUMNS.values()]) for one in seen.by_item()]
    for typed in ("ana@", "Souza", "1701234", "Weg", "Bonn", "=1+1", "@home"):
        assert all(typed not in line for line in lines)
    assert value("amount", masked=True) == Decimal("49.00")
    assert value("metadata[order_id]", masked=True) == "•••"
    assert value("country", masked=True) == "DE"


@pytest.mark.parametrize("session", [{}, {"metadata": 3, "line_items": [], "custom_fields": {}}])
def test_a_session_may_hold_anything(session: dict[str, Any]) -> None:
    for seen in Seen.of_object(session, masked=False).by_item():
        for column in COLUMNS.values():
            assert column.read(seen) in (None, "", [])


def test_each_line_item_can_have_a_line() -> None:
    seen = Seen.of_object(SESSION, masked=False)
    columns = columns_of(["id", "item_description", "item_amount"])
    assert [[column.read(one) for column in columns] for one in seen.by_item()] == [
        ["cs_test_1", "Cup", Decimal("30.00")],
        ["cs_test_1", "Tea", Decimal("19.00")],
    ]


def test_a_row_of_a_list_is_enough_for_its_columns() -> None:
    row = SessionRow.from_object(SESSION)
    seen, whole = Seen.of_row(row, masked=False), Seen.of_object(SESSION, masked=False)
    columns = columns_of_rows(with_items=True)
    assert [column.read(seen) for column in columns] == [column.read(whole) for column in columns]
    assert "items" not in {column.code for column in columns_of_rows()}
    assert all(find(code) in columns for code in DEFAULT)


def test_codes_are_asked_for_in_any_order_and_each_once() -> None:
    assert [one.code for one in columns_of(["name", "id", "name"])] == ["name", "id"]
    for unknown in ("password", "metadata[]", "metadata[a][b]", "line_items[x]"):
        with pytest.raises(LookupError, match=r".+"):
            columns_of([unknown])


@pytest.mark.parametrize(
    ("sent", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("+491701234567", "'+491701234567"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        ("'quoted", "''quoted"),
        ("\tx", "'\tx"),
        ("order-7", "order-7"),
        ("00123", "00123"),
        (None, ""),
    ],
)
def test_the_guard_is_one_sign_that_can_be_taken_off(sent: str | None, guarded: str) -> None:
    column = COLUMNS["name"]
    assert csv_cell(column, UTC, guard=True)(sent) == guarded
    assert csv_cell(column, UTC, guard=False)(sent) == (sent or "")


def test_values_as_csv_and_as_json() -> None:
    at = 1_795_000_000
    assert csv_cell(COLUMNS["created"], UTC, guard=True)(at) == "2026-11-18T11:06:40Z"
    assert csv_cell(COLUMNS["created"], BERLIN, guard=True)(at) == "2026-11-18T12:06:40+01:00"
    assert csv_cell(COLUMNS["livemode"], UTC, guard=True)(False) == "false"
    assert csv_cell(COLUMNS["metadata"], UTC, guard=True)({"a": "ü"}) == '{"a":"ü"}'
    assert json_cell(COLUMNS["amount"], UTC)(Decimal("1.10")) == 1.1
    assert json_cell(COLUMNS["created"], UTC)(None) is None
    assert json_cell(COLUMNS["livemode"], UTC)(True) is True


def test_kinds_are_what_the_values_are() -> None:
    types: dict[ValueKind, Any] = {
        ValueKind.TEXT: str,
        ValueKind.NUMBER: int,
        ValueKind.MOMENT: int,
        ValueKind.AMOUNT: Decimal,
        ValueKind.FLAG: bool,
        ValueKind.JSON: (list, dict),
    }
    for seen in Seen.of_object(SESSION | {"livemode": True}, masked=False).by_item():
        for column in COLUMNS.values():
            found = column.read(seen)
            assert found is None or isinstance(found, types[column.kind]), column.code


def test_what_is_needed_grows() -> None:
    assert Needs.ROW < Needs.ITEMS < Needs.SESSION < Needs.ITEM
