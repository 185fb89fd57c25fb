"""How often a sign-in may fail, by name and place; nobody keeps a colleague out from elsewhere."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.views.page import text_of

SIGN_IN = "/accounts/login/"
PASSWORD = "a long enough password"
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def attempt(
    client: Client, typed: str = "wrong", place: str = HERE, told: str = "", name: str = "ana"
) -> int:
    """The status of one try. told: what X-Forwarded-For says."""
    headers = {"X-Forwarded-For": told} if told else {}
    form = {"username": name, "password": typed}
    return client.post(SIGN_IN, form, headers=headers, REMOTE_ADDR=place).status_code


def fail(client: Client, times: int = 10, place: str = HERE, told: str = "") -> None:
    for _ in range(times):
        attempt(client, place=place, told=told)


def place(number: int) -> str:
    return f"192.0.2.{number}"


def test_h_a_name_is_closed_from_one_place_and_from_no_other(client: Client, person: User) -> None:
    fail(client)
    assert attempt(client, PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt(client, PASSWORD, ELSEWHERE) == HTTPStatus.FOUND


def test_h_ten_tries_fail_and_no_more(client: Client, person: User) -> None:
    answers = [attempt(client) for _ in range(12)]
    assert answers == [HTTPStatus.OK] * 9 + [HTTPStatus.TOO_MANY_REQUESTS] * 3


def test_h_whoever_goes_on_at_a_closed_door_does_not_close_it_elsewhere(
    client: Client, person: User
) -> None:
    fail(client, 120)
    assert attempt(client, PASSWORD, ELSEWHERE) == HTTPStatus.FOUND


def test_h_a_door_opens_again_while_somebody_goes_on_knocking(client: Client, person: User) -> None:
    fail(client)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    fail(client, 3)
    assert attempt(client, PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt(client, PASSWORD) == HTTPStatus.FOUND


def test_h_many_places_together_close_a_name_everywhere(client: Client, person: User) -> None:
    for number in range(1, 11):
        fail(client, place=place(number))
    assert attempt(client, PASSWORD, ELSEWHERE) == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt(client, PASSWORD, name="somebody") == HTTPStatus.OK


@pytest.mark.parametrize(("places", "words"), [(1, "from this place"), (10, "everywhere")])
def test_h_the_page_says_where_a_name_is_closed_and_for_how_long(
    client: Client, person: User, places: int, words: str
) -> None:
    for number in range(1, places + 1):
        fail(client, place=place(number))
    from_here = place(1) if places == 1 else HERE
    answer = client.post(SIGN_IN, {"username": "ana", "password": "x"}, REMOTE_ADDR=from_here)
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    text = " ".join(text_of(answer).split())
    assert f"closed {words}" in text
    assert "for 15 minutes at most" in text


def test_h_nobody_chooses_a_place_by_a_header(client: Client, person: User) -> None:
    for number in range(1, 11):
        attempt(client, told=place(number))
    assert attempt(client, PASSWORD, told=ELSEWHERE) == HTTPStatus.TOO_MANY_REQUESTS


def test_h_behind_a_proxy_a_place_is_what_the_proxy_added(
    client: Client, person: User, settings: Settings
) -> None:
    settings.BEHIND_PROXY = True
    for number in range(1, 11):
        attempt(client, place="127.0.0.1", told=f"{place(number)}, {HERE}")
    told_falsely = f"{ELSEWHERE},{HERE}"
    assert attempt(client, PASSWORD, "127.0.0.1", told_falsely) == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt(client, PASSWORD, "127.0.0.1", ELSEWHERE) == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("not an address", "", True),
    ],
)
def test_h_one_customer_of_a_provider_is_one_place(
    client: Client, person: User, one: str, other: str, is_same: bool
) -> None:
    fail(client, place=one)
    closed = attempt(client, PASSWORD, other) == HTTPStatus.TOO_MANY_REQUESTS
    assert closed is is_same


def test_h_nobody_elsewhere_keeps_a_colleague_out_of_his_own_browser(
    client: Client, person: User
) -> None:
    own = Client()
    assert attempt(own, PASSWORD, HERE) == HTTPStatus.FOUND
    own.post("/accounts/logout/")
    for number in range(1, 11):
        fail(client, place=place(number))
    assert attempt(Client(), PASSWORD, ELSEWHERE) == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt(own, PASSWORD, ELSEWHERE) == HTTPStatus.FOUND


@pytest.mark.parametrize("value", ["", "x", "." * 9, "0" * 32])
def test_h_a_browser_is_not_known_by_what_anybody_can_write(
    client: Client, person: User, settings: Settings, value: str
) -> None:
    for number in range(1, 11):
        fail(client, place=place(number))
    client.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = value
    assert attempt(client, PASSWORD, ELSEWHERE) == HTTPStatus.TOO_MANY_REQUESTS


def test_h_a_browser_known_of_one_name_is_not_of_another(client: Client, person: User) -> None:
    User.objects.create_user("ben", password=PASSWORD)
    assert attempt(client, PASSWORD, name="ben") == HTTPStatus.FOUND
    client.post("/accounts/logout/")
    for number in range(1, 11):
        fail(Client(), place=place(number))
    assert attempt(client, PASSWORD, ELSEWHERE) == HTTPStatus.TOO_MANY_REQUESTS


def test_h_from_a_known_browser_ten_tries_fail_and_no_more(client: Client, person: User) -> None:
    assert attempt(client, PASSWORD) == HTTPStatus.FOUND
    client.post("/accounts/logout/")
    answers = [attempt(client) for _ in range(11)]
    assert answers[-2:] == [HTTPStatus.TOO_MANY_REQUESTS] * 2
