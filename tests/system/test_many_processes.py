"""Crowds before two production servers over one Redis: what upstream sees of them."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http import HTTPStatus

import pytest
import requests

from tests.faults.server import FaultyServer
from tests.running import Emulator, running_dashboard, running_emulator, running_redis
from tests.system.test_shared_cache import LIST, rows, signed_in

pytestmark = pytest.mark.slow

BOUND_SECONDS = 10.0
BUDGET_IN_A_SECOND = 20
MOST_IN_FLIGHT = 8


@contextmanager
def two_sites(upstream: str, **settings: str) -> Iterator[list[str]]:
    with ExitStack() as stack:
        cache, _ = stack.enter_context(running_redis())
        shared = {
            "CACHE_URL": cache,
            "UPSTREAM_SHARES": "2",
            "UPSTREAM_CALLS_PER_SECOND": "10",
            **settings,
        }
        yield [stack.enter_context(running_dashboard(upstream, **shared)) for _ in range(2)]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running_emulator("--sessions=2000", "--latency-ms=300") as emulator:
        yield emulator


@pytest.fixture(scope="module")
def sites(emulator: Emulator) -> Iterator[list[str]]:
    with two_sites(emulator.address) as sites:
        yield sites


def crowd(
    emulator: Emulator | None, sites: list[str], paths: list[str]
) -> list[tuple[requests.Response, float]]:
    """Each path by a person of its own, half of them at each site, all at once; with seconds."""
    # Signing in shows the first page, which is known from here on.
    cookies = [signed_in(site).cookies for site in sites]
    if emulator:
        emulator.reset()

    def ask(number: int) -> tuple[requests.Response, float]:
        which = number % len(sites)
        began = time.monotonic()
        answer = requests.get(
            f"{sites[which]}{paths[number]}", cookies=cookies[which], timeout=3 * BOUND_SECONDS
        )
        return answer, time.monotonic() - began

    with ThreadPoolExecutor(len(paths)) as people:
        return list(people.map(ask, range(len(paths))))


def most_in_a_second(upstream: Emulator) -> int:
    moments = [request["time"] for request in upstream.requests()]
    return max((sum(at <= other < at + 1 for other in moments) for at in moments), default=0)


def test_two_hundred_identical_misses_are_one_call(sites: list[str], emulator: Emulator) -> None:
    answers = crowd(emulator, sites, [f"{LIST}?status=complete"] * 200)
    assert {answer.status_code for answer, _ in answers} == {HTTPStatus.OK}
    assert len({tuple(rows(answer)) for answer, _ in answers}) == 1
    assert emulator.queries() == ["status=complete&limit=25"]


def test_a_crowd_on_different_pages_stays_within_the_budget(
    sites: list[str], emulator: Emulator
) -> None:
    answers = crowd(emulator, sites, [f"{LIST}?limit={number}" for number in range(30, 90)])
    assert {answer.status_code for answer, _ in answers} <= {
        HTTPStatus.OK,
        HTTPStatus.SERVICE_UNAVAILABLE,
    }
    for answer, _ in answers:
        if answer.status_code != HTTPStatus.OK:
            assert answer.headers["Retry-After"]
    assert max(seconds for _, seconds in answers) <= BOUND_SECONDS
    assert most_in_a_second(emulator) <= BUDGET_IN_A_SECOND


def test_few_calls_are_in_flight_at_once(sites: list[str]) -> None:
    with FaultyServer() as upstream, two_sites(upstream.address) as own_sites:
        crowd(None, own_sites, [f"{LIST}?limit={number}" for number in range(30, 90)])
        assert 0 < upstream.peak <= MOST_IN_FLIGHT


def test_a_thousand_identical_misses_are_all_answered(emulator: Emulator) -> None:
    with running_dashboard(emulator.address) as site:
        answers = crowd(emulator, [site], [f"{LIST}?status=expired"] * 1000)
    assert {answer.status_code for answer, _ in answers} == {HTTPStatus.OK}
    assert emulator.queries().count("status=expired&limit=25") == 1
    assert max(seconds for _, seconds in answers) <= 2 * BOUND_SECONDS


def test_while_pages_hang_the_cached_ones_and_the_sign_in_come(sites: list[str]) -> None:
    with FaultyServer() as upstream, two_sites(upstream.address) as own_sites:
        cookies = signed_in(own_sites[0]).cookies
        upstream.switch("hang")
        began = time.monotonic()
        with ThreadPoolExecutor(40) as people:
            hung = [
                people.submit(
                    requests.get,
                    f"{own_sites[0]}{LIST}?limit={number}",
                    cookies=cookies,
                    timeout=3 * BOUND_SECONDS,
                )
                for number in range(30, 70)
            ]
            time.sleep(1)
            for path in (LIST, "/accounts/login/", LIST):
                asked = time.monotonic()
                answer = requests.get(
                    f"{own_sites[0]}{path}", cookies=cookies, timeout=BOUND_SECONDS
                )
                assert answer.status_code == HTTPStatus.OK
                assert time.monotonic() - asked < 1
            told = [one.result() for one in hung]
        assert time.monotonic() - began <= BOUND_SECONDS + 1
        assert {answer.status_code for answer in told} <= {
            HTTPStatus.GATEWAY_TIMEOUT,
            HTTPStatus.SERVICE_UNAVAILABLE,
        }
        upstream.switch("ok")
        well = time.monotonic()
        while True:
            answer = requests.get(
                f"{own_sites[0]}{LIST}?limit=90", cookies=cookies, timeout=BOUND_SECONDS
            )
            if answer.status_code == HTTPStatus.OK:
                break
            assert time.monotonic() - well < 6
            time.sleep(0.2)


def test_idle_connections_keep_nobody_out(sites: list[str]) -> None:
    host = sites[0].removeprefix("http://")
    idle = []
    began = time.monotonic()
    for _ in range(200):
        connection = http.client.HTTPConnection(host, timeout=BOUND_SECONDS)
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"alive\n"
        idle.append(connection)
    assert time.monotonic() - began < BOUND_SECONDS
    for connection in idle:
        connection.close()
