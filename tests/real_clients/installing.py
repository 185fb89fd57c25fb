"""Environments of their own for clients, and what they print."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
KEY = "sk_test_emulator"
SESSIONS = 1200
_SECONDS = 600


class Seen(NamedTuple):
    """What a client has done, in words with figures, and whether that is all it should."""

    client: str
    figures: str
    right: bool


class NotInstalledError(Exception):
    """pip or npm could not bring the packages of a client."""


def python_with(folder: Path, *packages: str) -> str:
    """The path of a Python of its own that has these packages."""
    run(sys.executable, "-m", "venv", str(folder))
    python = str(folder / "bin" / "python")
    _install(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages)
    return python


def node_with(folder: Path, script: str, *packages: str) -> list[str]:
    """The command that runs a script of this folder where these packages are found."""
    installed(folder, *packages)
    # Modules are looked for beside the script.
    return ["node", str(shutil.copy(HERE / script, folder))]


def installed(folder: Path, *packages: str) -> Path:
    """The folder of programs that npm has installed there."""
    folder.mkdir(parents=True)
    options = ("--silent", "--no-audit", "--no-fund", "--prefix", str(folder))
    _install("npm", "install", *options, *packages)
    return folder / "node_modules" / ".bin"


def run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    """What it prints. Its errors are shown if it fails."""
    own = {**os.environ, **environment}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, env=own, cwd=cwd, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        done.check_returncode()
    return done.stdout


def _install(*command: str) -> None:
    try:
        run(*command)
    except subprocess.CalledProcessError as error:
        raise NotInstalledError(command[-1]) from error


def has_npm() -> bool:
    return shutil.which("npm") is not None


def numbers(found: dict[str, Any]) -> str:
    """Names with their values, in words of a table."""
    return ", ".join(f"{value} {name}" for name, value in found.items())
