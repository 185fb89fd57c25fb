"""Draw what became of the payment of a random session: a story without a name.

The numbers come from a stream of their own, so nothing else of the world depends on them. Only the
visits before the start have such stories: who arrives later, or is named, is plain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.world import rates
from emulator.world.catalog import CURRENCIES, CURRENCY, smallest_step
from emulator.world.endings import Ending
from emulator.world.seeded_random import SeededRandom, random_bits
from emulator.world.session_facts import SessionFacts
from emulator.world.story import NO_STORY, Story
from emulator.world.visits import FIRST_ARRIVAL
from emulator.world.world import COMPLETE, EXPIRED, OPEN

_DAY = 86_400
_STREAM, _BUYERS = 0x737461746573, 0x627579657273
_VOUCHERS = ("konbini", "boleto")
_ATTEMPTS = 4
# Buyers in these countries are shown a currency that the shop does not sell in.
_HOME_CURRENCY = {"PL": "pln"}
_TAX_ID_TYPES = {
    "GB": "gb_vat", "BR": "br_cnpj", "JP": "jp_cn", "CH": "ch_vat", "IS": "is_vat", "US": "us_ein",
}  # fmt: skip
_IN_THE_EU = ("DE", "FR", "ES", "SE", "PL")
_Changes = dict[str, Any]


def drawn_story(seed: int, facts: SessionFacts) -> Story:
    """The story of a random session; NO_STORY for most.

    facts: of the session, as if it had no story.
    """
    visit = facts.visit.number
    if visit >= FIRST_ARRIVAL:
        return NO_STORY
    rng = SeededRandom(seed ^ _STREAM, visit * _ATTEMPTS + facts.attempt)
    changes = _BY_STATUS[facts.status](rng, facts)
    # One buyer has the same business in all sessions of a visit.
    changes |= _of_buyer(random_bits(seed ^ _BUYERS, visit), facts)
    return Story(**changes) if changes else NO_STORY


def _happens(rng: SeededRandom, permille: int) -> bool:
    return rng.randbelow(1000) < permille


def _word(rng: SeededRandom, weights: dict[str, int]) -> str:
    words = [word for word, weight in weights.items() for _ in range(weight)]
    return rng.choice(words)


def _of_buyer(bits: int, facts: SessionFacts) -> _Changes:
    changes: _Changes = {}
    if bits % 1000 < rates.MANAGED and facts.mode != "setup":
        changes["managed"] = True
    if facts.status != COMPLETE:
        return changes
    if (bits >> 20) % 1000 < rates.BUSINESS:
        changes |= _business(facts, bits >> 30)
    if (bits >> 40) % 1000 < rates.PRESENTMENT and facts.total:
        changes |= _presentment(facts)
    return changes


def _business(facts: SessionFacts, number: int) -> _Changes:
    country = facts.person.country
    kind = "eu_vat" if country in _IN_THE_EU else _TAX_ID_TYPES.get(country)
    if kind is None:
        return {}
    value = f"{country}{10**8 + number % (9 * 10**8)}"
    return {"business": (f"{facts.person.name} & Co.", kind, value)}


def _presentment(facts: SessionFacts) -> _Changes:
    person = facts.person
    home = CURRENCIES[CURRENCY[_HOME_CURRENCY.get(person.country, person.currency)]]
    paid = CURRENCIES[facts.currency or 0]
    if home.code == paid.code:
        return {}
    amount = round(facts.total / paid.factor * home.factor)
    step = smallest_step(home.code)
    return {"presentment": (home.code, amount // step * step)}


def _of_open(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    state = rng.randbelow(1000)
    if not facts.payment_attempted or facts.mode != "payment" or not facts.total:
        return {}
    if state < rates.OPEN_DECLINED:
        return {"intent_status": "requires_payment_method"}
    if state < rates.OPEN_DECLINED + rates.OPEN_AT_THE_BANK:
        return {"intent_status": "requires_action", "next_action": "redirect_to_url"}
    return {}


def _of_expired(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    left = _happens(rng, rates.LEFT_WITHOUT_DECLINE)
    if not left or not facts.has_payment_intent:
        return {}
    return {"charged": False, "failed": False, "cancellation_reason": "abandoned"}


def _of_complete(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    if facts.mode == "setup":
        return {}
    changes = _by_ending(rng, facts)
    if facts.mode == "subscription":
        changes |= _of_subscription(rng, facts)
    if facts.payment_status == "paid":
        changes |= _of_paid(rng, facts)
    return changes


def _by_ending(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    state, method = rng.randbelow(1000), facts.payment_method_type
    if facts.ending is Ending.AUTHORIZED:
        return _of_reserved(state, facts)
    if facts.ending in (Ending.ASYNC_SUCCEEDS, Ending.ASYNC_FAILS) and method in _VOUCHERS:
        return {
            "waiting_status": "requires_action",
            "next_action": f"{method}_display_details",
            "failure": (
                "payment_method_customer_decline",
                "The voucher was not paid before it expired.",
            ),
        }
    return {}


def _of_reserved(state: int, facts: SessionFacts) -> _Changes:
    if state < rates.CAPTURED:
        if facts.now < facts.settles_at:
            return {}
        percent = 60 if state < rates.CAPTURED_IN_PART else 100
        captured = {"manual_capture": True, "captured_percent": percent}
        return {"intent_status": "succeeded", **captured}
    # docs.stripe.com/payments/place-a-hold-on-a-payment-method
    if facts.now < facts.closes_at + 7 * _DAY:
        return {}
    released = {"cancellation_reason": "automatic", "canceled_days": 7}
    return {"intent_status": "canceled", "failed": False, **released}


def _of_subscription(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    state, age = rng.randbelow(1000), facts.now - facts.closes_at
    if facts.trial_days:
        over = age > facts.trial_days * _DAY
        return {"subscription_status": "paused"} if over and state < rates.PAUSED else {}
    if age < 32 * _DAY or not facts.total:
        return {}
    if state < rates.PAST_DUE:
        return {"subscription_status": "past_due"}
    return {"subscription_status": "unpaid"} if state < rates.PAST_DUE + rates.UNPAID else {}


def _of_paid(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    changes: _Changes = {}
    state, disputed = rng.randbelow(1000), _happens(rng, rates.DISPUTED)
    if facts.mode == "payment" and _happens(rng, rates.WALLET):
        changes |= _wallet(rng, facts)
    if state < rates.REFUNDED + rates.REFUNDED_IN_PART:
        part = rng.choice((20, 40, 50))
        changes["refunded_percent"] = 100 if state < rates.REFUNDED else part
        by_voucher = facts.payment_method_type in _VOUCHERS
        words = rates.VOUCHER_REFUND_STATUSES if by_voucher else rates.REFUND_STATUSES
        changes["refund_status"] = _word(rng, words)
    if disputed and facts.now > facts.closes_at + 10 * _DAY:
        changes["dispute_status"] = _word(rng, rates.DISPUTE_STATUSES)
    return changes


def _wallet(rng: SeededRandom, facts: SessionFacts) -> _Changes:
    kind, digits = rng.choice(("apple_pay", "google_pay")), f"{rng.randbelow(10_000):04}"
    return {"wallet": (kind, digits)} if facts.payment_method_type == "card" else {}


_BY_STATUS: dict[str, Callable[[SeededRandom, SessionFacts], _Changes]] = {
    OPEN: _of_open,
    EXPIRED: _of_expired,
    COMPLETE: _of_complete,
}
