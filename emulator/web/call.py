"""A request and an answer, as far as HTTP is none of their business."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from emulator.objects.context import Json


@dataclass(frozen=True, slots=True)
class Call:
    """A request. query: as it was sent. headers: by their names in small letters."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its text and further headers.

    cut: "reset" sends nothing, "cut" half of it; then the connection ends.
    """

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    cut: str = ""
    delay_ms: int = 0


def as_json(body: Json) -> str:
    """As Stripe writes it, but for the spaces."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
