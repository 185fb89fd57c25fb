from __future__ import annotations

import html
import re
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.running import Emulator, running_emulator
from tests.views.page import LIST, ids, text_of


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


COUNT = re.compile(r'href="([^"]+)"\s+data-unit="sessions"\s+aria-label="([0-9]+) sessions through')


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (30, "Sessions are counted over 7 days."),
        (400, "Sessions are counted over the newest 100, back to "),
    ],
)
def test_33_sessions_are_counted_in_one_call_and_lead_to_their_list(
    signed_in: Client, settings: Settings, size: int, words: str
) -> None:
    with running_emulator(f"--sessions={size}", "--seed=1") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        response = signed_in.get("/demo/payment-links/")
        assert words in text_of(response)
        assert world.queries() == ["limit=100"]
        counted = COUNT.findall(response.content.decode())
        assert sum(int(count) for _, count in counted) > 0
        for address, count in counted[:3]:
            shown = signed_in.get(f"{html.unescape(address)}&limit=100", follow=True)
            assert len(ids(shown)) == int(count)


def test_33_what_was_shown_before_is_counted_without_a_call(
    signed_in: Client, settings: Settings
) -> None:
    with running_emulator("--sessions=400", "--seed=1") as world:
        settings.STRIPE_API_BASE = world.address
        cache.clear()
        page = signed_in.get(f"{LIST}?limit=100")
        older = re.search(r'id="older" class="button" href="([^"]+)"', page.content.decode())
        assert older
        signed_in.get(html.unescape(older[1]))
        world.reset()
        response = signed_in.get("/demo/payment-links/")
        assert world.queries() == []
        assert "Sessions are counted over 7 days." in text_of(response)


def test_without_sessions_the_links_are_shown(signed_in: Client, settings: Settings) -> None:
    with running_emulator("--sessions=30", "--seed=1") as world:
        settings.STRIPE_API_BASE = world.address
        settings.STRIPE_ACCOUNTS = {"demo": "rk_test_no_sessions"}
        cache.clear()
        response = signed_in.get("/demo/payment-links/")
    assert response.status_code == HTTPStatus.OK
    assert "Sessions were not counted." in text_of(response)
    assert "Introductory course" in text_of(response)
