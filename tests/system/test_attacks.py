"""The production server before those who wait, send slowly or come in crowds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus

import pytest
import requests

from tests.attackers import Watch, ask, connections, is_closed, slow_post
from tests.benchmarks.load import percentile
from tests.faults.server import FaultyServer
from tests.running import running_dashboard, served_dashboard
from tests.system.test_shared_cache import LIST, signed_in

pytestmark = pytest.mark.slow

HEALTH = "/healthz"
SIGN_IN = "/accounts/login/"
WEBHOOK = "/webhooks/stripe/demo/"
BODY_SECONDS = 10.0
ENDING_SECONDS = 20.0
SLACK_SECONDS = 2.0


@pytest.fixture(scope="module")
def upstream() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


@pytest.fixture
def site(upstream: FaultyServer) -> Iterator[str]:
    upstream.switch("ok")
    secret = "whsec_only_for_tests_0123456789"
    settings = {"IDLE_SECONDS": "3", "STRIPE_WEBHOOK_SECRET_DEMO": secret}
    with running_dashboard(upstream.address, **settings) as site:
        yield site


def port_of(site: str) -> int:
    return int(site.rpartition(":")[2])


def cookies(site: str) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in signed_in(site).cookies)


@pytest.mark.parametrize("path", [SIGN_IN, WEBHOOK, "/nothing/"])
def test_l1_slow_bodies_hold_no_thread(site: str, path: str) -> None:
    port, person = port_of(site), cookies(site)
    with connections(port, 200, slow_post(path)) as slow:
        time.sleep(0.5)
        with Watch(port, HEALTH) as health, Watch(port, LIST, person) as pages:
            time.sleep(2)
            assert ask(port, SIGN_IN)[0] == HTTPStatus.OK
        assert health.statuses == pages.statuses == {HTTPStatus.OK}
        assert max(health.seconds) < 1
        assert max(pages.seconds) < 1
        began = time.monotonic()
        for one in slow:
            left = max(0.1, BODY_SECONDS + SLACK_SECONDS - (time.monotonic() - began))
            assert is_closed(one, left)


def test_l1_a_body_that_drips_runs_into_the_same_deadline(site: str) -> None:
    with connections(port_of(site), 1, slow_post(SIGN_IN)) as (one,):
        began, received = time.monotonic(), b""
        one.settimeout(0.5)
        while b"\r\n\r\n" not in received and time.monotonic() - began < 2 * BODY_SECONDS:
            with suppress(TimeoutError):
                received += one.recv(65_536)
            with suppress(OSError):
                one.sendall(b"a")
        assert int(received.split()[1]) == HTTPStatus.REQUEST_TIMEOUT
        assert time.monotonic() - began < BODY_SECONDS + SLACK_SECONDS


def test_l2_connections_that_say_nothing_are_closed(site: str) -> None:
    port = port_of(site)
    silent, half = connections(port, 100), connections(port, 100, b"GET / HTTP/1.1\r\nHost:")
    with silent as nothing, half as unfinished, Watch(port, HEALTH) as health:
        began = time.monotonic()
        for one in (*nothing, *unfinished):
            left = max(0.1, 3 + SLACK_SECONDS - (time.monotonic() - began))
            assert is_closed(one, left)
        assert time.monotonic() - began > 2
    assert health.statuses == {HTTPStatus.OK}
    assert max(health.seconds) < 1


def test_l2_a_kept_connection_lives_as_long_as_idle_seconds_say(site: str) -> None:
    with connections(port_of(site), 1) as (one,):
        for _ in range(2):
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert one.recv(4096).startswith(b"HTTP/1.1 200")
            time.sleep(2)
        assert is_closed(one, 3)


def test_l2_more_silent_connections_than_before_keep_nobody_out(site: str) -> None:
    port = port_of(site)
    with connections(port, 4200), Watch(port, HEALTH) as health:
        time.sleep(1.5)
    assert health.statuses == {HTTPStatus.OK}
    assert max(health.seconds) < 1


def test_l3_sign_ins_of_a_crowd_leave_the_site_to_others(site: str) -> None:
    port, person = port_of(site), cookies(site)
    stranger = requests.Session()
    assert stranger.get(f"{site}{SIGN_IN}", timeout=BODY_SECONDS).ok
    token = stranger.cookies["csrftoken"]

    def sign_in(number: int) -> requests.Response:
        form = {"username": f"nobody{number}", "password": "x", "csrfmiddlewaretoken": token}
        kept = {"csrftoken": token}
        return requests.post(f"{site}{SIGN_IN}", form, cookies=kept, timeout=3 * BODY_SECONDS)

    watches = Watch(port, HEALTH), Watch(port, LIST, person)
    with watches[0] as health, watches[1] as pages, ThreadPoolExecutor(100) as crowd:
        answers = list(crowd.map(sign_in, range(100)))
    assert health.statuses == pages.statuses == {HTTPStatus.OK}
    assert max(health.seconds) < 1
    assert max(pages.seconds) < 2
    told = [one for one in answers if one.status_code == HTTPStatus.SERVICE_UNAVAILABLE]
    tried = [one for one in answers if one.status_code == HTTPStatus.OK]
    assert len(told) + len(tried) == len(answers)
    assert told
    assert tried
    for one in told:
        assert "Too many people are signing in" in one.text
        assert one.headers["Retry-After"]
    assert signed_in(site)


def test_l5_a_crowd_on_a_hanging_upstream_leaves_threads_to_cached_pages(
    site: str, upstream: FaultyServer
) -> None:
    port, person = port_of(site), cookies(site)
    assert ask(port, LIST, person)[0] == HTTPStatus.OK
    upstream.switch("hang")
    with ThreadPoolExecutor(150) as crowd:
        cold = [crowd.submit(ask, port, f"{LIST}?created=16{n:08}", person) for n in range(150)]
        with Watch(port, LIST, person) as pages:
            time.sleep(6)
        told = [one.result() for one in cold]
    assert pages.statuses == {HTTPStatus.OK}
    # The first one comes behind the crowd itself, which takes some seconds of two busy cores.
    assert max(pages.seconds) < 4
    assert percentile(pages.seconds, 0.9) < 0.5
    # 78 of them find no place, and are told while the others wait for their turn.
    told_soon = [status for status, seconds in told if seconds < 4]
    assert set(told_soon) == {HTTPStatus.SERVICE_UNAVAILABLE}
    assert len(told_soon) >= 70


def test_l4_the_server_ends_in_time_and_pages_are_finished_first(upstream: FaultyServer) -> None:
    upstream.switch("ok")
    with served_dashboard(upstream.address) as (site, process):
        port, person = port_of(site), signed_in(site)
        upstream.switch("gate")
        with connections(port, 20, slow_post(SIGN_IN)), connections(port, 20):
            with ThreadPoolExecutor(1) as thread:
                page = thread.submit(person.get, f"{site}{LIST}?limit=30", timeout=ENDING_SECONDS)
                upstream.wait_for_calls(1)
                process.terminate()
                told = time.monotonic()
                time.sleep(1)
                upstream.gate.set()
                assert page.result().status_code == HTTPStatus.OK
            process.wait(ENDING_SECONDS + SLACK_SECONDS)
            assert time.monotonic() - told < ENDING_SECONDS + SLACK_SECONDS
        assert process.returncode == 0
