"""Other fakes of Stripe that pip and npm bring, under `python -m emulator check`.

Each is first given products, customers and sessions in as many ways as it takes, since it begins
with none. What it does not have (most know no Checkout Sessions) is answered wrongly in the table.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.real_clients.installing import KEY, Seen, installed, python_with
from tests.running import ROOT, end, free_port, running_emulator, wait_for_port

# Newer ones of the last need Node 22.
LOCALSTRIPE, STATEFUL, EMULATE = (
    "localstripe==1.15.10",
    "stripe-stateful-mock@0.0.16",
    "emulate@0.10.0",
)
_MADE = 30


def walks(folder: Path) -> Iterator[Seen]:
    with running_emulator("--sessions=600") as emulator:
        yield _checked("this emulator", emulator.address, 600, must_pass=True)
    python, port = python_with(folder / "localstripe", LOCALSTRIPE), free_port()
    local = [python, "-m", "localstripe", "--from-scratch", "--port", f"{port}"]
    yield _filled(LOCALSTRIPE, local, port)
    # It leaves its state in a file of this fixed name.
    (Path(tempfile.gettempdir()) / "localstripe.pickle").unlink(missing_ok=True)
    mock, port = installed(folder / "stateful", STATEFUL) / "stripe-stateful-mock", free_port()
    yield _filled(STATEFUL, ["env", f"PORT={port}", str(mock)], port)
    emulate, port = installed(folder / "emulate", EMULATE) / "emulate", free_port()
    yield _filled(EMULATE, [str(emulate), "--service", "stripe", "--port", f"{port}"], port)


def _filled(package: str, command: list[str], port: int) -> Seen:
    with _running(command, port) as address:
        sessions = _fill(address)
        return _checked(package.replace("==", " ").replace("@", " "), address, sessions)


def _checked(name: str, address: str, sessions: int, must_pass: bool = False) -> Seen:
    command = [sys.executable, "-m", "emulator", "check", address, "--key", KEY]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    # What it could not be asked is no fault of a fake; what broke the check would be one of ours.
    right = done.returncode == 0 if must_pass else bool(done.stdout)
    said = done.stdout.splitlines()[-1] if done.stdout else done.stderr[-300:]
    having = f"has {sessions} sessions" if sessions else "takes no Checkout Sessions"
    return Seen(name, f"{having}; {said}", right)


def _fill(address: str) -> int:
    """How many sessions it took."""
    price = {"currency": "eur", "unit_amount": "900"}
    product = _posted(address, "products", {"id": "prod_tea", "name": "Tea", "type": "service"})
    known = _posted(address, "prices", {**price, "product": product or "prod_tea"})
    customer = _posted(address, "customers", {"email": "kim@example.com", "name": "Kim"})
    items = {"price": known} if known else {f"price_data[{k}]": v for k, v in price.items()}
    made = 0
    for place in range(_MADE):
        asked: dict[str, str | int] = {
            "mode": "payment",
            "success_url": "http://127.0.0.1/",
            "metadata[place]": place,
        }
        asked |= {"customer": customer} if customer and place % 2 else {}
        asked |= {f"line_items[0][{name}]": value for name, value in items.items()}
        id_ = _posted(address, "checkout/sessions", {**asked, "line_items[0][quantity]": 2})
        made += id_ is not None
        if id_ and place % 3 == 0:
            _posted(address, f"checkout/sessions/{id_}/expire", {})
    return made


def _posted(address: str, what: str, fields: dict[str, str | int]) -> str | None:
    """The id of what was made; None if it refused."""
    data = urlencode(fields).encode()
    call = Request(f"{address}/v1/{what}", data, {"Authorization": f"Bearer {KEY}"})
    try:
        with urlopen(call, timeout=10) as answer:
            return str(json.load(answer)["id"])
    except (urllib.error.URLError, ValueError, KeyError):
        return None


@contextmanager
def _running(command: list[str], port: int) -> Iterator[str]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, text=True)
    try:
        wait_for_port(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)
