"""Texts to copy: what they hold, and when they are offered."""

from __future__ import annotations

import dataclasses
from typing import Any

from sessions_browser.objects.full_session import FullSession
from sessions_browser.session.copy_texts import copy_texts
from sessions_browser.session.sections import DetailContext
from sessions_browser.session.story import story_of
from sessions_browser.stripe_api.permissions import RARE
from tests.unit.session.shown import VIEW
from tests.unit.sessions import DECLINED, LEFT, NOW, PAID

ASKED = dataclasses.replace(
    VIEW,
    page_url="https://shop.example/demo/sessions/cs_test_1/",
    api=("https://api.stripe.com", "2026-11-18.endive"),
    account="Demo, test mode",
)
RECOVERY = {"recovery": {"url": "https://buy.stripe.com/r/x", "expires_at": NOW + 60}}


def copies(
    session: dict[str, Any], view: DetailContext = ASKED, refused: frozenset[str] = frozenset()
) -> dict[str, str]:
    """Texts by the label of their button."""
    whole = FullSession.from_json({"id": "cs_test_1", "mode": "payment"} | session, refused)
    return {copy.label: copy.text for copy in copy_texts(whole, story_of(whole, view.clock), view)}


def test_a_ticket_holds_verdict_customer_time_and_address() -> None:
    details = {"name": "Ana", "email": "ana@example.com"}
    session = PAID | {"customer_details": details, "client_reference_id": "order-7"}
    assert copies(session)["Copy for ticket"].splitlines() == [
        "TEST MODE: no real money moved.",
        "Paid: Stripe marked the session as paid (EUR 49.00).",
        "When it was paid was not looked at. Refunds and disputes were not looked at.",
        "For staff: Look at the payment in Stripe before you promise anything.",
        "Customer: Ana <ana@example.com>",
        "Amount: EUR 49.00",
        "Order: order-7",
        "Created: 2026-11-18 11:51:40 CET (2026-11-18 10:51:40 UTC), Demo, test mode",
        "Times: Europe/Berlin",
        "cs_test_1 https://shop.example/demo/sessions/cs_test_1/",
    ]


def test_a_ticket_names_the_payment_and_why_it_was_declined() -> None:
    ticket = copies(LEFT | {"payment_intent": DECLINED})["Copy for ticket"].splitlines()
    assert "Payment: pi_1" in ticket
    assert "Failure code: x" in ticket


def test_a_ticket_says_what_is_not_known() -> None:
    ticket = copies({})["Copy for ticket"]
    assert "Customer: not known" in ticket
    assert "Created: not known" in ticket


def test_a_link_to_pay_again_is_offered_to_who_left() -> None:
    link = dataclasses.replace(ASKED, link_url="https://buy.stripe.com/test_1")
    assert copies(LEFT | {"after_expiration": RECOVERY})["Copy recovery link"] == (
        "https://buy.stripe.com/r/x"
    )
    assert "Copy payment link" not in copies(LEFT | {"after_expiration": RECOVERY}, link)
    assert copies(LEFT, link)["Copy payment link"] == "https://buy.stripe.com/test_1"
    assert "Copy payment link" not in copies(PAID, link)


def test_commands_ask_for_what_the_key_may_read_and_hold_no_key() -> None:
    refused = RARE | {"rak_payment_intent_read", "rak_promotion_code_read"}
    few = copies({"livemode": True}, refused=refused)
    assert few["Copy as curl"] == (
        "curl -G https://api.stripe.com/v1/checkout/sessions/cs_test_1"
        ' -u "$STRIPE_API_KEY:" -H "Stripe-Version: 2026-11-18.endive" -d "expand[]=line_items"'
    )
    assert few["Copy as Stripe CLI"] == (
        'stripe checkout sessions retrieve cs_test_1 --expand "line_items" --live'
    )
    assert '-d "expand[]=payment_intent.latest_charge.dispute"' in copies({})["Copy as curl"]
    assert "--live" not in copies({})["Copy as Stripe CLI"]


def test_what_is_no_session_has_nothing_to_copy() -> None:
    assert copies({"id": "cs_test_1; rm -rf /"}) == {}
