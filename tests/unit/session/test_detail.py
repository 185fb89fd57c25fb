"""The page of one session: what it says, where it leads, and that no object breaks it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.session.detail import LONGEST_JSON, SessionDetail, session_detail
from sessions_browser.session.sections import DetailContext, Field
from tests.unit.strategies import any_json, any_text

NOW = 1_795_000_000.0
VIEW = DetailContext(
    Clock(ZoneInfo("Europe/Berlin"), NOW),
    AccountUrls("/demo/sessions/", "/demo/people/", "/demo/search/", "/demo/payment-links/"),
    links_to_stripe=True,
)


def detail(view: DetailContext = VIEW, **session: Any) -> SessionDetail:
    return session_detail(session, view)


def field(shown: SessionDetail, label: str, section: str = "") -> Field | None:
    parts = (part for part in shown.sections if section in ("", part.title))
    fields = (field for part in parts for field in part.fields)
    return next((field for field in fields if field.label == label), None)


@pytest.mark.parametrize(
    ("session", "verdict"),
    [
        (
            {
                "status": "complete",
                "payment_status": "paid",
                "amount_total": 500,
                "currency": "isk",
            },
            "ISK 5 was collected.",
        ),
        (
            {"status": "open", "payment_status": "unpaid", "expires_at": 1_795_042_800},
            "Not finished. The customer can still pay until 19 Nov 00:00.",
        ),
        (
            {"status": "expired", "payment_status": "unpaid"},
            "Expired. Never tried to pay.",
        ),
        (
            {"status": "melted", "payment_status": "paid", "amount_total": 5},
            "An unusual state, shown as Stripe sent it.",
        ),
    ],
)
def test_the_verdict_says_what_happened(session: dict[str, Any], verdict: str) -> None:
    assert detail(**session).story.verdict == verdict


def test_a_session_past_its_end_does_not_promise_more_time() -> None:
    shown = detail(status="open", payment_status="unpaid", expires_at=int(NOW) - 1)
    assert "until" not in shown.story.verdict
    assert "not closed it yet" in shown.story.verdict


def test_amounts_are_listed_in_the_sessions_currency() -> None:
    shown = detail(
        currency="kwd",
        amount_subtotal=10_000,
        amount_total=9_500,
        total_details={"amount_discount": 1_000, "amount_shipping": 0, "amount_tax": 500},
        presentment_details={"presentment_amount": 3_000, "presentment_currency": "jpy"},
    )
    assert [(amount.label, str(amount.money), amount.is_total) for amount in shown.amounts] == [
        ("Subtotal", "KWD 10.000", False),
        ("Discount", "KWD −1.000", False),
        ("Tax", "KWD 0.500", False),
        ("Total", "KWD 9.500", True),
        ("Shown to the customer as", "JPY 3,000", False),
    ]


def test_a_session_without_amounts_lists_none() -> None:
    assert detail(mode="setup", currency=None, amount_total=None).amounts == ()
    assert detail(mode="setup").amount is None


def test_line_items_that_did_not_come_are_not_an_empty_order() -> None:
    assert detail().line_items_missing
    empty = detail(line_items={"data": [], "has_more": False})
    assert (empty.line_items, empty.line_items_missing) == ((), "")


def test_line_items_have_their_own_currency_or_the_sessions() -> None:
    items = [
        {
            "description": "Tea",
            "quantity": 2,
            "amount_subtotal": 400,
            "amount_total": 476,
            "price": {"unit_amount": 200},
        },
        {"amount_subtotal": 5, "currency": "jpy"},
        None,
    ]
    shown = detail(currency="eur", line_items={"data": items, "has_more": True})
    tea, other, broken = shown.line_items
    assert (tea.description, tea.quantity, str(tea.unit), str(tea.amount)) == (
        "Tea",
        2,
        "EUR 2.00",
        "EUR 4.00",
    )
    assert (other.description, str(other.amount)) == ("Unnamed item", "JPY 5")
    assert (broken.quantity, broken.amount) == (None, None)
    assert shown.more_line_items


@pytest.mark.parametrize(
    ("name", "label", "page", "identifier"),
    [
        ("customer", "Customer", "customers", "cus_1"),
        ("payment_intent", "Payment", "payments", "pi_1"),
        ("subscription", "Subscription", "subscriptions", "sub_1"),
        ("invoice", "Invoice", "invoices", "in_1"),
        ("payment_link", "Payment link", "payment-links", "plink_1"),
    ],
)
@pytest.mark.parametrize(("livemode", "mode"), [(True, ""), (False, "/test"), (None, "/test")])
def test_links_lead_to_the_mode_of_the_session(
    name: str, label: str, page: str, identifier: str, livemode: bool | None, mode: str
) -> None:
    session: dict[str, Any] = {"livemode": livemode, name: {"id": identifier}}
    shown = field(detail(**session), label, section="In Stripe")
    assert shown is not None
    assert shown.href == f"https://dashboard.stripe.com{mode}/{page}/{identifier}"
    assert shown.external


@pytest.mark.parametrize(
    ("session", "label", "query"),
    [
        ({"customer": "cus_1"}, "Customer", "customer=cus_1"),
        ({"customer_account": "acct_1"}, "Customer account", "customer_account=acct_1"),
        ({"payment_link": "plink_1"}, "Payment link", "payment_link=plink_1"),
        ({"customer_email": "a+b@c.example"}, "E-mail", "email=a%2Bb@c.example"),
        ({"customer": "../x?y"}, "Customer", ""),
    ],
)
def test_what_can_be_filtered_by_leads_to_its_sessions(
    session: dict[str, Any], label: str, query: str
) -> None:
    shown = field(detail(**session), label)
    assert shown is not None
    assert shown.same_value_url == (f"/demo/sessions/?{query}" if query else "")
    assert not shown.external


def test_a_demo_does_not_lead_to_stripe() -> None:
    view = dataclasses.replace(VIEW, links_to_stripe=False)
    shown = field(detail(view, payment_intent="pi_1"), "Payment")
    assert shown == Field(
        "Payment", "pi_1", copy=True, same_value_url="/demo/sessions/?payment_intent=pi_1"
    )


@pytest.mark.parametrize(
    "identifier", ["javascript:alert(1)", "../settings", "pi_1?x=1", "pi 1", "pi_é", "x" * 256, "p"]
)
def test_an_id_of_another_shape_is_text_and_no_link(identifier: str) -> None:
    shown = field(detail(payment_intent=identifier), "Payment")
    assert shown is not None
    assert shown.value == identifier
    assert shown.href == ""


@pytest.mark.parametrize(
    ("recovered", "href"),
    [
        ("cs_test_1", "/demo/sessions/cs_test_1/"),
        ("../../admin", ""),
        ("//evil.example", ""),
        ("cs_test_1?x", ""),
    ],
)
def test_a_recovered_session_leads_to_the_first_by_its_id_alone(recovered: str, href: str) -> None:
    shown = field(detail(recovered_from=recovered), "Recovered from")
    assert shown is not None
    assert (shown.value, shown.href) == (recovered, href)


def test_a_guest_is_called_one() -> None:
    assert field(detail(status="expired"), "Customer") == Field("Customer", "Guest: none in Stripe")
    assert field(detail(status="open"), "Customer") == Field("Customer", "Not known yet")
    assert field(detail(customer_account="acct_1"), "Customer account") is not None


def test_own_references_and_answers_are_shown() -> None:
    shown = detail(
        client_reference_id="order-1",
        metadata={"cart": "42", "odd": 5},
        custom_fields=[
            {
                "key": "size",
                "type": "dropdown",
                "label": {"custom": "Size"},
                "dropdown": {"value": "XL"},
            },
            {"key": "note", "type": "text", "text": {"value": None}},
        ],
        consent={"terms_of_service": "accepted", "promotions": None},
    )
    values = {field.label: field.value for section in shown.sections for field in section.fields}
    expected = {"Client reference": "order-1", "cart": "42", "odd": "—"}
    expected |= {"Size": "XL", "note": "Not answered", "Terms of service": "accepted"}
    assert expected.items() <= values.items()
    assert "Promotions" not in values


def test_addresses_are_one_line_each() -> None:
    address = {"line1": "Main St 1", "line2": None, "city": "Berlin", "country": "DE"}
    shown = detail(
        customer_details={"address": address},
        collected_information={"shipping_details": {"name": "Bo", "address": {"city": "Rome"}}},
    )
    assert field(shown, "Billing address") == Field("Billing address", "Main St 1, Berlin, DE")
    assert field(shown, "Shipping address") == Field("Shipping address", "Bo, Rome")


@pytest.mark.parametrize(("livemode", "mode"), [(True, "Live"), (False, "Test"), ("yes", "Test")])
def test_the_mode_is_live_only_when_stripe_says_so(livemode: object, mode: str) -> None:
    shown = field(detail(livemode=livemode), "Mode")
    assert shown is not None
    assert shown.value == mode


def test_a_long_object_is_cut_and_says_so() -> None:
    shown = detail(metadata={"x": "y" * LONGEST_JSON}).json
    assert len(shown) < LONGEST_JSON + 100
    assert "cut here" in shown


def test_nesting_past_the_stack_is_said_and_breaks_nothing() -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    shown = detail(id="cs_test_1", metadata=nested)
    assert shown.id == "cs_test_1"
    assert "nested too deeply" in shown.json


READ = (
    "id",
    "status",
    "payment_status",
    "created",
    "expires_at",
    "amount_subtotal",
    "amount_total",
    "currency",
    "customer",
    "customer_account",
    "customer_email",
    "client_reference_id",
    "recovered_from",
    "payment_intent",
    "subscription",
    "invoice",
    "payment_link",
    "setup_intent",
    "livemode",
    "mode",
    "locale",
)
OBJECTS = ("customer_details", "total_details", "presentment_details", "collected_information")
anything = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys((*READ, *OBJECTS), any_json)
    | {
        "metadata": any_json | st.dictionaries(any_text, any_json, max_size=3),
        "consent": any_json | st.dictionaries(any_text, any_text, max_size=3),
        "custom_fields": st.lists(
            st.fixed_dictionaries(
                {"type": st.just("text"), "text": any_json, "key": any_json, "label": any_json}
            )
            | any_json,
            max_size=3,
        ),
        "line_items": st.fixed_dictionaries({"data": st.lists(any_json, max_size=3) | any_json}),
    },
)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings(part)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))


@given(anything, st.booleans())
def test_no_object_of_stripes_breaks_the_page(session: dict[str, Any], links: bool) -> None:
    view = dataclasses.replace(VIEW, links_to_stripe=links)
    shown = session_detail(session, view)
    for text in strings(dataclasses.asdict(shown)):
        text.encode()
    for section in shown.sections:
        for field in section.fields:
            assert type(field.value) is str
            ours = (
                field.href.startswith(("/demo/sessions/cs_", "/demo/sessions/?"))
                and not field.external
            )
            stripes = field.href.startswith("https://dashboard.stripe.com/") and field.external
            assert not field.href or ours or stripes
