"""Windows of a listing: whatever was read in whatever order, a page is what Stripe would say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.cache import windows
from sessions_browser.cache.segment import Segment
from sessions_browser.cache.windows import AFTER, FROM, MOST_ROWS, TOP
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow

NOW = 1_795_000_000.0


class Shelf:
    """Windows in a dictionary, and a pointer to one from each session, as the store has them."""

    def __init__(self) -> None:
        self.windows: dict[str, Segment] = {}
        self.places: dict[str, str] = {}

    def window(self, name: str) -> Segment | None:
        return self.windows.get(name)

    def window_of(self, session_id: str) -> str | None:
        return self.places.get(session_id)

    def put(self, changed: dict[str, Segment], *asked_for: str | None) -> None:
        for name, run in changed.items():
            placed = run.ids() | ({run.beyond} if run.beyond else set())
            new = placed - (self.windows[name].ids() if name in self.windows else set())
            self.places |= dict.fromkeys(new | placed & set(asked_for), name)
            self.windows[name] = run

    def insert(self, query: ListQuery, run: Segment) -> None:
        cursor = query.ending_before or query.starting_after
        self.put(windows.insert(self, query, run), cursor, *run.ids())


def row(number: int) -> SessionRow:
    return SessionRow(id=f"cs_test_{number}", created=number)


def run(*numbers: int, more: bool = True, at: float = NOW) -> Segment:
    rows = tuple(map(row, numbers))
    return Segment(rows, (at,) * len(rows), (at,) * (len(rows) + 1), more)


class World:
    """What Stripe knows, newest first, and answers (docs.stripe.com/api/pagination)."""

    def __init__(self, count: int) -> None:
        self.numbers = list(range(count, 0, -1))
        self.now = NOW

    def answer(self, query: ListQuery) -> Segment:
        ids = [f"cs_test_{number}" for number in self.numbers]
        self.now += 1
        if cursor := query.ending_before:
            stop = ids.index(cursor)
            start = max(0, stop - query.limit)
            return run(*self.numbers[start:stop], more=start > 0, at=self.now)
        start = ids.index(query.starting_after) + 1 if query.starting_after else 0
        stop = start + query.limit
        return run(*self.numbers[start:stop], more=stop < len(ids), at=self.now)

    def arrive(self, count: int) -> None:
        top = max(self.numbers, default=0)
        self.numbers[:0] = range(top + count, top, -1)


def numbers(found: Segment) -> list[int]:
    return [int((row.id or "").removeprefix("cs_test_")) for row in found.rows]


def questions(size: int) -> st.SearchStrategy[ListQuery]:
    cursors = st.integers(1, max(1, size)).map("cs_test_{}".format)
    limits = st.sampled_from((1, 2, 3, 5, 10, 100))
    return st.one_of(
        st.builds(ListQuery, limit=limits),
        st.builds(ListQuery, limit=limits, starting_after=cursors),
        st.builds(ListQuery, limit=limits, ending_before=cursors),
    )


def known_page(shelf: Shelf, query: ListQuery) -> Segment | None:
    found = windows.find(shelf, query)
    return found.page if found and found.is_whole else None


@given(data=st.data(), size=st.integers(1, 40))
def test_in_a_world_at_rest_every_known_page_is_true(data: st.DataObject, size: int) -> None:
    world, shelf = World(size), Shelf()
    for query in data.draw(st.lists(questions(size), max_size=25)):
        truth, found = world.answer(query), known_page(shelf, query)
        if found:
            assert (numbers(found), found.more) == (numbers(truth), truth.more)
        else:
            shelf.insert(query, truth)
            again = known_page(shelf, query)
            assert again is not None
            assert numbers(again) == numbers(truth)


@given(data=st.data(), size=st.integers(1, 30))
def test_arrivals_at_the_top_shift_no_further_page(data: st.DataObject, size: int) -> None:
    world, shelf = World(size), Shelf()
    for query, arrivals in data.draw(
        st.lists(st.tuples(questions(size), st.integers(0, 3)), max_size=25)
    ):
        truth, found = world.answer(query), known_page(shelf, query)
        if found is None or data.draw(st.booleans()):
            shelf.insert(query, truth)
        elif query.starting_after:
            assert (numbers(found), found.more) == (numbers(truth), truth.more)
        else:
            # Without what has come since, it is still without a gap and in order.
            shown = numbers(found)
            start = world.numbers.index(shown[0]) if shown else 0
            assert shown == world.numbers[start : start + len(shown)]
        world.arrive(arrivals)


@given(data=st.data(), size=st.integers(1, 30))
def test_whatever_leaves_a_page_just_read_is_the_true_one(data: st.DataObject, size: int) -> None:
    world, shelf = World(size), Shelf()
    for query, leaving in data.draw(
        st.lists(st.tuples(questions(size), st.integers(1, 30)), max_size=20)
    ):
        cursor = query.starting_after or query.ending_before
        if cursor and int(cursor.removeprefix("cs_test_")) not in world.numbers:
            continue
        truth = world.answer(query)
        shelf.insert(query, truth)
        found = known_page(shelf, query)
        assert found is not None
        assert numbers(found) == numbers(truth)
        assert len(set(numbers(found))) == len(found.rows)
        if leaving in world.numbers and len(world.numbers) > 1:
            world.numbers.remove(leaving)


@given(data=st.data())
def test_a_page_is_as_old_as_its_oldest_row(data: st.DataObject) -> None:
    world, shelf, told = World(30), Shelf(), dict[int, float]()
    for query in data.draw(st.lists(questions(30), min_size=1, max_size=15)):
        answer = world.answer(query)
        shelf.insert(query, answer)
        found = known_page(shelf, query)
        assert found is not None
        told |= dict.fromkeys(numbers(answer), world.now)
        assert all(at <= told[n] for n, at in zip(numbers(found), found.listed_at, strict=True))


def test_a_page_is_cut_across_windows() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_7"), run(6, 5, 4, at=NOW + 9))
    assert set(shelf.windows) == {TOP, f"{AFTER}cs_test_7"}
    page = known_page(shelf, ListQuery(limit=4, starting_after="cs_test_9"))
    assert page is not None
    assert (numbers(page), page.more, min(page.listed_at)) == ([8, 7, 6, 5], True, NOW)
    back = known_page(shelf, ListQuery(limit=4, ending_before="cs_test_4"))
    assert back is not None
    assert (numbers(back), back.more) == ([8, 7, 6, 5], True)


def test_a_renewed_top_keeps_what_follows_where_both_meet() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=4), run(9, 8, 7, 6))
    shelf.insert(ListQuery(limit=3), run(11, 10, 9, at=NOW + 60))
    assert numbers(shelf.windows[TOP]) == [11, 10, 9, 8, 7, 6]


def test_a_gap_at_the_top_is_not_bridged() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    shelf.insert(ListQuery(limit=3), run(20, 19, 18, at=NOW + 60))
    assert numbers(shelf.windows[TOP]) == [20, 19, 18]
    assert known_page(shelf, ListQuery(limit=3, starting_after="cs_test_18")) is None


def test_a_listing_that_shrinks_forgets_what_has_gone() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=4), run(9, 8, 7, 6))
    shelf.insert(ListQuery(limit=4), run(9, 7, more=False, at=NOW + 60))
    page = known_page(shelf, ListQuery(limit=4))
    assert page is not None
    assert (numbers(page), page.more) == ([9, 7], False)
    # A session that has left is no place to go on from.
    assert known_page(shelf, ListQuery(limit=2, starting_after="cs_test_8")) is None


def test_a_lost_window_or_pointer_costs_a_reading_and_nothing_else() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_7"), run(6, 5, 4))
    older = ListQuery(limit=3, starting_after="cs_test_8")
    assert known_page(shelf, older) is not None
    lost = shelf.windows.pop(f"{AFTER}cs_test_7")
    assert known_page(shelf, older) is None
    shelf.insert(older, run(7, 6, 5, at=NOW + 60))
    page = known_page(shelf, older)
    assert page is not None
    assert numbers(page) == [7, 6, 5]
    shelf.places.clear()
    shelf.windows[f"{AFTER}cs_test_7"] = lost
    assert known_page(shelf, older) is None


def test_upwards_into_the_unknown() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_10"), run(9, 8, 7))
    up = ListQuery(limit=3, ending_before="cs_test_8")
    assert known_page(shelf, up) is None
    shelf.insert(up, run(11, 10, 9))
    page = known_page(shelf, up)
    assert page is not None
    assert (numbers(page), page.more) == ([11, 10, 9], True)
    # Below its last row is the session it was read from, with what follows that.
    down = known_page(shelf, ListQuery(limit=3, starting_after="cs_test_11"))
    assert down is not None
    assert numbers(down) == [10, 9, 8]


def test_what_was_read_upwards_closes_a_gap() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(20, 19, 18))
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_10"), run(9, 8, 7))
    up = ListQuery(limit=3, ending_before="cs_test_8")
    # Its upper end is not known, so it stands apart.
    shelf.insert(up, run(11, 10, 9))
    assert f"{FROM}cs_test_11" in shelf.windows
    shelf.insert(
        ListQuery(limit=10, ending_before="cs_test_9"), run(*range(19, 9, -1), at=NOW + 60)
    )
    assert numbers(shelf.windows[TOP]) == [*range(20, 6, -1)]
    page = known_page(shelf, ListQuery(limit=5, starting_after="cs_test_12"))
    assert page is not None
    assert numbers(page) == [11, 10, 9, 8, 7]


def test_what_reached_the_top_upwards_is_the_top() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_10"), run(9, 8, 7))
    up = ListQuery(limit=5, ending_before="cs_test_8")
    shelf.insert(up, run(11, 10, 9, more=False))
    assert numbers(shelf.windows[TOP]) == [11, 10, 9, 8, 7]


def test_what_was_read_upwards_is_joined_in_its_place() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=4), run(9, 8, 7, 6))
    shelf.insert(ListQuery(limit=2, ending_before="cs_test_5"), run(7, 6, at=NOW + 60))
    assert shelf.places["cs_test_7"] == TOP
    page = known_page(shelf, ListQuery(limit=2, starting_after="cs_test_9"))
    assert page is not None
    assert numbers(page) == [8, 7]


def test_a_row_that_is_new_in_the_middle_has_its_place_by_its_moment() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=4), run(9, 7, 6, 4))
    shelf.insert(ListQuery(limit=3), run(9, 8, 5, at=NOW + 60))
    assert numbers(shelf.windows[TOP]) == [9, 8, 5, 4]


@pytest.mark.parametrize("created", [None, 4])
def test_where_the_moment_does_not_tell_nothing_is_joined(created: int | None) -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=4), run(9, 7, 6, 4))
    odd = SessionRow(id="cs_test_5", created=created)
    rows = (row(9), row(8), odd)
    shelf.insert(ListQuery(limit=3), Segment(rows, (NOW + 60,) * 3, (NOW + 60,) * 4, more=True))
    assert shelf.windows[TOP].rows == rows


def test_a_page_that_does_not_move_is_kept_apart() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    same = ListQuery(limit=3, starting_after="cs_test_8")
    shelf.insert(same, run(9, 8, 7, at=NOW + 60))
    assert numbers(shelf.windows[TOP]) == [9, 8, 7]
    page = known_page(shelf, same)
    assert page is not None
    assert numbers(page) == [9, 8, 7]


def test_upwards_from_a_session_whose_row_is_not_known() -> None:
    shelf = Shelf()
    up = ListQuery(limit=3, ending_before="cs_test_8")
    shelf.insert(up, run(11, 10, 9))
    page = known_page(shelf, up)
    assert page is not None
    assert (numbers(page), page.more) == ([11, 10, 9], True)
    assert known_page(shelf, ListQuery(limit=1, starting_after="cs_test_11")) is not None
    # Its own row is not known, so no page goes over it or begins below it.
    assert known_page(shelf, ListQuery(limit=3, starting_after="cs_test_11")) is None
    assert known_page(shelf, ListQuery(limit=1, starting_after="cs_test_8")) is None
    shelf.insert(ListQuery(limit=5, ending_before="cs_test_8"), run(11, 10, 9, more=False))
    # Nor is known whether it belongs to the list, and so whether it has more than three.
    assert known_page(shelf, ListQuery(limit=3)) is None
    assert known_page(shelf, ListQuery(limit=2)) is not None


def test_what_is_newer_is_put_on_top() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=2), run(5, 4))
    shelf.put(windows.put_on_top(shelf, run(7, 6, 5, more=False, at=NOW + 60), since=5))
    page = known_page(shelf, ListQuery(limit=4))
    assert page is not None
    assert (numbers(page), page.more) == ([7, 6, 5, 4], True)
    assert shelf.windows[TOP].joined_at[0] == NOW + 60


def test_what_is_newer_is_put_in_place_of_a_newest_that_has_left() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(5, 4, 3))
    shelf.put(windows.put_on_top(shelf, run(6, more=False, at=NOW + 60), since=5))
    assert numbers(shelf.windows[TOP]) == [6, 4, 3]
    shelf.put(windows.put_on_top(shelf, run(more=False, at=NOW + 90), since=6))
    assert numbers(shelf.windows[TOP]) == [4, 3]
    page = known_page(shelf, ListQuery(limit=2))
    assert page is not None


def test_an_answer_full_of_newer_ones_is_the_first_page() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=2), run(5, 4))
    shelf.put(windows.put_on_top(shelf, run(9, 8, at=NOW + 60), since=5))
    assert numbers(shelf.windows[TOP]) == [9, 8]


def test_what_is_put_on_top_never_undoes_a_later_answer() -> None:
    shelf = Shelf()
    assert windows.put_on_top(shelf, run(6, more=False), since=5) == {}
    shelf.insert(ListQuery(limit=2), run(9, 8, at=NOW + 60))
    assert windows.put_on_top(shelf, run(6, 5, more=False, at=NOW), since=5) == {}


def test_a_window_is_bounded_and_nothing_of_it_is_lost() -> None:
    shelf = Shelf()
    for end in range(100, 1000, 90):
        rows = range(end, end - 100, -1)
        shelf.insert(ListQuery(limit=100), run(*rows, at=NOW + end))
    assert all(len(one.rows) <= MOST_ROWS for one in shelf.windows.values())
    cursors = [None, *(f"cs_test_{number}" for number in range(910, 100, -100))]
    for cursor in cursors:
        page = known_page(shelf, ListQuery(limit=100, starting_after=cursor))
        assert page is not None
        assert page.more


def test_e3_a_page_over_the_end_of_a_full_window_is_kept() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=100), run(*range(1000, 900, -1)))
    shelf.insert(ListQuery(limit=100, starting_after="cs_test_901"), run(*range(900, 800, -1)))
    shelf.insert(ListQuery(limit=100, starting_after="cs_test_801"), run(*range(800, 700, -1)))
    over = ListQuery(limit=50, starting_after="cs_test_820")
    shelf.insert(over, run(*range(819, 769, -1), at=NOW + 60))
    found = windows.find(shelf, over)
    assert found is not None
    assert (found.is_whole, found.read_at) == (True, NOW + 60)


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("more", [True, False])
def test_a_row_is_replaced_or_taken_out(position: int, more: bool) -> None:
    three = replace(run(3, 2, 1, more=more), joined_at=(NOW, NOW + 1, NOW + 2, NOW + 3))
    identifier = three.rows[position].id
    assert identifier
    changed = SessionRow(id=identifier, status="complete")
    replaced = three.with_row(position, changed)
    assert replaced.rows[position] is changed
    assert (replaced.listed_at, replaced.joined_at) == (three.listed_at, three.joined_at)
    without = three.without_row(position)
    assert (len(without.rows), len(without.listed_at), without.more) == (2, 2, more)
    # What is known of both sides of it is known of the gap.
    assert without.joined_at == tuple(
        at for place, at in enumerate(three.joined_at) if place != position + 1
    )
    assert identifier not in without.ids()


def test_e2_an_end_is_as_old_as_the_answer_that_told_of_it() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_7"), run(more=False))
    shelf.insert(ListQuery(limit=3), run(9, 8, 7, at=NOW + 600))
    found = windows.find(shelf, ListQuery(limit=5))
    assert found is not None
    assert (found.is_whole, found.page.more, found.read_at) == (True, False, NOW)
    # Of three rows only is said that there is more, by the later answer.
    three = windows.find(shelf, ListQuery(limit=3))
    assert three is not None
    assert (three.page.more, three.read_at) == (True, NOW + 600)


def test_e1_what_reaches_the_top_is_as_old_as_the_top() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    up = ListQuery(limit=3, ending_before="cs_test_6")
    shelf.insert(up, run(9, 8, 7, at=NOW + 600))
    first, upwards = windows.find(shelf, ListQuery(limit=3)), windows.find(shelf, up)
    assert first is not None
    assert upwards is not None
    assert (first.page.more, first.read_at) == (True, NOW)
    # It told that something has come above the first.
    assert (upwards.page.more, upwards.read_at) == (True, NOW + 600)
    two = windows.find(shelf, ListQuery(limit=2, ending_before="cs_test_7"))
    assert two is not None
    assert (two.page.more, two.read_at) == (True, NOW + 600)


def test_e1_a_page_that_reaches_the_top_is_as_old_as_the_top() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_9"), run(8, 7, 6, at=NOW + 600))
    up = windows.find(shelf, ListQuery(limit=3, ending_before="cs_test_7"))
    assert up is not None
    assert (numbers(up.page), up.page.more, up.read_at) == ([9, 8], False, NOW)
