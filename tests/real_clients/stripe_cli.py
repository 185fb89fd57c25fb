"""Stripe CLI (npm `@stripe/cli`), which has the binary in a package for each system.

`stripe listen` and `stripe trigger` speak to Stripe alone, so they are not tried.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tests.real_clients.installing import KEY, SESSIONS, Seen, installed, run
from tests.running import running_emulator

PACKAGE = "@stripe/cli@1.52.0"


def walks(folder: Path) -> Iterator[Seen]:
    stripe = installed(folder / "cli", PACKAGE) / "stripe"
    home = str(folder / "home")
    with running_emulator(f"--sessions={SESSIONS}", "--now=1795000000") as emulator:
        asked = partial(_asked, str(stripe), emulator.address, home)
        found: set[str] = set()
        cursor: list[str] = []
        while True:
            page = asked("checkout", "sessions", "list", "--limit=100", *cursor)
            found |= {session["id"] for session in page["data"]}
            if not page["has_more"]:
                break
            cursor = ["--starting-after", page["data"][-1]["id"]]
        paid, expired = _made(asked, emulator.address)
    figures = f"{len(found)} of {SESSIONS} sessions; one made and {paid}, one made and {expired}"
    right = (len(found), paid, expired) == (SESSIONS, "paid", "expired")
    yield Seen(f"Stripe CLI {PACKAGE.rpartition('@')[2]}", figures, right)


def _made(asked: Callable[..., Any], address: str) -> tuple[str, str]:
    """What became of a session that is paid on its page, and of one that is expired."""
    item = "line_items[0][price_data]"
    data = {
        "mode": "payment",
        "success_url": f"{address}/_emulator/stories",
        "line_items[0][quantity]": "2",
        f"{item}[currency]": "eur",
        f"{item}[unit_amount]": "900",
        f"{item}[product_data][name]": "Tea",
    }
    options = [part for name, value in data.items() for part in ("-d", f"{name}={value}")]
    first, second = (asked("post", "/v1/checkout/sessions", *options) for _ in range(2))
    urllib.request.urlopen(first["url"], data=b"email=kim%40example.com").close()
    paid = asked("checkout", "sessions", "retrieve", first["id"])["payment_status"]
    return paid, asked("checkout", "sessions", "expire", second["id"], "--confirm")["status"]


def _asked(stripe: str, address: str, home: str, *words: str) -> Any:
    to = ("--api-key", KEY, "--api-base", address)
    own = {"HOME": home, "XDG_CONFIG_HOME": home, "STRIPE_CLI_TELEMETRY_OPTOUT": "1"}
    return json.loads(run(stripe, *words, *to, cwd=None, **own))
