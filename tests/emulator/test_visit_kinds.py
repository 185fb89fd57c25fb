"""Kinds of visitors come at their rates, and each can be seen in what Stripe would answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from emulator.objects.context import Context
from emulator.objects.lookup import ObjectLookup
from emulator.world import rates
from emulator.world.catalog import NO_LINK
from emulator.world.ids import Ids
from emulator.world.rate_table import RATE_LINES, as_markdown
from emulator.world.session_facts import SessionFacts
from emulator.world.visit_kinds import VisitKind
from emulator.world.visits import FIRST_ARRIVAL
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, api
from tests.running import ROOT

Visits = dict[int, list[SessionFacts]]


@pytest.fixture(scope="module")
def world() -> World:
    return World(11, 16_000, START)


@pytest.fixture(scope="module")
def visits(world: World) -> Visits:
    """The sessions of each random visit, oldest first."""
    lookup = ObjectLookup(Context(world, Ids(world.seed)))
    found: Visits = defaultdict(list)
    for row in range(len(world)):
        facts = lookup.facts(row)
        if facts.visit.number < FIRST_ARRIVAL:
            found[facts.visit.number].append(facts)
    return found


def of_kind(visits: Visits, kind: VisitKind) -> list[list[SessionFacts]]:
    return [sessions for sessions in visits.values() if sessions[0].kind is kind]


@pytest.mark.parametrize(
    ("kind", "permille", "by_link"),
    [
        (VisitKind.AHEAD, rates.AHEAD, False),
        (VisitKind.AGENT, rates.AGENTS, False),
        (VisitKind.TABS, rates.TABS, False),
        (VisitKind.CHAIN, rates.CHAINS, False),
        (VisitKind.CRAWLER, rates.CRAWLERS, True),
    ],
)
def test_each_kind_comes_at_its_rate(
    visits: Visits, kind: VisitKind, permille: int, by_link: bool
) -> None:
    alike = [
        sessions
        for sessions in visits.values()
        if sessions[0].visit.mode == "payment" and (sessions[0].visit.link != NO_LINK) is by_link
    ]
    share = 1000 * len(of_kind(visits, kind)) / len(alike)
    assert permille / 1.7 < share < permille * 1.7


def shown(world: World, facts: SessionFacts) -> dict[str, Any]:
    id_ = Ids(world.seed).encode("checkout.session", facts.number)
    return api(world).get(f"{SESSIONS}/{id_}", "")


def test_what_was_made_ahead_names_its_customer_and_was_never_opened(
    world: World, visits: Visits
) -> None:
    for (facts,) in of_kind(visits, VisitKind.AHEAD)[:20]:
        session = shown(world, facts)
        assert session["metadata"]["made_by"] == "reminders"
        assert session["customer"] or session["customer_account"]
        assert session["status"] in ("open", "expired")
        assert session["payment_intent"] is None


def test_a_crawler_leaves_nothing(world: World, visits: Visits) -> None:
    for (facts,) in of_kind(visits, VisitKind.CRAWLER)[:20]:
        session = shown(world, facts)
        assert session["status"] in ("open", "expired")
        assert (session["customer_details"], session["payment_intent"]) == (None, None)


def test_an_agent_pays_at_the_first_try_with_link(world: World, visits: Visits) -> None:
    agents = of_kind(visits, VisitKind.AGENT)
    assert agents
    for (facts,) in agents[:20]:
        assert facts.payment_method_type == "link"
        session = shown(world, facts)
        assert session["metadata"]["made_by"] == "agent"
        assert session["status"] in ("open", "complete")


def test_several_of_one_customer_are_open_at_once(visits: Visits) -> None:
    whole = [tabs for tabs in of_kind(visits, VisitKind.TABS) if len(tabs) == 4]
    assert whole
    for tabs in whole:
        assert {facts.signed_in for facts in tabs} == {True}
        assert tabs[-1].created - tabs[0].created < 900
        assert all(facts.expires_at > tabs[-1].created for facts in tabs)


def test_a_chain_of_recoveries_can_be_followed(world: World, visits: Visits) -> None:
    chains = [chain for chain in of_kind(visits, VisitKind.CHAIN) if len(chain) == 3]
    assert chains
    for chain in chains:
        first, second, third = (shown(world, facts) for facts in chain)
        assert first["status"] == second["status"] == "expired"
        assert second["recovered_from"] == first["id"]
        assert third["recovered_from"] == second["id"]
        assert first["after_expiration"]["recovery"]["url"]


def test_who_arrives_later_is_plain(world: World) -> None:
    later = World(11, 5, START)
    rows = [later.add_session(START) for _ in range(200)]
    kinds = {later.visit(row).kind for row in rows}
    assert kinds == {VisitKind.PLAIN}


def test_addresses_have_capitals_at_their_rate(world: World) -> None:
    people = [world.people.person(number) for number in range(4000)]
    typed = sum(person.email != person.email.lower() for person in people)
    assert 0.6 * rates.CAPITALS < typed / 4 < 1.5 * rates.CAPITALS


def test_the_guide_has_the_table_that_the_emulator_prints() -> None:
    guide = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")
    assert as_markdown() in guide


def test_the_table_names_every_rate() -> None:
    named = [line.permille for line in RATE_LINES]
    known = [value for name, value in vars(rates).items() if name.isupper() and type(value) is int]
    assert sorted(named) == sorted(known)
