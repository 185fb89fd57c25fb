"""Measure the emulator: time until it is ready, memory, and how answers grow with its size.

Two sizes are asked in turn over one kept connection each, so that both meet the same machine. The
ratios are the result; milliseconds are printed for scale.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tests.running import Emulator, running_emulator

SESSIONS = "/v1/checkout/sessions"
READY_SIZES = (5_000, 100_000, 1_000_000)
SMALL, LARGE = 1_000, 1_000_000
BESIDE = 100_000


class Connection:
    def __init__(self, emulator: Emulator) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(emulator.address).netloc)
        self._headers = {"Authorization": "Bearer rk_test_emulator"}

    def get(self, query: str) -> bytes:
        """query: of the list of sessions, or a whole path."""
        path = query if query.startswith("/") else f"{SESSIONS}?{query}"
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == http.client.OK, content
        return content

    def some(self, query: str) -> list[dict[str, Any]]:
        data: list[dict[str, Any]] = json.loads(self.get(query))["data"]
        return data


def resident_mb(emulator: Emulator) -> float:
    """The memory that the process holds; 0 where the system does not tell."""
    status = Path(f"/proc/{emulator.process.pid}/status")
    if not status.exists():
        return 0
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measure_ready() -> None:
    print("\n| sessions | ready after s | memory MB |\n| ---: | ---: | ---: |")
    for size in READY_SIZES:
        started = time.perf_counter()
        with running_emulator(f"--sessions={size}") as emulator:
            ready = time.perf_counter() - started
            print(f"| {size:,} | {ready:.2f} | {resident_mb(emulator):.0f} |", flush=True)


def questions(connection: Connection) -> dict[str, str]:
    """The same questions for worlds of any size; deep is twenty days ago."""
    newest = connection.some("limit=1")[0]
    ago = newest["created"] - 20 * 86_400
    deep = connection.some(f"limit=1&created[lt]={ago}")[0]
    link = connection.some("limit=100")
    popular = [session["payment_link"] for session in link if session["payment_link"]]
    plink = max(dict.fromkeys(popular), key=popular.count)
    complete = connection.some("limit=100&status=complete")
    paid = next(session for session in complete if session["payment_intent"])
    subscribed = next(session for session in complete if session["subscription"])
    email = quote(paid["customer_details"]["email"])
    return {
        "first page": "limit=25",
        "first page of 100": "limit=100",
        "deep page": f"limit=25&starting_after={deep['id']}",
        "deep page, backward": f"limit=25&ending_before={deep['id']}",
        "status=complete": "limit=25&status=complete",
        "status=expired, deep": f"limit=25&status=expired&starting_after={deep['id']}",
        "status=open": "limit=25&status=open",
        "status=open, nothing that old": f"limit=25&status=open&created[lt]={ago}",
        "payment_link": f"limit=25&payment_link={plink}",
        "payment_link and complete, deep": (
            f"limit=25&payment_link={plink}&status=complete&starting_after={deep['id']}"
        ),
        "payment_link and expired": f"limit=25&payment_link={plink}&status=expired",
        "created, a range": f"limit=25&created[lt]={ago}&created[gte]={ago - 10 * 86_400}",
        "customer_details[email]": f"limit=25&customer_details[email]={email}",
        "customer": f"limit=25&customer={subscribed['customer']}",
        "payment_intent": f"limit=25&payment_intent={paid['payment_intent']}",
        "subscription": f"limit=25&subscription={subscribed['subscription']}",
        "events": "/v1/events?limit=25",
        "events of one type, deep": (
            f"/v1/events?limit=25&type=checkout.session.completed&created[lt]={ago}"
        ),
        "charges": "/v1/charges?limit=25",
    }


def measure_answers(rounds: int) -> None:
    with ExitStack() as stack:
        emulators = {
            size: stack.enter_context(running_emulator(f"--sessions={size}"))
            for size in (SMALL, LARGE)
        }
        connections = {size: Connection(emulator) for size, emulator in emulators.items()}
        asked = {size: questions(connection) for size, connection in connections.items()}
        print(f"\n| question | ms at {SMALL:,} | ms at {LARGE:,} | ratio | rows |")
        print("| --- | ---: | ---: | ---: | ---: |")
        for name in asked[SMALL]:
            times: dict[int, list[float]] = {size: [] for size in connections}
            rows = {size: len(c.some(asked[size][name])) for size, c in connections.items()}
            for _ in range(rounds):
                for size, connection in connections.items():
                    started = time.perf_counter()
                    connection.get(asked[size][name])
                    times[size].append((time.perf_counter() - started) * 1000)
            small, large = (statistics.median(times[size]) for size in (SMALL, LARGE))
            counts = "/".join(str(count) for count in rows.values())
            print(f"| {name} | {small:.2f} | {large:.2f} | {large / small:.2f} | {counts} |")
        memory = resident_mb(emulators[LARGE])
        print(f"\nAfter all these questions {LARGE:,} sessions take {memory:.0f} MB.")


def measure_beside(before: Path, rounds: int) -> None:
    """Answers a second over one connection, each side in turn for half a second."""
    with (
        running_emulator(f"--sessions={BESIDE}", checkout=before) as old,
        running_emulator(f"--sessions={BESIDE}") as new,
    ):
        sides = {"before": Connection(old), "now": Connection(new)}
        print(f"\n| {BESIDE:,} sessions | a second before | now | ratio |")
        print("| --- | ---: | ---: | ---: |")
        for limit in (10, 100):
            rates: dict[str, list[float]] = {side: [] for side in sides}
            for _ in range(rounds):
                for side, connection in sides.items():
                    rates[side].append(answers_a_second(connection, f"limit={limit}"))
            was, is_now = (statistics.median(rates[side]) for side in sides)
            print(f"| lists of {limit} | {was:.0f} | {is_now:.0f} | {is_now / was:.2f} |")


def answers_a_second(connection: Connection, query: str) -> float:
    started, count = time.perf_counter(), 0
    while time.perf_counter() < started + 0.5:
        connection.get(query)
        count += 1
    return count / (time.perf_counter() - started)


def main(rounds: int = 60, before: Path | None = None) -> None:
    """before: another checkout of the project, such as the commit before."""
    print("\nThe emulator")
    if before:
        measure_beside(before, rounds // 3)
        return
    measure_ready()
    measure_answers(rounds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="of each question")
    parser.add_argument("--before", type=Path, help="another checkout, to be compared with")
    options = parser.parse_args()
    main(options.rounds, options.before)
