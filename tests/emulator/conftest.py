"""A frozen emulator to read from, and worlds in this process for what needs no HTTP."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from emulator.objects.context import Context
from emulator.web.api_keys import ALL_PERMISSIONS
from emulator.web.endpoints import Endpoints
from emulator.world.ids import Ids
from emulator.world.world import World
from tests.running import running_emulator

START = 1_795_000_000
SESSIONS = "/v1/checkout/sessions"
KEY = "sk_test_emulator"


class Answer(NamedTuple):
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def error(self) -> dict[str, Any]:
        error: dict[str, Any] = self.body["error"]
        return error

    @property
    def ids(self) -> list[str]:
        return [entry["id"] for entry in self.body["data"]]


class Server:
    """Speaks to a running emulator without changing a character of what it is given."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get(self, path: str, authorization: str | None = f"Bearer {KEY}", **headers: str) -> Answer:
        return self.call("GET", path, authorization, **headers)

    def call(
        self, method: str, path: str, authorization: str | None = None, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if authorization is not None:
            sent["Authorization"] = authorization
        try:
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, json.loads(answer.read()), dict(answer.headers))
        finally:
            connection.close()

    def control(self, command: str) -> Answer:
        return self.call("POST", f"/_emulator/{command}")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """600 sessions at a fixed moment, for tests that only read."""
    with running_emulator("--sessions=600", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


@pytest.fixture
def own_server() -> Iterator[Server]:
    """120 sessions at a fixed moment, for a test that changes them."""
    with running_emulator("--sessions=120", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


def api(world: World, strict_limit: bool = False) -> Endpoints:
    return Endpoints(Context(world, Ids(world.seed)), ALL_PERMISSIONS, strict_limit)


def all_sessions(world: World, query: str = "") -> list[dict[str, Any]]:
    """Every session, newest first, read in pages of a hundred."""
    found: list[dict[str, Any]] = []
    while True:
        cursor = f"&starting_after={found[-1]['id']}" if found else ""
        answer = api(world).get(SESSIONS, f"limit=100{cursor}&{query}")
        found += answer["data"]
        if not answer["has_more"]:
            return found
        assert answer["data"], "has_more promises what is not there"


@pytest.fixture(scope="session")
def world() -> World:
    """3,000 sessions, for tests that only read."""
    return World(5, 3000, START)


@pytest.fixture(scope="session")
def sessions(world: World) -> list[dict[str, Any]]:
    return all_sessions(world)
