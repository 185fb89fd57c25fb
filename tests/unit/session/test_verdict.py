"""The story of a session: what became of it and what to tell the customer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from sessions_browser.objects.full_session import FullSession
from sessions_browser.presentation.times import Clock
from sessions_browser.session.verdict import story_of
from tests.unit.session.shown import detail, story
from tests.unit.sessions import BERLIN, DECLINED, LEFT, NOW, PAID, SEPA, WAITS, intent
from tests.unit.strategies import any_json


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
    found = story(**session)
    assert verdict in found.verdict
    assert (
        customer_message in found.customer_message
        if customer_message
        else found.customer_message == ""
    )
    # Where nothing may be promised, it is said where to look.
    assert found.customer_message or found.staff_hint


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
            {"status": "expired", "payment_status": "unpaid", "mode": "payment"},
            "Expired. Never tried to pay.",
        ),
        (
            {"status": "expired", "payment_status": "unpaid"},
            "Expired. Whether the customer tried to pay cannot be seen.",
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
