"""Plays `systemctl` for the guide's commands where no systemd runs: it starts what units say.

Of a unit it knows ExecStart, WorkingDirectory, EnvironmentFile, Environment and TimeoutStopSec.
Where things are stands in the environment: GUIDE_ETC, GUIDE_RUN (a file of each process's id and
its output), NGINX_CONF and REDIS_CONF.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

ETC, RUN = Path(os.environ["GUIDE_ETC"]), Path(os.environ["GUIDE_RUN"])
PROGRAMS = {
    "nginx": ["nginx", "-g", "daemon off;"],
    "redis-server": ["redis-server", str(ETC / "redis" / "redis.conf")],
}
SECONDS = 25.0


def start(name: str) -> None:
    if running(name):
        return
    command, folder, environment = PROGRAMS.get(name), RUN, dict(os.environ)
    if command is None:
        unit = read(name)
        command, folder = shlex.split(unit["ExecStart"][-1]), Path(unit["WorkingDirectory"][-1])
        # As systemd does, and nothing of who calls.
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        for path in unit.get("EnvironmentFile", []):
            environment |= pairs(Path(path).read_text(encoding="utf-8").splitlines())
        environment |= pairs(unit.get("Environment", []))
    with (RUN / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    (RUN / f"{name}.pid").write_text(str(process.pid), encoding="ascii")
    if name == "nginx":
        wait_until_it_listens(process)


def wait_until_it_listens(nginx: subprocess.Popen[bytes]) -> None:
    """As for a unit of the type `forking`: nginx writes its id down once it listens."""
    own, end = RUN / "nginx-itself.pid", time.monotonic() + SECONDS
    # A check of its settings leaves an empty file there.
    while not own.exists() or own.read_text(encoding="ascii").strip() != str(nginx.pid):
        assert nginx.poll() is None, "nginx ended by itself"
        assert time.monotonic() < end, "nginx does not listen"
        time.sleep(0.05)


def stop(name: str) -> None:
    if pid := running(name):
        os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + SECONDS
        while running(name):
            if time.monotonic() > end:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.05)
    (RUN / f"{name}.pid").unlink(missing_ok=True)


def running(name: str) -> int:
    """Its process, 0 when there is none; one that has ended and waits to be counted is none."""
    with suppress(OSError, ValueError):
        pid = int((RUN / f"{name}.pid").read_text(encoding="ascii"))
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        return 0 if state == "Z" else pid
    return 0


def read(name: str) -> dict[str, list[str]]:
    """The lines of its unit; a name such as a@b is that of a template."""
    template, _, instance = name.partition("@")
    found: dict[str, list[str]] = {}
    path = ETC / "systemd" / "system" / f"{template}{'@' if instance else ''}.service"
    for line in path.read_text(encoding="utf-8").splitlines():
        key, sign, value = line.replace("%i", instance).partition("=")
        if sign and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def pairs(lines: list[str]) -> dict[str, str]:
    named = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in named}


def main(action: str, *words: str) -> None:
    names = [word for word in words if not word.startswith("-")]
    if action in ("stop", "restart"):
        for name in names:
            stop(name)
    if action in ("start", "restart", "enable", "reload"):
        for name in names:
            if action == "reload" and (pid := running(name)):
                os.kill(pid, signal.SIGHUP)
            start(name)
    assert action in ("start", "stop", "restart", "enable", "reload", "daemon-reload"), action


if __name__ == "__main__":
    main(*sys.argv[1:])
