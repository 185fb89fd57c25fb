"""Whole sessions through the cache."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.cache.session_objects import REFUSED_SECONDS, without_secrets
from sessions_browser.stripe_api import permissions
from sessions_browser.stripe_api.errors import (
    ExpansionError,
    InvalidAnswerError,
    NotFoundError,
    PermissionDeniedError,
)
from tests.unit.cache.fakes import (
    FRESH,
    PAID,
    Cached,
)
from tests.unit.conftest import Clock


def test_what_lets_others_pay_is_neither_shown_nor_stored(cached: Cached) -> None:
    session = {
        "id": "cs_test_1",
        "url": "https://checkout.stripe.com/c/pay/x",
        "client_secret": "hush",
        "payment_intent": {"id": "pi_1", "client_secret": "hush", "list": [{"client_secret": 1}]},
    }
    data, _ = cached(session)
    shown = data.sessions.retrieve("cs_test_1").value
    assert shown == {"id": "cs_test_1", "payment_intent": {"id": "pi_1", "list": [{}]}}
    held = cached.held()
    assert "hush" not in held
    assert "c/pay" not in held


def test_an_object_nested_past_the_stack_is_an_answer_that_cannot_be_read(
    cached: Cached,
) -> None:
    nested: list[Any] = []
    for _ in range(5_000):
        nested = [nested]
    data, _ = cached({"id": "cs_test_1", "x": nested})
    with pytest.raises(InvalidAnswerError):
        data.sessions.retrieve("cs_test_1")


def test_secrets_go_wherever_they_stand() -> None:
    hidden = [{"client_secret": "x", "kept": [{"client_secret": None, "a": 1}]}, "client_secret"]
    assert without_secrets(hidden) == [{"kept": [{"a": 1}]}, "client_secret"]


def test_a_session_in_full_is_one_call(cached: Cached, clock: Clock) -> None:
    data, client = cached({**PAID, "payment_intent": {"id": "pi_1", "client_secret": "s"}})
    whole = data.sessions.full("cs_test_9").value
    assert whole.raw["payment_intent"] == {"id": "pi_1"}
    assert whole.refused == frozenset()
    assert client.asked == [("cs_test_9", permissions.expand_paths(frozenset()))]


def test_a_right_that_is_missing_is_left_out_for_a_while(cached: Cached, clock: Clock) -> None:
    def answer(question: Any) -> Any:
        _, expand = question
        for path, right in (("latest_charge", "rak_charge_read"), ("promo", "rak_coupon_read")):
            if any(path in name for name in expand):
                return PermissionDeniedError("no", permission=right)
        return PAID

    data, client = cached(answer)
    whole = data.sessions.full("cs_test_9").value
    assert whole.refused == {"rak_charge_read", "rak_promotion_code_read"}
    kept = (
        "invoice.payments",
        "subscription",
        "shipping_cost.shipping_rate",
        "total_details.breakdown",
    )
    assert client.asked[-1] == ("cs_test_9", ("line_items", "payment_intent", *kept))
    assert len(client.asked) == 3
    # Another session is asked for in the form that is known to be answered.
    data.sessions.full("cs_test_9", max_age=0)
    assert len(client.asked) == 4
    clock.now += REFUSED_SECONDS + 1
    data.sessions.full("cs_test_9")
    assert len(client.asked) > 4


def test_a_session_that_is_refused_itself_is_refused(cached: Cached) -> None:
    refusal = PermissionDeniedError("no", permission="rak_checkout_session_read")
    data, client = cached(refusal)
    with pytest.raises(PermissionDeniedError):
        data.sessions.full("cs_test_9")
    assert len(client.asked) == 1


def test_who_watches_gets_what_is_young_enough(cached: Cached, clock: Clock) -> None:
    data, client = cached(PAID)
    for wait, calls in ((0, 1), (2, 1), (1, 2), (2, 2)):
        clock.now += wait
        data.sessions.full("cs_test_9", max_age=2.5)
        assert len(client.asked) == calls


def test_the_renewal_of_a_session_waits_for_no_turn_as_nobody_waits_for_it(
    cached: Cached, clock: Clock
) -> None:
    data, client = cached(PAID)
    data.sessions.full("cs_test_9")
    clock.now += FRESH
    data.sessions.full("cs_test_9")
    cached.single_flight.wait_for_all()
    assert client.waits == [5.0, 0.0]


def test_an_id_of_the_other_mode_is_not_asked_for(cached: Cached) -> None:
    data, client = cached(PAID)
    with pytest.raises(NotFoundError):
        data.sessions.full("cs_live_9")
    assert client.asked == []


def test_e10_an_expansion_that_stripe_refuses_does_not_cost_the_page(cached: Cached) -> None:
    def answer(question: Any) -> Any:
        _, expand = question
        if "total_details.breakdown" in expand:
            return ExpansionError("an expansion was refused")
        return PAID

    data, client = cached(answer)
    whole = data.sessions.full("cs_test_9").value
    assert whole.row.status == "complete"
    assert whole.refused == permissions.RARE
    assert len(client.asked) == 2
    # Without any expansion left the refusal is of the session itself.
    data, client = cached(ExpansionError("an expansion was refused"))
    with pytest.raises(ExpansionError):
        data.sessions.full("cs_test_8")
