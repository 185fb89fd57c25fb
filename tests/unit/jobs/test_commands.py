from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sessions_browser.jobs import commands, legs, turns
from sessions_browser.jobs.commands import TooManyJobsError
from sessions_browser.models import Job

pytestmark = pytest.mark.django_db


def start(owner: str = "ana", account: str = "shop", key: str = "") -> Job:
    return commands.start("counting", account, owner, {"to": 3}, key=key)


def test_of_a_key_there_is_one_until_it_has_ended() -> None:
    first = start(key="all of shop")
    assert start(key="all of shop").pk == first.pk
    assert commands.cancel(first)
    second = start(key="all of shop")
    assert second.pk != first.pk
    first.refresh_from_db()
    assert not commands.resume(first)


def test_a_person_and_an_account_have_a_bound_and_the_site_has_none() -> None:
    for number in range(commands.MOST_OF_A_PERSON):
        start(account=f"account-{number}")
    with pytest.raises(TooManyJobsError) as told:
        start(account="another")
    assert told.value.whose == "person"
    for number in range(commands.MOST_OF_AN_ACCOUNT):
        start(owner=f"person-{number}", account="crowded")
    with pytest.raises(TooManyJobsError) as told:
        start(owner="ben", account="crowded")
    assert told.value.whose == "account"
    start(owner="", account="crowded")


def test_cancelled_is_cancelled_and_goes_on_where_it_was() -> None:
    job = start()
    (taken,) = turns.take_up(places=4)
    after = legs.turn(str(job.pk), taken.leg, legs.beginning(None), began=float("inf"))
    assert commands.cancel(job)
    assert not commands.cancel(job)
    assert legs.turn(str(job.pk), taken.leg, after, began=float("inf"))["over"] == "gone"
    job.refresh_from_db()
    assert (job.state, job.done, job.cursor, job.ended is not None) == ("cancelled", 1, 1, True)
    assert commands.resume(job)
    (taken,) = turns.take_up(places=4)
    assert (taken.leg, taken.cursor, taken.ended) == (2, 1, None)


def test_what_is_done_is_not_resumed() -> None:
    job = start()
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    assert not commands.resume(job)


def test_what_ended_long_ago_goes_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "result.csv"
    file.touch()
    now = timezone.now()
    for job, ended in ((start(), now - timedelta(days=31)), (start(), now), (start(), None)):
        Job.objects.filter(pk=job.pk).update(ended=ended, file=str(file) if ended != now else "")
    assert commands.forget_ended(now - timedelta(days=30)) == 1
    assert not file.exists()
    assert Job.objects.count() == 2
