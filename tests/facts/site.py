"""An emulator of one's own, and the parts that keep facts of it, by the emulator's own clock."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sessions_browser.facts.backfill import Backfill
from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.source import Source
from sessions_browser.facts.walker import Ask
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from tests.clients import admission_of, client_of
from tests.running import Emulator, running_emulator

SLUG = "demo"
START = 1_795_000_000
KEEP_DAYS = 400


@dataclass
class Site:
    """now: Unix seconds, which the emulator and the facts agree on."""

    emulator: Emulator
    client: CheckoutSessionsClient
    now: int = START
    parallel: int = 4
    keep_days: int = KEEP_DAYS

    def clock(self) -> float:
        return float(self.now)

    def advance(self, seconds: int) -> None:
        self.now = self.emulator.control(f"advance?seconds={seconds}")["now"]

    @property
    def store(self) -> FactStore:
        return FactStore(SLUG, self.keep_days)

    @property
    def ask(self) -> Ask:
        return lambda query: self.client.list(query, max_wait=0.0)

    def source(self, _slug: str = SLUG) -> Source:
        return Source(self.store, self.ask, lambda: 100, lambda: 0.0, self.parallel)

    def backfill(self) -> Backfill:
        return Backfill(self.source, self.clock)

    def fill(self, begin: int | None = None, again: int | None = None) -> int:
        """To its end; how much was read."""
        kind, parameters = self.backfill(), {"account": SLUG, "begin": begin, "again": again}
        state = kind.first(parameters)
        while True:
            step = kind.step(parameters, state)
            if step.state is None:
                return step.done
            state = step.state

    def crashing_fill(self, chance: random.Random) -> None:
        """As `fill`, with steps done twice, states gone back to, and fills begun anew."""
        kind, parameters = self.backfill(), {"account": SLUG}
        states = [kind.first(parameters)]
        while states[-1] is not None:
            state = states[-1]
            fate = chance.random()
            if fate < 0.1:
                kind.step(parameters, state)
            elif fate < 0.2:
                state = chance.choice(states)
            elif fate < 0.22:
                state = kind.first(parameters)
            states.append(kind.step(parameters, state).state)


@contextmanager
def running_site(*options: str, now: int = START) -> Iterator[Site]:
    with running_emulator(f"--now={now}", *options) as emulator:
        admission = admission_of(ConcurrencyLimit(8, 8), rate=100_000, allowance=10**9)
        # The breaker and the pauses of a real site would only make a test long.
        client = client_of(emulator.address, admission=admission, key="rk_test_emulator")
        yield Site(emulator, client, now)
