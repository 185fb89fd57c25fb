"""`manage.py demo`, README's first command: two accounts, who may sign in, and an end of it all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.running import ROOT, end, free_port
from tests.system.test_shared_cache import signed_in
from tests.system.test_when_parts_fail import workers

pytestmark = pytest.mark.slow

PARTS = ("dashboard", "emulator", "locale", "sessions_browser", "static", "templates")
ENDING_SECONDS = 15


def family_of(pid: int) -> set[int]:
    """All that it has started, and what these have."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def test_two_accounts_who_may_sign_in_and_no_process_is_left(tmp_path: Path) -> None:
    # It keeps its people in the checkout, so it gets one of its own.
    for name in PARTS:
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "manage.py", tmp_path)
    port = free_port()
    demo = subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--sessions=300"],
        cwd=tmp_path,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert demo.stdout
        said = ""
        while "Ctrl-C" not in said and (line := demo.stdout.readline()):
            said += line
        site = f"http://127.0.0.1:{port}"
        assert f"{site}/" in said
        for name in ("support", "masked", "manager", "admin"):
            assert f"'{name}'" in said
            assert signed_in(site, name).get(f"{site}/").status_code == HTTPStatus.OK
        support = signed_in(site, "support")
        for path in ("/demo/sessions/", "/tokyo/sessions/"):
            page = support.get(f"{site}{path}").text
            assert "data-session-id" in page
            assert "Tokyo shop" in page
            assert 'href="/tokyo/' in page
            assert 'href="/demo/' in page
        family = family_of(demo.pid)
        # The emulator, the dashboard, and the process of it that answers.
        assert len(family) >= 4
        # Nor is one left that no longer does what it is told.
        for pid in workers(str(port)):
            os.kill(pid, signal.SIGSTOP)
    finally:
        end(demo)
    until = time.monotonic() + ENDING_SECONDS
    while time.monotonic() < until and any(Path(f"/proc/{one}").exists() for one in family):
        time.sleep(0.1)
    assert [one for one in family if Path(f"/proc/{one}").exists()] == []
