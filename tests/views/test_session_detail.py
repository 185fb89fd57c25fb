"""The page of one session over the emulator."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from tests.running import Emulator
from tests.views.page import LIST, pairs, text_of


def some(upstream: Emulator, **wanted: Any) -> dict[str, Any]:
    """A session with these values; `...` means any value at all."""
    query = "limit=100&expand[]=data.line_items"
    for session in upstream.get(f"/v1/checkout/sessions?{query}")["data"]:
        if all(session[k] == v if v is not ... else session[k] for k, v in wanted.items()):
            upstream.reset()
            found: dict[str, Any] = session
            return found
    raise AssertionError(f"the emulator has none with {wanted}")


def test_shows_a_paid_session_with_one_call(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, status="complete", payment_status="paid", mode="payment")
    response = signed_in.get(f"{LIST}{session['id']}/")
    assert response.status_code == HTTPStatus.OK
    assert "was collected." in text_of(response)
    for item in session["line_items"]["data"]:
        assert item["description"] in text_of(response)
    assert session["customer_details"]["email"] in text_of(response)
    received = upstream.requests(f"/v1/checkout/sessions/{session['id']}")
    assert [pairs(request["query"]) for request in received] == [
        [
            ("expand[]", "discounts.promotion_code"),
            ("expand[]", "line_items"),
            ("expand[]", "payment_intent.latest_charge"),
        ]
    ]


def test_references_are_shown(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, metadata=..., client_reference_id=...)
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert session["client_reference_id"] in page
    for key, value in session["metadata"].items():
        assert key in page
        assert value in page


def test_what_lets_others_pay_is_not_shown(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream, status="open", url=...)
    page = text_of(signed_in.get(f"{LIST}{session['id']}/"))
    assert session["url"] not in page
    assert '"client_secret"' not in page
    assert '"url": "https://checkout' not in page


def test_a_second_look_costs_no_call_and_reload_costs_one(
    signed_in: Client, upstream: Emulator
) -> None:
    address = f"{LIST}{some(upstream)['id']}/"
    for _ in range(3):
        signed_in.get(address)
    assert len(upstream.requests(address.replace("/demo/", "/v1/checkout/").rstrip("/"))) == 1
    assert signed_in.get(f"{address}?reload=1")["Location"] == address
    assert len(upstream.requests(address.replace("/demo/", "/v1/checkout/").rstrip("/"))) == 2


def test_an_unknown_session_says_where_it_was_looked_for(
    signed_in: Client, upstream: Emulator
) -> None:
    response = signed_in.get(f"{LIST}cs_test_a1{'0' * 56}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Demo (test mode) has no Checkout Session" in text_of(response)


def test_an_id_of_the_other_mode_needs_no_call(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(f"{LIST}cs_live_a1{'0' * 56}/")
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "it belongs to live mode" in text_of(response)
    assert not upstream.requests(f"/v1/checkout/sessions/cs_live_a1{'0' * 56}")


@pytest.mark.parametrize("bad", ["cs_test_..%2F..%2Fcustomers", "cs_test_%3Fx", "cus_123"])
def test_only_the_id_of_a_session_becomes_part_of_a_call(
    signed_in: Client, upstream: Emulator, bad: str
) -> None:
    assert signed_in.get(f"{LIST}{bad}/").status_code == HTTPStatus.NOT_FOUND
    assert not upstream.requests("/v1/customers")


def test_back_leads_to_the_list_as_it_was_left(signed_in: Client, upstream: Emulator) -> None:
    session = some(upstream)
    came_from = f"{LIST}?status={session['status']}"
    headers = {"Referer": f"http://testserver{came_from}"}
    assert f'href="{came_from}"' in text_of(
        signed_in.get(f"{LIST}{session['id']}/", headers=headers)
    )
    elsewhere = {"Referer": f"https://evil.example{came_from}"}
    assert "evil.example" not in text_of(
        signed_in.get(f"{LIST}{session['id']}/", headers=elsewhere)
    )
