from __future__ import annotations

from http import HTTPStatus

from django.test import Client
from pytest_django import Settings

from tests.running import Emulator
from tests.views.page import LIST, text_of


def test_each_payment_link_leads_to_its_sessions(signed_in: Client, upstream: Emulator) -> None:
    links = upstream.get("/v1/payment_links?limit=100&expand[]=data.line_items")["data"]
    upstream.reset()
    response = signed_in.get("/demo/payment-links/")
    assert response.status_code == HTTPStatus.OK
    for link in links:
        assert f'href="{LIST}?payment_link={link["id"]}"' in text_of(response)
        assert link["line_items"]["data"][0]["description"] in text_of(response)
    assert len(upstream.requests("/v1/payment_links")) == 1


def test_a_key_without_the_right_is_said(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_only_sessions"}
    response = signed_in.get("/demo/payment-links/")
    assert response.status_code == HTTPStatus.BAD_GATEWAY
    assert "The key of this dashboard lacks a right" in text_of(response)
