"""The fields of a session: what they say and where they lead."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.utils import translation

from sessions_browser.session.sections import Field
from tests.unit.session.shown import VIEW, detail, field
from tests.unit.sessions import DECLINED, LEFT, NOW


@pytest.mark.parametrize(
    ("name", "label", "page", "identifier"),
    [
        ("payment_intent", "Payment", "payments", "pi_1"),
        ("subscription", "Subscription", "subscriptions", "sub_1"),
        ("invoice", "Invoice", "invoices", "in_1"),
        ("payment_link", "Payment link", "payment-links", "plink_1"),
    ],
)
@pytest.mark.parametrize(("livemode", "mode"), [(True, ""), (False, "/test"), (None, "/test")])
@pytest.mark.parametrize("account", ["", "acct_1"])
def test_links_lead_to_the_account_and_the_mode_of_the_session(
    name: str,
    label: str,
    page: str,
    identifier: str,
    livemode: bool | None,
    mode: str,
    account: str,
) -> None:
    session: dict[str, Any] = {"livemode": livemode, name: {"id": identifier}}
    view = dataclasses.replace(VIEW, stripe_id=account)
    shown = field(detail(view, **session), label, section="In Stripe")
    assert shown is not None
    place = f"/{account}{mode}" if account else mode
    assert shown.href == f"https://dashboard.stripe.com{place}/{page}/{identifier}"
    assert shown.external


@pytest.mark.parametrize(
    ("session", "label", "query"),
    [
        ({"customer": "cus_1"}, "Customer", "customer=cus_1"),
        ({"customer_account": "acct_1"}, "Customer account", "customer_account=acct_1"),
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


@pytest.mark.parametrize(
    ("name", "identifier", "label"),
    [
        ("payment_link", "plink_1", "Payment link"),
        ("payment_intent", "pi_1", "Payment"),
        ("subscription", "sub_1", "Subscription"),
    ],
)
def test_another_object_stands_once_with_the_way_to_stripe_and_to_the_list(
    name: str, identifier: str, label: str
) -> None:
    sections = detail(VIEW, **{name: identifier}).sections
    (shown,) = (field for section in sections for field in section.fields if field.label == label)
    assert shown.same_value_url == f"/demo/sessions/?{name}={identifier}"
    assert shown.href.startswith("https://dashboard.stripe.com/")
    assert shown.external


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
    assert field(detail(status="expired"), "Customer") == Field(
        "Customer", "Guest (no customer in Stripe)"
    )
    assert field(detail(status="open"), "Customer") == Field("Customer", "Not known yet")
    assert field(detail(customer_account="acct_1"), "Customer account") is not None


def test_a14_a_dropdown_shows_what_the_customer_chose() -> None:
    options = [{"label": "Large / 大", "value": "opt17"}, {"label": "Small", "value": "opt18"}]
    size = {"type": "dropdown", "label": {"custom": "Size"}}
    answer = size | {"dropdown": {"value": "opt17", "options": options}}
    number = {"type": "numeric", "key": "po", "numeric": {"value": "0042"}}
    shown = detail(custom_fields=[answer, number])
    values = {each.label: each.value for section in shown.sections for each in section.fields}
    assert (values["Size"], values["po"]) == ("Large / 大 (opt17)", "0042")


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
    expected = {"Order number": "order-1", "cart": "42", "odd": "—"}
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


@pytest.mark.parametrize(
    ("livemode", "mode"),
    [(True, "Live"), (False, "Test, no real money"), ("yes", "Test, no real money")],
)
def test_the_mode_is_live_only_when_stripe_says_so(livemode: object, mode: str) -> None:
    shown = field(detail(livemode=livemode), "Mode")
    assert shown is not None
    assert shown.value == mode


# Names and taxes (A15)


def test_a_business_its_person_and_its_taxes_stand_each_in_its_place() -> None:
    """A15"""
    shown = detail(
        customer_details={
            "business_name": "Example GmbH",
            "individual_name": "Kai Example",
            "tax_exempt": "reverse",
            "tax_ids": [{"type": "eu_vat", "value": "DE123456789"}, {"type": "unknown"}, None],
        }
    )
    assert shown.title == "Kai Example (Example GmbH)"
    values = [
        (one.label, one.value)
        for part in shown.sections
        for one in part.fields
        if part.title == "Customer"
    ]
    assert values[:4] == [
        ("Person", "Kai Example"),
        ("Business", "Example GmbH"),
        ("Tax ID (EU VAT)", "DE123456789"),
        ("Tax", "Reverse charge: the customer owes the tax"),
    ]
    assert field(detail(customer_details={"tax_exempt": "none"}), "Tax") is None


# Words for Stripe's values (A14, UX 34)


def test_a_choice_stands_in_words_with_its_value() -> None:
    """A14"""
    choice = {"value": "opt17", "options": [{"label": "Large / 大", "value": "opt17"}]}
    same = {"value": "aisle", "options": [{"label": "Aisle", "value": "aisle"}]}
    shown = detail(
        custom_fields=[
            {"key": "size", "type": "dropdown", "dropdown": choice},
            {"key": "seat", "type": "dropdown", "dropdown": same},
        ]
    )
    size, seat = field(shown, "size"), field(shown, "seat")
    assert size is not None
    assert seat is not None
    assert (size.value, seat.value) == ("Large / 大 (opt17)", "Aisle")


@pytest.mark.parametrize(
    ("session", "label", "value"),
    [
        ({"payment_status": "no_payment_required"}, "Payment status", "No payment due"),
        ({"payment_status": "melted"}, "Payment status", "melted"),
        ({"status": "complete"}, "Status", "Complete"),
        ({"locale": "auto"}, "Language", "As the browser"),
        ({"locale": "pt-BR"}, "Language", "Brazilian Portuguese (pt-BR)"),
        ({"locale": "fr-CA"}, "Language", "French (fr-CA)"),
        ({"locale": "tlh"}, "Language", "tlh"),
        ({"consent": {"promotions": "opt_in"}}, "E-mail marketing", "agreed"),
        ({"consent": {"promotions": "opt_out"}}, "E-mail marketing", "not agreed"),
        ({"consent": {"promotions": "maybe_so"}}, "Promotions", "maybe so"),
        ({"submit_type": "donate"}, "Button", "Donate"),
        (
            {"custom_text": {"submit": {"message": "Bring a cup."}}},
            "Text at the button",
            "Bring a cup.",
        ),
    ],
)
def test_what_stripe_has_in_codes_is_said_in_words(
    session: dict[str, Any], label: str, value: str
) -> None:
    """UX 34"""
    shown = field(detail(**session), label)
    assert shown is not None
    assert shown.value == value


@pytest.mark.parametrize(("livemode", "mode"), [(True, ""), (False, "/test")])
def test_a_customer_stands_once_with_the_way_to_stripe(livemode: bool, mode: str) -> None:
    """UX 34"""
    sections = detail(customer="cus_1", livemode=livemode).sections
    (shown,) = (one for part in sections for one in part.fields if one.value == "cus_1")
    assert shown.href == "/demo/people/?customer=cus_1"
    assert shown.stripe_url == f"https://dashboard.stripe.com{mode}/customers/cus_1"
    demo = dataclasses.replace(VIEW, links_to_stripe=False)
    here = field(detail(demo, customer="cus_1"), "Customer")
    assert here is not None
    assert here.stripe_url == ""


def test_a_payment_link_is_called_by_its_name_where_that_is_known() -> None:
    """UX 34"""
    known = dataclasses.replace(VIEW, link_name="Tea")
    sections = detail(known, payment_link="plink_1").sections
    (named,) = (one for part in sections for one in part.fields if one.label == "Payment link")
    assert (named.value, named.name) == ("plink_1", "Tea")
    fields = [one for part in sections for one in part.fields]
    assert [one.label for one in fields if "Tea" in (one.value, one.name)] == ["Payment link"]


def test_an_ordinary_button_is_no_news() -> None:
    assert field(detail(submit_type="auto"), "Button") is None


@pytest.mark.parametrize(
    ("status", "after", "label"),
    [
        ("open", 60, "Open until"),
        ("open", -60, "Should have ended"),
        # The shop can have ended it before that.
        ("expired", -60, "Expired by"),
        ("expired", 60, "Ended before"),
    ],
)
def test_the_end_is_said_in_the_right_tense(status: str, after: int, label: str) -> None:
    """UX 34"""
    assert field(detail(status=status, expires_at=NOW + after), label, "Checkout") is not None


@pytest.mark.parametrize(
    ("code", "language", "reason"),
    [
        ("insufficient_funds", "en-gb", "Insufficient funds"),
        ("insufficient_funds", "de", "Konto nicht gedeckt"),
        # What no table knows is told in Stripe's words.
        ("a_code_of_tomorrow", "de", "Your card has insufficient funds."),
    ],
)
def test_why_a_payment_failed_is_told_in_the_readers_language(
    code: str, language: str, reason: str
) -> None:
    error = DECLINED["last_payment_error"] | {"decline_code": code}
    session: dict[str, Any] = LEFT | {"payment_intent": DECLINED | {"last_payment_error": error}}
    with translation.override(language):
        shown = detail(**session)
        labels = {"en-gb": "Why it failed", "de": "Grund"}
        found = field(shown, labels[language])
    assert found is not None
    assert found.value == reason
