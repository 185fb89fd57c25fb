"""Kinds of job that do what a test says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sessions_browser.jobs.kinds import JobStep


class Counting:
    """Counts to parameters["to"]; whoever makes it may step in."""

    name = "counting"

    def __init__(self, step_in: Callable[[int], JobStep | None] = lambda _: None) -> None:
        self._step_in = step_in

    def first(self, _parameters: dict[str, Any]) -> int:
        return 0

    def step(self, parameters: dict[str, Any], state: int) -> JobStep:
        if said := self._step_in(state):
            return said
        done = state + 1
        return JobStep(None if done == parameters["to"] else done, done, parameters["to"])
