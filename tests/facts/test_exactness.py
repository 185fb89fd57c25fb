"""Every figure equals one computed from the emulator's own data, whatever happened meanwhile."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest

from sessions_browser.facts import queries
from sessions_browser.models import Fact, FactSum
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.circuit_breaker import LIMITS
from tests.clients import admission_of, client_of
from tests.environment import WALK_SEED
from tests.facts import figures, truth
from tests.facts.site import SLUG, START, Site

pytestmark = pytest.mark.django_db


def edges(everything: list[truth.Session], chance: random.Random) -> list[tuple[int, int]]:
    """All of it, and ranges that begin and end at any second."""
    oldest, newest = everything[-1]["created"], everything[0]["created"]
    drawn = [sorted(chance.sample(range(oldest, newest), 2)) for _ in range(2)]
    return [(oldest - 86_400, newest), *((begin, end) for begin, end in drawn)]


def test_figures_are_those_of_the_emulator(site: Site) -> None:
    site.fill()
    everything = truth.all_sessions(site.emulator)
    for begin, end in edges(everything, random.Random(WALK_SEED)):
        figures.check(everything, begin, end)
        figures.check_rows(everything, begin, end)


def test_they_stay_so_while_sessions_arrive_end_and_settle(site: Site) -> None:
    chance = random.Random(WALK_SEED)
    for turn in range(6):
        site.emulator.control("faults?percent=10")
        site.crashing_fill(chance)
        site.emulator.control("faults?percent=0")
        arrived = site.emulator.control(f"arrive?count={chance.choice([1, 7, 250])}")["sessions"]
        for session in arrived[:5]:
            ending = chance.choice(["complete", "expire"])
            site.emulator.control(f"{ending}?session={session}")
        site.advance(chance.choice([60, 7000, 90_000, 400_000]))
        if turn % 2:
            site.fill()
    # Everything is old enough to be read for the last time.
    for _ in range(4):
        site.advance(20 * 86_400)
        site.fill()
    everything = truth.all_sessions(site.emulator)
    for begin, end in edges(everything, chance):
        figures.check(everything, begin, end)
    figures.check_rows(everything, everything[-1]["created"], everything[0]["created"])


def test_an_outage_amid_a_fill_keeps_what_is_known_and_names_the_gap(site: Site) -> None:
    limits = replace(LIMITS, open=0.05)
    admission = admission_of(ConcurrencyLimit(8, 8), rate=100_000, allowance=10**9, breaker=limits)
    site.client = client_of(site.emulator.address, admission=admission, key="rk_test_emulator")
    everything = truth.all_sessions(site.emulator)
    begin, end = everything[-1]["created"], everything[0]["created"]
    kind, parameters = site.backfill(), {"account": SLUG}
    state = kind.first(parameters)
    for _ in range(4):
        state = kind.step(parameters, state).state
    before = queries.reach(SLUG, begin, end)
    assert before.stretches
    assert before.gaps

    site.emulator.control("faults?percent=100")
    for _ in range(3):
        step = kind.step(parameters, state)
        state = step.state
        assert (step.note, step.wait >= 2) == ("upstream", True)
        assert queries.reach(SLUG, begin, end) == before
    site.emulator.control("faults?percent=0")
    while state is not None:
        step = kind.step(parameters, state)
        state = step.state
        # The circuit closes after this.
        time.sleep(min(step.wait, 2 * limits.open))
    figures.check(everything, begin, end)


def test_the_last_day_is_read_again_where_that_is_asked_for(site: Site) -> None:
    site.emulator.control("arrive?count=250")
    site.advance(1200)
    site.fill()
    newest = truth.all_sessions(site.emulator)[100:250]
    # Further down than the page that every fill begins with.
    one = next(session for session in reversed(newest) if session["status"] == "open")
    second = (one["created"], one["created"] + 1)
    paid = figures.told(queries.figures(SLUG, *second).total)["PAID"]
    site.emulator.control(f"complete?session={one['id']}")
    site.fill()
    assert figures.told(queries.figures(SLUG, *second).total)["PAID"] == paid
    read = site.fill(again=site.now - 7200)
    assert 250 <= read < 600
    assert figures.told(queries.figures(SLUG, *second).total)["PAID"] == paid + 1


def test_sums_are_those_of_the_facts(site: Site) -> None:
    site.crashing_fill(random.Random(WALK_SEED))
    site.advance(100_000)
    site.fill()
    assert Fact.objects.count() == len({bytes(row.session) for row in Fact.objects.all()})
    by_sums = queries.figures(SLUG, 0, START + 10**6)
    assert by_sums.total.made + open_second() == Fact.objects.count()
    assert not FactSum.objects.filter(count__lte=0).exists()


def open_second() -> int:
    """Sessions of the newest second, which is not read until a later one has begun."""
    newest = Fact.objects.order_by("-key").values_list("key", flat=True)[0] >> 30
    end = queries.reach(SLUG, 0, 2**32).stretches[-1].end
    return Fact.objects.filter(key__gte=end << 30).count() if newest >= end else 0
