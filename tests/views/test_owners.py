"""What belongs to somebody by name goes with them, and to nobody who takes the name later."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from sessions_browser.jobs import commands
from sessions_browser.models import Job, ReferenceList, Scan, SessionNote
from tests.roles import someone


@pytest.fixture
def ana(db: None) -> User:
    ana = someone("ana", "Manager")
    commands.start("export", "demo", "ana", {"export": "none"})
    Scan.objects.create(account="demo", owner="ana", question={})
    ReferenceList.objects.create(account="demo", owner="ana", name="x", place="y", count=1)
    SessionNote.objects.create(account="demo", session_id="cs_test_1", person="ana", text="x")
    return ana


def owners() -> set[str]:
    return {
        *Job.objects.values_list("owner", flat=True),
        *Scan.objects.values_list("owner", flat=True),
        *ReferenceList.objects.values_list("owner", flat=True),
        *SessionNote.objects.values_list("person", flat=True),
    }


def test_a_new_name_takes_along_what_is_theirs(ana: User) -> None:
    ana.username = "anna"
    ana.save()
    assert owners() == {"anna"}
    someone("ana", "Manager")
    assert owners() == {"anna"}


def test_who_takes_the_name_of_somebody_gone_gets_nothing(ana: User) -> None:
    ana.delete()
    assert owners() == {"ana (gone)"}
    someone("ana", "Manager")
    assert owners() == {"ana (gone)"}
