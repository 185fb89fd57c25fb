"""What a shop has the payment page collect: addresses, telephone, consent; taxes that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.emulator.conftest import SESSIONS, START, Server
from tests.emulator.test_checkout import LINE, URL, browse, item, made, posted, read
from tests.emulator.test_schema import nullable_as_any_of, spec
from tests.running import running_emulator

Json = dict[str, Any]
__all__ = ["spec"]
ASKED: Json = {
    "automatic_tax": {"enabled": True},
    "tax_id_collection": {"enabled": True},
    "consent_collection": {"promotions": "auto", "terms_of_service": "required"},
    "shipping_address_collection": {"allowed_countries": ["DE", "FR"]},
    "phone_number_collection": {"enabled": True},
    "invoice_creation": {"enabled": False},
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Server]:
    with running_emulator("--sessions=5", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


def test_what_is_collected_is_in_the_session_once_it_is_complete(shop: Server) -> None:
    session = made(shop, **ASKED)
    before = read(shop, session.id)
    assert before["automatic_tax"] == {
        "enabled": True, "liability": {"type": "self"}, "provider": "stripe",
        "status": "requires_location_inputs"}  # fmt: skip
    assert before["tax_id_collection"] == {"enabled": True, "required": "never"}
    assert before["consent_collection"]["terms_of_service"] == "required"
    assert before["shipping_address_collection"] == {"allowed_countries": ["DE", "FR"]}
    assert (before["consent"], before["collected_information"]) == (None, None)
    assert session.url
    assert "Accept the terms" in browse(session.url, email="a@example.com", name="Ana")[2]
    answers = {"email": "a@example.com", "name": "Ana", "terms": "on", "promotions": "on"}
    assert browse(session.url, **answers)[0] == 303
    after = read(shop, session.id, "payment_intent")
    assert after["automatic_tax"]["status"] == "complete"
    assert after["consent"] == {"promotions": "opt_in", "terms_of_service": "accepted"}
    sent = after["collected_information"]["shipping_details"]
    assert (sent["name"], sent["address"]["country"]) == ("Ana", "DE")
    assert after["payment_intent"]["shipping"]["address"] == sent["address"]
    assert after["customer_details"]["phone"].startswith("+")
    assert after["customer_details"]["tax_ids"] == []


def test_what_was_not_asked_for_is_not_collected(shop: Server) -> None:
    session = made(shop)
    assert session.url
    browse(session.url, email="a@example.com", promotions="on")
    after = read(shop, session.id, "payment_intent")
    assert after["consent"] is None
    assert after["consent_collection"] is None
    assert after["collected_information"]["shipping_details"] is None
    assert after["customer_details"]["phone"] is None
    assert after["payment_intent"]["shipping"] is None
    assert after["automatic_tax"]["enabled"] is False


def test_a_recovery_takes_codes_only_if_it_was_asked_to(shop: Server) -> None:
    for asked, taken in (({}, False), ({"allow_promotion_codes": True}, True)):
        session = made(shop, after_expiration={"recovery": {"enabled": True, **asked}})
        recovery = read(shop, session.id)["after_expiration"]["recovery"]
        assert recovery["allow_promotion_codes"] is taken


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("invoice_creation[enabled]=true", "invoice_creation[enabled]"),
        ("automatic_tax[enabled]=true&automatic_tax[liability][type]=self",
         "automatic_tax[liability]"),
        ("consent_collection[payment_method_reuse_agreement][position]=auto",
         "consent_collection[payment_method_reuse_agreement]"),
    ],
)  # fmt: skip
def test_what_is_not_done_is_refused_by_name(shop: Server, asked: str, name: str) -> None:
    answer = posted(shop, f"{LINE}&{URL}&{asked}")
    assert (answer.status, answer.error["param"]) == (400, name)
    assert answer.error["message"].startswith("The emulator does not take this parameter yet")


@pytest.mark.parametrize(
    "asked",
    ["shipping_address_collection[allowed_countries][]=Germany",
     "shipping_address_collection[foo]=1", "consent_collection[promotions]=maybe",
     "automatic_tax[enabled]=yes", "automatic_tax[on]=true", "tax_id_collection[required]=always"],
)  # fmt: skip
def test_nonsense_is_refused(shop: Server, asked: str) -> None:
    assert posted(shop, f"{LINE}&{URL}&{asked}").status == 400


def test_it_validates_open_complete_and_as_a_subscription(shop: Server, spec: Json) -> None:
    parts = {name: nullable_as_any_of(part) for name, part in spec["components"]["schemas"].items()}
    reference = {"$ref": "#/components/schemas/checkout.session"}
    validator = Draft202012Validator({"components": {"schemas": parts}, **reference})
    monthly = [item(recurring={"interval": "month"})]
    asked = {name: value for name, value in ASKED.items() if name != "invoice_creation"}
    for session in (
        made(shop, **ASKED),
        made(shop, mode="subscription", line_items=monthly, **asked),
    ):
        for _ in range(2):
            found = shop.get(f"{SESSIONS}/{session.id}?expand[]=payment_intent").body
            assert not [error.message for error in validator.iter_errors(found)]
            assert session.url
            browse(session.url, email="a@example.com", terms="on")
