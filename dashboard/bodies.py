"""Takes in what a request sends, before a thread is taken for it: within a deadline and bounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from http import HTTPStatus

# All bodies that are being taken in at one moment, of this process, in bytes.
MOST_BYTES = 64 * 1024 * 1024


class BodyError(Exception):
    """status: of the answer; words: for who sent it."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Bodies:
    """Of one event loop.

    seconds: from the head of a request to the last byte of its body.
    most: bytes of one body. What says that it is longer is left unread, and the application,
    which knows its length, says so in words.
    """

    def __init__(self, seconds: float, most: int, most_together: int = MOST_BYTES) -> None:
        self._seconds = seconds
        self._most = most
        self._left = most_together

    async def take_in(self, length: int, parts: AsyncIterable[bytes]) -> bytes:
        """The whole body of this length. Raises BodyError."""
        if not 0 < length <= self._most:
            return b""
        if length > self._left:
            raise BodyError(HTTPStatus.SERVICE_UNAVAILABLE, "Too much is being sent at once.\n")
        self._left -= length
        try:
            async with asyncio.timeout(self._seconds):
                return await _read(length, parts)
        except TimeoutError:
            raise BodyError(
                HTTPStatus.REQUEST_TIMEOUT, "What you sent took too long to arrive.\n"
            ) from None
        finally:
            self._left += length


async def _read(length: int, parts: AsyncIterable[bytes]) -> bytes:
    received = bytearray()
    async for part in parts:
        if not part:
            break
        received += part
        if len(received) >= length:
            return bytes(received)
    raise BodyError(HTTPStatus.BAD_REQUEST, "Less was sent than was announced.\n")
