"""The story of a session: what became of it and what to tell the customer."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given

from sessions_browser.objects.full_session import FullSession
from sessions_browser.presentation.times import Clock
from sessions_browser.session.detail import session_detail
from sessions_browser.session.judged_session import Beside
from sessions_browser.session.story import story_of
from tests.unit.session.shown import VIEW, detail, field, story
from tests.unit.sessions import BERLIN, DECLINED, LEFT, NOW, PAID, SEPA, WAITS, intent
from tests.unit.strategies import any_json

OPEN = {"status": "open", "payment_status": "unpaid", "expires_at": NOW + 3600}
REFUSED = DECLINED | {"last_payment_error": {"decline_code": "insufficient_funds"}}
FREE = PAID | {"payment_status": "no_payment_required", "amount_total": 0}


@pytest.mark.parametrize(
    ("session", "verdict", "customer_message"),
    [
        (
            PAID | {"payment_intent": intent("succeeded")},
            "EUR 49.00 was collected on 18 Nov 11:56.",
            "We received your payment of EUR 49.00 on 18 Nov 11:56 (Berlin time).",
        ),
        (
            PAID | {"payment_intent": intent("succeeded", refunded=True, amount_refunded=4900)},
            "A full refund was made.",
            "We have made a refund of EUR 49.00.",
        ),
        (
            PAID | {"payment_intent": intent("succeeded", amount_refunded=1000)},
            "EUR 10.00 has been refunded.",
            "and have refunded EUR 10.00.",
        ),
        (PAID | {"payment_intent": intent("succeeded", disputed=True)}, "It was disputed.", ""),
        # Not readable: what the session itself says, and no more.
        (PAID | {"payment_intent": "pi_1"}, "Stripe marked the session as paid (EUR 49.00).", ""),
        (
            WAITS | {"payment_intent": intent("processing", **SEPA)},
            "The SEPA bank debit of EUR 49.00 has begun. Whether it succeeds is not known yet.",
            "was started on 18 Nov 11:56 (Berlin time) and is still being processed.",
        ),
        (
            WAITS | {"payment_intent": intent("requires_capture")},
            "EUR 49.00 is reserved on the customer's card, and has not been collected.",
            "It was not collected.",
        ),
        (
            WAITS | {"payment_intent": DECLINED},
            "Not paid: the payment of EUR 49.00 by card failed. Stripe says: “Your card has",
            "did not go through",
        ),
        (
            WAITS | {"payment_intent": REFUSED},
            "Not paid: the card was declined (insufficient funds).",
            "did not go through",
        ),
        (WAITS | {"payment_intent": "pi_1"}, "What became of the payment of EUR 49.00 is not", ""),
        (LEFT, "Not paid. Stripe shows no payment attempt.", "ended"),
        (
            LEFT | {"payment_intent": DECLINED},
            "Not paid: the last attempt failed. Stripe says: “Your card has insufficient funds.”",
            "did not go through. Nothing was charged in this checkout.",
        ),
        # A bank payment that was on its way when the session expired may still arrive.
        (
            LEFT | {"payment_intent": intent("processing", **SEPA)},
            "has begun.",
            "is still being processed",
        ),
        (LEFT | {"payment_intent": "pi_1"}, "what became of it is not known here.", ""),
        (LEFT | {"mode": "subscription"}, "cannot be seen in a subscription", "ended"),
        (LEFT | {"mode": "setup"}, "No payment method was saved", "Nothing was saved"),
        (
            OPEN,
            "Not paid yet. The customer can still pay.",
            "You can finish it on the page that you opened until 18 Nov 13:06 (Berlin time).",
        ),
        (OPEN | {"expires_at": NOW - 1}, "has not closed it yet", ""),
        (
            FREE | {"total_details": {"amount_discount": 4900}},
            "A discount covered the whole price, so nothing was charged. This is not an error.",
            "Nothing had to be paid",
        ),
        (FREE | {"mode": "setup"}, "The customer saved a payment method. Nothing", "have saved"),
        (
            FREE | {"amount_total": 500, "mode": "subscription"},
            "The subscription was set up. Nothing was due at checkout.",
            "was set up",
        ),
        ({"status": "melted"}, "An unusual state", ""),
        (PAID | {"amount_total": 500, "currency": "isk"}, "as paid (ISK 5).", ""),
    ],
)  # fmt: skip
def test_verdict_and_what_to_say(
    session: dict[str, Any], verdict: str, customer_message: str
) -> None:
    found = story(**session).verdict
    assert verdict in found.sentence
    assert (
        customer_message in found.customer_message
        if customer_message
        else found.customer_message == ""
    )
    # Where nothing may be promised, it is said where to look.
    assert found.customer_message or found.staff_hint


def test_a11_the_customer_is_told_the_amount_that_they_saw() -> None:
    seen = {"presentment_details": {"presentment_amount": 7795, "presentment_currency": "jpy"}}
    found = story(**PAID, **seen, payment_intent=intent("succeeded")).verdict
    assert "EUR 49.00 (the customer saw JPY 7,795) was collected on" in found.sentence
    assert "We received your payment of JPY 7,795 on" in found.customer_message


def test_a16_a_wallet_and_its_device_are_named() -> None:
    wallet = {"type": "apple_pay", "dynamic_last4": "9876"}
    card = {"brand": "visa", "last4": "4242", "wallet": wallet}
    paid = intent("succeeded", payment_method_details={"type": "card", "card": card})
    step = next(step for step in story(**PAID, payment_intent=paid).steps if step.words == "Paid")
    assert step.detail == "by Visa ending in 4242 with Apple Pay (the device shows 9876)"


def test_an_agent_that_paid_is_named() -> None:
    paid = intent("succeeded") | {"agent_details": {"network_business_profile": "x"}}
    step = next(step for step in story(**PAID, payment_intent=paid).steps if step.words == "Paid")
    assert "through an AI agent" in step.detail


def test_a_link_that_is_switched_off_is_no_way_back() -> None:
    left = LEFT | {"payment_link": "plink_1", "mode": "payment"}
    found = story_of(FullSession.from_json(left), Clock(BERLIN, NOW), Beside(link_is_off=True))
    assert "deactivated" in found.verdict.staff_hint
    again = story_of(FullSession.from_json(left), Clock(BERLIN, NOW))
    assert "start again through the payment link" in again.verdict.staff_hint


def test_a19_a_recovery_link_that_was_used_is_not_offered_again() -> None:
    recovery = {"recovery": {"url": "https://buy.stripe.com/r/x", "expires_at": NOW + 60}}
    left = LEFT | {"id": "cs_test_1", "after_expiration": recovery, "mode": "payment"}
    whole, clock = FullSession.from_json(left), Clock(BERLIN, NOW)
    hint = story_of(whole, clock).verdict.staff_hint
    assert "Send the recovery link" in hint
    assert "Whether it was used was not looked at." in hint
    looked = story_of(whole, clock, Beside(later_looked_at=True)).verdict.staff_hint
    assert "not looked at" not in looked
    used = Beside(recovered_by="cs_test_newer")
    found = story_of(whole, clock, used)
    assert "has continued in cs_test_newer" in found.verdict.staff_hint
    assert "Continued in another session" in [step.words for step in found.steps]
    view = dataclasses.replace(VIEW, beside=used)
    shown = session_detail(whole, view)
    assert "Copy recovery link" not in [one.label for one in shown.actions]
    continued = field(shown, "Continued in")
    assert continued is not None
    assert continued.value == "cs_test_newer"


def test_a_session_past_its_end_does_not_promise_more_time() -> None:
    shown = detail(status="open", payment_status="unpaid", expires_at=int(NOW) - 1)
    assert "until" not in shown.story.verdict.sentence
    assert "not closed it yet" in shown.story.verdict.sentence


@pytest.mark.parametrize(
    ("session", "can_change"),
    [
        ({"status": "open", "payment_status": "unpaid"}, True),
        (WAITS | {"payment_intent": intent("processing")}, True),
        (WAITS | {"payment_intent": "pi_1"}, True),
        (WAITS | {"payment_intent": DECLINED}, False),
        (PAID, False),
        (LEFT, False),
    ],
)
def test_only_what_can_change_is_worth_watching(session: dict[str, Any], can_change: bool) -> None:
    assert story(**session).can_change is can_change


@given(any_json, any_json, any_json)
def test_no_object_breaks_the_story(session: Any, payment: Any, charge: Any) -> None:
    whole = session if isinstance(session, dict) else {"status": session}
    story_of(FullSession.from_json(whole), Clock(BERLIN, NOW))
    for status in ("open", "complete", "expired"):
        odd = {"status": status, "payment_status": "unpaid", "payment_intent": payment}
        story_of(FullSession.from_json(odd), Clock(BERLIN, NOW))
        odd["payment_intent"] = {
            "latest_charge": charge,
            "last_payment_error": payment,
            "status": 1,
        }
        story_of(FullSession.from_json(odd | {"after_expiration": charge}), Clock(BERLIN, NOW))
