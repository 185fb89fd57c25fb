"""Two listings of one person joined into one."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.people.merge import merged, other_handles
from tests.unit.people.rows import NOW, row


def test_two_listings_become_one_with_each_session_once() -> None:
    both, guest, known = row(60), row(30), row(90)
    assert merged([[guest, both], [both, known]], 10) == ((guest, both, known), False)


def test_a_page_is_cut_at_the_end_that_is_walked_away_from() -> None:
    rows = [row(n) for n in range(5)]
    assert merged([rows], 3) == (tuple(rows[:3]), True)
    assert merged([rows], 3, upwards=True) == (tuple(rows[2:]), True)


AGES = st.lists(st.integers(0, 40), unique=True, max_size=25).map(sorted)


@given(AGES, AGES, st.integers(1, 10))
def test_walking_down_shows_every_session_once_newest_first(
    guest: list[int], known: list[int], size: int
) -> None:
    everything = sorted({*guest, *known})
    seen: list[int] = []
    last = -1
    while True:
        pages = [[row(age) for age in ages if age > last][:size] for ages in (guest, known)]
        rows, cut = merged(pages, size)
        seen += [NOW - (one.created or 0) for one in rows]
        if not rows or not (cut or any(age > NOW - (rows[-1].created or 0) for age in everything)):
            break
        last = NOW - (rows[-1].created or 0)
    assert seen == everything


def test_other_handles_are_named_newest_first() -> None:
    rows = [row(1, email="b@x.example"), row(2, customer="cus_1"), row(3, email="a@x.example")]
    assert other_handles(rows) == (("b@x.example", "a@x.example"), ("cus_1",))


def test_rows_without_ids_and_times_are_kept() -> None:
    odd = dataclasses.replace(row(1), id=None, created=None)
    assert merged([[odd, odd]], 5) == ((odd, odd), False)
