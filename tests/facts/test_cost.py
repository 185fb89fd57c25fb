"""How many calls it takes to know all sessions, as the emulator counts them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sessions_browser.models import Fact
from tests.facts.site import Site, running_site

pytestmark = pytest.mark.django_db
SESSIONS, A_PAGE = 12_000, 100
A_DAY = 86_400


@pytest.fixture
def big_site() -> Iterator[Site]:
    with running_site(f"--sessions={SESSIONS}", "--seed=11") as site:
        yield site


def calls_of_fill(site: Site) -> int:
    site.emulator.reset()
    site.fill()
    return len(site.emulator.queries())


@pytest.mark.slow
def test_a_fill_takes_hardly_more_calls_than_there_are_pages(big_site: Site) -> None:
    calls = calls_of_fill(big_site)
    assert Fact.objects.count() == SESSIONS
    assert calls <= 1.05 * SESSIONS / A_PAGE


def test_a_day_later_only_new_sessions_are_read(site: Site) -> None:
    site.fill()
    # By now nothing of the past is open.
    site.advance(2 * A_DAY)
    site.fill()
    known = Fact.objects.count()
    assert calls_of_fill(site) == 1
    for _ in range(10):
        site.emulator.control("arrive?count=25")
        site.advance(A_DAY // 10)
    calls = calls_of_fill(site)
    assert Fact.objects.count() == known + 250
    # Three pages of new ones, and one of those that were under way.
    assert calls <= 4
