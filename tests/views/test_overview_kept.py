"""An overview that was shown before is not computed again, until the facts say something else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as settings_of_site
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sessions_browser.models import Job
from sessions_browser.services import wait_for_background
from sessions_browser.views.list_frame import MARK
from sessions_browser.views.overview_frame import frames
from tests.running import Emulator
from tests.views import overview_page
from tests.views.overview_page import PAGE
from tests.views.page import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(signed_in: Client, person: User, upstream: Emulator, settings: Settings) -> Client:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.may_see(person)
    overview_page.fill()
    Job.objects.create(kind="backfill", account="demo", state="done", started=datetime.now(UTC))
    # The names of the payment links come behind the first page.
    signed_in.get(f"{PAGE}?created=today")
    wait_for_background()
    return signed_in


def computed(client: Client, address: str = PAGE) -> tuple[Any, bool]:
    """The page, and whether sums were read for it."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return response, any("factsum" in one["sql"] for one in captured)


def tokens(page: Any) -> list[str]:
    return re.findall(r'csrfmiddlewaretoken" value="(\w+)', page.content.decode())


def without_tokens(page: Any) -> str:
    html = re.sub(r'data-now="\d+"', "", page.content.decode())
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", html)


def test_the_same_question_is_computed_and_rendered_once(manager: Client) -> None:
    first, was_computed = computed(manager)
    count = len(frames)
    again, was_computed_again = computed(manager)
    assert (was_computed, was_computed_again) == (True, False)
    assert len(frames) == count
    assert without_tokens(first) == without_tokens(again)
    assert tokens(first)
    assert tokens(first) != tokens(again)
    assert MARK not in first.content.decode()


@pytest.mark.parametrize(
    "query", ["once=1", "created=yesterday", "sort=name", "tz=Asia%2FKathmandu"]
)
def test_another_question_is_another_page(manager: Client, query: str) -> None:
    computed(manager)
    assert computed(manager, f"{PAGE}?{query}")[1]


def test_what_was_read_since_is_shown(manager: Client, upstream: Emulator) -> None:
    computed(manager)
    upstream.control("arrive?count=3")
    overview_page.fill()
    assert computed(manager)[1]


def test_a_page_is_one_persons_and_of_one_language(manager: Client) -> None:
    computed(manager)
    other = User.objects.create_user("bea", password="a long enough password")
    overview_page.may_see(other)
    client = Client()
    client.force_login(other)
    page, was_computed = computed(client)
    assert not was_computed
    assert ">bea</span>" in text_of(page)
    assert ">ana</span>" not in text_of(page)
    assert "Übersicht" in text_of(manager.get(PAGE, headers={"Accept-Language": "de"}))


def once_made(client: Client, address: str = PAGE, **cookies: str) -> str:
    """The page, which may have been made before."""
    client.get(address)
    client.cookies.load(cookies)
    return text_of(client.get(address))


def test_another_question_is_set_into_the_same_frame(manager: Client) -> None:
    page = once_made(manager, f"{PAGE}?created=today")
    count = len(frames)
    other = text_of(manager.get(f"{PAGE}?created=yesterday&sort=name"))
    assert len(frames) == count
    heading = re.compile("<h1>.*</h1>")
    assert heading.findall(page) != heading.findall(other)
    assert 'name="query" value="created=yesterday&sort=name"' in other


def test_what_is_asked_is_text(manager: Client) -> None:
    page = once_made(manager, f'{PAGE}?created=today&more="><b>{"&" * 5000}')
    assert "<b>" not in page.partition('name="query"')[2].partition("</form>")[0]
    assert MARK not in page


def test_who_may_no_longer_fill_is_offered_nothing(manager: Client, person: User) -> None:
    assert "Read the last day again" in once_made(manager)
    person.user_permissions.remove(Permission.objects.get(codename="fill_facts"))
    assert "Read the last day again" not in once_made(manager)
    overview_page.may_see(person)
    assert "Read the last day again" in once_made(manager)


def test_a_link_of_the_header_is_for_who_may_follow_it(manager: Client, person: User) -> None:
    assert 'href="/status/"' not in once_made(manager)
    person.user_permissions.add(Permission.objects.get(codename="view_status"))
    assert 'href="/status/"' in once_made(manager)


def test_a_new_name_shows_at_once(manager: Client, person: User) -> None:
    assert ">ana</span>" in once_made(manager)
    person.username = "anna"
    person.save()
    assert ">anna</span>" in once_made(manager)


def test_times_are_in_the_zone_of_the_browser(manager: Client) -> None:
    assert "Times in UTC" in once_made(manager)
    assert "Times in Asia/Kathmandu" in once_made(manager, tz="Asia/Kathmandu")


def test_another_language_is_another_frame(manager: Client) -> None:
    assert "Read the last day again" in once_made(manager)
    german = once_made(manager, **{settings_of_site.LANGUAGE_COOKIE_NAME: "de"})
    assert "Was diese Zahlen nicht sagen" in german


def test_each_account_has_its_frame(manager: Client, settings: Settings) -> None:
    alone = once_made(manager)
    settings.STRIPE_ACCOUNTS = dict.fromkeys(("demo", "other"), "rk_test_emulator")
    assert "menu account" not in alone
    assert "menu account" in once_made(manager)
    other = once_made(manager, "/other/overview/")
    assert 'action="/other/overview/' in other
    assert 'action="/demo/' not in other


def test_how_the_reading_stands_is_of_this_moment(manager: Client) -> None:
    assert "are being read" not in once_made(manager)
    job = Job.objects.get()
    job.state, job.done, job.total = Job.State.RUNNING, 300, 1000
    job.save()
    assert 'value="30"' in once_made(manager)
    job.done = 400
    job.save()
    assert 'value="40"' in once_made(manager)


def test_a_message_is_shown_once(manager: Client) -> None:
    computed(manager)
    manager.post(f"{PAGE}cancel/")
    assert "The job had ended already." in text_of(manager.get(PAGE))
    assert "The job had ended already." not in text_of(manager.get(PAGE))
