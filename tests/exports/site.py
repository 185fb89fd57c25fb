"""An emulator of one's own and the exports of it, done step by step in this process."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sessions_browser.exports.folder import ExportFolder
from sessions_browser.exports.job import ExportJob
from sessions_browser.exports.places import Place
from sessions_browser.exports.recipe import Recipe
from sessions_browser.exports.sources import ExportCalls
from sessions_browser.facts.under_way import UnderWay
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from tests.clients import admission_of, client_of
from tests.running import Emulator, running_emulator

START = 1_795_000_000
# Calls that may be made at once, more than are ever wanted.
ROOM = 100
ALL = Recipe(
    account="demo",
    owner="lead",
    format="csv_exact",
    columns=("id", "created", "amount_minor", "currency", "email"),
    zone="UTC",
    listings=((),),
    started=START,
)


@dataclass
class ExportSite:
    emulator: Emulator
    client: CheckoutSessionsClient
    room: int = ROOM
    under_way: UnderWay = field(default_factory=lambda: UnderWay(4))

    def calls(self, _slug: str = "demo") -> ExportCalls:
        return ExportCalls(
            ask=lambda query: self.client.list(query, max_wait=0.0),
            retrieve=lambda one, expand: self.client.retrieve(one, expand, max_wait=0.0),
            line_items=lambda one, after: self.client.line_items(one, after, max_wait=0.0),
            room=lambda: self.room,
            seconds_to_next=lambda: 0.0,
            parallel=4,
            under_way=self.under_way,
        )

    def job(self) -> ExportJob:
        return ExportJob(self.calls, lambda: float(START))

    def export(
        self, recipe: Recipe = ALL, places: Iterable[Place] | None = None, **changes: Any
    ) -> ExportFolder:
        """To its end."""
        folder = ExportFolder.make(replace(recipe, **changes), places)
        parameters, kind = {"account": "demo", "export": folder.token}, self.job()
        state = kind.first(parameters)
        while state is not None:
            state = kind.step(parameters, state).state
        return folder

    def crashing_export(
        self,
        chance: random.Random,
        recipe: Recipe = ALL,
        places: Iterable[Place] | None = None,
    ) -> ExportFolder:
        """As `export`, with steps done twice, and states gone back to."""
        folder = ExportFolder.make(recipe, places)
        parameters, kind = {"account": "demo", "export": folder.token}, self.job()
        states = [kind.first(parameters)]
        while states[-1] is not None:
            state = states[-1]
            if chance.random() < 0.3:
                # Another process knows nothing of the calls under way.
                self.under_way = UnderWay(4)
            # As many calls as there happens to be room for, so that two tries differ.
            self.room = chance.randrange(6)
            if chance.random() < 0.4:
                kind.step(parameters, state)
                self.room = chance.randrange(6)
            elif chance.random() < 0.2:
                state = chance.choice(states)
            states.append(kind.step(parameters, state).state)
        self.room = ROOM
        return folder

    def sessions(self, query: str = "") -> list[dict[str, Any]]:
        """What upstream itself has, newest first."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.emulator.get(f"/v1/checkout/sessions?limit=100{query}{after}")
            found += page["data"]
            if not page["has_more"]:
                return found
            after = f"&starting_after={page['data'][-1]['id']}"


@contextmanager
def running_export_site(*options: str) -> Iterator[ExportSite]:
    with running_emulator(f"--now={START}", *options) as emulator:
        admission = admission_of(ConcurrencyLimit(8, 8), rate=100_000, allowance=10**9)
        yield ExportSite(
            emulator, client_of(emulator.address, admission=admission, key="rk_test_emulator")
        )
