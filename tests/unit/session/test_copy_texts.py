"""Texts to copy: what they hold, and when they are offered."""

from __future__ import annotations

import dataclasses
from typing import Any

from sessions_browser.objects.full_session import FullSession
from sessions_browser.session.actions import actions
from sessions_browser.session.copy_texts import copy_texts
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.session.judged_session import Beside
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


def offered(session: dict[str, Any], view: DetailContext = ASKED) -> list[tuple[str, str]]:
    """The buttons by label, the main one first, each with its text or address."""
    whole = FullSession.from_json({"id": "cs_test_1", "mode": "payment"} | session)
    told = story_of(whole, view.clock, view.beside)
    return [(one.label, one.text or one.href) for one in actions(whole, told, view)]


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
        "Order number: order-7",
        "Created: 2026-11-18 11:51:40 CET (2026-11-18 10:51:40 UTC), Demo, test mode",
        "Times: Europe/Berlin",
        "cs_test_1 https://shop.example/demo/sessions/cs_test_1/",
    ]


def test_a_ticket_names_the_payment_and_why_it_was_declined() -> None:
    ticket = copies(LEFT | {"payment_intent": DECLINED})["Copy for ticket"].splitlines()
    assert "Payment: pi_1" in ticket
    assert "Decline code: x" in ticket


def test_a_ticket_says_what_is_not_known() -> None:
    ticket = copies({})["Copy for ticket"]
    assert "Customer: not known" in ticket
    assert "Created: not known" in ticket


def test_a_ticket_names_what_was_in_the_cart() -> None:
    """UX 29"""
    items = [{"description": "Enamel mug", "quantity": 2}, {"description": "Gift card"}]
    lines = copies(LEFT | {"line_items": {"data": items}})["Copy for ticket"].splitlines()
    assert "In the cart: 2 × Enamel mug, Gift card" in lines
    many = {"data": [{"description": f"Item {n}", "quantity": 1} for n in range(13)]}
    (line,) = (
        line
        for line in copies(PAID | {"line_items": many})["Copy for ticket"].splitlines()
        if "Item" in line
    )
    assert line.startswith("What was bought: 1 × Item 0, ")
    assert line.endswith("1 × Item 9, 3 more")


# What is offered first (UX 23)

LINK = dataclasses.replace(ASKED, link_url="https://buy.stripe.com/test_1")
WHO = {"customer_details": {"email": "ana@example.com"}}
ALL = ("All sessions of this customer", "/demo/people/?email=ana@example.com")


def test_who_left_is_sent_the_recovery_link_first() -> None:
    link = ("Copy recovery link", "https://buy.stripe.com/r/x")
    assert offered(LEFT | WHO | {"after_expiration": RECOVERY}, LINK) == [link, ALL]


def test_who_cannot_go_on_is_looked_for_before_they_start_again() -> None:
    again = ("Copy payment link", "https://buy.stripe.com/test_1")
    assert offered(LEFT | WHO, LINK) == [ALL, again]
    assert offered(LEFT, LINK) == [again]


def test_who_left_a_shop_is_offered_its_page() -> None:
    """UX 42"""
    shop = {"cancel_url": "https://shop.example/cart"}
    page = ("Copy the shop's page", "https://shop.example/cart")
    assert offered(LEFT | shop) == [page]
    assert offered(LEFT | shop | {"payment_link": "plink_1"}) == []
    assert offered(LEFT | {"cancel_url": "javascript:alert(1)"}) == []


def test_a_used_recovery_link_leads_to_where_it_was_used() -> None:
    used = dataclasses.replace(ASKED, beside=Beside(recovered_by="cs_test_2"))
    later = ("Open the later session", "/demo/sessions/cs_test_2/")
    assert offered(LEFT | WHO | {"after_expiration": RECOVERY}, used) == [later, ALL]


def test_an_open_session_is_watched_and_a_paid_one_is_over() -> None:
    still_open = {"status": "open", "payment_status": "unpaid", "expires_at": NOW + 60}
    assert offered(still_open | WHO, LINK) == [("Watch", ""), ALL]
    assert offered(PAID | WHO, LINK) == [ALL]
    assert offered(PAID, LINK) == []


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
