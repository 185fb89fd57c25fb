"""What a kind of work is, and the register of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

# What `json` makes of a text, and the other way round.
Json = Any


@dataclass(frozen=True, slots=True)
class JobStep:
    """What one step of a job has come to.

    state: what the next step starts from, a few KB at most; None when the job is finished.
    done: how much is done in all so far; it only grows.
    total: of how much, where that is known.
    wait: seconds before the next step.
    note: a key of a reason while it waits ("budget", "upstream"), which the page words.
    """

    state: Json
    done: int
    total: int | None = None
    wait: float = 0.0
    note: str = ""


class JobKind(Protocol):
    """A kind of work. Both methods run in a thread of a process that works."""

    name: str

    def first(self, parameters: dict[str, Json]) -> Json:
        """The state that the first step starts from; it asks nobody."""

    def step(self, parameters: dict[str, Json], state: Json) -> JobStep:
        """Some seconds of work at most. It may run twice with the same state."""


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    """Once at the start of a process; a kind of the same name is replaced."""
    _kinds[kind.name] = kind


def find(name: str) -> JobKind | None:
    """None: a kind of another version of the dashboard."""
    return _kinds.get(name)


def names() -> tuple[str, ...]:
    return tuple(_kinds)
