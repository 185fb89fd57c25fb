"""What every test needs. Fakes over mocks: the upstream is the emulator, over HTTP."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

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


class FailuresAtOnce:
    """Names each test that failed when it fails: a run that is cut off prints no summary."""

    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._terminal.ensure_newline()
            self._terminal.write_line(
                f"{report.when} of {report.nodeid}: {report.longreprtext[-300:]}"
            )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    # A worker has no terminal of its own.
    if not hasattr(config, "workerinput"):
        terminal = config.pluginmanager.getplugin("terminalreporter")
        config.pluginmanager.register(FailuresAtOnce(terminal))


def pytest_runtest_setup() -> None:
    socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    # The test client leaves the language of its last request in this thread. The process that
    # drives a browser does without Django.
    if translation := sys.modules.get("django.utils.translation"):
        translation.deactivate()


@pytest.fixture(scope="session")
def static_files() -> Iterator[None]:
    """Pages name static files by the hash of their content, as in production.

    They are looked up when somebody asks for one. A server lists them once when it starts; here
    each client of a test would list all of them, which takes longer than its pages.
    """
    # Here and not above: the process that drives a browser does without Django.
    from django.core.management import call_command
    from django.test import override_settings

    call_command("collectstatic", interactive=False, verbosity=0)
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """1,000 sessions; tests that change its world start one of their own."""
    with running_emulator("--sessions=1000", "--seed=1") as emulator:
        yield emulator
