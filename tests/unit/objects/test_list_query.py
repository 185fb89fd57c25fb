"""The question that goes upstream, and where a page leads."""

from __future__ import annotations

import pytest

from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import digest

LIMIT = 3


def page(query: ListQuery, count: int, *, has_more: bool) -> SessionPage:
    """`count` sessions, newest first: cs_test_9, cs_test_8, ..."""
    rows = tuple(SessionRow(id=f"cs_test_{9 - place}") for place in range(count))
    return SessionPage(query=query, rows=rows, has_more=has_more, fetched_at=0.0)


FIRST = ListQuery(limit=LIMIT)
OLDER = ListQuery(limit=LIMIT, starting_after="cs_test_above")
NEWER = ListQuery(limit=LIMIT, ending_before="cs_test_below")


@pytest.mark.parametrize(
    ("query", "count", "has_more", "newer", "older"),
    [
        (FIRST, 3, True, None, "cs_test_7"),
        (FIRST, 3, False, None, None),
        (FIRST, 1, False, None, None),
        # Having come from above, there is an above, whatever `has_more` says of below.
        (OLDER, 3, True, "cs_test_9", "cs_test_7"),
        (OLDER, 3, False, "cs_test_9", None),
        (OLDER, 1, False, "cs_test_9", None),
        # Having come from below, there is a below, and `has_more` speaks of above.
        (NEWER, 3, True, "cs_test_9", "cs_test_7"),
        (NEWER, 3, False, None, "cs_test_7"),
        (NEWER, 2, False, None, "cs_test_8"),
    ],
)
def test_has_more_speaks_of_the_direction_travelled(
    query: ListQuery, count: int, has_more: bool, newer: str | None, older: str | None
) -> None:
    shown = page(query, count, has_more=has_more)
    assert (shown.newer_cursor, shown.older_cursor) == (newer, older)


@pytest.mark.parametrize("query", [FIRST, OLDER, NEWER])
@pytest.mark.parametrize("has_more", [True, False])
def test_an_empty_page_leads_nowhere(query: ListQuery, has_more: bool) -> None:
    shown = page(query, 0, has_more=has_more)
    assert shown.newer_cursor is None
    assert shown.older_cursor is None


@pytest.mark.parametrize(
    ("query", "count", "has_more", "short"),
    [
        (NEWER, 2, False, True),
        (NEWER, 0, False, True),
        # Exactly full at the top is a page of its own.
        (NEWER, 3, False, False),
        (NEWER, 2, True, False),
        (NEWER, 3, True, False),
        (OLDER, 2, False, False),
        (FIRST, 0, False, False),
        (FIRST, 2, False, False),
    ],
)
def test_only_a_short_page_reached_backwards_is_short_of_the_top(
    query: ListQuery, count: int, has_more: bool, short: bool
) -> None:
    assert page(query, count, has_more=has_more).is_short_of_the_top is short


def test_a_cursor_that_does_not_move_is_none() -> None:
    older = ListQuery(limit=LIMIT, starting_after="cs_test_7")
    newer = ListQuery(limit=LIMIT, ending_before="cs_test_9")
    assert page(older, 3, has_more=True).older_cursor is None
    assert page(newer, 3, has_more=True).newer_cursor is None


def test_rows_without_an_id_give_no_cursor() -> None:
    rows = (SessionRow(), SessionRow())
    shown = SessionPage(query=OLDER, rows=rows, has_more=True, fetched_at=0.0)
    assert (shown.newer_cursor, shown.older_cursor) == (None, None)


def test_one_question_has_one_cursor_at_most() -> None:
    with pytest.raises(ValueError, match="one cursor"):
        ListQuery(starting_after="cs_test_a", ending_before="cs_test_b")


def test_everything_goes_on_the_wire_in_a_stable_order() -> None:
    query = ListQuery(
        filters=(("created[gte]", "5"), ("status", "open")),
        expand=("data.customer", "data.line_items"),
        limit=7,
        ending_before="cs_test_1",
    )
    assert query.to_params() == [
        ("created[gte]", "5"),
        ("status", "open"),
        ("limit", "7"),
        ("ending_before", "cs_test_1"),
        ("expand[]", "data.customer"),
        ("expand[]", "data.line_items"),
    ]


def test_the_first_page_drops_the_cursor_and_nothing_else() -> None:
    asked = ListQuery((("status", "open"),), ("data.customer",), 7, starting_after="cs_test_1")
    first = ListQuery((("status", "open"),), ("data.customer",), 7)
    assert asked.first_page() == first


def test_a_digest_tells_questions_apart_and_not_spellings() -> None:
    both = (("customer", "cus_1"), ("status", "open"))
    one, other = (sorted(ListQuery(pairs).to_params()) for pairs in (both, both[::-1]))
    assert digest(one) == digest(other)
    different = [
        ListQuery(),
        ListQuery(limit=26),
        ListQuery(both),
        ListQuery(both[:1]),
        ListQuery((("status", "customer"),)),
        ListQuery(expand=("data.customer",)),
        ListQuery(starting_after="cs_test_1"),
        ListQuery(ending_before="cs_test_1"),
    ]
    assert len({digest(query.to_params()) for query in different}) == len(different)


@pytest.mark.parametrize(
    "text", ["cs_test_a1", "cs_live_" + "Z" * 58, "cs_test_" + "0" * 58, "cs_live_0"]
)
def test_ids_of_sessions_are_recognised(text: str) -> None:
    assert is_session_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cs_",
        "cs_test_",
        "cs_prod_a1",
        "CS_TEST_a1",
        "cs_test_a1\n",
        " cs_test_a1",
        "cs_test_a1/../../customers",
        "cs_test_a%2F",
        "cs_test_a_b",
        "cs_test_é",
        "cs_test_１",
        "cs_test_" + "a" * 59,
        "pi_123",
    ],
)
def test_what_is_no_id_of_a_session_is_refused(text: str) -> None:
    assert not is_session_id(text)
