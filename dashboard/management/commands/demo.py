"""`manage.py demo`: the dashboard over made-up sessions, on this machine alone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboard.demo_users import DEMO_PASSWORD, DEMO_PEOPLE
from dashboard.env import names_read
from dashboard.secret_key import own_secret_key

EMULATOR_KEY, SECOND_KEY = "rk_test_emulator", "rk_test_second"
# Of the second account, which sells in its own currency.
SECOND_SESSIONS, SECOND_CURRENCY, SECOND_ZONE = 400, "jpy", "Asia/Tokyo"
VAR = settings.BASE_DIR / "var" / "demo"
STARTING_SECONDS = 60
ENDING_SECONDS = 5


class Command(BaseCommand):
    help = "Start the emulator and the dashboard on loopback, with people who can sign in."
    # The settings of the demo are made here, so those of the caller are not checked.
    requires_system_checks: list[str] = []  # noqa: RUF012  Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sessions", type=int, default=5000, help="how many made-up sessions")

    def handle(self, *_args: Any, sessions: int, **_options: Any) -> None:
        VAR.mkdir(parents=True, exist_ok=True)
        children: list[subprocess.Popen[str]] = []
        # However the demo is asked to end, all of it ends.
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _interrupt)
        try:
            refuse_used_port()
            emulator = start_emulator(sessions)
            children.append(emulator)
            address = ready_address(emulator)
            environment = demo_environment(address)
            manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
            people = [*manage, "demo_people", "--new-sessions"]
            # It tells of each entry of the read log; here they would stand above the address.
            subprocess.run(people, env=environment, check=True, stdout=subprocess.DEVNULL)
            children.append(
                subprocess.Popen(
                    [*manage, "serve"], env=environment, text=True, start_new_session=True
                )
            )
            wait_for_port(children[-1])
            self.stdout.write(welcome())
            self.stdout.flush()
            children[-1].wait()
            raise CommandError("The dashboard stopped by itself.")
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            end(children)


def refuse_used_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except OSError:
            raise CommandError(
                f"Port {settings.PORT} is in use. Choose another: PORT=8001 make demo"
            ) from None


def welcome() -> str:
    people = " or ".join(f"'{name}'" for name in DEMO_PEOPLE)
    return (
        f"\nCheckout Sessions: http://127.0.0.1:{settings.PORT}/\n"
        f"Sign in as {people}, each with the password '{DEMO_PASSWORD}'.\n"
        "All customers are made up. Ctrl-C ends everything.\n"
    )


def start_emulator(sessions: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "emulator", "--port=0", f"--sessions={sessions}"]
    return subprocess.Popen(
        [
            *command,
            "--arrivals-per-minute=4",
            f"--second-account={SECOND_SESSIONS}",
            f"--second-currency={SECOND_CURRENCY}",
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )


def ready_address(emulator: subprocess.Popen[str]) -> str:
    """The address in its one line, "Emulator ready on http://127.0.0.1:…"."""
    assert emulator.stdout is not None
    line = emulator.stdout.readline().split()
    if not line:
        raise CommandError("The emulator did not start.")
    return line[-1]


def wait_for_port(dashboard: subprocess.Popen[str]) -> None:
    end = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < end and dashboard.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", settings.PORT), timeout=1):
            return
        time.sleep(0.05)
    raise CommandError("The dashboard did not start.")


def demo_environment(emulator: str) -> dict[str, str]:
    """The caller's environment with settings of our own in place of all of the caller's."""
    others = {name: value for name, value in os.environ.items() if name not in names_read}
    return others | {
        "DEMO": "1",
        "STRIPE_ACCOUNTS": "demo,tokyo",
        "STRIPE_API_KEY_DEMO": EMULATOR_KEY,
        "STRIPE_ACCOUNT_COLOUR_DEMO": "blue",
        "STRIPE_API_KEY_TOKYO": SECOND_KEY,
        "STRIPE_ACCOUNT_LABEL_TOKYO": "Tokyo shop",
        "STRIPE_ACCOUNT_SANDBOX_TOKYO": "Staging",
        "STRIPE_ACCOUNT_COLOUR_TOKYO": "pink",
        "STRIPE_ACCOUNT_ZONE_TOKYO": SECOND_ZONE,
        "STRIPE_API_BASE": emulator,
        "DATABASE_URL": f"sqlite:///{(VAR / 'db.sqlite3').relative_to(settings.BASE_DIR)}",
        "SECRET_KEY": own_secret_key(VAR / "secret-key").read_text(encoding="utf-8"),
        "PORT": str(settings.PORT),
        "TIME_ZONE": settings.TIME_ZONE,
    }


def end(children: list[subprocess.Popen[str]]) -> None:
    """Ask each to end, the last first, and end it and what it has started when it does not."""
    for child in reversed(children):
        child.terminate()
    for child in reversed(children):
        try:
            child.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            # Each was started as the first of a group of its own.
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
