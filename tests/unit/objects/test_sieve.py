"""The page of what matches, cut from what was read."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.sieve import sieved_page

PAID = OUTCOME_FILTERS["paid"]
FIRST = ListQuery((("status", "complete"),), limit=2)
# In place of an id: a row that cannot serve as a cursor.
NO_ID = "-"


def rows_of(text: str) -> tuple[SessionRow, ...]:
    """A session for each letter, newest first: P is paid, u is not; "-" before it: without id."""
    rows, has_id = [], True
    for place, letter in enumerate(text):
        if letter == NO_ID:
            has_id = False
            continue
        paid = "paid" if letter.lower() == "p" else "unpaid"
        identifier = f"cs_test_{place}" if has_id else None
        rows.append(
            SessionRow(id=identifier, created=9000 - place, status="complete", payment_status=paid)
        )
        has_id = True
    return tuple(rows)


def stretch(text: str, query: ListQuery = FIRST, *, has_more: bool = False) -> SessionPage:
    return SessionPage(query, rows_of(text), has_more, fetched_at=10.0)


def looked_at(page: SessionPage) -> int:
    assert page.coverage
    return page.coverage.looked_at


def test_only_what_matches_is_shown_and_all_that_was_read_is_counted() -> None:
    page = sieved_page([stretch("uupuu")], FIRST, PAID)
    assert [row.id for row in page.rows] == ["cs_test_2"]
    assert looked_at(page) == 5
    assert not page.has_more


def test_a_full_page_looks_up_to_the_first_match_it_has_no_room_for() -> None:
    page = sieved_page([stretch("puupuupu")], FIRST, PAID)
    assert (len(page.rows), looked_at(page), page.has_more) == (2, 6, True)
    assert page.older_cursor == "cs_test_5"
    assert page.further_cursor is None


def test_a_full_page_with_nothing_left_to_match_is_the_last() -> None:
    page = sieved_page([stretch("pupuuu")], FIRST, PAID)
    assert (len(page.rows), looked_at(page), page.older_cursor) == (2, 6, None)


def test_a_page_with_room_goes_on_from_the_last_session_it_looked_at() -> None:
    page = sieved_page([stretch("upuu", has_more=True)], FIRST, PAID)
    assert page.further_cursor == page.older_cursor == "cs_test_3"
    nothing = sieved_page([stretch("uuu", has_more=True)], FIRST, PAID)
    assert (nothing.rows, nothing.further_cursor) == ((), "cs_test_2")


def test_upwards_it_looks_from_below() -> None:
    up = replace(FIRST, ending_before="cs_test_99")
    page = sieved_page([stretch("pupupu", up)], up, PAID)
    assert [row.id for row in page.rows] == ["cs_test_2", "cs_test_4"]
    assert (page.newer_cursor, page.older_cursor) == ("cs_test_1", "cs_test_5")
    assert page.has_more


def test_a_row_without_an_id_is_no_place_to_go_on_from() -> None:
    page = sieved_page([stretch("pp-u-up")], FIRST, PAID)
    assert (looked_at(page), page.older_cursor) == (2, "cs_test_1")
    # Its room is not filled: the second match is where the next page begins.
    page = sieved_page([stretch("pu-pup", has_more=True)], replace(FIRST, limit=2), PAID)
    assert [row.id for row in page.rows] == ["cs_test_0", None]


def test_a_session_that_comes_twice_is_looked_at_once() -> None:
    page = sieved_page([stretch("up", has_more=True), stretch("up")], FIRST, PAID)
    assert (len(page.rows), looked_at(page)) == (1, 2)


@given(
    st.text("Pu", max_size=40), st.integers(1, 5), st.integers(1, 7), st.booleans(), st.integers(0)
)
def test_a_walk_looks_at_everything_once(
    text: str, limit: int, size: int, upwards: bool, seed: int
) -> None:
    """Pages of any limit, cut from stretches of any size, there and back."""
    everything = rows_of(text)
    order = everything[::-1] if upwards else everything
    shown: list[SessionRow] = []
    place, looked = 0, 0
    while True:
        end = min(len(order), place + size * (1 + seed % 3))
        query = ListQuery(limit=limit)
        if upwards or place:
            cursor = order[place - 1].id if place else "cs_test_below"
            query = (
                replace(query, ending_before=cursor)
                if upwards
                else replace(query, starting_after=cursor)
            )
        part = order[place:end][::-1] if upwards else order[place:end]
        read = SessionPage(query, part, end < len(order), 0.0)
        page = sieved_page([read], query, PAID)
        shown += page.rows[::-1] if upwards else page.rows
        looked += looked_at(page)
        assert len(page.rows) <= limit
        cursor = page.newer_cursor if upwards else page.older_cursor
        if cursor is None or not page.has_more:
            break
        place = 1 + next(n for n, row in enumerate(order) if row.id == cursor)
        assert place == looked
    assert looked == len(everything)
    assert shown == [row for row in order if PAID.matches(row)]
