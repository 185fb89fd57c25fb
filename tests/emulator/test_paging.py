"""Cursors, against the whole list."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.web.errors import ApiError
from emulator.world.ids import Ids
from emulator.world.world import World
from tests.emulator.conftest import SESSIONS, START, all_sessions, api

Session = dict[str, Any]


def listed(world: World, query: str) -> tuple[list[str], bool]:
    answer = api(world).get(SESSIONS, query)
    return [entry["id"] for entry in answer["data"]], answer["has_more"]


@pytest.fixture(scope="module")
def forty() -> World:
    return World(9, 40, START)


@pytest.fixture(scope="module")
def ids(forty: World) -> list[str]:
    return [entry["id"] for entry in all_sessions(forty)]


def test_the_newest_come_first(sessions: list[Session]) -> None:
    created = [entry["created"] for entry in sessions]
    assert created == sorted(created, reverse=True)
    assert START - created[0] < 10
    assert START - created[-1] > 100 * 86_400


def test_some_are_of_the_same_second() -> None:
    created = World(5, 60_000, START).created
    assert len(set(created)) < len(created)


def test_forward(forty: World, ids: list[str]) -> None:
    assert listed(forty, "limit=10") == (ids[:10], True)
    assert listed(forty, f"limit=10&starting_after={ids[9]}") == (ids[10:20], True)
    assert listed(forty, f"limit=10&starting_after={ids[35]}") == (ids[36:], False)


def test_backward_gives_the_nearest_newer_ones_newest_first(forty: World, ids: list[str]) -> None:
    assert listed(forty, f"limit=10&ending_before={ids[20]}") == (ids[10:20], True)
    assert listed(forty, f"limit=10&ending_before={ids[3]}") == (ids[:3], False)


def test_a_page_that_is_exactly_full_and_last_has_no_more(forty: World, ids: list[str]) -> None:
    assert listed(forty, f"limit=10&starting_after={ids[29]}") == (ids[30:], False)
    assert listed(forty, f"limit=10&ending_before={ids[10]}") == (ids[:10], False)
    assert listed(forty, "limit=40") == (ids, False)
    assert listed(forty, "limit=39") == (ids[:39], True)


def test_nothing_lies_beyond_the_ends(forty: World, ids: list[str]) -> None:
    assert listed(forty, f"starting_after={ids[-1]}") == ([], False)
    assert listed(forty, f"ending_before={ids[0]}") == ([], False)


def test_a_cursor_outside_the_filter_still_is_a_place(world: World) -> None:
    everything = all_sessions(world)
    place = next(
        n for n, entry in enumerate(everything) if n > 500 and entry["status"] == "expired"
    )
    older = [entry["id"] for entry in everything[place:] if entry["status"] == "complete"]
    newer = [entry["id"] for entry in everything[:place] if entry["status"] == "complete"]
    cursor = everything[place]["id"]
    assert listed(world, f"status=complete&starting_after={cursor}") == (older[:10], True)
    assert listed(world, f"status=complete&ending_before={cursor}") == (newer[-10:], True)


def test_paging_survives_a_change_of_status_on_the_way() -> None:
    world = World(9, 200, START)
    whole = [entry["id"] for entry in all_sessions(world, "status=open")]
    first, _ = listed(world, "status=open&limit=3")
    row = Ids(9).decode("checkout.session", first[-1])
    assert row is not None
    assert world.end_session(row, complete=True)
    rest, _ = listed(world, f"status=open&limit=100&starting_after={first[-1]}")
    assert first + rest == whole


def test_arrivals_do_not_disturb_who_pages_on() -> None:
    world = World(9, 60, START)
    whole = [entry["id"] for entry in all_sessions(world)]
    first, _ = listed(world, "limit=25")
    new = [Ids(9).encode("checkout.session", world.add_session(START)) for _ in range(30)]
    assert listed(world, f"limit=100&starting_after={first[-1]}") == (whole[25:], False)
    newer, more = listed(world, f"limit=10&ending_before={first[0]}")
    assert (newer, more) == (new[:10][::-1], True)


def test_line_items_page_in_the_same_way(world: World, sessions: list[Session]) -> None:
    long = next(s["id"] for s in sessions if len(_items(world, s["id"])) > 10)
    check_pages(world, f"{SESSIONS}/{long}/line_items", _items(world, long))


def test_payment_links_page_in_the_same_way(world: World) -> None:
    whole = api(world).get("/v1/payment_links", "limit=100")["data"]
    check_pages(world, "/v1/payment_links", [entry["id"] for entry in whole])


def check_pages(world: World, path: str, whole: list[str]) -> None:
    assert len(whole) > 10
    older = api(world).get(path, f"limit=4&starting_after={whole[3]}")
    assert [entry["id"] for entry in older["data"]] == whole[4:8]
    assert older["has_more"] is True
    newer = api(world).get(path, f"limit=4&ending_before={whole[3]}")
    assert [entry["id"] for entry in newer["data"]] == whole[:3]
    assert newer["has_more"] is False
    assert newer["url"] == path
    with pytest.raises(ApiError, match="No such"):
        api(world).get(path, "starting_after=li_nothing")


def _items(world: World, session: str) -> list[str]:
    answer = api(world).get(f"{SESSIONS}/{session}/line_items", "limit=100")
    return [entry["id"] for entry in answer["data"]]
