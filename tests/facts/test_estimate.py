from __future__ import annotations

from sessions_browser.facts.estimate import estimate
from tests.facts import truth
from tests.facts.site import START, Site, running_site


def test_a_fill_is_estimated_by_a_few_calls() -> None:
    with running_site("--sessions=20000") as big:
        found = estimate(big.ask, START - 400 * 86_400, START)
        assert len(big.emulator.queries()) <= 5
    assert 10_000 <= found.sessions <= 40_000
    assert found.calls >= found.sessions / 100
    assert not found.is_exact


def test_a_range_that_begins_long_before_all_sessions_is_not_far_off() -> None:
    with running_site("--sessions=5000") as shop:
        found = estimate(shop.ask, START - 1000 * 86_400, START, samples=4)
        assert len(shop.emulator.queries()) <= 4
        there = len(truth.all_sessions(shop.emulator))
    assert there / 1.5 <= found.sessions <= there * 1.5


def test_what_fits_into_a_page_is_exact(site: Site) -> None:
    newest = truth.all_sessions(site.emulator)[:60]
    found = estimate(site.ask, newest[-1]["created"] + 1, START)
    assert found.is_exact
    assert found.calls == 1
    assert found.sessions == len(truth.within(newest, newest[-1]["created"] + 1, START))
