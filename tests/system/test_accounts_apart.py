"""Two accounts with sessions of the same ids, asked for the same at once: nothing crosses.

What each account shows when it is alone is what it has to show beside the other.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http import HTTPStatus

import pytest
import requests

from tests.running import Emulator, running_dashboard, running_emulator, running_redis
from tests.system.test_shared_cache import SECONDS, signed_in

pytestmark = pytest.mark.slow

KEYS = {"one": "rk_test_emulator", "two": "rk_test_second"}
ROUNDS = 12
OVERVIEW = "overview/"
# What differs from moment to moment, and what is drawn anew for each answer.
PASSING = re.compile(
    r"<time.*?</time>|<input[^>]*csrf[^>]*>|<p class=.freshness.*?</p>|data-now=.[0-9]+.|<script.*?"
    r"</script>|(?:about |less than )?[0-9]+ (?:s|min|seconds?|minutes?) (?:ago|old)|just now"
    r"|http://127\.0\.0\.1:[0-9]+|[0-9-]{10} [0-9:]{8} [A-Z]+|[0-9]{2}:[0-9]{2}(?::[0-9]{2})?",
    re.DOTALL,
)
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Sessions with the same number have the same id in both, and little else in common."""
    options = ("--sessions=300", "--second-account=200", "--seed=1", "--second-seed=1")
    with running_emulator(*options) as emulator:
        yield emulator


@contextmanager
def site(emulator: Emulator, *accounts: str, **settings: str) -> Iterator[str]:
    keys = {f"STRIPE_API_KEY_{name.upper()}": KEYS[name] for name in accounts}
    named = {"STRIPE_ACCOUNTS": ",".join(accounts), "UPSTREAM_CALLS_PER_SECOND": "1000"}
    with running_dashboard(emulator.address, **named, **keys, **settings) as address:
        yield address


def paths(emulator: Emulator) -> list[str]:
    """The same of both, as below the account."""
    listed = [all_ids(emulator, key) for key in KEYS.values()]
    common = [one for one in listed[0] if one in listed[1]]
    assert len(common) > 100
    column = "+".join(["ana.souza@example.com", "niamh.obrien@example.com", *common[:2]])
    return [
        "sessions/",
        "sessions/?status=complete",
        "sessions/?outcome=abandoned",
        f"sessions/?starting_after={common[0]}",
        f"sessions/?ending_before={common[20]}&status=complete",
        "sessions/?email=ana.souza%40example.com",
        *(f"sessions/{one}/" for one in common[:5]),
        "people/?email=ana.souza%40example.com",
        "people/?email=niamh.obrien%40example.com",
        "payment-links/",
        f"search/?q={column}",
    ]


def all_ids(emulator: Emulator, key: str) -> list[str]:
    """Newest first."""
    found: list[str] = []
    while True:
        after = {"starting_after": found[-1]} if found else {}
        answer = requests.get(
            f"{emulator.address}/v1/checkout/sessions",
            {"limit": "100", **after},
            headers={"Authorization": f"Bearer {key}"},
            timeout=SECONDS,
        ).json()
        found += [one["id"] for one in answer["data"]]
        if not answer["has_more"]:
            return found


def fill(person: requests.Session, address: str) -> None:
    """Have all sessions of the account read, for its overview."""
    page = person.get(f"{address}overview/fill/", timeout=SECONDS).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    person.post(f"{address}overview/fill/", {"csrfmiddlewaretoken": token[1]}, timeout=SECONDS)
    end = time.monotonic() + 60
    while "read-again/" not in person.get(f"{address}overview/filling/", timeout=SECONDS).text:
        assert time.monotonic() < end
        time.sleep(0.2)


def shown(person: requests.Session, address: str) -> str:
    answer = person.get(address, timeout=SECONDS)
    assert answer.status_code in (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
    main = MAIN.search(answer.text)
    assert main
    return re.sub(r"\s+", " ", PASSING.sub("", main[0]))


@pytest.fixture(scope="module")
def alone(emulator: Emulator) -> Mapping[str, str]:
    """What each address shows where there is no other account."""
    found = {}
    for name in KEYS:
        with site(emulator, name) as address:
            person = signed_in(address)
            fill(person, f"{address}/{name}/")
            for path in (OVERVIEW, *paths(emulator)):
                found[f"{name}/{path}"] = shown(person, f"{address}/{name}/{path}")
    return found


def test_the_two_differ_in_everything_but_their_ids(
    emulator: Emulator, alone: Mapping[str, str]
) -> None:
    for path in paths(emulator):
        one, two = alone[f"one/{path}"], alone[f"two/{path}"].replace("/two/", "/one/")
        assert one != two, path


@pytest.mark.parametrize("shared", [False, True], ids=["one process", "two over Redis"])
def test_nothing_of_one_account_is_shown_in_the_other(
    emulator: Emulator, alone: Mapping[str, str], shared: bool
) -> None:
    with ExitStack() as stack:
        settings = {}
        if shared:
            settings["CACHE_URL"] = stack.enter_context(running_redis())[0]
        sites = [stack.enter_context(site(emulator, *KEYS, **settings)) for _ in range(1 + shared)]
        people = [signed_in(address) for address in sites]
        with ThreadPoolExecutor(len(KEYS)) as managers:
            list(managers.map(lambda name: fill(people[0], f"{sites[0]}/{name}/"), KEYS))
        # The figures are of the database, which each site has for itself.
        asked = [
            (place, name)
            for name in alone
            for place in range(len(sites))
            if place == 0 or OVERVIEW not in name
            for _ in range(ROUNDS // len(sites))
        ]
        random.Random(1).shuffle(asked)

        def ask(question: tuple[int, str]) -> tuple[str, str]:
            place, name = question
            return name, shown(people[place], f"{sites[place]}/{name}")

        with ThreadPoolExecutor(12) as crowd:
            for name, page in crowd.map(ask, asked):
                assert page == alone[name], name
