"""Install each client, let it do its work, and print what it saw as a table."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.running import running_emulator

HERE = Path(__file__).parent
# The newest, and two old majors.
PYTHON = ("stripe", "stripe==12.*", "stripe==8.*")
NODE = ("stripe@latest", "stripe@17", "stripe@14")
SESSIONS = 1200
SECONDS = 300


def main() -> int:
    failed = 0
    print("| client | sessions | events | customers | paid | expired | unknown id |")
    print("| --- | ---: | ---: | ---: | --- | --- | --- |")
    for seen in walks():
        right = seen["sessions"] == seen["distinct"] == SESSIONS
        right = right and seen["paid"] == ["complete", "paid", "succeeded"]
        failed += not right
        paid = "/".join(seen["paid"])
        counts = f"{seen['sessions']} | {seen['events']} | {seen['customers']}"
        print(f"| {seen['client']} | {counts} | {paid} | {seen['expired']} | {seen['missing']} |")
    return int(failed > 0)


def walks() -> Iterator[dict[str, Any]]:
    """Each client over an emulator of its own, so that all see the same."""
    with tempfile.TemporaryDirectory() as folder:
        for place, package in enumerate(PYTHON):
            target = f"{folder}/python{place}"
            run(sys.executable, "-m", "pip", "install", "-q", "--target", target, package)
            yield walked([sys.executable, str(HERE / "client.py")], {"PYTHONPATH": target})
        for place, package in enumerate(NODE if shutil.which("npm") else ()):
            home = Path(f"{folder}/node{place}")
            home.mkdir()
            run("npm", "install", "--silent", "--no-audit", "--prefix", str(home), package)
            # Modules are looked for beside the script.
            script = shutil.copy(HERE / "client.mjs", home)
            yield walked(["node", str(script)], {})


def walked(command: list[str], environment: dict[str, str]) -> dict[str, Any]:
    with running_emulator(f"--sessions={SESSIONS}", "--now=1795000000") as emulator:
        done = run(*command, emulator.address, **environment)
    found: dict[str, Any] = json.loads(done.splitlines()[-1])
    return found


def run(*command: str, **environment: str) -> str:
    own = {**os.environ, **environment}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=SECONDS, env=own
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
