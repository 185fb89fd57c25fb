"""Rows that were not asked for are told from those that were (E8)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.held_against import held_against
from sessions_browser.objects.list_query import ListQuery
from tests.factories import make_session

NOW = make_session()["created"]


def is_taken(filters: dict[str, str], **fields: Any) -> bool:
    entry = make_session(**fields)
    return held_against(ListQuery(filters=tuple(filters.items())), [entry]) == [entry]


IDS = ("customer", "customer_account", "payment_link", "payment_intent", "subscription")


@pytest.mark.parametrize("name", [*IDS, "status"])
def test_e8_a_value_is_the_one_that_was_asked_for(name: str) -> None:
    assert is_taken({name: "a_1"}, **{name: "a_1"})
    assert not is_taken({name: "a_1"}, **{name: "a_2"})
    assert not is_taken({name: "a_1"}, **{name: "A_1"})
    assert not is_taken({name: "a_1"}, **{name: None})


@pytest.mark.parametrize("name", IDS)
def test_e8_an_expanded_object_counts_by_its_id(name: str) -> None:
    assert is_taken({name: "a_1"}, **{name: {"id": "a_1"}})
    assert not is_taken({name: "a_1"}, **{name: {"id": "a_2"}})


@pytest.mark.parametrize(
    ("bound", "second", "expected"),
    [
        ("created", NOW, True),
        ("created", NOW + 1, False),
        ("created[gte]", NOW, True),
        ("created[gte]", NOW + 1, False),
        ("created[gt]", NOW - 1, True),
        ("created[gt]", NOW, False),
        ("created[lte]", NOW, True),
        ("created[lte]", NOW - 1, False),
        ("created[lt]", NOW + 1, True),
        ("created[lt]", NOW, False),
    ],
)
def test_e8_the_bounds_of_created(bound: str, second: int, expected: bool) -> None:
    assert is_taken({bound: str(second)}) is expected


@pytest.mark.parametrize(
    ("details", "prefilled", "expected"),
    [
        ({"email": "ana@x.example"}, None, True),
        ({"email": "Ana@X.example"}, None, True),
        ({"email": "bob@x.example"}, None, False),
        ({"email": "bob@x.example"}, "ana@x.example", False),
        ({"email": None}, "ana@x.example", True),
        (None, "ana@x.example", True),
        (None, "bob@x.example", False),
        (None, None, False),
        ({"email": None}, None, False),
        ({"email": ["ana@x.example"]}, None, True),
    ],
)
def test_e8_the_e_mail_is_the_one_typed_or_filled_in(
    details: Any, prefilled: Any, expected: bool
) -> None:
    asked = {"customer_details[email]": "ana@x.example"}
    assert is_taken(asked, customer_details=details, customer_email=prefilled) is expected


QUESTION = ListQuery(
    filters=(
        ("created[gte]", str(NOW)),
        ("customer", "cus_1"),
        ("customer_details[email]", "ana@x.example"),
        ("status", "open"),
    ),
    starting_after="cs_test_1",
)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "cs_test_2"},
        {"id": "cs_test_2", "status": 7, "customer": [], "customer_details": 1, "created": "x"},
        None,
        "session",
        7,
        [],
    ],
)
def test_e8_what_cannot_be_told_is_let_through(entry: Any) -> None:
    assert held_against(QUESTION, [entry], NOW) == [entry]


def numbered(*numbers: int) -> list[dict[str, Any]]:
    """The higher the number, the older the session."""
    return [make_session(number) for number in numbers]


def numbers(entries: list[Any]) -> list[int]:
    return [int(entry["id"][-6:]) for entry in entries]


ID_5 = make_session(5)["id"]
SECOND_5 = make_session(5)["created"]


def test_e8_a_page_behind_a_cursor_has_neither_it_nor_what_is_on_its_other_side() -> None:
    after, before = ListQuery(starting_after=ID_5), ListQuery(ending_before=ID_5)
    rows = numbered(3, 4, 5, 6, 7)
    assert numbers(held_against(after, rows)) == [6, 7]
    assert numbers(held_against(before, rows)) == [3, 4]
    assert held_against(after, numbered(3, 4, 5)) == []
    assert held_against(before, numbered(5, 6)) == []


def test_e8_the_second_of_the_cursor_tells_where_the_cursor_itself_is_missing() -> None:
    after, before = ListQuery(starting_after=ID_5), ListQuery(ending_before=ID_5)
    rows = numbered(3, 4, 6, 7)
    assert numbers(held_against(after, rows, SECOND_5)) == [6, 7]
    assert numbers(held_against(before, rows, SECOND_5)) == [3, 4]
    same_second = make_session(9, created=SECOND_5)
    assert held_against(after, [same_second], SECOND_5) == [same_second]
    assert held_against(before, [same_second], SECOND_5) == [same_second]


SESSIONS = st.builds(
    make_session,
    st.integers(0, 9),
    status=st.sampled_from(["open", "complete", "expired", None]),
    customer=st.sampled_from(["cus_1", "cus_2", None]),
    created=st.integers(NOW - 3, NOW + 3),
)
FILTERS = st.dictionaries(
    st.sampled_from(["status", "customer", "created[gte]", "created[lt]"]), st.none()
).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: st.sampled_from(["open", "complete"])
            if name == "status"
            else st.sampled_from(["cus_1", "cus_2"])
            if name == "customer"
            else st.integers(NOW - 3, NOW + 3).map(str)
            for name in names
        }
    )
)


@given(st.lists(SESSIONS), FILTERS)
def test_e8_what_is_kept_is_what_an_honest_upstream_would_have_sent(
    entries: list[dict[str, Any]], filters: dict[str, str]
) -> None:
    def honest(session: Any) -> bool:
        return bool(
            session["status"] == filters.get("status", session["status"])
            and session["customer"] == filters.get("customer", session["customer"])
            and session["created"] >= int(filters.get("created[gte]", 0))
            and session["created"] < int(filters.get("created[lt]", 1 << 62))
        )

    query = ListQuery(filters=tuple(filters.items()))
    kept = held_against(query, entries)
    assert kept == [entry for entry in entries if honest(entry)]
    assert held_against(query, kept) == kept
