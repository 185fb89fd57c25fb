from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.facts.list_coverage import stretch_of
from sessions_browser.objects.list_query import ListQuery

NOW = 10_000.0


def answer(*created: int, more: bool = True) -> dict[str, Any]:
    data = [{"id": f"cs_test_{second}", "created": second} for second in created]
    return {"data": data, "has_more": more}


@pytest.mark.parametrize(
    ("query", "given", "stretch"),
    [
        # The second of the oldest may go on below.
        (ListQuery(), answer(9990, 9500, 9000), (9001, 9990)),
        # Nobody has come for a long time; clocks may differ by ten minutes.
        (ListQuery(), answer(5000, 4000), (4001, 9400)),
        # By Stripe's clock it is later than by ours.
        (ListQuery(), answer(20_000, 4000), (4001, 20_000)),
        (ListQuery(), answer(5000, more=False), (0, 9400)),
        (ListQuery(), answer(more=False), (0, 9400)),
        (ListQuery(filters=(("created[gte]", "100"),)), answer(5000, more=False), (100, 9400)),
        (ListQuery(filters=(("created[gt]", "100"),)), answer(5000, more=False), (101, 9400)),
        (ListQuery(filters=(("created[lt]", "6000"),)), answer(5000, 4000), (4001, 6000)),
        (ListQuery(filters=(("created[lte]", "6000"),)), answer(5000, 4000), (4001, 6001)),
        # A range that ends in the future.
        (ListQuery(filters=(("created[lt]", "99999"),)), answer(9990, 4000), (4001, 9990)),
        (ListQuery(starting_after="cs_test_1"), answer(5000, 4000), (4001, 5000)),
        (ListQuery(starting_after="cs_test_1"), answer(more=False), None),
        (ListQuery(ending_before="cs_test_1"), answer(5000, 4000), None),
        (ListQuery(filters=(("status", "open"),)), answer(5000, 4000), None),
        (ListQuery(filters=(("created", "5000"),)), answer(5000, more=False), None),
        # All of one second.
        (ListQuery(starting_after="cs_test_1"), answer(5000, 5000), None),
        (ListQuery(), {"data": [{"id": "cs_test_1"}], "has_more": False}, None),
    ],
)
def test_a_page_covers_what_it_tells_everything_of(
    query: ListQuery, given: dict[str, Any], stretch: tuple[int, int] | None
) -> None:
    assert stretch_of(query, given, NOW) == stretch


def test_below_a_page_that_is_known_no_second_is_left_out() -> None:
    query = ListQuery(starting_after="cs_test_6000")
    assert stretch_of(query, answer(5000, 4000), NOW, 6000) == (4001, 6001)
