"""What a story is: a scenario, and what became of its payment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from emulator.world.endings import Ending
from emulator.world.scenarios import Scenario, ScenarioSession

_MEMBERSHIP = 15
_DAY = 86_400
# A session of a story completes so many seconds after its creation, or at once if it is new.
SECONDS_TO_PAY = 100
_A_LITTLE = 2 * SECONDS_TO_PAY

# The visit of part n of all stories has the number FIRST_STORY + n.
FIRST_STORY = 3_500_000_000


_NO_SCENARIO = Scenario((), person=0, currency="eur", items=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scenario, and what became of its payment. The defaults leave a session as it is.

    name: as a test asks for it.
    sentence: what happened.
    scenario: who buys what, and how each session ends; ages count back from the request.
    country: of the buyer.
    ended_early: the shop expired the session before `expires_at`.
    intent_status: Stripe's word, instead of the one that follows from the ending.
    waiting_status: the same, only until a delayed payment is settled.
    next_action: what the buyer has to do, in Stripe's word.
    charged: a canceled payment intent has a charge.
    failed: a canceled payment intent has an error.
    failure: code and message of a failed charge.
    decline_code: the bank's reason, where it is not the usual one.
    expired_intent_status: Stripe's word for the payment intent of an expired session,
        `settlement_days` after it expired; until then it is `waiting_status`. None: canceled.
    cancellation_reason, canceled_days: why the payment intent was canceled, and how many days
        after the session ended.
    manual_capture: the shop captured the payment, `settlement_days` after the session.
    captured_percent, refunded_percent: of the total.
    refund_status: Stripe's word.
    dispute_status: Stripe's word.
    subscription_status: Stripe's word, instead of the one that follows from the session.
    subscription_days: how many days until the subscription was canceled.
    presentment: currency and amount that the buyer saw.
    conversion: the shop's own currency, and the rate to that of the session.
    shipping_rate: number of the chosen one in the catalog.
    tax_included: the prices include the tax that the session names.
    wallet: its type, and the last four digits of the device.
    business: the name of the business that buys, and the type and value of its tax id.
    managed: Link sells in the name of the shop.
    email: the buyer's address as typed; None follows from the name of the story.
    email_shown: the session has the buyer's address once it is complete or has expired.
    others: more orders in the same story. Each has a buyer of its own, with the same name and
        address, unless it says `same_buyer`.
    """

    name: str = ""
    sentence: str = ""
    scenario: Scenario = _NO_SCENARIO
    country: str = "DE"
    ended_early: bool = False
    intent_status: str | None = None
    waiting_status: str | None = None
    next_action: str | None = None
    expired_intent_status: str | None = None
    charged: bool = True
    failed: bool = True
    failure: tuple[str, str] | None = None
    decline_code: str | None = None
    cancellation_reason: str = "expired"
    canceled_days: int = 0
    manual_capture: bool = False
    captured_percent: int = 100
    refunded_percent: int = 0
    refund_status: str = "succeeded"
    dispute_status: str | None = None
    subscription_status: str | None = None
    subscription_days: int | None = None
    presentment: tuple[str, int] | None = None
    conversion: tuple[str, str] | None = None
    shipping_rate: int = 0
    tax_included: bool = False
    wallet: tuple[str, str] | None = None
    business: tuple[str, str, str] | None = None
    managed: bool = False
    email: str | None = None
    email_shown: bool = True
    same_buyer: bool = False
    others: tuple[Story, ...] = ()


# What all sessions without a story share.
NO_STORY = Story()


def order(
    ending: Ending,
    days: int = 0,
    *,
    tried: bool = False,
    currency: str = "eur",
    product: int = 0,
    method: str = "card",
    settlement_days: int = 3,
    mode: str = "payment",
    promotion: int | None = None,
) -> Scenario:
    """A scenario of one session, `days` days old. A new one has the time of the request."""
    age = days * _DAY + _A_LITTLE if days else 0
    return Scenario(
        (ScenarioSession(age, ending, payment_attempted=tried),),
        person=0,
        currency=currency,
        items=((product, 1),) if mode != "setup" else (),
        mode=mode,
        payment_method_type=method,
        settlement_days=settlement_days,
        promotion=promotion,
        signed_in=mode != "payment",
    )


def subscribed(
    ending: Ending,
    days: int = 0,
    *,
    method: str = "card",
    settlement_days: int = 3,
    promotion: int | None = None,
) -> Scenario:
    """The same of a subscription to the membership."""
    return order(
        ending,
        days,
        product=_MEMBERSHIP,
        method=method,
        settlement_days=settlement_days,
        mode="subscription",
        promotion=promotion,
    )


def voucher(method: str, currency: str, country: str, days: int) -> Story:
    """A voucher that can be paid for `days` more days."""
    return Story(
        name=f"voucher-{method}",
        sentence=f"The buyer has a voucher of {method} and has not paid it yet.",
        country=country,
        scenario=order(Ending.ASYNC_FAILS, method=method, currency=currency, settlement_days=days),
        waiting_status="requires_action",
        next_action=f"{method}_display_details",
    )


def waits_open(kind: str, method: str, currency: str, country: str, sentence: str) -> Story:
    """A session that is open while the buyer does what the payment waits for.

    kind: the type of the next action.
    """
    return Story(
        name=f"waits-{kind.replace('_', '-')}",
        sentence=sentence,
        country=country,
        scenario=order(Ending.ABANDONED, tried=True, method=method, currency=currency),
        intent_status="requires_action",
        next_action=kind,
    )


def dispute(name: str, status: str, sentence: str) -> Story:
    return Story(
        name=name,
        sentence=sentence,
        scenario=order(Ending.PAID, days=20),
        dispute_status=status,
    )


def aged(scenario: Scenario, *seconds: int) -> Scenario:
    """The same order once for each of these ages, oldest first, with the same ending."""
    first = scenario.sessions[0]
    return scenario._replace(sessions=tuple(first._replace(age=age) for age in seconds))


def again(story: Story, *seconds: int, **changes: Any) -> Story:
    """The story with one more order, which is like its own.

    seconds: the ages of the other order's sessions, oldest first.
    changes: fields of the other order.
    """
    scenario = aged(story.scenario, *seconds)
    other = replace(story, name="", sentence="", scenario=scenario, others=())
    return replace(story, others=(*story.others, replace(other, **changes)))
