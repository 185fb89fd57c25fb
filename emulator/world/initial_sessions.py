"""The sessions that a world starts with, newest first and without end."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice
from typing import NamedTuple

from emulator.world.catalog import NO_LINK, PAYMENT_LINKS
from emulator.world.endings import Fate
from emulator.world.scenarios import STORIES
from emulator.world.seeded_random import mix
from emulator.world.traffic import DAY, Growth
from emulator.world.visits import STORY, Visits

_NEWEST_AGE = 4
_MOST_DAYS = 240
_TRIES_PER_VISIT = 1.4


class Session(NamedTuple):
    created: int
    visit: int
    person: int
    link: int
    fate: Fate
    attempt: int


def history(visits: Visits, seed: int, sessions: int, start: int) -> Iterator[Session]:
    """This many sessions until `start`, spread over up to eight months."""
    days = min(_MOST_DAYS, 3 + sessions * 3 // 50)
    growth = Growth(start - _NEWEST_AGE, days, int(sessions / _TRIES_PER_VISIT) + 1)
    return islice(_merged(visits, growth, seed, start), sessions)


def _merged(visits: Visits, growth: Growth, seed: int, start: int) -> Iterator[Session]:
    """Drawn visits in order of time, with their earlier tries and the told ones in between."""
    waiting = _told(visits, start)
    heapify(waiting)
    number = 0
    while True:
        moment = growth.moment(number, mix(seed, number) & 0xFF if number else 0)
        while waiting and -waiting[0][0] >= moment:
            yield heappop(waiting)[2]
        visit = visits.visit(number)
        link = _link_then(visit.link, moment, start)
        for attempt in range(len(visit.gaps), -1, -1):
            fate = visits.fate(visit, attempt)
            session = Session(moment, number, visit.person, link, fate, attempt)
            if attempt == len(visit.gaps):
                yield session
            else:
                heappush(waiting, (-moment, number * 4 - attempt, session))
            moment -= visit.gaps[attempt - 1] if attempt else 0
        number += 1


def _link_then(link: int, moment: int, start: int) -> int:
    """A payment link that was switched off before this moment made no session in it."""
    if link != NO_LINK:
        days = PAYMENT_LINKS[link].retired_days
        if days is not None and moment > start - days * DAY:
            return NO_LINK
    return link


def _told(visits: Visits, start: int) -> list[tuple[int, int, Session]]:
    found = []
    for number, story in enumerate(STORIES, start=STORY):
        visit = visits.visit(number)
        for attempt, told in enumerate(story.tries):
            moment = start - told.age
            session = Session(moment, number, visit.person, visit.link, told.fate, attempt)
            found.append((-moment, number * 4 - attempt, session))
    return found
