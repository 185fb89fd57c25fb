"""What a walk of an account asks, and how it goes on after what that came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.pauses import pause_after, until_room
from sessions_browser.facts.walker import Ask
from sessions_browser.jobs.kinds import JobStep
from sessions_browser.stripe_api.errors import UpstreamError

DISK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Source:
    """What a walk needs of one account.

    ask: makes one call in the background, now or never.
    room: how many calls the budget has left for the background now.
    seconds_to_next: until it has room for another one.
    parallel: calls at once.
    """

    store: FactStore
    ask: Ask
    room: Callable[[], int]
    seconds_to_next: Callable[[], float]
    parallel: int = 4

    @property
    def pause(self) -> float:
        """Seconds until there is room."""
        return until_room(self.seconds_to_next())


def total_of(state: Any) -> int | None:
    return None if state["left"] is None else state["done"] + state["left"]


def finished(state: Any) -> JobStep:
    return JobStep(None, state["done"], state["done"])


def step_after(
    source: Source,
    before: Any,
    further: Any,
    failures: Sequence[UpstreamError],
    *,
    read: int,
    left: int | None = None,
) -> JobStep:
    """The step that goes on from `further`, after a pause where calls failed or were not made.

    before, further: states with "done", "left" and "failed".
    """
    done = before["done"] + read
    pause = pause_after(failures, before["failed"], source.pause, is_empty=not read)
    state = {**further, "done": done, "failed": pause.failed, "left": left}
    return JobStep(state, done, total_of(state), pause.seconds, pause.note)
