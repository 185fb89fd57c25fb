"""A trace of people at work, from a seed: who does what and when.

Most of the work is looking at the newest sessions of a few listings that everybody shares, and
paging on in them; some is helping a customer, found by e-mail or id. It is assumed and not
observed; how often people page on and look anew is set so that a page-keyed cache of 30 s needs
0.67 calls an action, as in the model that the bars come from. What an action leads to is decided at
replay, by what the page then offers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PEOPLE = 20
MANAGERS = 6
RELOADS = 0.08
# Real seconds between two actions of one person: 20 people make 19,000 in a day of 8 hours.
THINKING_SECONDS = 30.0
MOST_PAGES = 6
SIZES = (50, 100, 10)
# Of the customers' cases, this share is one that somebody has looked at lately.
KNOWN_CASES = 0.5

Kind = Literal["open", "older", "newer", "reload", "size", "by e-mail", "by id"]

# Query strings of the listings and how often each of the two kinds of people opens it; `{link}`
# is the payment link that most sessions came from.
LISTINGS = {
    "": (14, 6),
    "status=complete": (6, 4),
    "status=open": (6, 2),
    "status=expired": (2, 2),
    "created=today": (2, 2),
    "created=last_7_days&status=complete": (0, 4),
    "created=last_7_days&status=expired": (0, 1),
    "created=last_30_days&status=complete": (0, 1),
    "payment_link={link}": (1, 1),
    "payment_link={link}&status=complete": (0, 1),
}


@dataclass(frozen=True, slots=True)
class Act:
    """at: seconds since the start. what: query string of a listing, size, or number of a case."""

    at: float
    person: int
    kind: Kind
    what: str = ""


def trace(seed: int, actions: int, compressed: float) -> list[Act]:
    """The first so many actions of all people, in time that runs so many times faster."""
    draw = random.Random(seed)
    cases: list[int] = []
    # Each has a little more than the average, so that enough are left to cut from.
    each = int(actions / PEOPLE * 1.5) + 20
    acts = [act for person in range(PEOPLE) for act in _one_person(draw, person, each, cases)]
    acts.sort(key=lambda act: act.at)
    return [Act(act.at / compressed, act.person, act.kind, act.what) for act in acts[:actions]]


def _one_person(draw: random.Random, person: int, count: int, cases: list[int]) -> Iterator[Act]:
    at = draw.uniform(0, THINKING_SECONDS)
    made = 0
    while made < count:
        for kind, what in _errand(draw, person < MANAGERS, cases):
            yield Act(at, person, kind, what)
            at += draw.expovariate(1 / THINKING_SECONDS)
            made += 1
            # Any page may be read anew, wherever one is.
            if draw.random() < RELOADS / (1 - RELOADS):
                yield Act(at, person, "reload")
                at += draw.expovariate(1 / THINKING_SECONDS)
                made += 1


def _errand(draw: random.Random, is_manager: bool, cases: list[int]) -> Iterator[tuple[Kind, str]]:
    if draw.random() < (0.02 if is_manager else 0.1):
        yield from _help_a_customer(draw, cases)
        return
    weights = [pair[is_manager] for pair in LISTINGS.values()]
    yield "open", draw.choices(list(LISTINGS), weights)[0]
    if draw.random() < 0.05:
        yield "size", str(draw.choice(SIZES))
    if draw.random() < 0.3:
        pages = draw.choices(range(1, MOST_PAGES + 1), range(MOST_PAGES, 0, -1))[0]
        for _ in range(pages):
            yield "older", ""
        if draw.random() < 0.3:
            for _ in range(draw.randint(1, pages)):
                yield "newer", ""


def _help_a_customer(draw: random.Random, cases: list[int]) -> Iterator[tuple[Kind, str]]:
    if cases and draw.random() < KNOWN_CASES:
        case = draw.choice(cases[-30:])
    else:
        case = len(cases)
        cases.append(case)
    if draw.random() < 0.5:
        yield "by e-mail", str(case)
    else:
        yield "by id", str(case)
