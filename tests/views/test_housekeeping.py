"""What nobody needs any more is deleted, by the server itself."""

from __future__ import annotations

import time
from datetime import timedelta
from http import HTTPStatus
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dashboard.housekeeping import clean_up
from sessions_browser.models import Fact, Job, Scan, Verification
from tests.facts import truth
from tests.running import Emulator, output_of, running_emulator
from tests.views import overview_page


def test_h_sign_ins_that_have_ended_are_deleted_and_others_stay(signed_in: Client) -> None:
    for hours in (-24, -1, 1):
        end = timezone.now() + timedelta(hours=hours)
        Session.objects.create(session_key=f"k{hours}", session_data="", expire_date=end)
    clean_up()
    own = signed_in.cookies["sessionid"].value
    assert {session.session_key for session in Session.objects.all()} == {"k1", own}
    assert signed_in.get("/accounts/login/").status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("days", [365, 30])
def test_h_verifications_are_kept_for_the_time_of_the_setting(
    db: None, settings: Settings, days: int
) -> None:
    settings.VERIFICATIONS_KEEP_DAYS = days
    for name, age in (
        ("new", timedelta()),
        ("kept", timedelta(days=days, minutes=-1)),
        ("old", timedelta(days=days, minutes=1)),
    ):
        made = Verification.objects.create(person=name)
        Verification.objects.filter(pk=made.pk).update(at=timezone.now() - age)
    clean_up()
    assert {one.person for one in Verification.objects.all()} == {"new", "kept"}


def test_a_command_does_the_same_at_once(db: None, person: User, settings: Settings) -> None:
    settings.READ_LOG_KEEP_DAYS = 7
    for age in (1, 8):
        entry = LogEntry.objects.create(user=person, action_flag=2, object_repr=f"{age}")
        at = timezone.now() - timedelta(days=age)
        LogEntry.objects.filter(pk=entry.pk).update(action_time=at)
    end = timezone.now() - timedelta(hours=1)
    Session.objects.create(session_key="ended", session_data="", expire_date=end)
    printed = StringIO()
    call_command("clean_up", stdout=printed)
    counts = "sign_ins=1 verifications=0 notes=0 facts=0 jobs=0 looks=0 changes=1 exports=0"
    expected = f"Deleted: {counts}\n"
    assert printed.getvalue() == expected
    assert [one.object_repr for one in LogEntry.objects.all()] == ["1"]


def test_h_the_server_does_it_by_itself() -> None:
    code = "import threading, dashboard.wsgi; print([t.name for t in threading.enumerate()])"
    assert "'housekeeping'" in output_of(code)


def test_a_demo_that_starts_again_forgets_the_sessions_of_the_last(
    upstream: Emulator, settings: Settings, db: None
) -> None:
    """Each emulator begins its sessions now, so that the same ones are made at another time."""
    settings.DEMO, settings.UPSTREAM_CALLS_PER_SECOND = True, 1000
    for hours in (1, 0):
        begun = int(time.time()) - hours * 3600
        call_command("demo_people", new_sessions=True, verbosity=0)
        assert not Scan.objects.exists()
        with running_emulator("--sessions=120", "--seed=1", f"--now={begun}") as shop:
            settings.STRIPE_API_BASE = shop.address
            job = Job.objects.create(kind="scan", account="demo", owner="support")
            Scan.objects.create(job=job, account="demo", owner="support", question={})
            overview_page.fill()
            assert Fact.objects.count() <= len(truth.all_sessions(shop))
