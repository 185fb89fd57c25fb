"""What happened with a session and what comes next, in order."""

from __future__ import annotations

from tests.unit.session.shown import story
from tests.unit.sessions import DAY, LEFT, NOW, PAID, SEPA, intent


def test_steps_are_shown_in_order_with_the_time_between() -> None:
    found = story(**PAID, payment_link="plink_1", payment_intent=intent("succeeded"))
    assert [(step.words, step.gap) for step in found.steps] == [
        ("Opened through a payment link", ""),
        ("Paid", "5 min later"),
    ]


def test_what_comes_next_is_kept_apart_from_what_happened() -> None:
    found = story(status="open", payment_status="unpaid", created=NOW - 60, expires_at=NOW + 60)
    assert [(step.words, step.is_next) for step in found.steps] == [
        ("Opened by the shop", False),
        ("Expires unless finished", True),
    ]


def test_nobody_knows_when_a_session_without_payment_was_finished() -> None:
    found = story(status="complete", payment_status="no_payment_required", created=NOW)
    assert (found.steps[1].words, found.steps[1].at) == ("Finished by the customer", None)


def test_money_that_came_after_the_expiry_stands_after_it() -> None:
    debit = intent("succeeded", **SEPA | {"status": "succeeded"}) | {"created": NOW - 3 * DAY}
    debit["latest_charge"]["created"] = NOW - 3 * DAY
    steps = [step.words for step in story(**LEFT, payment_intent=debit).steps]
    assert steps[1:] == ["SEPA bank debit began", "Expired", "Paid"]
