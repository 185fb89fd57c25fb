"""What each server that a test starts has to have, and takes most of its start: made once.

These are a migrated database with the people of the demo, whose passwords are hashed, and the
static files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# On these depends what is in it.
OTHERS = ("DJANGO_SETTINGS_MODULE", "SECRET_KEY", "SECRET_KEY_FILE", "DATABASE_URL_FILE")
ROOT = Path(__file__).resolve().parent.parent
# The database, once there is one.
_made: list[bytes] = []


def make_demo_database(root: Path | str, settings: Mapping[str, str]) -> None:
    """A new file of SQLite is a copy of one that was made before.

    root: of the code that serves. settings: all that the server has in its environment.
    """
    kind, _, path = settings["DATABASE_URL"].partition("///")
    is_new = kind == "sqlite:" and not Path(path).exists() and Path(root) == ROOT
    is_same = is_new and all(settings.get(name) == os.environ.get(name) for name in OTHERS)
    if is_same and _made:
        Path(path).write_bytes(_made[0])
        return
    command = [sys.executable, "manage.py", "demo_people"]
    subprocess.run(command, cwd=root, env=settings, check=True)
    if is_same:
        _made.append(Path(path).read_bytes())


def static_root(root: Path | str, settings: Mapping[str, str]) -> str | None:
    """Where this process of tests keeps the static files; None where the site has others."""
    is_same = Path(root) == ROOT and "URL_PREFIX" not in settings
    return os.environ.get("STATIC_ROOT") if is_same else None
