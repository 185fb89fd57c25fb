"""The server as `make serve` starts it, before slow senders, silent connections and crowds.

Without a proxy and behind one that buffers. Meanwhile somebody asks for `/healthz` and somebody
else for a cached page, each on a new connection. All of it is on loopback and bounded.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http import HTTPStatus

from tests.attackers import Watch, ask, connections, slow_post
from tests.benchmarks.load import LIST, judged, percentile, sign_in, table
from tests.running import ROOT, end, running_emulator, served_dashboard

HEALTH, SIGN_IN, WEBHOOK = "/healthz", "/accounts/login/", "/webhooks/stripe/demo/"
CALM_SECONDS = 6.0
ATTACK_SECONDS = 12.0
SLOW, SILENT, CROWD = 200, 4200, 100
PAUSE_SECONDS = 4.0
TOKEN = "a" * 32
SETTINGS = {
    "CACHE_FRESH_SECONDS": "3600",
    "STRIPE_WEBHOOK_SECRET_DEMO": "whsec_only_for_tests_0123456789",
}
# The bound that dashboard.server states.
ENDING_SECONDS = 20
HEAD = ("attack", "health, slowest s", "bar", "", "cached p95, times calm", "bar", "")

Attack = Callable[[int], AbstractContextManager[object]]


@contextmanager
def crowd_that_signs_in(port: int) -> Iterator[None]:
    """All at once, each with a name that nobody has, and once more after a pause."""
    ended, statuses = threading.Event(), list[int]()

    def sign_in(number: int) -> None:
        form = f"username=nobody{number}&password=x&csrfmiddlewaretoken={TOKEN}"
        while not ended.is_set():
            statuses.append(ask(port, SIGN_IN, f"csrftoken={TOKEN}", form)[0])
            ended.wait(PAUSE_SECONDS)

    people = [threading.Thread(target=sign_in, args=(number,)) for number in range(CROWD)]
    for person in people:
        person.start()
    yield
    ended.set()
    for person in people:
        person.join()
    # Some were tried, and the others sent away.
    assert set(statuses) == {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}, set(statuses)


ATTACKS: dict[str, Attack] = {
    f"L1: {SLOW} slow bodies to the sign-in": lambda port: connections(
        port, SLOW, slow_post(SIGN_IN)
    ),
    f"L1: {SLOW} slow bodies to the webhook": lambda port: connections(
        port, SLOW, slow_post(WEBHOOK)
    ),
    f"L2: {SILENT} connections that say nothing": lambda port: connections(port, SILENT),
    f"L3: {CROWD} sign-ins at once": crowd_that_signs_in,
}


def watched(port: int, cookies: str, seconds: float) -> tuple[Watch, Watch]:
    """Who asked for health, and who for a cached page."""
    with Watch(port, HEALTH) as health, Watch(port, LIST, cookies) as pages:
        time.sleep(seconds)
    return health, pages


def attacked(port: int, cookies: str) -> Iterator[tuple[object, ...]]:
    """A row of the table for each attack."""
    watched(port, cookies, 1)
    _, calm = watched(port, cookies, CALM_SECONDS)
    floor = percentile(calm.seconds, 0.95)
    for name, attack in ATTACKS.items():
        watches = Watch(port, HEALTH), Watch(port, LIST, cookies)
        with watches[0] as health, watches[1] as pages:
            began = time.monotonic()
            with attack(port):
                time.sleep(max(0.0, ATTACK_SECONDS - (time.monotonic() - began)))
        told = health.statuses | pages.statuses
        name += "" if told == {HTTPStatus.OK} else f", answers {sorted(told)}"
        ratio = percentile(pages.seconds, 0.95) / floor
        yield (name, *judged(max(health.seconds), 1), *judged(ratio, 3))
        time.sleep(1)


@contextmanager
def proxy(target: int) -> Iterator[int]:
    """The port of a buffering proxy before this one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.proxy", str(target)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        end(process)


def ended(port: int, cookies: str, process: subprocess.Popen[str]) -> tuple[object, ...]:
    """L4: the row for the end, asked for while slow bodies are open and a page is under way."""
    answers: list[int] = []
    page = threading.Thread(
        target=lambda: answers.append(ask(port, f"{LIST}?limit=30", cookies)[0])
    )
    with connections(port, SLOW, slow_post(SIGN_IN)), connections(port, SLOW):
        page.start()
        time.sleep(0.3)
        began = time.monotonic()
        process.terminate()
        page.join()
        process.wait(3 * ENDING_SECONDS)
        seconds = time.monotonic() - began
    name = f"L4: SIGTERM meanwhile; the page under way got {answers[0]}"
    return (name, *judged(seconds, ENDING_SECONDS + 2, ".1f"))


def main() -> None:
    quiet = subprocess.DEVNULL
    with (
        running_emulator("--sessions=1000", "--latency-ms=1000") as emulator,
        served_dashboard(emulator.address, quiet, **SETTINGS) as (address, process),
    ):
        port = int(address.rpartition(":")[2])
        cookies = sign_in(port)
        table("Attacked directly", HEAD, *attacked(port, cookies))
        with proxy(port) as before:
            table("Attacked through a buffering proxy", HEAD, *attacked(before, cookies))
        table("Ended", ("what", "seconds", "bar", ""), ended(port, cookies, process))


if __name__ == "__main__":
    main()
