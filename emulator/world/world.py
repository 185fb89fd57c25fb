"""All sessions of the emulator as a few numbers each; everything else follows from them when read.

Some 35 bytes a session: columns by row (0 is the oldest), and for each status and payment link the
rows that have it, kept true as sessions close. So each question is answered from one ascending
sequence of rows, however many there are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from emulator.world.catalog import NO_LINK, PAYMENT_LINKS
from emulator.world.endings import Fate
from emulator.world.initial_sessions import Session, history
from emulator.world.people import NAMED
from emulator.world.seeded_random import mix
from emulator.world.visits import ARRIVAL, STORY, Visit, Visits, people_for

OPEN, COMPLETE, EXPIRED = "open", "complete", "expired"
_NOBODY = 0xFFFFFFFF


class World:
    """Not safe for threads: callers hold one lock around a request."""

    def __init__(
        self, seed: int, sessions: int, start: int, arrivals_per_minute: float = 0
    ) -> None:
        self.seed = seed
        self.start = start
        self.now = start
        self.people, self.regulars = people_for(seed, sessions)
        self.visits = Visits(seed, self.people, self.regulars)
        self.created = array("I")
        self.closes = array("I")
        self.visit_numbers = array("I")
        # Fate, attempt, payment link, and the fate it was made for, in one number.
        self._traits = array("H")
        # The row of the same person before this one.
        self._previous = array("I")
        # The newest row of each person; those with a given name apart, as their numbers are high.
        self._latest = array("I", [_NOBODY]) * self.people.capacity
        self._latest_of_named: dict[int, int] = {}
        self._rows: dict[tuple[str | None, int | None], array[int]] = {}
        self._closing: list[tuple[int, int]] = []
        self._arrived = 0
        self._arrivals_per_minute = arrivals_per_minute
        self._next_arrival: float = start
        self._schedule_arrival()
        self._fill(history(self.visits, seed, sessions, start))

    def __len__(self) -> int:
        return len(self.created)

    # What a row is.

    def status(self, row: int) -> str:
        if self.closes[row] > self.now:
            return OPEN
        return EXPIRED if self.fate(row) is Fate.LEFT else COMPLETE

    def fate(self, row: int) -> Fate:
        return Fate(self._traits[row] & 7)

    def attempt(self, row: int) -> int:
        return self._traits[row] >> 3 & 7

    def link(self, row: int) -> int:
        return self._traits[row] >> 6 & 31

    def intended_fate(self, row: int) -> Fate:
        """What its price was made for: a test that ends it otherwise does not change the price."""
        return Fate(self._traits[row] >> 11 & 7)

    def visit(self, row: int) -> Visit:
        return self.visits.visit(self.visit_numbers[row])

    # Which rows there are.

    def rows(self, status: str | None = None, link: int | None = None) -> Sequence[int]:
        """Ascending; all of them, or those with this status or payment link or both."""
        if status is None and link is None:
            return range(len(self))
        return self._rows.get((status, link), ())

    def rows_of_person(self, number: int) -> list[int]:
        """Ascending, and never many: nobody comes more than a few dozen times."""
        found = []
        row = self._latest_of_named.get(number, _NOBODY)
        if number < len(self._latest):
            row = self._latest[number]
        while row != _NOBODY:
            found.append(row)
            row = self._previous[row]
        return found[::-1]

    def first_row_from(self, moment: int) -> int:
        """The oldest row created at this moment or later."""
        return bisect_left(self.created, moment)

    # What happens to them.

    def advance(self, now: int) -> None:
        """Let the sessions due until `now` arrive, complete or expire."""
        while self._next_arrival <= now:
            self.arrive(int(self._next_arrival))
            self._schedule_arrival()
        self.now = max(now, self.now)
        while self._closing and self._closing[0][0] <= self.now:
            due, row = heappop(self._closing)
            if self.closes[row] == due:
                self._close(row)

    def arrive(self, moment: int) -> int:
        """One more session at the top; returns its row."""
        self.now = max(moment, self.now)
        visit = self.visits.visit(ARRIVAL + self._arrived)
        self._arrived += 1
        # The last try of the visit, so that some of those who arrive pay.
        attempt = len(visit.gaps)
        life = self.visits.life(visit.number, visit.link, attempt)
        session = Session(self.now, visit.number, visit.person, visit.link, visit.fate, attempt)
        row = len(self)
        self._append(session, closing_moment(self.seed, session, life))
        self._chain(row, visit.person)
        self._file(row, OPEN)
        heappush(self._closing, (self.closes[row], row))
        return row

    def end(self, row: int, complete: bool) -> bool:
        """Complete or expire an open session now; False when it is not open."""
        if self.status(row) != OPEN:
            return False
        fate = Fate.LEFT
        if complete:
            link = self.link(row)
            trial = link != NO_LINK and PAYMENT_LINKS[link].trial_days
            free = self.visit(row).mode == "setup" or trial
            free = free or self.intended_fate(row) is Fate.NOTHING_DUE
            fate = Fate.NOTHING_DUE if free else Fate.PAID
        self._traits[row] = self._traits[row] & ~7 | fate
        self.closes[row] = self.now
        self._close(row)
        return True

    def _close(self, row: int) -> None:
        for key in self._keys(row, OPEN):
            if key[0]:
                rows = self._rows[key]
                rows.pop(bisect_left(rows, row))
        for key in self._keys(row, self.status(row)):
            if key[0]:
                insort(self._rows.setdefault(key, array("I")), row)

    def _chain(self, row: int, person: int) -> None:
        latest: dict[int, int] | array[int] = self._latest
        if person >= NAMED:
            latest = self._latest_of_named
            latest.setdefault(person, _NOBODY)
        self._previous.append(latest[person])
        latest[person] = row

    def _keys(self, row: int, status: str) -> list[tuple[str | None, int | None]]:
        link = self.link(row)
        if link == NO_LINK:
            return [(status, None)]
        return [(status, None), (None, link), (status, link)]

    def _file(self, row: int, status: str) -> None:
        for key in self._keys(row, status):
            self._rows.setdefault(key, array("I")).append(row)

    def _append(self, session: Session, closes: int) -> None:
        self.created.append(session.created)
        self.closes.append(closes)
        self.visit_numbers.append(session.visit)
        self._traits.append(
            session.fate | session.attempt << 3 | session.link << 6 | session.fate << 11
        )

    def _fill(self, newest_first: Iterator[Session]) -> None:
        people = array("I")
        for session in newest_first:
            life = self.visits.life(session.visit, session.link, session.attempt)
            self._append(session, closing_moment(self.seed, session, life))
            people.append(session.person)
        for column in (self.created, self.closes, self.visit_numbers, self._traits, people):
            column.reverse()
        for row, person in enumerate(people):
            self._chain(row, person)
            status = self.status(row)
            self._file(row, status)
            if status == OPEN:
                self._closing.append((self.closes[row], row))
        heapify(self._closing)

    def _schedule_arrival(self) -> None:
        if self._arrivals_per_minute <= 0:
            self._next_arrival = float("inf")
            return
        mean = 60 / self._arrivals_per_minute
        self._next_arrival += mean * (0.2 + 1.6 * mix(self.seed, self._arrived) / 2**64)


def closing_moment(seed: int, session: Session, life: int) -> int:
    """When a session stops being open: completed after some minutes, or at the end of its life."""
    if session.fate is Fate.LEFT:
        return session.created + life
    if session.visit >= STORY:
        return session.created + 100
    draw = mix(mix(seed, session.visit), session.attempt)
    slow = draw >> 20 & 31 == 0
    return session.created + min(life - 60, 40 + draw % 500 + (draw % 9000 if slow else 0))
