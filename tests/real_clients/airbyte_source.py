"""Airbyte's declarative source for Stripe (pip `airbyte-source-stripe`): two syncs.

Its manifest names Stripe's address, which is no setting of it; that one line is changed in the copy
that is installed here. The first sync reads lists, the second events since then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.real_clients.installing import KEY, SESSIONS, Seen, numbers, python_with, run
from tests.running import Emulator, running_emulator

PACKAGE = "airbyte-source-stripe==5.14.1"
_ADDRESS = "https://api.stripe.com/v1"
STREAMS = (
    "checkout_sessions",
    "checkout_sessions_line_items",
    "payment_intents",
    "charges",
    "refunds",
    "disputes",
    "customers",
    "subscriptions",
    "invoices",
    "products",
    "prices",
    "coupons",
    "promotion_codes",
    "shipping_rates",
    "setup_intents",
    "balance_transactions",
    "events",
)
Records = dict[str, list[dict[str, Any]]]


def walks(folder: Path) -> Iterator[Seen]:
    python = python_with(folder / "airbyte", PACKAGE)
    with running_emulator(f"--sessions={SESSIONS}") as emulator:
        _point_to(python, emulator.address)
        sync = partial(_sync, python, folder, _settings(emulator, folder))
        first, state = sync([])
        changed = _change(emulator)
        second, _ = sync(state)
    ids = {session["id"] for session in first["checkout_sessions"]}
    counts = numbers({name: len(records) for name, records in first.items()})
    yield Seen(
        f"Airbyte's source for Stripe {PACKAGE.rpartition('=')[2]}, first sync",
        f"{len(ids)} of {SESSIONS} sessions; records: {counts}",
        len(ids) == len(first["checkout_sessions"]) == SESSIONS and set(first) == set(STREAMS),
    )
    told = {session["id"]: session["status"] for session in second["checkout_sessions"]}
    met = sum(told.get(id_) == status for id_, status in changed.items())
    yield Seen(
        "the same, second sync",
        f"{met} of {len(changed)} sessions that had changed, among {len(told)} of events since",
        met == len(changed),
    )


def _point_to(python: str, address: str) -> None:
    code = "import source_stripe; print(source_stripe.__path__[0])"
    manifest = Path(run(python, "-c", code).strip()) / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    assert text.count(_ADDRESS) == 1
    manifest.write_text(text.replace(_ADDRESS, f"{address}/v1"), encoding="utf-8")


def _settings(emulator: Emulator, folder: Path) -> Path:
    with urlopen(f"{emulator.address}/_emulator/accounts", timeout=10) as answer:
        account = json.load(answer)["accounts"][0]
    path = folder / "config.json"
    start = "2017-01-25T00:00:00Z"
    path.write_text(json.dumps({"client_secret": KEY, "account_id": account, "start_date": start}))
    return path


def _change(emulator: Emulator) -> dict[str, str]:
    """Let some open sessions end. Returns the status of each by its id."""
    sessions = emulator.get("/v1/checkout/sessions?status=open&limit=6")["data"]
    changed = {}
    for place, session in enumerate(sessions):
        command, status = (("complete", "complete"), ("expire", "expired"))[place % 2]
        emulator.control(f"{command}?session={session['id']}")
        changed[session["id"]] = status
    return changed


def _sync(
    python: str, folder: Path, config: Path, state: list[dict[str, Any]]
) -> tuple[Records, list[dict[str, Any]]]:
    """The records by stream, and the state after them."""
    source = (str(Path(python).with_name("source-stripe")), "read", "--config", str(config))
    catalog, states = folder / "catalog.json", folder / "state.json"
    catalog.write_text(json.dumps({"streams": [_wanted(name) for name in STREAMS]}))
    states.write_text(json.dumps(state))
    records: Records = {}
    last: dict[str, dict[str, Any]] = {}
    printed = run(*source, "--catalog", str(catalog), "--state", str(states))
    for message in map(json.loads, printed.splitlines()):
        if message["type"] == "RECORD":
            records.setdefault(message["record"]["stream"], []).append(message["record"]["data"])
        elif message["type"] == "STATE":
            last[message["state"]["stream"]["stream_descriptor"]["name"]] = message["state"]
    return records, list(last.values())


def _wanted(name: str) -> dict[str, Any]:
    """A stream as Airbyte's catalog of a connection has it."""
    modes = ["full_refresh", "incremental"]
    stream = {"name": name, "json_schema": {}, "supported_sync_modes": modes}
    return {"stream": stream, "sync_mode": "incremental", "destination_sync_mode": "append"}
