"""The part of a file that a browser asks for (RFC 9110, section 14), so that a download goes on."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})\Z")


class RangeError(Exception):
    """Beyond the file, which has `size` bytes."""

    def __init__(self, size: int) -> None:
        super().__init__("not in the file")
        self.size = size


class FilePart(io.RawIOBase):
    """Bytes [begin, end) of a file. A server that can send files by itself needs just the names."""

    def __init__(self, path: Path, begin: int, end: int) -> None:
        super().__init__()
        self.path, self.begin, self.end = path, begin, end
        self._file = path.open("rb")
        self._file.seek(begin)
        self._left = end - begin

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class SentPart:
    file: FilePart
    begin: int
    status: int
    headers: dict[str, str]


def part_of(request: HttpRequest, path: Path, tag: str) -> SentPart:
    """tag: of the file, which never changes. Raises RangeError.

    More than one range at once, and what is none, get the whole file; so does one that ends before
    it begins, which is to be ignored (RFC 9110, section 14.1.1).
    """
    size, etag = path.stat().st_size, f'"{tag}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Content-Encoding": "identity"}
    asked = RANGE.match(request.headers.get("Range", ""))
    is_same = request.headers.get("If-Range", etag) == etag
    if request.method != "GET" or not (asked and is_same and any(asked.groups())):
        return _part(path, 0, size, HTTPStatus.OK, headers)
    first, last = asked.groups()
    if first and last and int(last) < int(first):
        return _part(path, 0, size, HTTPStatus.OK, headers)
    if first:
        begin, end = int(first), min(size, int(last) + 1) if last else size
    else:
        begin, end = max(0, size - int(last)), size
    if begin >= end:
        raise RangeError(size)
    headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
    return _part(path, begin, end, HTTPStatus.PARTIAL_CONTENT, headers)


def _part(path: Path, begin: int, end: int, status: int, headers: dict[str, str]) -> SentPart:
    told = {**headers, "Content-Length": str(end - begin)}
    return SentPart(FilePart(path, begin, end), begin, status, told)
