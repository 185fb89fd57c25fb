"""Visits: who buys what, through which payment link, in how many attempts, with which ending.

A visit is a number. Everything about it follows from the number and the seed.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from emulator.world.catalog import CURRENCIES, CURRENCY, NO_LINK, PAYMENT_LINKS
from emulator.world.countries import COUNTRIES
from emulator.world.endings import Ending
from emulator.world.people import FIRST_NAMED, NamedPerson, People
from emulator.world.scenarios import NAMED_PEOPLE, SCENARIOS, Scenario
from emulator.world.seeded_random import random_bits
from emulator.world.stories import STORY_PARTS, STORY_PEOPLE
from emulator.world.story import FIRST_STORY
from emulator.world.visit_kinds import MOST_KINDS, VisitKind, kind_of_visit

# The visits before the start of the world have numbers from 0, the newest first.
# Those after the start have numbers from here.
FIRST_ARRIVAL = 2_000_000_000
# Those of the scenarios have numbers from here, those of the stories from FIRST_STORY.
FIRST_SCENARIO = 3_000_000_000
DAY = 86_400
# Of 100 visits to a session that the API created; payment links have their own.
API_CONVERSION_PERCENT = 58
# Their sessions live as long as Stripe lets them.
_WHOLE_DAY = (VisitKind.AHEAD, VisitKind.TABS, VisitKind.CHAIN)


class Visit(NamedTuple):
    """One person who wants to buy one order: one session, or two or three until it works."""

    number: int
    person: int
    # Number of the payment link, or NO_LINK.
    link: int
    mode: str
    # How the last session ends.
    ending: Ending
    # Seconds from each session to the next, oldest first.
    gaps: tuple[int, ...]
    # Who arrives after the start, or has a script, is plain.
    kind: VisitKind = VisitKind.PLAIN


def people_for(seed: int, sessions: int) -> tuple[People, int]:
    """The people of a world with this many sessions, and how many of them come back.

    Those who come back have the lowest numbers.
    """
    returning_people = max(8, sessions // 16)
    named = (*(NamedPerson(*who) for who in NAMED_PEOPLE), *STORY_PEOPLE)
    return People(seed, returning_people + sessions * 3 // 4 + 500, named), returning_people


class VisitGenerator:
    """Computes every visit of one world from its number."""

    def __init__(self, seed: int, people: People, returning_people: int) -> None:
        self._seed = random_bits(seed, 0x766973697473)
        self._people = people
        self._returning_people = returning_people
        self._links_by_country = [_weighted_links(country.currency) for country in COUNTRIES]

    def visit(self, number: int) -> Visit:
        """The visit with this number: random, after the start, or of a scenario."""
        if number >= FIRST_SCENARIO:
            return _scenario_visit(number)
        bits = random_bits(self._seed, number)
        person = self._person(number, bits)
        country = self._people.country_index(person)
        link = self._links_by_country[country][bits >> 40 & 0x3F]
        mode = _mode(link, bits >> 46 & 0xFF)
        conversion = (
            API_CONVERSION_PERCENT if link == NO_LINK else PAYMENT_LINKS[link].conversion_percent
        )
        ending = Ending.ABANDONED
        if (bits >> 54) % 100 < min(conversion + 12, 96):
            ending = self._paid_ending(number, link, mode, COUNTRIES[country].currency)
        more = bits >> 32 & 0xFF
        sessions = 1 if more < 180 else 2 if more < 234 else 3
        gaps = tuple(_gap(random_bits(bits, n)) for n in range(1, sessions))
        visit = Visit(number, person, link, mode, ending, gaps)
        # Most are plain, which is found here without a call: there may be a million.
        drawn = (random_bits(self._seed ^ 1, number) >> 10) % 1000
        if drawn >= MOST_KINDS or number >= FIRST_ARRIVAL:
            return visit
        return self._as_kind(visit, bits, drawn)

    def _as_kind(self, visit: Visit, bits: int, drawn: int) -> Visit:
        kind = kind_of_visit(drawn, visit.link, visit.mode)
        if kind is VisitKind.PLAIN:
            return visit
        visit = visit._replace(kind=kind)
        if kind in (VisitKind.AHEAD, VisitKind.CRAWLER):
            return visit._replace(ending=Ending.ABANDONED, gaps=())
        if kind is VisitKind.AGENT:
            return visit._replace(ending=Ending.PAID, gaps=())
        if kind is VisitKind.TABS:
            return visit._replace(gaps=tuple(20 + random_bits(bits, n) % 200 for n in (1, 2, 3)))
        gaps = tuple(DAY + 3600 + random_bits(bits, n) % DAY for n in (1, 2))
        return visit._replace(ending=Ending.PAID, gaps=gaps)

    def lifetime(self, number: int, link: int, attempt: int) -> int:
        """Seconds from the creation of a session to its expiry.

        A day, unless the shop set `expires_at` (docs.stripe.com/api/checkout/sessions/create).

        number: of the visit.
        link: number of the payment link, or NO_LINK.
        attempt: which session of the visit, from 0.
        """
        if number >= FIRST_SCENARIO:
            return scripted(number).sessions[attempt].lifetime
        if link != NO_LINK:
            return DAY
        bits = random_bits(self._seed ^ 1, number)
        drawn = (bits >> 10) % 1000
        if drawn < MOST_KINDS and self.visit(number).kind in _WHOLE_DAY:
            return DAY
        return (1800, 7200, DAY, DAY, DAY, DAY, DAY, DAY)[bits & 7]

    def ending(self, visit: Visit, attempt: int) -> Ending:
        """How session `attempt` of a visit ends.

        Only the last can succeed, except when somebody pays twice.
        """
        if visit.number >= FIRST_SCENARIO:
            return scripted(visit.number).sessions[attempt].ending
        if attempt == len(visit.gaps):
            return visit.ending
        if visit.kind in _WHOLE_DAY:
            return Ending.ABANDONED
        twice = visit.ending is Ending.PAID and random_bits(self._seed ^ 2, visit.number) % 100 < 4
        return Ending.PAID if twice else Ending.ABANDONED

    def _person(self, number: int, bits: int) -> int:
        if bits & 0xFF < 80:  # three in ten
            return (bits >> 8) % self._returning_people
        index = number if number < FIRST_ARRIVAL else number - FIRST_ARRIVAL + (1 << 24)
        new_people = self._people.capacity - self._returning_people
        return self._returning_people + index % new_people

    def _paid_ending(self, number: int, link: int, mode: str, home_currency: str) -> Ending:
        permille = random_bits(self._seed ^ 3, number) % 1000
        if mode == "setup":
            return Ending.NO_PAYMENT_REQUIRED
        if mode == "subscription":
            trial = PAYMENT_LINKS[link].trial_days if link != NO_LINK else 0
            return Ending.NO_PAYMENT_REQUIRED if trial or permille < 100 else Ending.PAID
        if permille < 25:
            return Ending.NO_PAYMENT_REQUIRED
        if permille < 40:
            return Ending.AUTHORIZED
        currency = PAYMENT_LINKS[link].currency if link != NO_LINK else home_currency
        if permille < 190 and CURRENCIES[CURRENCY[currency]].delayed_method:
            return Ending.ASYNC_FAILS if permille < 60 else Ending.ASYNC_SUCCEEDS
        return Ending.PAID


def _gap(bits: int) -> int:
    """Seconds until the next session: minutes for most, one to three days for some."""
    if bits >> 32 & 15 == 0:
        return DAY + 3600 + bits % (2 * DAY)
    return 90 + bits % 1100


def scripted(number: int) -> Scenario:
    """The scenario of the visit with this number, which belongs to a scenario or a story."""
    if number >= FIRST_STORY:
        return STORY_PARTS[number - FIRST_STORY].scenario
    return SCENARIOS[number - FIRST_SCENARIO]


def _scenario_visit(number: int) -> Visit:
    scenario = scripted(number)
    ages = [session.age for session in scenario.sessions]
    return Visit(
        number=number,
        person=FIRST_NAMED + scenario.person,
        link=NO_LINK if scenario.link is None else scenario.link,
        mode=scenario.mode,
        ending=scenario.sessions[-1].ending,
        gaps=tuple(older - newer for older, newer in pairwise(ages)),
    )


def _weighted_links(currency: str) -> tuple[int, ...]:
    """64 equally likely payment links, or NO_LINK, for people who pay in this currency."""
    weights = {
        number: link.weight if link.currency == currency else link.weight // 3
        for number, link in enumerate(PAYMENT_LINKS)
        if link.currency in (currency, "eur")
    }
    total = sum(weights.values())
    links = [number for number, weight in weights.items() for _ in range(weight * 40 // total)]
    return tuple(links + [NO_LINK] * (64 - len(links)))


def _mode(link: int, byte: int) -> str:
    if link != NO_LINK:
        return PAYMENT_LINKS[link].mode
    return "subscription" if byte < 40 else "setup" if byte < 52 else "payment"
