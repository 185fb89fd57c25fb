"""A fill takes what it may of the budget, and leaves the rest to people."""

from __future__ import annotations

import threading
import time

import pytest

from sessions_browser.facts.backfill import Backfill
from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.source import Source
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.admission import ConcurrencyLimit
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import AllowanceError
from tests.clients import admission_of, client_of
from tests.facts.site import KEEP_DAYS, SLUG
from tests.running import Emulator, running_emulator

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
RATE, SECONDS, CHANCES = 10, 10.0, 3
# Half of the budget is for people.
ALLOWED = RATE / 2


def run_fill(client: CheckoutSessionsClient, source: Source, seconds: float) -> list[str]:
    """For so long, waiting as it is told. The reasons for which it waited."""
    kind, parameters = Backfill(lambda _slug: source), {"account": SLUG}
    state, notes = kind.first(parameters), list[str]()
    end = time.monotonic() + seconds
    while state is not None and time.monotonic() < end:
        step = kind.step(parameters, state)
        state = step.state
        notes.append(step.note)
        time.sleep(min(step.wait, max(0.0, end - time.monotonic())))
    return notes


def source_of(client: CheckoutSessionsClient) -> Source:
    rate_limit = client._admission.rate_limit

    def room() -> int:
        left, of = rate_limit.remaining("demo")
        return left - of // 2

    def seconds_to_next() -> float:
        return rate_limit.seconds_to_next("demo")

    store = FactStore(SLUG, KEEP_DAYS)
    return Source(store, lambda query: client.list(query, max_wait=0.0), room, seconds_to_next)


def client_at(emulator: Emulator, allowance: int = 10**6) -> CheckoutSessionsClient:
    admission = admission_of(ConcurrencyLimit(8, 8), rate=RATE, allowance=allowance)
    return client_of(emulator.address, admission=admission, key="rk_test_emulator")


@pytest.mark.parametrize("latency", [0, 300])
def test_alone_it_takes_nine_tenths_of_its_share(latency: int) -> None:
    shares = list[float]()
    # Where other programs work beside it, it is not alone: then it gets another chance.
    while len(shares) < CHANCES and max(shares, default=0.0) < 0.9:
        with running_emulator("--sessions=20000", f"--latency-ms={latency}") as emulator:
            client = client_at(emulator)
            run_fill(client, source_of(client), SECONDS)
            calls = sorted(request["time"] for request in emulator.requests())
        # From the first call on, so that the start of the emulator does not count.
        seconds = calls[-1] - calls[0]
        # The window of two seconds begins empty.
        assert len(calls) <= ALLOWED * (seconds + 2) + 1
        shares.append(len(calls) / (ALLOWED * seconds))
    assert max(shares) >= 0.9, shares


def test_people_are_served_while_it_runs() -> None:
    with running_emulator("--sessions=20000") as emulator:
        client = client_at(emulator)
        waits: list[float] = []

        def person() -> None:
            for _ in range(25):
                started = time.monotonic()
                client.list(ListQuery(limit=1))
                waits.append(time.monotonic() - started)
                time.sleep(0.2)

        working = threading.Thread(target=person)
        working.start()
        run_fill(client, source_of(client), 5.0)
        working.join()
        of_people = [one for one in emulator.requests() if "limit=1&" not in one["query"] + "&"]
    assert len(waits) == 25
    assert sorted(waits)[22] < 1.0
    assert len(of_people) <= ALLOWED * 7 + 1


def test_the_months_reads_stop_it_and_its_place_is_kept() -> None:
    with running_emulator("--sessions=3000") as emulator:
        client = client_at(emulator, allowance=7)
        source = source_of(client)
        kind, parameters = Backfill(lambda _slug: source), {"account": SLUG}
        state = kind.first(parameters)
        for _ in range(40):
            step = kind.step(parameters, state)
            if step.note == "allowance":
                break
            state = step.state
            time.sleep(step.wait)
        assert step.note == "allowance"
        assert step.wait >= 600
        # What is under way when they are used up is not held back.
        queries = emulator.queries()
        assert 7 <= len(queries) <= 10
        # And nothing of it is lost, though the call beside it was refused.
        answers = [emulator.get(f"/v1/checkout/sessions?{query}") for query in queries]
        assert step.done == sum(len(answer["data"]) for answer in answers)
        assert kind.step(parameters, step.state).done == step.done
        with pytest.raises(AllowanceError):
            source.ask(ListQuery())
