"""Webhooks: events are sent, signed, and sent again while nobody takes them.

docs.stripe.com/webhooks. At Stripe the tries go on for three days; here they follow each other in
seconds. Each is signed by the true time, because who receives them looks at a true clock.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple
from urllib.parse import urlsplit

from emulator.objects.context import Json

KINDS = ("snapshot", "thin", "both")
ORDERS = ("given", "reversed")
_LOOK_SECONDS, _GATHER_SECONDS, _TIMEOUT_SECONDS = 0.1, 0.5, 10
_MOST_TRIES = 8
_MOST_LOGGED = 10_000


class Told(NamedTuple):
    """An event as it is sent. kind: "snapshot" or "thin"."""

    event: str
    type: str
    kind: str
    body: str


@dataclass(slots=True)
class Manner:
    """How events are sent, for tests of those who receive them.

    copies: how often each is sent. late_ms: how long it waits first.
    order: "reversed" gathers for half a second and sends the newest first.
    """

    copies: int = 1
    late_ms: int = 0
    order: str = "given"


def signature(body: bytes, secret: str, now: int) -> str:
    """The header Stripe-Signature of this body."""
    signed = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256)
    return f"t={now},v1={signed.hexdigest()}"


class Webhooks:
    """Sends what `find` gives to one address.

    account: the id of the account whose events they are.
    find: the events since it was asked last, oldest first.
    retry_seconds: until the second try; it doubles with each one.
    """

    def __init__(
        self,
        account: str,
        url: str,
        secret: str,
        find: Callable[[], Iterable[Told]],
        retry_seconds: float,
    ) -> None:
        self._account = account
        self.manner = Manner()
        # The ids of events that have not been taken yet.
        self.undelivered: set[str] = set()
        self._url = url
        self._place = urlsplit(url)
        self._secret = secret
        self._find = find
        self._retry_seconds = retry_seconds
        self._log: list[Json] = []
        # When it is due, which was asked for first, the event, and how many tries there were.
        self._queue: list[tuple[float, int, Told, int]] = []
        self._count = 0
        self._gathered_since: float | None = None
        self._gathered: list[Told] = []

    def start(self) -> None:
        """Send from now on, in a thread of its own."""
        threading.Thread(target=self._run, name="webhooks", daemon=True).start()

    def log(self) -> list[Json]:
        """The tries, oldest first."""
        return list(self._log)

    def _run(self) -> None:
        while True:
            for told in self._find():
                self.undelivered.add(told.event)
                self._gathered.append(told)
            self._take_gathered()
            while self._queue and self._queue[0][0] <= time.monotonic():
                _, _, told, tries = heappop(self._queue)
                self._try(told, tries + 1)
            time.sleep(_LOOK_SECONDS)

    def _take_gathered(self) -> None:
        if not self._gathered:
            return
        now = time.monotonic()
        if self.manner.order == "reversed":
            self._gathered_since = self._gathered_since or now
            if now < self._gathered_since + _GATHER_SECONDS:
                return
            self._gathered.reverse()
        for told in self._gathered:
            for _ in range(self.manner.copies):
                self._put(now + self.manner.late_ms / 1000, told, 0)
        self._gathered, self._gathered_since = [], None

    def _put(self, due: float, told: Told, tries: int) -> None:
        self._count += 1
        heappush(self._queue, (due, self._count, told, tries))

    def _try(self, told: Told, tries: int) -> None:
        status = self._send(told.body.encode())
        taken = status is not None and 200 <= status < 300
        entry: Json = {"account": self._account, "url": self._url, "event": told.event}
        entry |= {"type": told.type, "kind": told.kind, "try": tries}
        self._log.append({**entry, "status": status, "time": time.time()})
        del self._log[:-_MOST_LOGGED]
        if taken:
            self.undelivered.discard(told.event)
        elif tries < _MOST_TRIES:
            wait = self._retry_seconds * 2 ** (tries - 1)
            self._put(time.monotonic() + wait, told, tries)

    def _send(self, body: bytes) -> int | None:
        """The status of the answer; None without one."""
        secure = self._place.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self._place.netloc, timeout=_TIMEOUT_SECONDS)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(body, self._secret, int(time.time())),
        }
        path = self._place.path or "/"
        try:
            query = f"?{self._place.query}" if self._place.query else ""
            connection.request("POST", f"{path}{query}", body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            # Nobody is there, or no answer came: it is tried again.
            return None
        finally:
            connection.close()
