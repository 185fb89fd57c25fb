"""The world and its ids, and the forms that several kinds of objects share."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from emulator.world.ids import Ids
from emulator.world.people import Person
from emulator.world.world import World

Json = dict[str, Any]

# The version of the API whose objects these are.
API_VERSION = "2026-11-18.endive"


@dataclass(frozen=True)
class Context:
    """The account whose objects are built.

    pages: the address of this machine's payment pages, without a path.
    undelivered: for each webhook endpoint, the ids of events that it has not taken yet.
    """

    world: World
    ids: Ids
    pages: str = ""
    undelivered: Sequence[Container[str]] = ()

    @property
    def account(self) -> str:
        """The id of the account."""
        return f"acct_1{self.ids.token('account', 1, 5)}{self.ids.account}"


def list_object(url: str, data: list[Json], has_more: bool = False) -> Json:
    """A list (docs.stripe.com/api/pagination); `url` is the path that returns it."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def search_result(url: str, data: list[Json], next_page: str | None) -> Json:
    """A page of a search (docs.stripe.com/api/pagination/search)."""
    return {
        "object": "search_result",
        "data": data,
        "has_more": next_page is not None,
        "next_page": next_page,
        "url": url,
    }


def address(person: Person) -> Json:
    return {
        "city": person.city,
        "country": person.country,
        "line1": person.line1,
        "line2": None,
        "postal_code": person.postal_code,
        "state": person.state,
    }
