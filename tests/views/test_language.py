"""Each person reads the site in one language, whoever has looked at the same page before."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import clear_script_prefix, set_script_prefix

from sessions_browser import services
from tests.pseudo import pseudo_language
from tests.roles import someone
from tests.running import Emulator, running_redis
from tests.views.page import LIST, TAG, ids, text_of

HTMX = {"HX-Request": "true"}
GZIP = {"Accept-Encoding": "gzip"}
SWITCH = "/accounts/language/"


@pytest.fixture
def language_of_brackets() -> Iterator[str]:
    with pseudo_language() as code:
        yield code


def page_of(response: Any) -> str:
    content = response.content
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    text: str = content.decode()
    return text


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("", "en-gb"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en-gb"),
        ("ja,de;q=0.5", "de"),
        ("pt-BR", "en-gb"),
        ("*", "en-gb"),
        ("\"';<", "en-gb"),
    ],
)
def test_the_browser_chooses_the_language(
    client: Client, db: None, wish: str, language: str
) -> None:
    response = client.get("/accounts/login/", headers={"Accept-Language": wish})
    assert f'<html lang="{language}"' in text_of(response)
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


def test_the_switch_wins_over_the_browser_and_comes_back(signed_in: Client) -> None:
    page = f"http://testserver{LIST}?email=ana.souza@example.com"
    response = signed_in.post(SWITCH, {"language": "de"}, headers={"Referer": page})
    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.FOUND, page)
    cookie = signed_in.cookies["language"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/", "Lax", True)
    for wish in ("en", "de", ""):
        response = signed_in.get("/status/", headers={"Accept-Language": wish})
        assert response.headers["Content-Language"] == "de"


def test_the_page_of_sign_in_is_german_to_its_head_and_tells_no_zone(
    signed_in: Client,
) -> None:
    german = {"Accept-Language": "de"}
    page = text_of(Client().get("/accounts/login/", headers=german))
    assert 'content="Stripe Checkout Sessions finden und lesen, was aus jeder wurde."' in page
    assert "Zeiten in" not in page
    assert "Zeiten in" in text_of(signed_in.get("/demo/programs/", headers=german))


def test_a_question_keeps_the_capitals_of_german_nouns(
    signed_in: Client, upstream: Emulator
) -> None:
    query = "email=nobody@nowhere.example&outcome=paid"
    page = text_of(signed_in.get(f"{LIST}?{query}", headers={"Accept-Language": "de"}))
    asked = "E-Mail nobody@nowhere.example; Ergebnis Bezahlt"
    assert f"<title>Checkout Sessions: {asked} · Demo</title>" in page
    assert f"Keine Sitzung gefunden für {asked}" in TAG.sub("", page)


def test_a_browser_that_names_no_page_comes_to_the_start(
    client: Client, db: None, request: pytest.FixtureRequest
) -> None:
    """Below a path the start is not at the root of the host."""
    set_script_prefix("/shop/")
    request.addfinalizer(clear_script_prefix)
    for referer in ({}, {"Referer": "https://elsewhere.example/"}):
        response = client.post(SWITCH, {"language": "de"}, headers=referer)
        assert response.headers["Location"] == "/shop/"
        assert client.cookies["language"].value == "de"


def test_the_switch_needs_a_form_of_the_site(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(SWITCH, {"language": "de"}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(SWITCH).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "language" not in client.cookies


@pytest.mark.parametrize("language", ["tlh", "../../etc/passwd", "", "de" * 500])
def test_a_language_that_nobody_offers_changes_nothing(
    client: Client, db: None, language: str
) -> None:
    client.post(SWITCH, {"language": language})
    response = client.get("/accounts/login/")
    assert response.headers["Content-Language"] == "en-gb"


PAGES = [
    (LIST, HTMX),
    (LIST, HTMX | GZIP),
    (LIST, {}),
    (LIST, GZIP),
    (f"{LIST}?outcome=paid", HTMX),
    (f"{LIST}?email=nobody@nowhere.example", HTMX),
    (f"{LIST}?created=last_7_days&limit=50", {}),
    (f"{LIST}?limit=0", {}),
    (f"{LIST}?limit=0", HTMX),
    ("/demo/people/?email=ana.souza@example.com", {}),
    ("/demo/payment-links/", {}),
    ("/demo/payment-links/", HTMX),
    ("/demo/search/?q=in_1234", {}),
    ("/nowhere/", {}),
]


@pytest.mark.parametrize("first", ["en", "eo"])
@pytest.mark.parametrize(("address", "headers"), PAGES)
def test_what_is_kept_is_kept_by_language(
    upstream: Emulator,
    db: None,
    language_of_brackets: str,
    address: str,
    headers: dict[str, str],
    first: str,
) -> None:
    """Two people in turn: what was made for one lies ready when the other asks."""
    languages = [first, *({"en", language_of_brackets} - {first})]
    for wish in (*languages, *languages):
        client = Client()
        client.force_login(someone(f"in-{wish}", "Support"))
        response = client.get(address, headers=headers | {"Accept-Language": wish})
        services.wait_for_background()
        assert ("⟦" in page_of(response)) == (wish == "eo"), wish


@pytest.mark.slow
def test_what_processes_share_holds_no_words(
    signed_in: Client, upstream: Emulator, language_of_brackets: str
) -> None:
    with (
        running_redis() as (url, _),
        override_settings(
            CACHES={
                "default": {
                    "BACKEND": "django.core.cache.backends.redis.RedisCache",
                    "LOCATION": url,
                }
            }
        ),
    ):
        services.reset()
        rows = ids(signed_in.get(LIST))
        for address, headers in (*PAGES, (f"{LIST}{rows[0]}/", {}), (f"{LIST}{rows[1]}/", HTMX)):
            signed_in.get(address, headers=headers | {"Accept-Language": language_of_brackets})
        services.wait_for_background()
        import redis

        shared = redis.Redis.from_url(url)
        kept = {key: shared.dump(key) for key in shared.keys("*")}
        assert kept
        assert [key for key, value in kept.items() if "⟦".encode() in (value or b"")] == []
    services.reset()
