"""One server under examination: its answers, and what of its sessions the questions need."""

from __future__ import annotations

import base64
import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

SESSIONS = "/v1/checkout/sessions"
_SECONDS = 20
Json = dict[str, Any]


class UnaskedError(Exception):
    """The server has no session that the question needs; the text says which."""


class WrongError(Exception):
    """The answer is not what it should be; the text says what came."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer. headers: by their names in small letters."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def error(self) -> Json:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return error if isinstance(error, dict) else {}

    @property
    def data(self) -> list[Json]:
        data = self.body.get("data") if isinstance(self.body, dict) else None
        if self.status != 200 or not isinstance(data, list):
            raise WrongError(self.short)
        return data

    @property
    def ids(self) -> list[str]:
        return [str(entry.get("id")) for entry in self.data]

    @property
    def short(self) -> str:
        """In a few words."""
        if self.error:
            named = {k: self.error[k] for k in ("code", "param", "message") if k in self.error}
            return f"{self.status} {named}"
        return f"{self.status} {str(self.body)[:120]}"


class Probe:
    """Asks the server at this address. Nothing is asked twice in the same words."""

    def __init__(self, url: str, key: str) -> None:
        self._place = urlsplit(url)
        self._key = key
        self._heard: dict[tuple[str, ...], Heard] = {}

    def get(self, path: str, *, key: str | None = None, **headers: str) -> Heard:
        """key: another one than the usual; "" is none."""
        return self.ask("GET", path, key=key, **headers)

    def ask(self, method: str, path: str, *, key: str | None = None, **headers: str) -> Heard:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        used = self._key if key is None else key
        if used and "Authorization" not in sent:
            sent["Authorization"] = f"Bearer {used}"
        asked = (method, path, *(f"{name}: {value}" for name, value in sent.items()))
        if asked not in self._heard:
            self._heard[asked] = self._send(method, path, sent)
        return self._heard[asked]

    def again(self, path: str) -> Heard:
        """Ask anew."""
        return self._send("GET", path, {"Authorization": f"Bearer {self._key}"})

    def basic(self, path: str) -> Heard:
        """The key as the user of Basic."""
        user = base64.b64encode(f"{self._key}:".encode()).decode()
        return self.get(path, Authorization=f"Basic {user}")

    def listed(self, query: str) -> Heard:
        return self.get(f"{SESSIONS}?{query}")

    @cached_property
    def sample(self) -> list[Json]:
        """The newest sessions, a hundred at most."""
        found = self.listed("limit=100")
        if len(found.data) < 8:
            raise UnaskedError("it has fewer than eight sessions")
        return found.data

    @cached_property
    def ids(self) -> list[str]:
        return [session["id"] for session in self.sample]

    def some(self, what: str, fits: Callable[[Json], Any]) -> Json:
        """The first session of the sample that fits. what: in words, for when there is none."""
        for session in self.sample:
            if fits(session):
                return session
        raise UnaskedError(f"it has no session {what}")

    def _send(self, method: str, path: str, headers: dict[str, str]) -> Heard:
        secure = self._place.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self._place.netloc, timeout=_SECONDS)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            lowered = {name.lower(): value for name, value in answer.getheaders()}
            try:
                body = json.loads(text)
            except ValueError:
                body = text
            return Heard(answer.status, body, lowered)
        except (OSError, http.client.HTTPException) as error:
            raise WrongError(f"no answer: {type(error).__name__}") from None
        finally:
            connection.close()


def escaped(text: str) -> str:
    return quote(text, safe="")
