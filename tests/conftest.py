"""What every test needs. Fakes over mocks: the upstream is the emulator, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_socket import socket_allow_hosts

from tests.environment import JOBS_KILLS, JOBS_SEED, REQUESTS, WALK_SEED, WALKS
from tests.running import Emulator, running_emulator

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_report_header() -> list[str]:
    return [
        f"random walks over the cache: WALKS={WALKS} WALK_SEED={WALK_SEED}",
        f"requests of any kind against each address: REQUESTS={REQUESTS}",
        f"ends of processes that work at jobs: JOBS_KILLS={JOBS_KILLS} JOBS_SEED={JOBS_SEED}",
    ]


def pytest_runtest_setup() -> None:
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(scope="session")
def static_files() -> None:
    """Pages name static files by the hash of their content, as in production."""
    # Here and not above: the process that drives a browser does without Django.
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """1,000 sessions; tests that change its world start one of their own."""
    with running_emulator("--sessions=1000", "--seed=1") as emulator:
        yield emulator
