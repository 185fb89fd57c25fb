"""All Checkout Sessions of one account, as a few numbers each; the rest is derived on reading.

A session takes some 35 bytes. Columns are indexed by row; row 0 is the oldest session. For each
status and each payment link there is an index: the ascending rows that have it, kept up to date as
sessions close. So every list query is answered from one sequence, however many sessions there are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from emulator.world.arrivals import Arrivals
from emulator.world.catalog import NO_LINK, PAYMENT_LINKS
from emulator.world.closed_sessions import LONGEST_TOLD, ClosedSessions
from emulator.world.closing import closing_time, settling_time, story_closing_time
from emulator.world.endings import DELAYED, Ending
from emulator.world.initial_sessions import NewSession, initial_sessions
from emulator.world.made import FIRST_MADE, MadeSession, MadeThings
from emulator.world.rows_of_people import RowsOfPeople, moved_up
from emulator.world.stories import STORY_PARTS, parts_of
from emulator.world.story import FIRST_STORY
from emulator.world.story_numbers import SessionNumbers
from emulator.world.visits import FIRST_ARRIVAL, Visit, VisitGenerator, people_for

OPEN, COMPLETE, EXPIRED = "open", "complete", "expired"


class World:
    """The sessions, the people and the current time of one account.

    Times are Unix seconds. Not safe for threads: callers hold one lock around a request.

    sessions: how many there are at the start.
    start: the time at which the world begins.
    arrivals_per_minute: the mean rate of new sessions as time passes.
    currency: of all that is sold without a payment link; None for that of the buyer's country.
    """

    def __init__(
        self,
        seed: int,
        sessions: int,
        start: int,
        arrivals_per_minute: float = 0,
        currency: str | None = None,
    ) -> None:
        self.currency = currency
        self.seed = seed
        self.start = start
        self.now = start
        self.people, self.returning_people = people_for(seed, sessions)
        self.made = MadeThings()
        self.visits = VisitGenerator(seed, self.people, self.returning_people)
        self.created = array("I")
        self.closes_at = array("I")
        self.visit_numbers = array("I")
        # Per row: ending (bits 0-2), attempt (3-5), payment link (6-10), planned ending (11-13).
        self._packed_traits = array("H")
        self.numbers = SessionNumbers()
        self._rows_of_people = RowsOfPeople(self.people.capacity)
        # The indexes: ascending rows by status and payment link; None means any.
        self._rows: dict[tuple[str | None, int | None], array[int]] = {}
        self.closed = ClosedSessions(self.closes_at.__getitem__, self.settles_at, self._is_delayed)
        # The ascending rows of what clients made.
        self.made_rows = array("I")
        # A heap of closing time and row of the open sessions.
        self._closing_queue: list[tuple[int, int]] = []
        self._arrivals = Arrivals(seed, start, arrivals_per_minute)
        self._add_initial(initial_sessions(self.visits, seed, sessions, start))

    def __len__(self) -> int:
        return len(self.created)

    # The facts of one row.

    def status(self, row: int, at: int | None = None) -> str:
        """Stripe's word: open, complete or expired; at another time than now if one is given."""
        if self.closes_at[row] > (self.now if at is None else at):
            return OPEN
        return EXPIRED if self.ending(row) is Ending.ABANDONED else COMPLETE

    def ending(self, row: int) -> Ending:
        """How the session ends, or will end."""
        return Ending(self._packed_traits[row] & 7)

    def attempt(self, row: int) -> int:
        """Which session of its visit this is, from 0."""
        return self._packed_traits[row] >> 3 & 7

    def link(self, row: int) -> int:
        """The number of its payment link, or NO_LINK."""
        return self._packed_traits[row] >> 6 & 31

    def planned_ending(self, row: int) -> Ending:
        """The ending at creation. A test may force another one, which does not change the price."""
        return Ending(self._packed_traits[row] >> 11 & 7)

    def settles_at(self, row: int) -> int:
        """When the payment of a session with a delayed method succeeds or fails."""
        made = self.made.session(self.visit_numbers[row])
        if made:
            return made.settles_at
        return settling_time(
            self.seed, self.visit_numbers[row], self.attempt(row), self.closes_at[row]
        )

    def visit(self, row: int) -> Visit:
        number = self.visit_numbers[row]
        made = self.made.session(number) if number >= FIRST_MADE else None
        if made:
            link = NO_LINK if made.link is None else made.link
            return Visit(number, made.person, link, made.mode, self.ending(row), ())
        return self.visits.visit(number)

    # Finding rows.

    def rows(self, status: str | None = None, link: int | None = None) -> Sequence[int]:
        """The ascending rows with this status and this payment link; None means any."""
        if status is None and link is None:
            return range(len(self))
        return self._rows.get((status, link), ())

    def rows_of_person(self, number: int) -> list[int]:
        """The ascending rows of one person: a few dozen at most."""
        return self._rows_of_people.rows(number)

    def first_row_from(self, time: int) -> int:
        """The first row created at this time or later; `len(self)` if there is none."""
        return bisect_left(self.created, time)

    # Changes.

    def advance(self, now: int) -> None:
        """Move the time to `now`: add the sessions that arrive, close those that are due."""
        while self._arrivals.next <= now:
            self.add_session(int(self._arrivals.next))
            self._arrivals.schedule()
        self.now = max(now, self.now)
        while self._closing_queue and self._closing_queue[0][0] <= self.now:
            due, row = heappop(self._closing_queue)
            if self.closes_at[row] == due:
                self._close(row)

    def add_session(self, time: int) -> int:
        """Create one more session at this time, as the newest. Returns its row."""
        self.now = max(time, self.now)
        visit = self.visits.visit(FIRST_ARRIVAL + self._arrivals.count)
        self._arrivals.count += 1
        # The last session of the visit, so that some of those who arrive pay.
        attempt = len(visit.gaps)
        lifetime = self.visits.lifetime(visit.number, visit.link, attempt)
        session = NewSession(
            self.now, visit.number, visit.person, visit.link, visit.ending, attempt
        )
        return self._open(session, closing_time(self.seed, session, lifetime))

    def make_session(self, made: MadeSession) -> int:
        """Add a session that a client made now. Returns its row."""
        number = FIRST_MADE + len(self.made.sessions)
        self.made.sessions.append(made)
        link = NO_LINK if made.link is None else made.link
        session = NewSession(made.created, number, made.person, link, Ending.ABANDONED, 0)
        row = self._open(session, made.expires_at)
        self.made_rows.append(row)
        return row

    def _open(self, session: NewSession, closes_at: int) -> int:
        row = len(self)
        self._append(session, closes_at)
        self._rows_of_people.add(row, session.person)
        self._index_status(row, OPEN)
        heappush(self._closing_queue, (self.closes_at[row], row))
        return row

    def add_story(self, index: int) -> int:
        """Add the sessions of story `index`, each at its time. Returns the row of the last."""
        row = 0
        # Those of the buyer whom the story is about come last, so that their row stays.
        for part in reversed(parts_of(index)):
            row = self._add_story_part(part)
        return row

    def _add_story_part(self, index: int) -> int:
        visit = self.visits.visit(FIRST_STORY + index)
        row = len(self)
        for attempt, scripted in enumerate(STORY_PARTS[index].scenario.sessions):
            created = self.now - scripted.age
            row = self.first_row_from(created + 1)
            session = NewSession(
                created, visit.number, visit.person, visit.link, scripted.ending, attempt
            )
            self._move_up(row)
            self._insert(row, session, story_closing_time(STORY_PARTS[index], attempt, self.now))
            self.numbers.add_story(row)
            self._rows_of_people.add(row, visit.person)
            self._index_inserted(row)
        return row

    def _move_up(self, first: int) -> None:
        """Renumber the rows from `first` on, before a session is inserted there."""
        if first < len(self):
            for key, rows in self._rows.items():
                self._rows[key] = moved_up(rows, first)
            queue = self._closing_queue
            queue[:] = [(due, row + (row >= first)) for due, row in queue]
            self.made_rows = moved_up(self.made_rows, first)
            self.closed.move_up(first)

    def _index_inserted(self, row: int) -> None:
        for key in self._index_keys(row, self.status(row)):
            insort(self._rows.setdefault(key, array("I")), row)
        if self.status(row) == OPEN:
            heappush(self._closing_queue, (self.closes_at[row], row))
        else:
            self.closed.add(row)

    def end_session(self, row: int, complete: bool) -> bool:
        """Complete or expire an open session now. Returns False if it is not open."""
        if self.status(row) != OPEN:
            return False
        self.finish(row, self._paid_ending(row) if complete else Ending.ABANDONED)
        return True

    def finish(self, row: int, ending: Ending) -> None:
        """Let an open session end now, in this way."""
        self._packed_traits[row] = self._packed_traits[row] & ~7 | ending
        self.closes_at[row] = self.now
        self._close(row)

    def _paid_ending(self, row: int) -> Ending:
        link = self.link(row)
        trial = link != NO_LINK and PAYMENT_LINKS[link].trial_days
        made = self.made.session(self.visit_numbers[row])
        if made:
            return made.paid_ending
        free = self.visit(row).mode == "setup" or trial
        free = free or self.planned_ending(row) is Ending.NO_PAYMENT_REQUIRED
        return Ending.NO_PAYMENT_REQUIRED if free else Ending.PAID

    def _close(self, row: int) -> None:
        self.closed.add(row)
        for key in self._index_keys(row, OPEN):
            if key[0]:
                rows = self._rows[key]
                rows.pop(bisect_left(rows, row))
        for key in self._index_keys(row, self.status(row)):
            if key[0]:
                insort(self._rows.setdefault(key, array("I")), row)

    def _index_keys(self, row: int, status: str) -> list[tuple[str | None, int | None]]:
        link = self.link(row)
        if link == NO_LINK:
            return [(status, None)]
        return [(status, None), (None, link), (status, link)]

    def _index_status(self, row: int, status: str) -> None:
        for key in self._index_keys(row, status):
            self._rows.setdefault(key, array("I")).append(row)

    def _is_delayed(self, row: int) -> bool:
        return self._packed_traits[row] & 7 in DELAYED

    def _append(self, session: NewSession, closes_at: int) -> None:
        self._insert(len(self), session, closes_at)

    def _insert(self, row: int, session: NewSession, closes_at: int) -> None:
        self.created.insert(row, session.created)
        self.closes_at.insert(row, closes_at)
        self.visit_numbers.insert(row, session.visit)
        self._packed_traits.insert(
            row, session.ending | session.attempt << 3 | session.link << 6 | session.ending << 11
        )

    def _add_initial(self, newest_first: Iterator[NewSession]) -> None:
        people = array("I")
        for session in newest_first:
            lifetime = self.visits.lifetime(session.visit, session.link, session.attempt)
            self._append(session, closing_time(self.seed, session, lifetime))
            people.append(session.person)
        for column in (
            self.created,
            self.closes_at,
            self.visit_numbers,
            self._packed_traits,
            people,
        ):
            column.reverse()
        for row, person in enumerate(people):
            self._rows_of_people.add(row, person)
            status = self.status(row)
            self._index_status(row, status)
            if status == OPEN:
                self._closing_queue.append((self.closes_at[row], row))
        heapify(self._closing_queue)
        told = range(self.first_row_from(self.start - LONGEST_TOLD), len(self))
        self.closed.fill(row for row in told if self.status(row) != OPEN)
