"""Several listings of one person joined into one."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.merge import (
    FIRST_PAGE,
    Cursor,
    Part,
    merged,
    next_place,
    other_handles,
    with_names,
)
from tests.unit.people.rows import row

SIZE = 12
# Of each session: its second counted back from now, and in which of three listings it is.
SESSIONS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 7)), max_size=60
)  # fmt: skip


def test_two_listings_become_one_with_each_session_once() -> None:
    both, guest, known = row(60), row(30), row(90)
    page = merged([Part((guest, both)), Part((both, known))], 10)
    assert page == Part((guest, both, known), more=False)


def test_a_page_is_cut_at_the_end_that_is_walked_away_from() -> None:
    rows = tuple(row(n) for n in range(5))
    up = Cursor(ending_before="cs_test_9")
    assert merged([Part(rows)], 3) == Part(rows[:3], more=True)
    assert merged([Part(rows)], 3, up) == Part(rows[2:], more=True)


def test_nothing_is_shown_beyond_the_end_of_a_listing_that_goes_on() -> None:
    cut, other = Part((row(1), row(5)), more=True), Part((row(2), row(9)))
    assert merged([cut, other], 10) == Part((row(1), row(2)), more=True)


def listings(made: list[tuple[int, int]]) -> list[list[SessionRow]]:
    """Three listings in one order of Stripe's, which is known to nobody within a second."""
    kept = [found for found in sorted(made) if sum(age == found[0] for age, _ in made) < SIZE]
    rows = [
        (dataclasses.replace(row(age), id=f"cs_test_{n}"), lists)
        for n, (age, lists) in enumerate(kept)
    ]
    return [[one for one, lists in rows if lists >> n & 1] for n in range(3)]


def asked(everything: list[SessionRow], listing: list[SessionRow], place: Cursor) -> Part:
    """As Stripe answers: what follows the place in its own order, `SIZE` rows at most."""
    order = [one.id for one in everything]
    if place.is_upwards:
        above = order.index(place.ending_before)
        found = [one for one in listing if order.index(one.id) < above]
        return Part(tuple(found[-SIZE:]), more=len(found) > SIZE)
    below = order.index(place.starting_after) if place.starting_after else -1
    found = [one for one in listing if order.index(one.id) > below]
    return Part(tuple(found[:SIZE]), more=len(found) > SIZE)


@given(SESSIONS)
def test_d_walking_down_and_up_shows_every_session_exactly_once(
    made: list[tuple[int, int]],
) -> None:
    three = listings(made)
    everything = sorted(
        {one for rows in three for one in rows}, key=lambda one: int((one.id or "")[8:])
    )

    def walk(place: Cursor) -> list[tuple[SessionRow, ...]]:
        pages = []
        while True:
            page = merged([asked(everything, rows, place) for rows in three], SIZE, place)
            pages.append(page.rows)
            if not page.more:
                return pages
            beyond = next_place(page.rows, upwards=place.is_upwards)
            assert beyond
            place = beyond

    down = walk(FIRST_PAGE)
    walked = [one for page in down for one in page]
    assert sorted(one.id or "" for one in walked) == sorted(one.id or "" for one in everything)
    times = [one.created or 0 for one in walked]
    assert times == sorted(times, reverse=True)
    if len(down) > 1:
        last_page = next_place(down[-1], upwards=True)
        assert last_page
        up = walk(last_page)
        climbed = [one for page in reversed(up) for one in page]
        assert {one.id for one in climbed} == {one.id for page in down[:-1] for one in page}
        assert len(climbed) == sum(map(len, down[:-1]))


def test_an_address_without_the_second_is_walked_by_its_id_alone() -> None:
    rows = (row(3), row(4))
    assert merged([Part(rows)], 5, Cursor(starting_after="cs_test_2")).rows == rows


def test_other_handles_are_named_newest_first() -> None:
    rows = [row(1, email="b@x.example"), row(2, customer="cus_1"), row(3, email="a@x.example")]
    assert other_handles(rows) == (("b@x.example", "a@x.example"), ("cus_1",))


def test_rows_without_ids_and_times_are_kept() -> None:
    odd = dataclasses.replace(row(1), id=None, created=None)
    assert merged([Part((odd, odd))], 5) == Part((odd, odd))


def test_an_open_session_of_a_known_customer_gets_the_name_of_the_others() -> None:
    rows = [
        row(1, customer="cus_1"),
        row(2, customer="cus_1", name="Élodie Lefèvre", email="e@x.example"),
        row(3, customer="cus_2"),
        row(4, email="e@x.example", customer="cus_1"),
    ]
    assert [one.name for one in with_names(rows)] == [
        "Élodie Lefèvre",
        "Élodie Lefèvre",
        None,
        None,
    ]


def test_e11_an_id_that_cannot_be_asked_by_makes_no_place() -> None:
    odd = dataclasses.replace(row(1), id="session-1")
    assert next_place([odd], upwards=False) is None
    assert next_place([], upwards=True) is None
    assert next_place([odd, row(2)], upwards=False) == Cursor("cs_test_2", second=row(2).created)
