"""The sessions that exist when a world starts."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import NamedTuple

from emulator.world.catalog import NO_LINK, PAYMENT_LINKS
from emulator.world.endings import Ending
from emulator.world.scenarios import SCENARIOS
from emulator.world.seeded_random import random_bits
from emulator.world.traffic import DAY, VisitTimes
from emulator.world.visits import FIRST_SCENARIO, VisitGenerator

# Seconds before the start.
_NEWEST_AGE = 4
_MAX_DAYS = 240
_SESSIONS_PER_VISIT = 1.4


class NewSession(NamedTuple):
    """What the world keeps of a session.

    created: Unix seconds.
    visit, person, link: their numbers.
    attempt: which session of the visit, from 0.
    """

    created: int
    visit: int
    person: int
    link: int
    ending: Ending
    attempt: int


def initial_sessions(
    visits: VisitGenerator, seed: int, sessions: int, start: int
) -> Iterator[NewSession]:
    """The newest `sessions` sessions before `start`, newest first, from up to eight months."""
    days = min(_MAX_DAYS, 3 + sessions * 3 // 50)
    visit_times = VisitTimes(start - _NEWEST_AGE, days, int(sessions / _SESSIONS_PER_VISIT) + 1)
    return islice(_newest_first(visits, visit_times, seed, start), sessions)


def _newest_first(
    visits: VisitGenerator, visit_times: VisitTimes, seed: int, start: int
) -> Iterator[NewSession]:
    """The sessions of all visits and scenarios, without end.

    A visit is generated at the time of its newest session. Its older sessions wait in a heap until
    they are due.
    """
    waiting = _scenario_sessions(visits, start)
    heapify(waiting)
    number = 0
    while True:
        time = visit_times.time_of(number, random_bits(seed, number) & 0xFF if number else 0)
        while waiting and -waiting[0][0] >= time:
            yield heappop(waiting)[2]
        visit = visits.visit(number)
        link = _link_at(visit.link, time, start)
        for attempt in range(len(visit.gaps), -1, -1):
            ending = visits.ending(visit, attempt)
            session = NewSession(time, number, visit.person, link, ending, attempt)
            if attempt == len(visit.gaps):
                yield session
            else:
                heappush(waiting, (-time, number * 4 - attempt, session))
            time -= visit.gaps[attempt - 1] if attempt else 0
        number += 1


def _link_at(link: int, time: int, start: int) -> int:
    """The payment link that created the session; NO_LINK after it was deactivated."""
    if link != NO_LINK:
        days = PAYMENT_LINKS[link].deactivated_days_ago
        if days is not None and time > start - days * DAY:
            return NO_LINK
    return link


def _scenario_sessions(visits: VisitGenerator, start: int) -> list[tuple[int, int, NewSession]]:
    """Heap entries: negative time, a number that breaks ties, and the session."""
    found = []
    for number, scenario in enumerate(SCENARIOS, start=FIRST_SCENARIO):
        visit = visits.visit(number)
        for attempt, scripted in enumerate(scenario.sessions):
            time = start - scripted.age
            session = NewSession(time, number, visit.person, visit.link, scripted.ending, attempt)
            found.append((-time, number * 4 - attempt, session))
    return found
