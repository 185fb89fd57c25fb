"""Two production servers over one real Redis: what one has read, the other shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus

import pytest
import requests

from tests.running import Emulator, end, running_dashboard, running_emulator, running_redis

pytestmark = pytest.mark.slow

LIST = "/demo/sessions/"
SECONDS = 20


def signed_in(site: str, name: str = "manager") -> requests.Session:
    person = requests.Session()
    page = person.get(f"{site}/accounts/login/", timeout=SECONDS).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"username": name, "password": "demo", "csrfmiddlewaretoken": token[1]}
    assert person.post(f"{site}/accounts/login/", form, timeout=SECONDS).ok
    return person


def rows(answer: requests.Response) -> list[str]:
    assert answer.status_code == HTTPStatus.OK
    return re.findall(r'data-session-id="([^"]+)"', answer.text)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running_emulator("--sessions=60") as emulator:
        yield emulator


def test_two_servers_share_what_they_read_and_outlive_redis(emulator: Emulator) -> None:
    with ExitStack() as stack:
        cache, redis = stack.enter_context(running_redis())
        sites = [
            stack.enter_context(running_dashboard(emulator.address, CACHE_URL=cache))
            for _ in range(2)
        ]
        people = [signed_in(site) for site in sites]
        emulator.reset()
        address = f"{LIST}?status=complete"
        shown = [
            rows(person.get(f"{site}{address}", timeout=SECONDS))
            for person, site in zip(people, sites, strict=True)
        ]
        assert shown[0] == shown[1]
        assert shown[0]
        assert emulator.queries() == ["status=complete&limit=25"]

        end(redis)
        # Each costs a call now, and none an error.
        for person, site in zip(people, sites, strict=True):
            assert rows(person.get(f"{site}{address}", timeout=SECONDS)) == shown[0]
        assert len(emulator.queries()) == 3
