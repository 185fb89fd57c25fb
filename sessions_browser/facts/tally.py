"""Counts of sessions by what became of them, and what follows from these counts. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sessions_browser.facts.cells import CONVERTED, LEFT, SETTLED, Became, mask_of, value_of

# What a tally is kept by: outcome, whether somebody was there, whether the person tried again.
_PARTS = tuple(
    (outcome, present, again)
    for outcome in Became
    for present in (False, True)
    for again in (False, True)
)

_BITS = mask_of(("outcome", "present", "tried_again"))
EVERY = frozenset(Became)


# There are few of these, and it is asked of each of thousands of cells.
@lru_cache(maxsize=256)
def _part_of(bits: int) -> int:
    """The place in `_PARTS` of a cell, of whose code these are left by `_BITS`."""
    present_and_again = value_of(bits, "present") << 1 | value_of(bits, "tried_again")
    return value_of(bits, "outcome") << 2 | present_and_again


def _none() -> list[int]:
    return [0] * len(_PARTS)


@dataclass(slots=True)
class Tally:
    """Sessions counted, and their amounts in minor units, which mean something in one currency.

    Open sessions are in no rate: nobody knows yet how they end.
    """

    counts: list[int] = field(default_factory=_none)
    amounts: list[int] = field(default_factory=_none)

    def take(self, other: Tally) -> None:
        """Count what another counts as well."""
        for part, count in enumerate(other.counts):
            self.counts[part] += count
            self.amounts[part] += other.amounts[part]

    def count(
        self,
        outcomes: Iterable[Became] = EVERY,
        *,
        present: bool | None = None,
        tried_again: bool | None = None,
    ) -> int:
        return _sum(self.counts, frozenset(outcomes), present, tried_again)

    def amount(
        self,
        outcomes: Iterable[Became] = EVERY,
        *,
        present: bool | None = None,
        tried_again: bool | None = None,
    ) -> int:
        return _sum(self.amounts, frozenset(outcomes), present, tried_again)

    @property
    def made(self) -> int:
        return sum(self.counts)

    @property
    def present(self) -> int:
        """Of those made, where somebody was there."""
        return self.count(present=True)

    @property
    def paid(self) -> int:
        return self.count([Became.PAID])

    @property
    def processing(self) -> int:
        return self.count([Became.PROCESSING])

    @property
    def nothing_due(self) -> int:
        return self.count([Became.NOTHING_DUE])

    @property
    def left_known(self) -> int:
        return self.count([Became.LEFT_KNOWN])

    @property
    def left_unknown(self) -> int:
        return self.count([Became.LEFT_UNKNOWN])

    @property
    def left(self) -> int:
        return self.count(LEFT)

    @property
    def left_once(self) -> int:
        """Those left whose person made no later session within seven days."""
        return self.count(LEFT, tried_again=False)

    @property
    def open(self) -> int:
        return self.count([Became.OPEN])

    @property
    def converted(self) -> int:
        """Paid, or completed with nothing due."""
        return self.count(CONVERTED)

    @property
    def settled(self) -> int:
        """Converted or left: not open, not processing."""
        return self.count(SETTLED)

    @property
    def conversion(self) -> float | None:
        """Converted of settled; None where none is settled."""
        return self.converted / self.settled if self.settled else None

    @property
    def conversion_of_present(self) -> float | None:
        """The same of those where somebody was there."""
        settled = self.count(SETTLED, present=True)
        return self.count(CONVERTED, present=True) / settled if settled else None


def merged(tallies: Mapping[tuple[int, ...], Tally], place: int) -> dict[int, Tally]:
    """By one of the dimensions that they are by, which costs less than to count anew."""
    found = defaultdict[int, Tally](Tally)
    for values, tally in tallies.items():
        found[values[place]].take(tally)
    return dict(found)


def _sum(
    numbers: list[int],
    outcomes: frozenset[Became],
    present: bool | None,
    tried_again: bool | None,
) -> int:
    return sum([numbers[place] for place in _places(outcomes, present, tried_again)])


@lru_cache(maxsize=256)
def _places(
    outcomes: frozenset[Became], present: bool | None, tried_again: bool | None
) -> tuple[int, ...]:
    """In `_PARTS`."""
    return tuple(
        place
        for place, (outcome, was_there, again) in enumerate(_PARTS)
        if outcome in outcomes and present in (None, was_there) and tried_again in (None, again)
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of each cell: its code, its part, how many sessions, their amounts."""

    rows: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(cls, totals: Iterable[tuple[int, int, int]]) -> Counted:
        """totals: code, sessions and amounts; a code may come more than once."""
        return cls(
            tuple([(code, _part_of(code & _BITS), count, amount) for code, count, amount in totals])
        )

    def tally(self) -> Tally:
        tally = Tally()
        for _, part, count, amount in self.rows:
            tally.counts[part] += count
            tally.amounts[part] += amount
        return tally

    def by(self, *names: str) -> dict[tuple[int, ...], Tally]:
        """By the values of dimensions, as numbers."""
        # By the bits themselves first: it is done for each of thousands of cells.
        mask, found = mask_of(names), dict[int, tuple[list[int], list[int]]]()
        for code, part, count, amount in self.rows:
            bits = code & mask
            if bits not in found:
                found[bits] = _none(), _none()
            counts, amounts = found[bits]
            counts[part] += count
            amounts[part] += amount
        return {
            tuple([value_of(bits, name) for name in names]): Tally(*both)
            for bits, both in found.items()
        }

    def values(self, name: str) -> set[int]:
        mask = mask_of([name])
        return {value_of(bits, name) for bits in {code & mask for code, *_ in self.rows}}
