"""What a page costs within one process, where the server's share falls away.

`python -m tests.benchmarks.in_process` prints it alone.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.benchmarks.load import (
    AT_REST,
    HTMX,
    LIST,
    PACKED,
    SHELL,
    Action,
    address_of,
    environment_of,
    median_ms,
    print_ratios,
)
from tests.running import ROOT, Emulator, running_emulator

BARS = {
    "fragment, 25 rows, gzip": 1.25,
    "fragment, 100 rows, gzip": 1.35,
    "full page, 25 rows, gzip": 2.1,
}


def measure(emulator: Emulator, rounds: int, seconds: float) -> None:
    """In a process of its own, which begins with these settings."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "static").mkdir()
        environment = environment_of(
            emulator.address, folder, STATIC_ROOT=f"{folder}/static", **AT_REST
        )
        command = [sys.executable, "-m", "tests.benchmarks.in_process", str(rounds), str(seconds)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def measure_here(rounds: int, seconds: float) -> None:
    actions = pages(signed_in_client().get)
    for _ in range(2):
        for action in actions.values():
            action()
        # What the first has begun behind the page is over soon.
        time.sleep(0.5)
    title = "The same without a server, by Django's test client"
    print_ratios(title, median_ms(actions, rounds, seconds), "bare", BARS)


def signed_in_client() -> Any:
    # It sets Django up, of which nothing can be imported before.
    import_module("tests.benchmarks.site")
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client

    from tests.benchmarks import site  # noqa: F401  it sets Django up

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("demo_people", verbosity=0)
    # The server logs too, but not into a terminal.
    logging.disable(logging.INFO)
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="support"))
    return client


def pages(ask: Callable[..., object]) -> dict[str, Action]:
    def page(path: str, headers: dict[str, str]) -> Action:
        return lambda: ask(path, headers=headers)

    return {
        "bare": page("/bench/bare", {}),
        "fragment, 25 rows, gzip": page(LIST, HTMX | PACKED),
        "fragment, 100 rows, gzip": page(address_of(100), HTMX | PACKED),
        "full page, 25 rows, gzip": page(LIST, PACKED),
        "form alone, gzip": page(SHELL, PACKED),
    }


def main() -> None:
    if len(sys.argv) > 1:
        measure_here(int(sys.argv[1]), float(sys.argv[2]))
        return
    with running_emulator("--sessions=5000") as emulator:
        measure(emulator, 5, 1.0)


if __name__ == "__main__":
    main()
