"""The stories that a test can ask for by name, and the buyers and orders of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from emulator.world.buyer_stories import BUYER_STORIES
from emulator.world.later_stories import LATER_STORIES
from emulator.world.payment_stories import PAYMENT_STORIES
from emulator.world.people import NamedPerson
from emulator.world.scenarios import NAMED_PEOPLE
from emulator.world.story import Story
from emulator.world.waiting_stories import WAITING_STORIES

_TABLE = PAYMENT_STORIES + BUYER_STORIES + WAITING_STORIES + LATER_STORIES


def _parts() -> Iterator[tuple[int, Story]]:
    """Each order of each story, with the index of its story: first the main orders."""
    yield from enumerate(_TABLE)
    for index, story in enumerate(_TABLE):
        for other in story.others:
            yield index, other


def _with_buyer(part: int, story: int, order: Story) -> Story:
    buyer = len(NAMED_PEOPLE) + (story if order.same_buyer else part)
    return replace(order, scenario=order.scenario._replace(person=buyer))


def _person(part: int, story: int, order: Story) -> NamedPerson:
    last = _TABLE[story].name.replace("-", " ").title()
    like = None if part == story else len(NAMED_PEOPLE) + story
    return NamedPerson(order.country, "Kim", last, order.email, like)


# The story of each part, by its index.
_STORY_OF_PART = tuple(index for index, _ in _parts())
# All orders: the main one of each story, then the others.
STORY_PARTS = tuple(_with_buyer(part, *found) for part, found in enumerate(_parts()))
# The buyer of each part.
STORY_PEOPLE = tuple(_person(part, *found) for part, found in enumerate(_parts()))
STORIES = STORY_PARTS[: len(_TABLE)]
STORY_INDEX = {story.name: index for index, story in enumerate(STORIES)}


def parts_of(story: int) -> list[int]:
    """The indices in STORY_PARTS of the orders of a story, the main one first."""
    return [part for part, found in enumerate(_STORY_OF_PART) if found == story]
