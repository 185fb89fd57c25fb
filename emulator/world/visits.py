"""Who comes, through which door, how often they try, and how it ends: all follow from a number."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from emulator.world.catalog import CURRENCIES, CURRENCY, NO_LINK, PAYMENT_LINKS
from emulator.world.countries import CULTURES
from emulator.world.endings import Fate
from emulator.world.people import NAMED, People
from emulator.world.scenarios import NAMED_PEOPLE, STORIES
from emulator.world.seeded_random import mix

# Numbers of visits: drawn ones from 0, those after the start from ARRIVAL, told ones from STORY.
ARRIVAL = 2_000_000_000
STORY = 3_000_000_000
DAY = 86_400
API_CONVERSION = 58


class Visit(NamedTuple):
    """One person's wish to buy one thing: one session, or two or three until it works."""

    number: int
    person: int
    link: int
    mode: str
    fate: Fate
    # Seconds from one try to the next, oldest first.
    gaps: tuple[int, ...]


def people_for(seed: int, sessions: int) -> tuple[People, int]:
    """The people of a world of this size, and how many of them come back."""
    regulars = max(8, sessions // 16)
    named = [(country, first, last) for country, first, last in NAMED_PEOPLE]
    return People(seed, regulars + sessions * 3 // 4 + 500, named), regulars


class Visits:
    def __init__(self, seed: int, people: People, regulars: int) -> None:
        self._seed = mix(seed, 0x766973697473)
        self._people = people
        self._regulars = regulars
        self._doors = [_doors(culture.currency) for culture in CULTURES]

    def visit(self, number: int) -> Visit:
        if number >= STORY:
            return _told(number)
        h = mix(self._seed, number)
        place = number if number < ARRIVAL else number - ARRIVAL + (1 << 24)
        guests = self._people.capacity - self._regulars
        person = (
            (h >> 8) % self._regulars
            if h & 0xFF < 80  # three in ten come back
            else self._regulars + place % guests
        )
        culture = self._people.culture(person)
        link = self._doors[culture][h >> 40 & 0x3F]
        mode = _mode(link, h >> 46 & 0xFF)
        conversion = API_CONVERSION if link == NO_LINK else PAYMENT_LINKS[link].conversion
        fate = Fate.LEFT
        if (h >> 54) % 100 < min(conversion + 12, 96):
            fate = self._ending(number, link, mode, CULTURES[culture].currency)
        more = h >> 32 & 0xFF
        tries = 1 if more < 180 else 2 if more < 234 else 3
        gaps = tuple(_gap(mix(h, n)) for n in range(1, tries))
        return Visit(number, person, link, mode, fate, gaps)

    def life(self, number: int, link: int, attempt: int) -> int:
        """How long a session stays open: a day, unless the seller said otherwise."""
        if number >= STORY:
            return STORIES[number - STORY].tries[attempt].life
        if link != NO_LINK:
            return DAY
        return (1800, 7200, DAY, DAY, DAY, DAY, DAY, DAY)[mix(self._seed ^ 1, number) & 7]

    def fate(self, visit: Visit, attempt: int) -> Fate:
        """How one of its tries ends; only the last can succeed, save when somebody pays twice."""
        if visit.number >= STORY:
            return STORIES[visit.number - STORY].tries[attempt].fate
        if attempt == len(visit.gaps):
            return visit.fate
        twice = visit.fate is Fate.PAID and mix(self._seed ^ 2, visit.number) % 100 < 4
        return Fate.PAID if twice else Fate.LEFT

    def _ending(self, number: int, link: int, mode: str, home: str) -> Fate:
        draw = mix(self._seed ^ 3, number) % 1000
        if mode == "setup":
            return Fate.NOTHING_DUE
        if mode == "subscription":
            trial = PAYMENT_LINKS[link].trial_days if link != NO_LINK else 0
            return Fate.NOTHING_DUE if trial or draw < 100 else Fate.PAID
        if draw < 25:
            return Fate.NOTHING_DUE
        if draw < 40:
            return Fate.AUTHORIZED
        currency = PAYMENT_LINKS[link].currency if link != NO_LINK else home
        if draw < 190 and CURRENCIES[CURRENCY[currency]].delayed_method:
            return Fate.DELAYED_FAILS if draw < 60 else Fate.DELAYED
        return Fate.PAID


def _gap(draw: int) -> int:
    """Most try again within minutes; some come back on another day."""
    if draw >> 32 & 15 == 0:
        return DAY + 3600 + draw % (2 * DAY)
    return 90 + draw % 1100


def _told(number: int) -> Visit:
    story = STORIES[number - STORY]
    ages = [attempt.age for attempt in story.tries]
    return Visit(
        number=number,
        person=NAMED + story.person,
        link=NO_LINK if story.link is None else story.link,
        mode=story.mode,
        fate=story.tries[-1].fate,
        gaps=tuple(older - newer for older, newer in pairwise(ages)),
    )


def _doors(currency: str) -> tuple[int, ...]:
    """64 equally likely ways in for people who pay in this currency."""
    weights = {
        place: link.weight if link.currency == currency else link.weight // 3
        for place, link in enumerate(PAYMENT_LINKS)
        if link.currency in (currency, "eur")
    }
    total = sum(weights.values())
    doors = [place for place, weight in weights.items() for _ in range(weight * 40 // total)]
    return tuple(doors + [NO_LINK] * (64 - len(doors)))


def _mode(link: int, draw: int) -> str:
    if link != NO_LINK:
        return PAYMENT_LINKS[link].mode
    return "subscription" if draw < 40 else "setup" if draw < 52 else "payment"
