from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from sessions_browser.jobs import commands
from sessions_browser.models import Job
from tests.roles import give
from tests.views.page import text_of

PAGE = "/demo/jobs/"


@pytest.fixture
def viewer(person: User) -> User:
    person.user_permissions.add(Permission.objects.get(codename="view_job"))
    return person


def job(owner: str = "ana", **values: object) -> Job:
    made: dict[str, object] = {"kind": "backfill", "account": "demo", "owner": owner, **values}
    return Job.objects.create(**made)


def test_only_who_may_sees_jobs(signed_in: Client, person: User) -> None:
    assert signed_in.get(PAGE).status_code == HTTPStatus.FORBIDDEN
    give(person, "Manager")
    assert "No jobs" in text_of(signed_in.get(PAGE))


def test_who_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    assert client.get(PAGE).status_code == HTTPStatus.FOUND


def test_a_job_is_told_in_words(signed_in: Client, viewer: User) -> None:
    job(state="running", done=1234, total=5000)
    job("ben", state="waiting", note="account")
    job("", state="failed", note="error", ended=timezone.now())
    job(account="another")
    page = text_of(signed_in.get(PAGE))
    assert page.count("Read all sessions for the overview</th>") == 0
    assert page.count("<tr>") == 1 + 3
    for words in (
        "1,234 of about 5,000",
        '<progress max="100" value="24"',
        "Other jobs of this account run first.",
        "the dashboard itself",
        "A step went wrong.",
    ):
        assert words in page


def test_the_page_asks_again_only_while_something_moves(signed_in: Client, viewer: User) -> None:
    one = job(state="running")
    assert 'hx-trigger="every 2s"' in text_of(signed_in.get(PAGE))
    Job.objects.filter(pk=one.pk).update(state="done")
    part = signed_in.get(PAGE, headers={"HX-Request": "true"})
    assert "hx-trigger" not in text_of(part)
    assert "<html" not in text_of(part)


def test_that_nothing_works_is_said(signed_in: Client, viewer: User) -> None:
    one = job()
    words = "Nothing works at jobs at the moment."
    assert words not in text_of(signed_in.get(PAGE))
    Job.objects.filter(pk=one.pk).update(due=timezone.now() - timedelta(minutes=1))
    assert words in text_of(signed_in.get(PAGE))


def test_people_cancel_and_resume_their_own(signed_in: Client, viewer: User) -> None:
    one = job()
    assert signed_in.get(f"{PAGE}{one.pk}/cancel/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    answer = signed_in.post(f"{PAGE}{one.pk}/cancel/", follow=True)
    assert "The job is cancelled." in text_of(answer)
    assert "Resume" in text_of(answer)
    assert "The job had ended already." in text_of(
        signed_in.post(f"{PAGE}{one.pk}/cancel/", follow=True)
    )
    signed_in.post(f"{PAGE}{one.pk}/resume/")
    one.refresh_from_db()
    assert one.state == "waiting"


def test_only_a_lead_cancels_those_of_others(signed_in: Client, viewer: User) -> None:
    for owner in ("ben", ""):
        other = job(owner)
        assert f"{other.pk}/cancel/" not in text_of(signed_in.get(PAGE))
        path = f"{PAGE}{other.pk}/cancel/"
        assert signed_in.post(path).status_code == HTTPStatus.FORBIDDEN
        give(viewer, "Administrator")
        assert signed_in.post(path).status_code == HTTPStatus.FOUND
        viewer.groups.remove(Group.objects.get(name="Administrator"))


def test_a_form_of_another_site_cancels_nothing(viewer: User) -> None:
    one, client = job(), Client(enforce_csrf_checks=True)
    client.force_login(viewer)
    assert client.post(f"{PAGE}{one.pk}/cancel/").status_code == HTTPStatus.FORBIDDEN
    one.refresh_from_db()
    assert one.state == "waiting"


def test_a_job_of_another_account_is_not_here(signed_in: Client, viewer: User) -> None:
    path = f"{PAGE}{job(account='another').pk}/cancel/"
    assert signed_in.post(path).status_code == HTTPStatus.NOT_FOUND


def test_too_many_are_refused_in_words(signed_in: Client, viewer: User) -> None:
    ended = job(state="cancelled")
    for _ in range(commands.MOST_OF_A_PERSON):
        job()
    answer = signed_in.post(f"{PAGE}{ended.pk}/resume/", follow=True)
    assert "You already have 10 jobs that have not ended." in text_of(answer)


def test_long_histories_are_cut_and_what_runs_comes_first(signed_in: Client, viewer: User) -> None:
    for _ in range(101):
        job(state="done", ended=timezone.now())
    page = text_of(signed_in.get(PAGE))
    assert "Older jobs are not shown." in page
    assert page.count("<tr>") == 1 + 100
