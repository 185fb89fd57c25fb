"""The story of a session: what happened, what to customer_message, what comes next."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from sessions_browser.objects.payment import PaymentState, payment_of
from sessions_browser.presentation.times import Clock, duration
from sessions_browser.session.facts import recovery_of
from sessions_browser.session.verdict import Story, story_of
from tests.unit.strategies import any_json

BERLIN = ZoneInfo("Europe/Berlin")
NOW = 1_795_000_000
DAY = 86_400


def story(**session: Any) -> Story:
    return story_of({"mode": "payment"} | session, Clock(BERLIN, NOW))


def intent(state: str, **charge: Any) -> dict[str, Any]:
    """An expanded PaymentIntent with its latest charge."""
    made = {"created": NOW - 600, "status": "succeeded", "payment_method_details": {"type": "card"}}
    return {"id": "pi_1", "status": state, "created": NOW - 600, "latest_charge": made | charge}


PAID = {
    "status": "complete",
    "payment_status": "paid",
    "amount_total": 4900,
    "currency": "eur",
    "created": NOW - 900,
}
WAITS = PAID | {"payment_status": "unpaid"}
LEFT = {
    "status": "expired",
    "payment_status": "unpaid",
    "created": NOW - 2 * DAY,
    "expires_at": NOW - DAY,
}
SEPA = {"payment_method_details": {"type": "sepa_debit"}, "status": "pending"}
DECLINED = intent("requires_payment_method", status="failed") | {
    "last_payment_error": {"message": "Your card has insufficient funds.", "decline_code": "x"}
}


@pytest.mark.parametrize(
    ("session", "verdict", "customer_message"),
    [
        (
            PAID | {"payment_intent": intent("succeeded")},
            "EUR 49.00 was collected on 18 Nov 11:56.",
            "We have received your payment of EUR 49.00 on 18 Nov 11:56.",
        ),
        (
            PAID | {"payment_intent": intent("succeeded", refunded=True, amount_refunded=4900)},
            "EUR 49.00 was collected on 18 Nov 11:56 and has been refunded in full.",
            "We have refunded your payment",
        ),
        (
            PAID | {"payment_intent": intent("succeeded", amount_refunded=1000)},
            "EUR 49.00 was collected on 18 Nov 11:56; EUR 10.00 of it has been refunded.",
            "have refunded EUR 10.00 of it",
        ),
        (
            PAID | {"payment_intent": intent("succeeded", disputed=True)},
            "the customer disputes it",
            "",
        ),
        # Not readable: what the session itself says, and no more.
        (PAID | {"payment_intent": "pi_1"}, "EUR 49.00 was collected.", "EUR 49.00."),
        (
            WAITS | {"payment_intent": intent("processing", **SEPA)},
            "Bank debit of EUR 49.00 started on 18 Nov 11:56. This can take days; it has not"
            " failed.",
            "on its way",
        ),
        (
            WAITS | {"payment_intent": intent("requires_capture")},
            "EUR 49.00 is reserved on the customer's Card on 18 Nov 11:56, and not collected yet.",
            "has not been charged yet",
        ),
        (
            WAITS | {"payment_intent": DECLINED},
            "failed: Your card has insufficient funds.",
            "did not go through",
        ),
        (WAITS | {"payment_intent": "pi_1"}, "or it awaits capture, or it failed", ""),
        (LEFT, "Expired 17 Nov 12:06, 24 h after it was opened. Never tried to pay.", "ended"),
        (
            LEFT | {"payment_intent": DECLINED},
            "Expired 17 Nov 12:06, 24 h after it was opened. The customer tried to pay, which"
            " failed: Your card has insufficient funds.",
            "“Your card has insufficient funds.”",
        ),
        # A bank payment that was on its way when the session expired may still arrive.
        (LEFT | {"payment_intent": intent("processing", **SEPA)}, "tried to pay.", ""),
        (LEFT | {"payment_intent": "pi_1"}, "The customer tried to pay.", ""),
        (LEFT | {"mode": "subscription"}, "cannot be seen for a subscription", "ended"),
        (LEFT | {"mode": "setup"}, "No payment method was saved", "Nothing was saved"),
        (
            {"status": "open", "payment_status": "unpaid", "expires_at": NOW + 3600},
            "Not finished. The customer can still pay until 18 Nov 13:06.",
            "you can pay until 18 Nov 13:06",
        ),
        (
            {"status": "open", "payment_status": "unpaid", "expires_at": NOW - 1},
            "has not closed it yet",
            "start again",
        ),
        (
            PAID | {"payment_status": "no_payment_required", "amount_total": 0}
            | {"total_details": {"amount_discount": 4900}},
            "A code covered the whole price, so nothing was charged. That is no error.",
            "Nothing had to be paid",
        ),
        (
            {"status": "complete", "payment_status": "no_payment_required", "mode": "setup"},
            "A payment method was saved. Nothing was charged",
            "is saved",
        ),
        (
            {"status": "complete", "payment_status": "no_payment_required", "amount_total": 500}
            | {"mode": "subscription"},
            "as in a trial",
            "has started",
        ),
        ({"status": "melted"}, "An unusual state", ""),
    ],
)  # fmt: skip
def test_verdict_and_what_to_say(
    session: dict[str, Any], verdict: str, customer_message: str
) -> None:
    told = story(**session)
    assert verdict in told.verdict
    assert (
        customer_message in told.customer_message
        if customer_message
        else told.customer_message == ""
    )
    # Where nothing may be promised, it is said where to look.
    assert told.customer_message or told.staff_hint


def test_steps_are_told_in_order_with_the_time_between() -> None:
    told = story(**PAID, payment_link="plink_1", payment_intent=intent("succeeded"))
    assert [(step.words, step.gap) for step in told.steps] == [
        ("Opened through a payment link", ""),
        ("Paid", "5 min later"),
    ]


def test_what_comes_next_is_told_apart_from_what_happened() -> None:
    told = story(status="open", payment_status="unpaid", created=NOW - 60, expires_at=NOW + 60)
    assert [(step.words, step.is_next) for step in told.steps] == [
        ("Opened by the shop", False),
        ("Ends, if nobody pays", True),
    ]


def test_nobody_knows_when_a_session_without_payment_was_finished() -> None:
    told = story(status="complete", payment_status="no_payment_required", created=NOW)
    assert (told.steps[1].words, told.steps[1].at) == ("Finished by the customer", None)


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


def test_the_moment_of_payment_is_that_of_the_charge() -> None:
    assert story(**PAID, payment_intent=intent("succeeded")).paid_at == NOW - 600
    assert story(**PAID, payment_intent="pi_1").paid_at is None


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
    session = {"after_expiration": {"recovery": recovery}}
    assert bool(recovery_of(session, NOW)) is found


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (DAY, "24 h"),
        (2 * DAY, "2 days"),
    ],
)
def test_spans_are_told_in_the_largest_unit(seconds: int, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (None, PaymentState.NONE),
        ("pi_1", PaymentState.UNREAD),
        (5, PaymentState.UNREAD),
        ({"status": "succeeded"}, PaymentState.SUCCEEDED),
        ({"status": "requires_action"}, PaymentState.UNKNOWN),
        ({}, PaymentState.NONE),
    ],
)
def test_a_payment_is_as_known_as_the_key_allows(value: Any, state: PaymentState) -> None:
    assert payment_of({"payment_intent": value}).state is state


def test_only_a_receipt_of_stripe_is_linked() -> None:
    for url, kept in (("https://pay.stripe.com/receipts/x", True), ("https://evil.example", False)):
        found = payment_of({"payment_intent": intent("succeeded", receipt_url=url)})
        assert bool(found.receipt_url) is kept


@given(any_json, any_json, any_json)
def test_no_object_breaks_the_story(session: Any, payment: Any, charge: Any) -> None:
    whole = session if isinstance(session, dict) else {"status": session}
    story_of(whole, Clock(BERLIN, NOW))
    for status in ("open", "complete", "expired"):
        odd = {"status": status, "payment_status": "unpaid", "payment_intent": payment}
        story_of(odd, Clock(BERLIN, NOW))
        odd["payment_intent"] = {
            "latest_charge": charge,
            "last_payment_error": payment,
            "status": 1,
        }
        story_of(odd | {"after_expiration": charge}, Clock(BERLIN, NOW))
