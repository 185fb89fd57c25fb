"""Whatever Redis does, pages come, and soon after it is well again they are shared again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from dashboard.env import cache as cache_settings
from sessions_browser import services
from sessions_browser.shared_state.store import Store
from sessions_browser.shared_state.store_health import MOST_FAILURES
from tests.faults.redis_proxy import MODES, RedisProxy
from tests.faults.server import FaultyServer
from tests.faults.test_list_under_faults import FIRST_PAGE
from tests.roles import give_all
from tests.running import (
    running_full_redis,
    running_redis,
    running_redis_without_writes,
    running_replica,
)
from tests.views.page import LIST, ids, text_of

pytestmark = pytest.mark.slow

# What a page may take with the worst of them, and how soon the store is used again.
PAGE_SECONDS = 3.0
REST_SECONDS = 0.3
BACK_SECONDS = REST_SECONDS + 2.0
READS_ONLY = ("oom", "readonly", "misconf")


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with running_redis() as (url, _):
        yield url


@pytest.fixture
def proxy(redis_url: str, settings: Settings) -> Iterator[RedisProxy]:
    """The cache of the site, through a relay."""
    with RedisProxy(redis_url) as proxy:
        settings.CACHES = {"default": cache_settings(proxy.url)}
        cache.clear()
        yield proxy
        proxy.switch("ok")
        proxy.shutdown()


@pytest.fixture
def store(proxy: RedisProxy) -> Store:
    return services.get_store()


@pytest.fixture
def soon_tried_again(proxy: RedisProxy, settings: Settings) -> Store:
    settings.STORE_REST_SECONDS = REST_SECONDS
    return services.get_store()


def in_redis(url: str) -> Store:
    """What another process sees, which goes there by a way of its own."""
    from django.core.cache.backends.redis import RedisCache

    configured: Any = cache_settings(url)
    return Store(
        RedisCache(configured["LOCATION"], {"OPTIONS": dict(configured["OPTIONS"])}), is_shared=True
    )


def test_the_store_is_redis(store: Store, redis_url: str) -> None:
    store.set("k", {"a": [1, None, "é"]}, 60)
    assert in_redis(redis_url).get("k") == {"a": [1, None, "é"]}
    assert store.is_shared
    assert store.health().failures == 0


@pytest.mark.parametrize("mode", MODES)
def test_no_method_raises_and_a_store_that_fails_is_left_alone(
    store: Store, proxy: RedisProxy, mode: str
) -> None:
    store.set("before", 1, 60)
    proxy.switch(mode)
    began = time.monotonic()
    for number in range(20):
        store.set("k", number, 60)
        store.set_many({"a": 1, "b": 2}, 60)
        store.get("k")
        store.get_many(["a", "b"])
        store.add("n", 1, 60)
        store.delete("n")
    assert time.monotonic() - began < PAGE_SECONDS
    health = store.health()
    assert health.failures >= MOST_FAILURES
    assert health.last_error
    assert not health.is_shared
    # Meanwhile this process remembers for itself, and one of its threads wins a claim.
    assert store.get("k") == 19
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: store.add("claim", 1, 60), range(8))) == 1
    asked = proxy.commands
    store.get("k")
    assert proxy.commands == asked


@pytest.mark.parametrize("mode", MODES)
def test_the_store_is_used_again_soon_after_it_is_well(
    soon_tried_again: Store, proxy: RedisProxy, mode: str, redis_url: str
) -> None:
    store = soon_tried_again
    proxy.switch(mode)
    for number in range(6):
        store.set("k", number, 60)
    proxy.switch("ok")
    well = time.monotonic()
    while not store.is_shared or in_redis(redis_url).get("k") != "again":
        assert time.monotonic() - well < BACK_SECONDS
        time.sleep(0.02)
        store.set("k", "again", 60)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", MODES)
def test_pages_come_cold_and_warm(
    signed_in: Client, upstream: FaultyServer, proxy: RedisProxy, mode: str
) -> None:
    proxy.switch(mode)
    for _ in range(3):
        began = time.monotonic()
        assert ids(signed_in.get(LIST)) == FIRST_PAGE
        assert time.monotonic() - began < PAGE_SECONDS
    # Soon this process remembers for itself.
    calls = len(upstream.calls)
    assert ids(signed_in.get(LIST)) == FIRST_PAGE
    assert len(upstream.calls) == calls


@pytest.mark.django_db
@pytest.mark.parametrize("mode", MODES)
def test_a_warm_page_stays_one(
    signed_in: Client, upstream: FaultyServer, proxy: RedisProxy, mode: str
) -> None:
    assert ids(signed_in.get(LIST)) == FIRST_PAGE
    proxy.switch(mode)
    began = time.monotonic()
    assert ids(signed_in.get(LIST)) == FIRST_PAGE
    assert time.monotonic() - began < PAGE_SECONDS


NO_WRITES = {
    "full": (running_full_redis, "Redis is full"),
    "replica": (running_replica, "Redis is read-only"),
    "reader": (running_redis_without_writes, "Redis refuses commands"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", NO_WRITES)
def test_f1_a_redis_that_answers_reads_and_refuses_writes_costs_nothing(
    signed_in: Client, upstream: FaultyServer, settings: Settings, name: str
) -> None:
    import redis

    running, words = NO_WRITES[name]
    with running() as url:
        settings.CACHES = {"default": cache_settings(url)}
        before = redis.Redis.from_url(url).info("stats")["total_commands_processed"]
        for limit in range(1, 11):
            for _ in range(2):
                assert len(ids(signed_in.get(f"{LIST}?limit={limit}"))) == limit
        after = redis.Redis.from_url(url).info("stats")["total_commands_processed"]
        # A few until it is left alone, and what comes with each connection.
        assert after - before < 100
        give_all("Administrator")
        shown = text_of(signed_in.get("/status/"))
        assert words in shown
        assert "All processes share it" not in shown
        assert "only-for-tests" not in shown


FOREIGN = [b"\x80\x04K\x05.", b"", b"{", b"[1, 2]", b"5", b'"text"', b"\xff\xfe", b"[" * 5000]


@pytest.mark.django_db
@pytest.mark.parametrize("foreign", FOREIGN)
def test_foreign_values_are_misses(
    signed_in: Client, upstream: FaultyServer, proxy: RedisProxy, redis_url: str, foreign: bytes
) -> None:
    import redis

    assert ids(signed_in.get(LIST)) == FIRST_PAGE
    # On a busy machine the very first look may take longer than the store is given.
    failures = services.get_store().health().failures
    server = redis.Redis.from_url(redis_url)
    keys = [key for key in server.keys("*") if b"budget" not in key]
    assert keys
    for key in keys:
        server.set(key, foreign)
    assert ids(signed_in.get(LIST)) == FIRST_PAGE
    # Nothing was wrong with the store itself.
    assert services.get_store().health().failures == failures
    assert services.get_store().is_shared


@pytest.mark.django_db
def test_a_swapped_value_is_never_shown(
    signed_in: Client, upstream: FaultyServer, proxy: RedisProxy, redis_url: str
) -> None:
    import redis

    other = f"{LIST}?status=complete&limit=5"
    first, second = (ids(signed_in.get(address)) for address in (LIST, other))
    assert first[:5] == second
    assert first != second
    server = redis.Redis.from_url(redis_url)
    keys = [key for key in server.keys("*") if b"budget" not in key]
    values = [server.get(key) or b"" for key in keys]
    for key, value in zip(keys, [*values[1:], values[0]], strict=True):
        server.set(key, value)
    calls = len(upstream.calls)
    assert [ids(signed_in.get(address)) for address in (LIST, other)] == [first, second]
    assert len(upstream.calls) > calls
