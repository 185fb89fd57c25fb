"""Keys at a start, and a key that is rolled while the site runs."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.running import (
    ROOT,
    STARTING_SECONDS,
    Emulator,
    end,
    free_port,
    running_dashboard,
    running_emulator,
    running_redis,
    wait_for_port,
)
from tests.system.test_shared_cache import LIST, SECONDS, rows, signed_in
from tests.system.test_starts import MANAGE, environment_in

pytestmark = pytest.mark.slow


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running_emulator("--sessions=60", "--second-account=20") as emulator:
        yield emulator


def start(folder: Path, emulator: Emulator, key: str, **settings: str) -> subprocess.Popen[str]:
    """A server that is no demo, with all that it says in its output."""
    environment = environment_in(folder) | {
        "DEMO": "0",
        "STRIPE_API_BASE": emulator.address,
        "STRIPE_API_KEY_DEMO": key,
        "PORT": str(free_port()),
        **settings,
    }
    return subprocess.Popen(
        [*MANAGE, "serve"],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def said_by(folder: Path, emulator: Emulator, key: str) -> str:
    """Of a server that starts and is ended."""
    port = free_port()
    process = start(folder, emulator, key, PORT=str(port))
    wait_for_port(port, process)
    process.terminate()
    said, _ = process.communicate(timeout=STARTING_SECONDS)
    return said


def test_a_start_tells_what_a_new_key_may(tmp_path: Path, emulator: Emulator) -> None:
    said = said_by(tmp_path, emulator, "rk_test_without_dispute")
    assert "  MISSING Disputes" in said
    assert "  yes     Checkout Sessions" in said
    emulator.reset()
    # It is known now, and asked no more.
    assert "Disputes" not in said_by(tmp_path, emulator, "rk_test_without_dispute")
    assert emulator.requests() == []
    assert "  yes     Disputes" in said_by(tmp_path, emulator, "rk_test_rolled")


def test_a_start_refuses_the_key_of_another_account(tmp_path: Path, emulator: Emulator) -> None:
    said_by(tmp_path, emulator, "rk_test_emulator")
    process = start(tmp_path, emulator, "rk_test_second")
    said, _ = process.communicate(timeout=STARTING_SECONDS)
    assert process.returncode != 0
    assert "What is kept under 'demo' belongs to the former" in said
    assert "Traceback" not in said


def test_a_start_goes_on_where_stripe_does_not_answer(tmp_path: Path, emulator: Emulator) -> None:
    end(emulator.process)
    assert "could not be checked, APIConnectionError" in said_by(
        tmp_path, emulator, "rk_test_emulator"
    )


def test_an_old_and_a_new_key_stand_beside_each_other(emulator: Emulator) -> None:
    with urllib.request.urlopen(f"{emulator.address}/_emulator/accounts", timeout=10) as answer:
        account, _ = json.load(answer)["accounts"]
    with ExitStack() as stack:
        cache, _ = stack.enter_context(running_redis())
        sites = [
            stack.enter_context(
                running_dashboard(
                    emulator.address,
                    CACHE_URL=cache,
                    STRIPE_API_KEY_DEMO=key,
                    STRIPE_ACCOUNT_ID_DEMO=account,
                )
            )
            for key in ("rk_test_emulator", "rk_test_rolled", "sk_test_expired")
        ]
        people = [signed_in(site) for site in sites]
        emulator.reset()
        address = f"{LIST}?status=complete"
        shown = [
            rows(person.get(f"{site}{address}", timeout=SECONDS))
            for person, site in zip(people, sites, strict=True)
        ]
        # The last one's key is refused, and it shows what the others have read.
        assert shown[0] == shown[1] == shown[2] != []
        assert emulator.queries() == ["status=complete&limit=25"]
