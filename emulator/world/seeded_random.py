"""Repeatable draws: the same seed and numbers give the same draw on every machine and run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


def mix(a: int, b: int) -> int:
    """64 well-mixed bits of two numbers (the finalizer of splitmix64)."""
    x = (a + b * 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


class Draws:
    """A stream of draws; what comes first does not depend on how many follow."""

    __slots__ = ("_state", "_turn")

    def __init__(self, seed: int, number: int) -> None:
        self._state = mix(seed, number)
        self._turn = 0

    def below(self, end: int) -> int:
        self._turn += 1
        return mix(self._state, self._turn) % end

    def between(self, first: int, last: int) -> int:
        """Both ends are included."""
        return first + self.below(last - first + 1)

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]
