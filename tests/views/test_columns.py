"""Columns of the list as its address says them, and the form that chooses them."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from sessions_browser.filters.columns import OTHERS, USUAL
from sessions_browser.models import SavedView
from sessions_browser.views.chosen_columns import column_labels
from tests.marked_upstream import MarkingServer
from tests.running import Emulator
from tests.views.page import LIST, ids, text_of
from tests.views.test_masking import leaks

HEAD = re.compile(r'<th role="columnheader" scope="col" class="([^"]+)"')
ROW = re.compile(r'<tr role="row" data-session-id.*?</tr>', re.DOTALL)
CELL = re.compile(r'<t[hd] role="(?:rowheader|cell)"[^>]*? ?class="(\w+)"')
HTMX = {"HX-Request": "true"}
CHOICE = "columns=id-when-who:wide-email"


def heads(client: Client, query: str = "", **headers: str) -> list[str]:
    """The classes of each head, after a look at the cells of each row."""
    page = client.get(f"{LIST}?{query}", headers=headers).content.decode()
    found = HEAD.findall(page)
    rows = [CELL.findall(row) for row in ROW.findall(page)]
    assert rows
    assert {tuple(row) for row in rows} == {tuple(head.split()[-1] for head in found)}
    return found


def test_each_column_that_there_is_has_a_head_and_a_cell(
    signed_in: Client, upstream: Emulator
) -> None:
    assert heads(signed_in) == list(USUAL)
    assert set(column_labels()) == {*USUAL, *OTHERS}
    assert heads(signed_in, f"columns={'-'.join((*USUAL, *OTHERS))}") == [*USUAL, *OTHERS]


def test_the_address_says_columns_order_width_and_density(
    signed_in: Client, upstream: Emulator
) -> None:
    for headers in ({}, HTMX):
        assert heads(signed_in, CHOICE, **headers) == ["id", "when", "wide who", "email"]
    page = signed_in.get(f"{LIST}?{CHOICE}&density=compact")
    assert '<table id="sessions" role="table" class="compact">' in text_of(page)
    assert ids(page) == ids(signed_in.get(LIST))
    assert 'class="compact' not in text_of(signed_in.get(LIST))
    assert heads(signed_in) == list(USUAL)


def test_what_is_no_column_is_an_error_at_its_place(signed_in: Client, upstream: Emulator) -> None:
    for query, words in (
        ("columns=when-shoes", "There is no column “shoes”. Choose from when, outcome,"),
        ("columns=when:huge", "A column is narrow or wide, not “huge”."),
        ("density=none", "Choose compact, or leave it out."),
    ):
        answer = signed_in.get(f"{LIST}?{query}")
        assert answer.status_code == HTTPStatus.BAD_REQUEST, query
        assert words in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("-".join(USUAL), ""),
        ("amount-id", "when-amount-id"),
        ("when-id-when:wide", "when-id"),
    ],
)
def test_there_is_one_spelling_of_a_choice(
    signed_in: Client, upstream: Emulator, typed: str, best: str
) -> None:
    answer = signed_in.get(f"{LIST}?columns={typed}")
    assert answer["Location"] == (f"{LIST}?columns={best}" if best else LIST)


def test_a_choice_stays_while_filters_and_pages_change(
    signed_in: Client, upstream: Emulator
) -> None:
    page = text_of(signed_in.get(f"{LIST}?{CHOICE}&status=complete&density=compact"))
    assert '<input type="hidden" name="columns" value="id-when-who:wide-email">' in page
    assert '<input type="hidden" name="density" value="compact">' in page
    kept = f"{CHOICE}&density=compact"
    older = re.search(r'href="([^"]*starting_after[^"]*)"', page)
    assert older
    assert kept in older[1]
    assert f'class="clear" href="{LIST}?{kept}"' in page


def fields(*shown: str, **others: str) -> dict[str, Any]:
    """What a browser sends for these columns in this order."""
    rest = [name for name in (*USUAL, *OTHERS) if name not in shown]
    places = {f"place_{name}": str(n) for n, name in enumerate((*shown, *rest), 1)}
    return {**places, **{f"show_{name}": "on" for name in shown}, **others}


def test_the_form_leads_back_to_the_same_list(signed_in: Client, upstream: Emulator) -> None:
    here = f"/demo/columns/?status=complete&{CHOICE}"
    assert f'href="/demo/columns/?{CHOICE}"' in text_of(signed_in.get(f"{LIST}?{CHOICE}"))
    form = text_of(signed_in.get(here))
    assert "Place of Customer ID" in form
    answer = signed_in.post(
        here, fields("amount", "when", "expires", width_amount="narrow", density="compact")
    )
    wanted = f"{LIST}?status=complete&columns=amount:narrow-when-expires&density=compact"
    assert answer["Location"] == wanted
    assert heads(signed_in, wanted.partition("?")[2]) == ["narrow amount", "when", "expires"]
    assert signed_in.post(here, fields(*USUAL))["Location"] == f"{LIST}?status=complete"
    bad = signed_in.post(here, fields("when", place_when="99"))
    assert bad.status_code == HTTPStatus.BAD_REQUEST
    assert signed_in.get("/demo/columns/?status=x")["Location"] == f"{LIST}?status=x"


def test_a_view_keeps_columns_and_says_when_one_is_gone(
    signed_in: Client, upstream: Emulator
) -> None:
    form = {"name": "Mine", "sharing": "own"}
    query = f"status=complete&{CHOICE}&density=compact"
    answer = signed_in.post(f"/demo/views/new/?{query}", form)
    assert answer["Location"] == f"{LIST}?{query}"
    SavedView.objects.update(query="columns=when-shoes")
    view = SavedView.objects.get()
    page = text_of(signed_in.get(f"/demo/views/{view.pk}/"))
    assert "Columns: There is no column “shoes”." in page


def test_chosen_columns_are_masked_as_the_usual_ones(
    masked: Client, marking_server: MarkingServer
) -> None:
    every = "-".join((*USUAL, *OTHERS))
    assert leaks(masked.get(f"{LIST}?columns={every}")) == []
    assert "@" in text_of(masked.get(f"{LIST}?columns=when-email"))
