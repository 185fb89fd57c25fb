"""From Stripe's object to a row: nothing raises, and no value of another type gets through."""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.json_fields import LATEST_MOMENT
from sessions_browser.objects.session_row import SessionRow, UnreadRow
from tests.unit.strategies import any_json

WHOLE: dict[str, Any] = {
    "id": "cs_test_1",
    "created": 1700000000,
    "expires_at": 1700086400,
    "status": "complete",
    "payment_status": "paid",
    "mode": "payment",
    "livemode": False,
    "amount_total": 1234,
    "currency": "eur",
    "customer": "cus_1",
    "customer_account": None,
    "customer_email": "prefilled@example.com",
    "customer_details": {"email": "typed@example.com", "name": "Ana"},
    "payment_intent": "pi_1",
    "payment_link": {"id": "plink_1", "object": "payment_link"},
    "subscription": None,
    "line_items": {
        "data": [{"description": "Tea", "quantity": 1}, {"description": "Cup", "quantity": 2}],
        "has_more": True,
    },
}


# Every field that is read, with what may stand in it.
hostile = st.fixed_dictionaries({}, optional=dict.fromkeys(WHOLE, any_json))


deeper = st.fixed_dictionaries(
    {},
    optional={
        "customer_details": st.fixed_dictionaries({"email": any_json, "name": any_json}),
        "customer": st.fixed_dictionaries({"id": any_json}),
        "payment_intent": st.fixed_dictionaries(
            {
                "status": any_json
                | st.sampled_from(["succeeded", "requires_action", "requires_capture"]),
                "next_action": any_json
                | st.just({"type": "konbini_display_details"})
                | st.just({"type": any_json}),
                "latest_charge": any_json
                | st.fixed_dictionaries(
                    {
                        "amount_refunded": any_json | st.integers(0, 9),
                        "dispute": any_json,
                        "payment_method_details": st.just({"type": "card", "card": {}}) | any_json,
                    }
                ),
            }
        ),
        "line_items": st.fixed_dictionaries(
            {
                "data": st.lists(
                    st.fixed_dictionaries({"description": any_json, "quantity": any_json}),
                    max_size=3,
                ),
                "has_more": any_json,
            }
        ),
    },
)


def test_a_whole_session() -> None:
    assert SessionRow.from_object(WHOLE) == SessionRow(
        id="cs_test_1",
        created=1700000000,
        expires_at=1700086400,
        status="complete",
        payment_status="paid",
        mode="payment",
        livemode=False,
        amount_total=1234,
        currency="eur",
        customer="cus_1",
        email="typed@example.com",
        name="Ana",
        payment_intent="pi_1",
        payment_link="plink_1",
        items=("Tea", "2 × Cup"),
        more_items=True,
    )


def test_an_empty_object_is_a_row_of_nothing() -> None:
    assert SessionRow.from_object({}) == SessionRow()


def is_of(value: object, hint: Any) -> bool:
    kinds = get_args(hint) or (hint,)
    if value is not None and not isinstance(value, tuple):
        return type(value) in kinds
    return (value is None and type(None) in kinds) or isinstance(value, tuple)


@given(hostile | deeper)
def test_whatever_stripe_sends_each_field_has_its_type(session: dict[str, Any]) -> None:
    row = SessionRow.from_object(session)
    for name, hint in get_type_hints(SessionRow).items():
        assert is_of(getattr(row, name), hint), name
    assert all(type(item) is str for item in row.items or ())
    # It can be stored and shown.
    json.dumps(row.to_json(), ensure_ascii=False).encode()


@given(hostile | deeper)
def test_a_row_comes_back_from_the_store_as_it_was(session: dict[str, Any]) -> None:
    row = SessionRow.from_object(session)
    assert SessionRow.from_json(json.loads(json.dumps(row.to_json()))) == row


@given(hostile | deeper)
def test_a_row_that_reads_when_it_is_asked_tells_the_same(session: dict[str, Any]) -> None:
    assert UnreadRow(session).to_json() == SessionRow.from_object(session).to_json()


