"""Random numbers from a seed: the same on every machine and in every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


def random_bits(a: int, b: int) -> int:
    """64 random bits that depend on two numbers alone (the finalizer of splitmix64)."""
    x = (a + b * 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


class SeededRandom:
    """A sequence of random numbers. Each depends only on the seed, `number` and its position."""

    __slots__ = ("_state", "_turn")

    def __init__(self, seed: int, number: int) -> None:
        self._state = random_bits(seed, number)
        self._turn = 0

    def randbelow(self, end: int) -> int:
        """From 0 up to but without `end`."""
        self._turn += 1
        return random_bits(self._state, self._turn) % end

    def randint(self, first: int, last: int) -> int:
        """From `first` to `last`, both included."""
        return first + self.randbelow(last - first + 1)

    def skip(self, count: int) -> None:
        """Leave out so many numbers."""
        self._turn += count

    def chance(self, percent: int) -> bool:
        """True in `percent` of 100 cases."""
        return self.randbelow(100) < percent

    def choice(self, choices: Sequence[T]) -> T:
        return choices[self.randbelow(len(choices))]
