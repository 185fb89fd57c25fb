"""What one account waits for, no other account has to wait for."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.cache.single_flight import PLACE_SECONDS
from sessions_browser.conf import THREADS_FOR_CACHED_PAGES, get_conf
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import NotAskedError
from tests.clients import KEY
from tests.faults.server import FaultyServer

PLACES = 4


@pytest.fixture
def two_accounts(upstream: FaultyServer, settings: Settings) -> None:
    settings.STRIPE_ACCOUNTS = {"one": KEY, "other": f"{KEY}2"}
    settings.WEB_THREADS = THREADS_FOR_CACHED_PAGES + PLACES


def test_f4_the_pages_of_one_account_leave_places_to_the_other(
    upstream: FaultyServer, two_accounts: None
) -> None:
    one, other = (services.account_data(account).lists for account in get_conf().accounts)

    def read(number: int) -> int:
        query = ListQuery((("created[gte]", f"{number}"),))
        try:
            return len(one.page(query).value.rows)
        except NotAskedError:
            return 0

    upstream.switch("gate")
    with ThreadPoolExecutor(3 * PLACES) as people:
        pages = [people.submit(read, number) for number in range(2 * PLACES)]
        upstream.wait_for_calls(PLACES // 2)
        page = people.submit(other.page, ListQuery())
        # Whoever finds no place is refused within this time.
        time.sleep(PLACE_SECONDS + 0.5)
        upstream.gate.set()
        assert len(page.result().value.rows) == ListQuery().limit
    assert sum(page.result() > 0 for page in pages) >= PLACES // 2
