"""What nobody needs any more is deleted, by the server itself."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dashboard.housekeeping import clean_up
from sessions_browser.models import Verification
from tests.running import ROOT


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


def test_h_the_server_does_it_by_itself() -> None:
    code = "import threading, dashboard.wsgi; print([t.name for t in threading.enumerate()])"
    started = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'housekeeping'" in started.stdout
