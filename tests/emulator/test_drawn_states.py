"""The states that the random world has by chance: how often, and who is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

import pytest

from emulator.world import rates
from emulator.world.derive_session import derive_session
from emulator.world.session_facts import SessionFacts
from emulator.world.stories import STORIES
from emulator.world.story import NO_STORY, Story
from emulator.world.visits import FIRST_ARRIVAL
from emulator.world.world import World
from tests.emulator.conftest import START

SIZE = 30_000


@pytest.fixture(scope="module")
def everyone() -> list[SessionFacts]:
    world = World(11, SIZE, START)
    return [derive_session(world, row) for row in range(SIZE)]


def share(found: Iterable[bool]) -> float:
    """How many of 1,000 are true."""
    values = list(found)
    assert len(values) > 100
    return 1000 * sum(values) / len(values)


def test_refunds_and_disputes_are_as_common_as_stated(everyone: list[SessionFacts]) -> None:
    paid = [f for f in everyone if f.payment_status == "paid" and f.visit.number < FIRST_ARRIVAL]
    whole = share(f.story.refunded_percent == 100 for f in paid)
    assert whole == pytest.approx(rates.REFUNDED, rel=0.2)
    part = share(0 < f.story.refunded_percent < 100 for f in paid)
    assert part == pytest.approx(rates.REFUNDED_IN_PART, rel=0.3)
    old = [f for f in paid if f.now > f.closes_at + 10 * 86_400]
    disputed = share(f.story.dispute_status is not None for f in old)
    assert disputed == pytest.approx(rates.DISPUTED, rel=0.5)


def test_wallets_and_businesses_are_as_common_as_stated(everyone: list[SessionFacts]) -> None:
    cards = [
        f
        for f in everyone
        if f.payment_status == "paid" and f.mode == "payment" and f.payment_method_type == "card"
    ]
    wallets = share(f.story.wallet is not None for f in cards)
    assert wallets == pytest.approx(rates.WALLET, rel=0.1)
    complete = [f for f in everyone if f.complete]
    # Buyers in Kuwait have no tax id.
    businesses = share(f.story.business is not None for f in complete)
    assert businesses == pytest.approx(rates.BUSINESS, rel=0.2)
    assert 8 < share(f.story.presentment is not None for f in complete) < 40


def test_some_sessions_are_ended_early(everyone: list[SessionFacts]) -> None:
    early = share(f.closes_at < f.expires_at for f in everyone if f.status == "expired")
    # Those that live half an hour are not.
    assert early == pytest.approx(rates.ENDED_EARLY, rel=0.3)


def test_each_field_of_a_drawn_story_occurs(everyone: list[SessionFacts]) -> None:
    only_named = {
        "name", "sentence", "scenario", "country", "ended_early", "expired_intent_status",
        "subscription_days", "conversion", "tax_included", "shipping_rate", "email", "email_shown",
        "same_buyer", "others", "decline_code",
    }  # fmt: skip
    random = [f.story for f in everyone if f.visit.number < FIRST_ARRIVAL]
    drawn = {
        field.name
        for field in fields(Story)
        if any(getattr(s, field.name) != getattr(NO_STORY, field.name) for s in random)
    }
    assert drawn | only_named == {field.name for field in fields(Story)}
    assert not drawn & only_named


def test_most_sessions_are_plain(everyone: list[SessionFacts]) -> None:
    assert share(f.story is NO_STORY for f in everyone) > 750


def test_who_arrives_later_or_is_named_is_plain() -> None:
    world = World(11, 600, START)
    before = [derive_session(world, row).story for row in range(len(world))]
    rows = [world.add_session(START) for _ in range(300)]
    assert all(derive_session(world, row).story is NO_STORY for row in rows)
    world.advance(START + 90_000)
    assert all(derive_session(world, row).closes_at > START for row in rows)
    assert all(derive_session(world, row).story is NO_STORY for row in rows)
    named = [row for row in range(600) if world.visit_numbers[row] >= FIRST_ARRIVAL]
    assert named
    assert all(before[row] is NO_STORY for row in named)


def test_drawn_states_stay_what_they_are() -> None:
    one, other = World(11, 400, START), World(11, 400, START)
    other.add_story(0)
    assert STORIES[0].name
    stories = [derive_session(one, row).story for row in range(400)]
    again = [derive_session(other, row).story for row in range(401)]
    assert [story for story in again if not story.name] == stories
