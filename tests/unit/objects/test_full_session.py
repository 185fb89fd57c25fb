"""A session read as a whole: nothing raises, and each field has its type."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.customer import Address, CustomerDetails, Shipping
from sessions_browser.objects.full_session import Answer, FullSession, Recovery, References
from sessions_browser.objects.order import LineItem, OrderTotals
from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow
from tests.unit.sessions import NOW
from tests.unit.strategies import any_json, any_text


@pytest.mark.parametrize(
    ("recovery", "found"),
    [
        ({"url": "https://buy.stripe.com/r/live_x", "expires_at": NOW + 1}, True),
        ({"url": "https://buy.stripe.com/r/live_x", "expires_at": NOW}, False),
        ({"url": "javascript:alert(1)", "expires_at": NOW + 1}, False),
        ({"url": None}, False),
        (None, False),
    ],
)
def test_a_recovery_link_is_offered_while_it_holds(recovery: Any, found: bool) -> None:
    session = FullSession.from_json({"after_expiration": {"recovery": recovery}})
    assert bool(session.recovery.url_at(NOW)) is found


WHOLE: dict[str, Any] = {
    "id": "cs_test_1",
    "payment_intent": {"id": "pi_1", "status": "succeeded"},
    "customer_details": {
        "business_name": "Tea Ltd",
        "phone": "+471",
        "address": {"line1": "Storgata 1", "postal_code": "0155", "city": "Oslo", "country": "NO"},
    },
    "collected_information": {"shipping_details": {"name": "Bo", "address": {"city": "Rome"}}},
    "currency": "eur",
    "amount_subtotal": 5000,
    "total_details": {"amount_discount": 100, "amount_shipping": 200, "amount_tax": 300},
    "presentment_details": {"presentment_amount": 700, "presentment_currency": "jpy"},
    "currency_conversion": {"amount_total": 900, "fx_rate": "1.5", "source_currency": "usd"},
    "shipping_cost": {"shipping_rate": {"id": "shr_1", "display_name": "Pickup"}},
    "submit_type": "book",
    "custom_text": {"submit": {"message": "Bring a cup."}, "after_submit": None},
    "discounts": [
        {"promotion_code": {"id": "promo_1", "code": "TEA"}},
        {"promotion_code": "promo_2"},
        {"coupon": "cou_3"},
        None,
    ],
    "line_items": {
        "data": [
            {
                "description": "Tea",
                "quantity": 2,
                "price": {"unit_amount": 200},
                "amount_subtotal": 400,
            },
            {"currency": "usd"},
        ]
    },
    "custom_fields": [
        {"key": "size", "type": "text", "label": {"custom": "Size"}, "text": {"value": "XL"}},
        {"key": "note", "type": "text"},
    ],
    "consent": {"terms_of_service": "accepted", "promotions": None},
    "after_expiration": {"recovery": {"url": "https://buy.stripe.com/r/x", "expires_at": 5}},
    "recovered_from": "cs_test_0",
    "client_reference_id": "order-1",
    "metadata": {"cart": "42", "odd": 5, "": "x"},
    "invoice": {"id": "in_1"},
    "setup_intent": "seti_1",
    "locale": "nb",
}


def test_a_whole_session_is_read_into_attributes() -> None:
    session = FullSession.from_json(WHOLE, frozenset({"rak_charge_read"}))
    assert session == FullSession(
        row=SessionRow.from_object(WHOLE),
        customer=CustomerDetails(
            "Tea Ltd",
            "+471",
            Address(line1="Storgata 1", postal_code="0155", city="Oslo", country="NO"),
        ),
        shipping=Shipping("Bo", Address(city="Rome")),
        totals=OrderTotals(
            5000, 100, 200, 300, 700, "jpy", 900, "usd", "1.5", "Pickup", has_shipping=True
        ),
        codes=("TEA", "promo_2", "cou_3"),
        has_discounts=True,
        items=(LineItem("Tea", 2, 200, 400, "eur"), LineItem(None, None, None, None, "usd")),
        answers=(Answer("Size", "XL"), Answer("note", None)),
        consent=(("terms_of_service", "accepted"),),
        recovery=Recovery("https://buy.stripe.com/r/x", 5),
        references=References("order-1", (("cart", "42"), ("odd", ""), ("", "x"))),
        invoice="in_1",
        subscription=None,
        setup_intent="seti_1",
        locale="nb",
        refused=frozenset({"rak_charge_read"}),
        raw=WHOLE,
        page_texts=(("submit_type", "book"), ("submit", "Bring a cup.")),
    )


def test_an_empty_object_is_a_session_of_nothing() -> None:
    session = FullSession.from_json({})
    assert session.row == SessionRow()
    assert session.payment == Payment(PaymentState.NONE)
    assert session.customer.address.in_one_line() == ""
    assert (session.items, session.answers, session.codes) == (None, (), ())


def values(part: object) -> Iterator[object]:
    """All that stands in it, through dataclasses and tuples, but for the raw object."""
    if dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            if field.name != "raw":
                yield from values(getattr(part, field.name))
    elif isinstance(part, tuple):
        for inner in part:
            yield from values(inner)
    else:
        yield part


hostile = st.fixed_dictionaries({}, optional=dict.fromkeys(WHOLE, any_json))
deeper = st.fixed_dictionaries(
    {},
    optional={
        name: st.fixed_dictionaries({}, optional=dict.fromkeys(value, any_json))
        for name, value in WHOLE.items()
        if isinstance(value, dict) and name != "metadata"
    }
    | {
        "metadata": st.dictionaries(any_text, any_json, max_size=3),
        "discounts": st.lists(
            st.fixed_dictionaries({"promotion_code": any_json, "coupon": any_json}), max_size=3
        ),
        "custom_fields": st.lists(
            st.fixed_dictionaries({"type": st.just("text"), "text": any_json, "label": any_json}),
            max_size=3,
        ),
    },
)


@given(hostile | deeper)
def test_whatever_stripe_sends_is_read_into_plain_values(session: dict[str, Any]) -> None:
    for value in values(FullSession.from_json(session)):
        assert value is None or isinstance(value, (str, int, PaymentState, frozenset))
        assert not isinstance(value, str) or value.encode() is not None


@given(st.sampled_from(sorted(WHOLE)), any_json)
def test_one_odd_part_hides_no_other(name: str, value: Any) -> None:
    odd, whole = (FullSession.from_json(s) for s in ({**WHOLE, name: value}, WHOLE))
    touched = {
        "id": {"row"},
        "payment_intent": {"row"},
        "recovered_from": {"row"},
        "customer_details": {"row", "customer"},
        "collected_information": {"row", "customer", "shipping"},
        "currency": {"row", "items"},
        "amount_subtotal": {"totals"},
        "total_details": {"totals"},
        "presentment_details": {"totals"},
        "currency_conversion": {"totals"},
        "shipping_cost": {"totals"},
        "submit_type": {"page_texts"},
        "custom_text": {"page_texts"},
        "discounts": {"codes", "has_discounts", "totals"},
        "line_items": {"row", "items"},
        "custom_fields": {"answers"},
        "after_expiration": {"recovery"},
        "client_reference_id": {"references"},
        "metadata": {"references"},
    }.get(name, {name})
    for field in dataclasses.fields(FullSession):
        if field.name not in touched | {"raw"}:
            assert getattr(odd, field.name) == getattr(whole, field.name)


CHOICE = {
    "key": "size",
    "type": "dropdown",
    "dropdown": {
        "value": "opt17",
        "options": [{"label": "Small", "value": "opt18"}, {"label": "Large", "value": "opt17"}],
    },
}


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        (CHOICE, Answer("size", "Large", "opt17")),
        (CHOICE | {"dropdown": {"value": "opt17", "options": None}}, Answer("size", "opt17")),
        (CHOICE | {"dropdown": {"value": None, "options": [{"label": "x"}]}}, Answer("size", None)),
        ({"key": "po", "type": "numeric", "numeric": {"value": "0042"}}, Answer("po", "0042")),
    ],
)
def test_a_choice_is_read_in_the_words_that_the_customer_saw(field: Any, answer: Answer) -> None:
    """A14"""
    assert FullSession.from_json({"custom_fields": [field]}).answers == (answer,)


@pytest.mark.parametrize("where", ["collected_information", None, "shipping"])
def test_a_shipping_address_is_found_where_each_api_version_has_it(where: str | None) -> None:
    details = {"name": "Bo", "address": {"city": "Rome"}}
    session: dict[str, Any] = {"shipping_details": details}
    if where == "shipping":
        session = {where: details}
    if where == "collected_information":
        session = {where: session}
    assert FullSession.from_json(session).shipping == Shipping("Bo", Address(city="Rome"))
