"""The parts of an export while it is read: each step writes one under a name of its own.

A step may run twice, and a worker that was frozen may end its step late. So nothing is appended to
a common file: a part names the one before it, the state of the job names the last, and only what
that chain leads to becomes the file. The rows of a part are texts already, as the file has them, so
that joining only copies them.
"""

from __future__ import annotations

import heapq
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

# When a session was created, its id, and the text of each of its rows.
Line = tuple[int, str, list[bytes]]


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a run of lines lies; in the order in which runs follow each other in a stream."""

    older: int
    part: int
    number: int
    name: str
    offset: int
    size: int


class PartWriter:
    """One part. It counts once `close` has returned its name."""

    def __init__(self, folder: Path, number: int, before: str) -> None:
        """number: of the step. before: name of the part before it, or ""."""
        self._name = f"{number:06}-{secrets.token_hex(4)}"
        self._index: dict[str, Any] = {"before": before, "number": number, "runs": []}
        self._folder = folder
        self._path = folder / f"{self._name}.rows"
        self._file: BinaryIO = os.fdopen(
            os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, failed: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if failed:
            self._file.close()
            self._path.unlink(missing_ok=True)

    def write(self, stream: int, lines: Sequence[Line]) -> None:
        """stream: lines of one are newest first, also from part to part."""
        if not lines:
            return
        sizes = [(created, session, *map(len, rows)) for created, session, rows in lines]
        head = json.dumps(sizes).encode()
        data = b"".join((head, b"\n", *(row for line in lines for row in line[2])))
        self._index["runs"].append([stream, lines[0][0], self._file.tell(), len(data)])
        self._file.write(data)

    def close(self) -> str:
        """Its name, once it lies safely on the disk; that of the one before, if it is empty."""
        if not self._index["runs"]:
            self._file.close()
            self._path.unlink()
            return str(self._index["before"])
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        index = self._folder / f"{self._name}.index"
        made = index.with_suffix(".new")
        made.write_text(json.dumps(self._index), encoding="utf-8")
        os.replace(made, index)
        return self._name


def has_part(folder: Path, name: str) -> bool:
    """Whether a part that the state names is there; True where it names none."""
    return not name or (folder / f"{name}.index").exists()


def lines_of(folder: Path, last: str) -> Iterator[Line]:
    """All lines that the chain leads to, newest first, each session once.

    last: name of the last part, or "" where there is none.
    """
    streams = [_stream(folder, places) for _, places in sorted(_places(folder, last).items())]
    merged = streams[0] if len(streams) == 1 else heapq.merge(*streams, key=_newest_first)
    second, seen = -1, set[str]()
    for line in merged:
        if line[0] != second:
            second, seen = line[0], set()
        if line[1] not in seen:
            seen.add(line[1])
            yield line


def _newest_first(line: Line) -> int:
    return -line[0]


def _places(folder: Path, last: str) -> dict[int, list[_Place]]:
    """By stream, in order."""
    streams: dict[int, list[_Place]] = {}
    name = last
    while name:
        index = json.loads((folder / f"{name}.index").read_text(encoding="utf-8"))
        for number, (stream, newest, offset, size) in enumerate(index["runs"]):
            place = _Place(-newest, index["number"], number, name, offset, size)
            streams.setdefault(stream, []).append(place)
        name = index["before"]
    for places in streams.values():
        places.sort()
    return streams


def _stream(folder: Path, places: Sequence[_Place]) -> Iterator[Line]:
    for place in places:
        with closing((folder / f"{place.name}.rows").open("rb")) as file:
            file.seek(place.offset)
            data = file.read(place.size)
        head, _, texts = data.partition(b"\n")
        at = 0
        for created, session, *sizes in json.loads(head):
            ends = list(accumulate(sizes, initial=at))
            yield created, session, [texts[begin:end] for begin, end in pairwise(ends)]
            at = ends[-1]
