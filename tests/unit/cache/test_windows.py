"""Windows of a listing: whatever was read in whatever order, a page is what Stripe would say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.cache import windows
from sessions_browser.cache.segment import Segment, replace_row
from sessions_browser.cache.windows import AFTER, BEFORE, MOST_ROWS, TOP
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

    def put(self, name: str, run: Segment) -> None:
        new = run.ids() - (self.windows[name].ids() if name in self.windows else set())
        if name.startswith(BEFORE):
            new -= set(self.places)
        self.places |= dict.fromkeys(new, name)
        self.windows[name] = run

    def insert(self, query: ListQuery, run: Segment) -> None:
        self.put(*windows.insert(self, query, run))


def row(number: int) -> SessionRow:
    return SessionRow(id=f"cs_test_{number}", created=number)


def run(*numbers: int, more: bool = True, at: float = NOW) -> Segment:
    rows = tuple(map(row, numbers))
    return Segment(rows, (at,) * len(rows), more, at)


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
        assert all(at <= told[n] for n, at in zip(numbers(found), found.rows_read_at, strict=True))
        assert found.oldest == min(found.rows_read_at, default=found.read_at)


def test_a_page_is_cut_across_windows() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(9, 8, 7))
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_7"), run(6, 5, 4, at=NOW + 9))
    assert set(shelf.windows) == {TOP, f"{AFTER}cs_test_7"}
    page = known_page(shelf, ListQuery(limit=4, starting_after="cs_test_9"))
    assert page is not None
    assert (numbers(page), page.more, page.oldest) == ([8, 7, 6, 5], True, NOW)
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
    assert f"{BEFORE}cs_test_8" in shelf.windows
    # Below its last row is the session it was read from, whose row it does not have.
    assert known_page(shelf, ListQuery(limit=3, starting_after="cs_test_11")) is None


def test_what_was_read_upwards_closes_a_gap() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=3), run(20, 19, 18))
    shelf.insert(ListQuery(limit=3, starting_after="cs_test_10"), run(9, 8, 7))
    up = ListQuery(limit=3, ending_before="cs_test_8")
    # Its upper end is not known, so it stands apart.
    shelf.insert(up, run(11, 10, 9))
    assert f"{BEFORE}cs_test_8" in shelf.windows
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


def test_a_window_apart_takes_no_session_from_one_to_go_on_from() -> None:
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
    shelf.insert(ListQuery(limit=3), Segment(rows, (NOW + 60,) * 3, True, NOW + 60))
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


def test_what_came_before_the_first_is_put_on_top() -> None:
    shelf = Shelf()
    shelf.insert(ListQuery(limit=2), run(5, 4))
    joined = windows.put_on_top(shelf, run(7, 6, more=False, at=NOW + 60))
    assert joined is not None
    assert (numbers(joined), joined.more, joined.oldest) == ([7, 6, 5, 4], True, NOW)
    assert windows.put_on_top(shelf, run(9, 8, more=True)) is None
    assert windows.put_on_top(shelf, run(6, 5, more=False)) is None
    assert windows.put_on_top(Shelf(), run(6, more=False)) is None


def test_a_window_is_bounded() -> None:
    shelf = Shelf()
    for end in range(100, 1000, 90):
        rows = range(end, end - 100, -1)
        shelf.insert(ListQuery(limit=100), run(*rows, at=NOW + end))
    top = shelf.windows[TOP]
    assert len(top.rows) <= MOST_ROWS
    assert top.more


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("more", [True, False])
def test_a_row_is_replaced_or_taken_out(position: int, more: bool) -> None:
    three = run(3, 2, 1, more=more)
    identifier = three.rows[position].id
    assert identifier
    changed = SessionRow(id=identifier, status="complete")
    replaced = replace_row(three, identifier, changed)
    assert replaced is not None
    assert replaced.rows[position] is changed
    assert (len(replaced.rows), replaced.rows_read_at, replaced.more) == (
        3,
        three.rows_read_at,
        more,
    )
    without = replace_row(three, identifier, None)
    assert without is not None
    assert (len(without.rows), len(without.rows_read_at), without.more) == (2, 2, more)
    assert identifier not in without.ids()
    assert replace_row(three, "cs_test_9", None) is None
