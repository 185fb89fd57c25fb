"""The ids of sessions that an export is to have, where these are known before it starts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from sessions_browser.objects.ids import SESSION_ID_MAX_LENGTH

# The ID of a session, and the Unix second in which it was made.
Place = tuple[str, int]
# All lines are as long, so that any of them is found at once.
_SECOND = 12
_LINE = _SECOND + 1 + SESSION_ID_MAX_LENGTH + 1


class PlacesFile:
    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, places: Iterable[Place], most: int) -> int:
        """The first ones; how many there are, at most one more than `most`. Raises OSError.

        places: newest first.
        """
        count = 0
        with os.fdopen(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as file:
            for session_id, created in islice(places, most + 1):
                count += 1
                line = f"{created:{_SECOND}} {session_id:{SESSION_ID_MAX_LENGTH}}\n"
                file.write(line.encode("ascii"))
        return count

    def read(self, begin: int, end: int) -> list[Place]:
        """Those from one number to before another one."""
        with self._path.open("rb") as file:
            file.seek(begin * _LINE)
            lines = file.read((end - begin) * _LINE).decode("ascii").splitlines()
        return [(line[_SECOND:].strip(), int(line[:_SECOND])) for line in lines]
