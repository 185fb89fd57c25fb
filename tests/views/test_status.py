"""The status page and the metrics: who may see them, and whether they tell the truth."""

from __future__ import annotations

import re
from collections import defaultdict
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.conf import get_conf
from sessions_browser.shared_state import metrics, process_registry
from sessions_browser.shared_state.store import Store
from sessions_browser.shared_state.store_health import MOST_FAILURES
from sessions_browser.stripe_api.errors import APIError
from tests.clients import new_store
from tests.faults.redis_proxy import RedisProxy
from tests.roles import LEAD, someone
from tests.running import Emulator, running_redis, running_redis_without_scripts
from tests.views.page import LIST, text_of

STATUS = "/status/"


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(someone("boss", *LEAD))
    return client


@pytest.fixture(autouse=True)
def nothing_done_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_recorder", metrics._Recorder())


def test_only_staff_sees_it(client: Client, signed_in: Client, db: None) -> None:
    assert signed_in.get(STATUS).status_code == HTTPStatus.FORBIDDEN
    assert "Status" not in text_of(signed_in.get("/demo/payment-links/"))
    stranger = Client().get(STATUS)
    assert stranger.status_code == HTTPStatus.FOUND
    assert "login" in stranger.headers["Location"]


def test_it_tells_what_was_done(staff: Client, upstream: Emulator) -> None:
    for _ in range(3):
        staff.get(LIST)
    services.get_admission(get_conf().accounts[0]).circuit_breaker.failed(probe=True)
    metrics.upstream_called("demo", "list", "APIError", "req_shown", 70)
    upstream.reset()
    shown = text_of(staff.get(STATUS))
    assert 'Fresh: shown at once</th><td class="number">2</td>' in shown
    assert 'Missing: waited for Stripe</th><td class="number">1</td>' in shown
    assert "req_shown" in shown
    assert "Stripe has a problem" in shown
    assert "APIError" not in shown
    assert "No calls for some seconds after failures" in shown
    assert "of 10,000" in shown
    assert "In-process" in shown
    assert "time zones of tzdata 20" in shown
    assert upstream.requests() == []


def test_an_id_that_stripe_does_not_know_is_no_failure(staff: Client, upstream: Emulator) -> None:
    metrics.upstream_called("demo", "retrieve", "NotFoundError", "req_mistyped", 70)
    shown = text_of(staff.get(STATUS))
    assert "req_mistyped" not in shown
    assert "None." in shown


def test_the_status_page_has_the_tabs_and_the_box(staff: Client, upstream: Emulator) -> None:
    shown = text_of(staff.get(STATUS))
    assert 'id="find"' in shown
    assert f'<a href="{LIST}" >Sessions</a>' in re.sub(r"\s+>", " >", shown)
    assert 'href="/admin/"' in shown


def test_it_tells_when_the_shared_store_is_away(staff: Client, settings: Settings) -> None:
    from dashboard.env import cache as cache_settings

    settings.CACHES = {"default": cache_settings("redis://:topsecret@127.0.0.1:9/0")}
    shown = text_of(staff.get(STATUS))
    shown = text_of(staff.get(STATUS))
    assert "Redis is away" in shown
    assert "ConnectionError" in shown
    assert "topsecret" not in shown


@pytest.mark.parametrize(
    ("mode", "words"), [("slow", "Redis is slow"), ("loading", "Redis is loading")]
)
def test_it_tells_what_is_the_matter_with_a_redis_that_answers(
    staff: Client, settings: Settings, mode: str, words: str
) -> None:
    from dashboard.env import cache as cache_settings

    with running_redis() as (url, _), RedisProxy(url) as relay:
        settings.CACHES = {"default": cache_settings(relay.url)}
        relay.switch(mode)
        for _ in range(MOST_FAILURES + 1):
            shown = text_of(staff.get(STATUS))
        assert words in shown
        assert "All processes share it." not in shown
        relay.switch("ok")
        relay.shutdown()


def test_it_tells_when_redis_refuses_to_share_the_budget(staff: Client, settings: Settings) -> None:
    from dashboard.env import cache as cache_settings

    words = "It refuses the scripts that count calls to Stripe"
    with running_redis_without_scripts() as url:
        settings.CACHES = {"default": cache_settings(url)}
        shown = text_of(staff.get(STATUS))
        assert "All processes share it." in shown
        assert f"{words}, so each process makes do with its part of the budget." in shown
        assert "only-for-tests" not in shown
    with running_redis() as (url, _):
        settings.CACHES = {"default": cache_settings(url)}
        shown = text_of(staff.get(STATUS))
        assert "All processes share it." in shown
        assert words not in shown


