"""What a session is asked for with is in its objects, or refused by its name: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.emulator.conftest import SESSIONS, START, Server
from tests.emulator.test_checkout import LINE, URL, browse, item, made, posted, read
from tests.running import running_emulator

Json = dict[str, Any]
MONTHLY = f"{LINE}&{URL}&mode=subscription&line_items[0][price_data][recurring][interval]=month"


@pytest.fixture(scope="module")
def shop() -> Iterator[Server]:
    with running_emulator("--sessions=5", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


@pytest.mark.parametrize(
    "name",
    [
        "payment_intent_data[colour]",
        "line_items[0][colour]",
        "line_items[0][price_data][colour]",
        "line_items[0][price_data][product_data][colour]",
        "after_expiration[recovery][colour]",
        "after_expiration[colour]",
        "phone_number_collection[colour]",
        "adaptive_pricing[colour]",
        "discounts[0][colour]",
        "line_items[0][adjustable_quantity][colour]",
    ],
)
def test_an_inner_parameter_that_stripe_does_not_know_is_refused(shop: Server, name: str) -> None:
    answer = posted(shop, f"{LINE}&{URL}&{name}=red")
    assert answer.status == 400, answer.body
    assert answer.error["message"] == f"Received unknown parameter: {name}"
    assert answer.error["code"] == "parameter_unknown"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f"{LINE}&{URL}", "payment_intent_data[transfer_data]"),
        (f"{LINE}&{URL}", "payment_intent_data[application_fee_amount]"),
        (f"{LINE}&{URL}", "payment_intent_data[shipping]"),
        (f"{LINE}&{URL}", "payment_intent_data[on_behalf_of]"),
        (f"{LINE}&{URL}", "line_items[0][tax_rates]"),
        (f"{LINE}&{URL}", "line_items[0][price_data][unit_amount_decimal]"),
        (MONTHLY, "subscription_data[trial_end]"),
        (MONTHLY, "subscription_data[billing_cycle_anchor]"),
        (MONTHLY, "line_items[0][price_data][recurring][usage_type]"),
    ],
)
def test_what_stripe_knows_and_the_emulator_does_not_is_refused_by_name(
    shop: Server, body: str, name: str
) -> None:
    answer = posted(shop, f"{body}&{name}=1")
    assert answer.status == 400, answer.body
    assert answer.error["message"] == f"The emulator does not take this parameter yet: {name}."
    assert answer.error["param"] == name


def test_the_payment_has_what_was_given_for_it(shop: Server) -> None:
    session = made(shop, payment_intent_data={
        "description": "Order 7", "receipt_email": "r@example.com", "metadata": {"a": "b"},
        "setup_future_usage": "off_session", "statement_descriptor": "TEA",
        "statement_descriptor_suffix": "SEVEN", "transfer_group": "g7"})  # fmt: skip
    assert session.url
    browse(session.url, email="a@example.com")
    intent = read(shop, session.id, "payment_intent.latest_charge")["payment_intent"]
    charge = intent["latest_charge"]
    for paid in (intent, charge):
        assert paid["description"] == "Order 7"
        assert paid["receipt_email"] == "r@example.com"
        assert paid["statement_descriptor"] == "TEA"
        assert paid["statement_descriptor_suffix"] == "SEVEN"
        assert paid["transfer_group"] == "g7"
        assert paid["metadata"] == {"a": "b"}
    assert intent["setup_future_usage"] == "off_session"


def test_subscriptions_and_setup_intents_keep_their_description(shop: Server) -> None:
    monthly = [item(recurring={"interval": "month"})]
    data: Any = {"description": "Tea, monthly"}
    paid = made(shop, mode="subscription", line_items=monthly, subscription_data=data)
    saved = made(shop, mode="setup", line_items=None, setup_intent_data={"description": "Card"})
    for session in (paid, saved):
        assert session.url
        browse(session.url, email="b@example.com")
    whole = read(shop, paid.id, "subscription")
    assert whole["subscription"]["description"] == "Tea, monthly"
    assert read(shop, saved.id, "setup_intent")["setup_intent"]["description"] == "Card"


def test_a_line_keeps_its_metadata_and_says_what_may_be_changed(shop: Server) -> None:
    line = {**item(), "metadata": {"sku": "T1"}, "adjustable_quantity": {
        "enabled": True, "minimum": 1, "maximum": 5}}  # fmt: skip
    session = made(shop, line_items=[line, item()])
    first, second = shop.get(f"{SESSIONS}/{session.id}/line_items").body["data"]
    assert first["metadata"] == {"sku": "T1"}
    assert first["adjustable_quantity"] == {"enabled": True, "maximum": 5, "minimum": 1}
    assert (second["metadata"], second["adjustable_quantity"]) == ({}, None)


@pytest.mark.parametrize(
    ("currency", "amount", "least"),
    [("eur", 49, "€0.50 eur"), ("usd", 1, "$0.50 usd"), ("jpy", 49, "¥50 jpy"),
     ("gbp", 29, "£0.30 gbp")],
)  # fmt: skip
def test_less_than_stripe_takes_is_refused(
    shop: Server, currency: str, amount: int, least: str
) -> None:
    line = LINE.replace("=eur", f"={currency}").replace("amount]=100", f"amount]={amount}")
    answer = posted(shop, f"{line}&{URL}")
    assert (answer.status, answer.error["code"]) == (400, "amount_too_small")
    assert answer.error["message"] == (
        f"The Checkout Session's total amount due must add up to at least {least}"
    )
    assert posted(shop, f"{line.replace(f'amount]={amount}', 'amount]=50')}&{URL}").status == 200
    # Nothing at all is no payment.
    assert posted(shop, f"{line.replace(f'amount]={amount}', 'amount]=0')}&{URL}").status == 200


@pytest.mark.parametrize(
    ("more", "param", "words"),
    [
        ({"payment_method_types[]": "gold"}, "payment_method_types[0]", "must be one of"),
        ({"payment_method_types[]": "konbini"}, "payment_method_types", "Invalid currency: eur."),
        ({"locale": "xx"}, "locale", "Invalid locale: must be one of"),
        ({"currency": "usd"}, "currency", "same currency"),
        ({"discounts[0][coupon]": "a", "discounts[0][promotion_code]": "b"}, None, "only specify"),
        ({"discounts[0][coupon]": "a", "discounts[1][coupon]": "b"}, "discounts", "maximum 1"),
        ({"customer_creation": "always", "customer": "cus_x"}, None, "only specify"),
    ],
)
def test_values_that_do_not_fit_are_refused(
    shop: Server, more: dict[str, str], param: str | None, words: str
) -> None:
    answer = posted(shop, f"{LINE}&{URL}&{urlencode(more)}")
    assert answer.status == 400, answer.body
    assert (answer.error.get("param"), words in answer.error["message"]) == (param, True)


def test_one_pays_only_as_the_session_offers_it(shop: Server) -> None:
    session = made(shop, payment_method_types=["sepa_debit"])
    assert session.url
    status, _, page = browse(session.url, email="a@example.com", method="konbini")
    assert (status, "Choose how to pay" in page) == (200, True)
    assert read(shop, session.id)["status"] == "open"
    # Nothing chosen is the first that is offered, as in the page's own form.
    browse(session.url, email="a@example.com")
    whole = read(shop, session.id, "payment_intent")
    assert whole["payment_intent"]["status"] == "processing"


@pytest.mark.parametrize(("days", "taken"), [("7", True), ("30", True), ("0", False), ("x", False)])
def test_money_comes_after_as_many_days_as_were_asked_for(days: str, taken: bool) -> None:
    with running_emulator("--sessions=5", f"--now={START}") as emulator:
        shop = Server(emulator.address)
        session = made(shop)
        assert session.url
        status, _, page = browse(session.url, email="a@example.com", method="sepa_debit", days=days)
        assert (status == 303) is taken
        if not taken:
            assert "1 to 30 days" in page
            return
        shop.control(f"advance?seconds={int(days) * 86_400 - 1}")
        assert read(shop, session.id)["payment_status"] == "unpaid"
        shop.control("advance?seconds=1")
        assert read(shop, session.id)["payment_status"] == "paid"


def test_a_session_in_live_mode_is_paid_and_expired(shop: Server) -> None:
    options = ("--sessions=5", "--second-account=5", "--second-live", f"--now={START}")
    with running_emulator(*options) as emulator:
        live = Server(emulator.address)
        answer = posted(live, f"{LINE}&{URL}", "rk_test_second")
        session = answer.body
        assert session["id"].startswith("cs_live_")
        status, _, page = browse(session["url"])
        assert (status, "<form" in page) == (200, True)
        status, leads_to, _ = browse(session["url"], email="a@example.com")
        assert (status, leads_to) == (303, "http://shop.test/")
        key = "Bearer rk_test_second"
        assert live.call("GET", f"{SESSIONS}/{session['id']}", key).body["status"] == "complete"
