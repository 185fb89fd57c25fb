"""The key that this machine makes for itself where no setting gives one.

`python -m dashboard.secret_key` makes it, so that what happens before the first start is signed.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from dashboard.env import env_secret

FILE = Path(__file__).resolve().parent.parent / "var" / "secret-key"


def own_secret_key(path: Path) -> Path:
    """A random key that stays on this machine, made at the first start."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
    return path


def known_secret_key(path: Path = FILE) -> str:
    """That was made here, "" where there is none or it may not be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


if __name__ == "__main__" and not env_secret("SECRET_KEY"):
    FILE.parent.mkdir(exist_ok=True)
    own_secret_key(FILE)