def test_g1_it_tells_which_kind_of_events_comes_and_warns(
    staff: Client, settings: Settings
) -> None:
    cache.clear()
    assert "No webhook is set up." in text_of(staff.get(STATUS))
    settings.STRIPE_WEBHOOK_SECRETS = {"demo": "whsec_0123456789abcdef"}
    assert "No event about a session has come yet." in text_of(staff.get(STATUS))
    deliveries = services.deliveries(get_conf().accounts[0])
    deliveries.came("thin")
    shown = text_of(staff.get(STATUS))
    assert "Thin notifications, last:" in shown
    assert "Snapshots" not in shown
    deliveries.came("snapshot")
    assert "Snapshots, last:" in text_of(staff.get(STATUS))
    warning = "and no event tells of them"
    assert warning not in text_of(staff.get(STATUS))
    services.get_store().set("deliveries:demo", {"since": 1, "missed": 1_700_000_000}, 60)
    assert warning in text_of(staff.get(STATUS))


def test_metrics_are_off_unless_switched_on(client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == HTTPStatus.NOT_FOUND
    settings.METRICS = True
    assert client.get("/metrics").status_code == HTTPStatus.OK


def scraped() -> dict[str, dict[str, float]]:
    """By name of the sample, then by the value of its only label."""
    answer = Client().get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    text = answer.content.decode()
    assert "emulator" not in text
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name]["".join(sample.labels.values())] = sample.value
    return found


def test_metrics_are_what_the_page_says(
    staff: Client, upstream: Emulator, settings: Settings
) -> None:
    cache.clear()
    settings.METRICS = True
    settings.STRIPE_API_BASE = upstream.address
    before, calls = scraped(), "checkout_sessions_upstream_calls_total"
    for _ in range(3):
        staff.get(LIST)
    after = scraped()
    pages, pages_before = (one["checkout_sessions_pages_total"] for one in (after, before))
    for state, count in (("fresh", 2), ("miss", 1)):
        assert pages[state] - pages_before.get(state, 0) == count
    assert after[calls]["ok"] - before[calls].get("ok", 0) >= 1
    seconds = "checkout_sessions_upstream_seconds_count"
    assert after[seconds][""] - before[seconds].get("", 0) >= 1
    assert set(after["checkout_sessions_budget"]) == {"demo"}


def test_f9_metrics_tell_of_no_other_process(client: Client, settings: Settings) -> None:
    settings.METRICS = True
    store = services.get_store()
    snapshot = metrics.snapshot()
    snapshot["responses"] = {"9xx": 1}
    store.set_many({"process:other": snapshot, "alive:other": 1}, 60)
    store.set(process_registry.REGISTER, ["other"], 60)
    assert "9xx" in process_registry.totals(store).responses
    found = scraped()
    assert "9xx" not in found["checkout_sessions_responses_total"]
    # A name that is new at each start would never end as a label.
    assert process_registry.NAME not in client.get("/metrics").content.decode()


def test_f8_a_process_is_alive_by_a_key_that_ends() -> None:
    store = new_store()
    store.set(process_registry.REGISTER, ["ended", "other"], 60)
    store.set("alive:other", 1, 60)
    process_registry.publish(store)
    assert store.get(process_registry.REGISTER) == [process_registry.NAME, "other"]


def test_processes_are_added_up() -> None:
    store: Store = new_store()
    metrics.cache_answered("fresh")
    metrics.upstream_called("demo", "list", "ok", None, 100)
    process_registry.publish(store)
    # Another process, which told the same.
    store.set("process:other", metrics.snapshot(), 60)
    store.set(
        process_registry.REGISTER,
        ["other", "ended", process_registry.NAME],
        60,
    )
    totals = process_registry.totals(store)
    assert set(totals.processes) == {"other", process_registry.NAME}
    assert totals.pages["fresh"] == 2
    assert (totals.percentile(0.5), totals.calls_a_minute) == (100, 0.4)


@pytest.mark.parametrize("stored", [5, "x", {}, [5], [["a"]], [["a", 1.0]], [None]])
def test_garbage_in_the_register_is_no_process(stored: object) -> None:
    store = new_store()
    store.set(process_registry.REGISTER, stored, 60)
    assert set(process_registry.totals(store).processes) == {process_registry.NAME}


@pytest.mark.parametrize("foreign", [5, "x", [], {}, {"pages": {"fresh": 1}}])
def test_a_snapshot_of_another_version_is_left_out(foreign: object) -> None:
    store = new_store()
    store.set(process_registry.REGISTER, ["other"], 60)
    store.set("process:other", foreign, 60)
    assert set(process_registry.totals(store).processes) == {process_registry.NAME}


def test_percentiles_and_errors_are_bounded() -> None:
    for number in range(5000):
        metrics.upstream_called("demo", "list", "ok" if number % 2 else "APIError", None, number)
    told = metrics.snapshot()
    assert len(told["recent_ms"]) <= metrics.MOST_RECENT_CALLS
    assert len(told["errors"]) == metrics.MOST_ERRORS
    totals = process_registry.totals(new_store())
    assert totals.percentile(0.5) < totals.percentile(0.95) < 5000
    assert totals.errors[0][0] >= totals.errors[-1][0]


def test_a_reference_leads_from_a_page_to_its_lines(
    staff: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    cache.clear()
    answer = staff.get(LIST)
    assert answer.status_code == HTTPStatus.BAD_GATEWAY
    assert f"Reference <code>{answer.headers['X-Request-Id']}</code>" in answer.content.decode()
    assert APIError.__name__ not in text_of(answer)
