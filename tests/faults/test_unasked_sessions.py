"""An upstream that ignores what it is asked: no page shows or counts what was not asked for."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from tests.factories import make_session
from tests.faults.server import FaultyServer
from tests.views.page import LIST, ids, link, text_of

PERSON = "/demo/people/?email=guest7@example.com"


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("status=open", []),
        ("outcome=open", []),
        ("outcome=abandoned", []),
        ("email=guest7@example.com", [7]),
        ("customer=cus_1", []),
        ("payment_link=plink_1", []),
        (f"payment_intent={make_session(3)['payment_intent']}", [3]),
        ("subscription=sub_1", []),
        (f"created={make_session(4)['created']}", [4]),
        (f"created[gte]={make_session(2)['created']}", [0, 1, 2]),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_e8_a_filter_that_is_ignored_shows_nobody_elses_sessions(
    signed_in: Client,
    upstream: FaultyServer,
    question: str,
    own: list[int],
    headers: dict[str, str],
) -> None:
    upstream.switch("ignores_filters")
    page = signed_in.get(f"{LIST}?{question}", headers=headers, follow=True)
    assert page.status_code == HTTPStatus.OK
    assert ids(page) == [make_session(number)["id"] for number in own]
    strangers = 25 - len(own)
    assert f"Stripe answered with {strangers} sessions that were not asked for." in text_of(page)


def test_e8_an_honest_answer_has_no_such_words(signed_in: Client, upstream: FaultyServer) -> None:
    for address in (LIST, f"{LIST}?status=complete", f"{LIST}?status=open", PERSON):
        assert "not asked for" not in text_of(signed_in.get(address))


def test_e8_a_person_is_summed_up_by_their_own_sessions(
    signed_in: Client, upstream: FaultyServer
) -> None:
    honest = signed_in.get(PERSON)
    upstream.switch("ignores_filters")
    page = signed_in.get(f"{PERSON}&reload=1", follow=True)
    assert ids(page) == ids(honest) == [make_session(7)["id"]]

    def summary(answer: object) -> str:
        return text_of(answer).partition('id="summary"')[2].partition("</p>")[0]  # type: ignore[arg-type]

    assert summary(page) == summary(honest) != ""
    assert "sessions that were not asked for" in text_of(page)
    assert "guest8@example.com" not in text_of(page)


def test_e8_a_person_who_has_none_has_none(signed_in: Client, upstream: FaultyServer) -> None:
    upstream.switch("ignores_filters")
    page = signed_in.get("/demo/people/?email=nobody@example.com")
    assert ids(page) == []
    assert "sessions that were not asked for" in text_of(page)


@pytest.mark.parametrize("limit", [5, 25, 60])
def test_e8_a_page_behind_a_cursor_has_nothing_from_before_it(
    signed_in: Client, upstream: FaultyServer, limit: int
) -> None:
    first = ids(signed_in.get(LIST))
    upstream.switch("ignores_cursors")
    older = signed_in.get(f"{LIST}?limit={limit}&starting_after={first[-1]}", follow=True)
    assert not set(ids(older)) & set(first)
    assert "sessions that were not asked for" in text_of(older)


def test_e8_nor_does_a_page_before_a_cursor(signed_in: Client, upstream: FaultyServer) -> None:
    second = signed_in.get(link(signed_in.get(LIST), "older"))
    upstream.switch("ignores_cursors")
    newest = ids(second)[0]
    above = signed_in.get(f"{LIST}?ending_before={newest}&reload=1", follow=True)
    assert newest not in ids(above)
    assert not set(ids(above)) & set(ids(second))


def test_e8_a_pasted_column_finds_only_what_is_meant(
    signed_in: Client, upstream: FaultyServer
) -> None:
    upstream.switch("ignores_filters")
    page = text_of(signed_in.get("/demo/search/", {"q": "nobody@example.com\npi_3nothing"}))
    assert page.count("Not found in") == 2