@given(st.sampled_from(sorted(WHOLE)), any_json)
def test_one_odd_field_hides_no_other(name: str, value: Any) -> None:
    odd, whole = SessionRow.from_object({**WHOLE, name: value}), SessionRow.from_object(WHOLE)
    touched = {
        "customer_details": {"email", "name"},
        "collected_information": {"name"},
        "customer_email": {"email"},
        "line_items": {"items", "more_items"},
        "payment_intent": {"payment_intent", "payment"},
    }.get(name, {name})
    for field in set(get_type_hints(SessionRow)) - touched:
        assert getattr(odd, field) == getattr(whole, field)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, 0),
        (LATEST_MOMENT, LATEST_MOMENT),
        (LATEST_MOMENT + 1, None),
        (-1, None),
        (True, None),
        (1.5, None),
        ("1700000000", None),
        ([], None),
        (float("nan"), None),
    ],
)
def test_a_moment_that_python_has_no_date_for_is_unknown(value: object, shown: int | None) -> None:
    assert SessionRow.from_object({"created": value}).created == shown


@pytest.mark.parametrize("value", [True, False, 12.0, "1200", None, [1], {"amount": 1}])
def test_an_amount_is_an_integer_or_unknown(value: object) -> None:
    assert SessionRow.from_object({"amount_total": value}).amount_total is None


@pytest.mark.parametrize("value", ["true", 1, 0, None, []])
def test_a_mode_is_a_boolean_or_unknown(value: object) -> None:
    assert SessionRow.from_object({"livemode": value}).livemode is None


@pytest.mark.parametrize(
    ("session", "email"),
    [
        ({"customer_email": "prefilled@example.com"}, "prefilled@example.com"),
        (
            {"customer_email": "prefilled@example.com", "customer_details": {"email": None}},
            "prefilled@example.com",
        ),
        (
            {"customer_email": "a@example.com", "customer_details": {"email": "b@example.com"}},
            "b@example.com",
        ),
        ({"customer_details": "b@example.com"}, None),
    ],
)
def test_the_typed_address_outweighs_the_prefilled(
    session: dict[str, Any], email: str | None
) -> None:
    assert SessionRow.from_object(session).email == email


@pytest.mark.parametrize(
    ("line_items", "items", "more"),
    [
        (None, None, False),
        ({}, None, False),
        ({"data": None, "has_more": True}, None, False),
        ({"data": [], "has_more": False}, (), False),
        (
            {"data": [None, {"quantity": 3}], "has_more": 1},
            ("unnamed item", "3 × unnamed item"),
            False,
        ),
        ({"data": [{"description": "Tea", "quantity": 0}]}, ("Tea",), False),
    ],
)
def test_not_asked_for_is_not_the_same_as_none(
    line_items: object, items: tuple[str, ...] | None, more: bool
) -> None:
    row = SessionRow.from_object({"line_items": line_items})
    assert (row.items, row.more_items) == (items, more)


BUSINESS = {"business_name": "Example GmbH"}
BOTH = BUSINESS | {"individual_name": "Kai Example"}


@pytest.mark.parametrize(
    ("session", "name"),
    [
        ({"customer_details": BOTH | {"name": "Ana Lopez"}}, "Ana Lopez"),
        ({"customer_details": BOTH}, "Kai Example (Example GmbH)"),
        ({"customer_details": {"individual_name": "Kai Example"}}, "Kai Example"),
        ({"customer_details": BUSINESS}, "Example GmbH"),
        (
            {"customer_details": BUSINESS, "collected_information": BOTH},
            "Kai Example (Example GmbH)",
        ),
        ({"customer_details": {"email": "a@example.com"}, "collected_information": None}, None),
    ],
)
def test_a_name_is_that_of_the_person_else_of_the_business(session: Any, name: str | None) -> None:
    """A15"""
    assert SessionRow.from_object(session).name == name
