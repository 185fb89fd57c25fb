"""Walking Older to the end and Newer back shows every session once, in order, with no dead end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from tests.running import Emulator, running_emulator
from tests.views.page import LIST, ids, link

SIZES = (0, 1, 2, 25, 120)
MOST_PAGES = 200
FILTERS = (
    "",
    "status=complete",
    "status=expired",
    "status=open",
    "created=last_30_days",
    "outcome=paid",
    "outcome=processing",
    "outcome=no_payment_due",
    "outcome=abandoned",
)


@pytest.fixture(scope="module")
def worlds() -> Iterator[dict[int, Emulator]]:
    with ExitStack() as stack:
        yield {
            size: stack.enter_context(running_emulator(f"--sessions={size}", "--seed=7"))
            for size in SIZES
        }


def upstream_order(world: Emulator, query: str) -> list[str]:
    """All that upstream lists under this filter, read in pages of 100."""
    outcome = OUTCOME_FILTERS.get(query.removeprefix("outcome="))
    query = f"status={outcome.status}" if outcome else query
    found: list[dict[str, Any]] = []
    while True:
        cursor = f"&starting_after={found[-1]['id']}" if found else ""
        answer = world.get(f"/v1/checkout/sessions?limit=100{cursor}&{query}".rstrip("&"))
        found += answer["data"]
        if not answer["has_more"]:
            wanted = outcome.payment_status if outcome else None
            return [one["id"] for one in found if wanted in (None, one["payment_status"])]


def walk(client: Client, start: str, direction: str, arrive: Iterator[int], world: Emulator):  # type: ignore[no-untyped-def]
    """Pages from `start` on, with sessions arriving between the clicks."""
    address, pages = start, []
    while address:
        response = client.get(address, follow=True)
        pages.append(ids(response))
        assert len(pages) < MOST_PAGES
        if count := next(arrive, 0):
            world.control(f"arrive?count={count}")
        last, address = address, link(response, direction)
        assert address != last
    return pages, response


@pytest.mark.slow
@pytest.mark.django_db
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    size=st.sampled_from(SIZES),
    limit=st.sampled_from((1, 2, 3, 10, 25, 100)),
    query=st.sampled_from(FILTERS),
    arrivals=st.lists(st.integers(0, 3), max_size=6),
)
def test_a_walk_there_and_back_shows_each_session_once(
    signed_in: Client,
    settings: Settings,
    worlds: dict[int, Emulator],
    size: int,
    limit: int,
    query: str,
    arrivals: list[int],
) -> None:
    world = worlds[size]
    limit = max(limit, size // 20)
    settings.STRIPE_API_BASE = world.address
    cache.clear()
    wire = query if query.startswith(("status", "outcome")) else ""
    there = upstream_order(world, wire)
    arrive = iter(arrivals)
    address = f"{LIST}?limit={limit}&{query}".rstrip("&")

    older, last = walk(signed_in, address, "older", arrive, world)
    shown = [identifier for page in older for identifier in page]
    # Sessions that arrive below a click cannot appear: they are newer than where the person is.
    start = shown.index(there[0]) if there and there[0] in shown else 0
    if query != "created=last_30_days":
        assert shown[start:] == there
    assert len(shown) == len(set(shown))

    if up := link(last, "newer"):
        newer, _ = walk(signed_in, up, "newer", iter(()), world)
        back: list[str] = list(older[-1])
        for page in newer:
            # Only the first page may overlap: it is shown in place of a short page at the top.
            fresh = [identifier for identifier in page if identifier not in back]
            assert fresh == page or page is newer[-1]
            assert page[: len(fresh)] == fresh
            back = fresh + back
        assert back[back.index(shown[0]) :] == shown
        now = upstream_order(world, wire)
        if query != "created=last_30_days" and back:
            # The top is as it was when it was read, some seconds ago; what came since is missing.
            first = now.index(back[0])
            assert first <= sum(arrivals)
            assert back == now[first : first + len(back)]
