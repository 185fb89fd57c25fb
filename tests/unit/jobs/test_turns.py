from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sessions_browser.jobs import commands, turns
from sessions_browser.models import Job

START = datetime(2026, 11, 28, tzinfo=UTC)


def job(owner: str, minute: int, account: str = "shop") -> Job:
    return Job(
        kind="counting", owner=owner, account=account, queued=START + timedelta(minutes=minute)
    )


def owners(jobs: list[Job]) -> list[str]:
    return [one.owner for one in jobs]


def test_whoever_waits_longest_is_first_and_the_site_last() -> None:
    waiting = [job("", 0, "a"), job("ben", 2, "b"), job("ana", 1, "c")]
    chosen, _ = turns.choose(waiting, [], places=4)
    assert owners(chosen) == ["ana", "ben", ""]


def test_a_person_has_one_at_a_time_however_many_wait() -> None:
    waiting = [job("ana", minute, f"account-{minute}") for minute in range(5)]
    chosen, passed_over = turns.choose([*waiting, job("ben", 9)], [], places=4)
    assert owners(chosen) == ["ana", "ben"]
    assert {reason for _, reason in passed_over} == {turns.PERSON}
    assert turns.choose(waiting, [job("ana", 0)], places=4)[0] == []


def test_an_account_has_two_at_a_time() -> None:
    waiting = [job(owner, number) for number, owner in enumerate(("ana", "ben", "cem"))]
    chosen, passed_over = turns.choose(waiting, [], places=4)
    assert owners(chosen) == ["ana", "ben"]
    assert passed_over == [(waiting[2], turns.ACCOUNT)]
    assert turns.choose([job("cem", 0, "other")], chosen, places=4)[0]


def test_without_a_place_all_wait() -> None:
    one = job("ana", 0)
    assert turns.choose([one], [], places=0) == ([], [(one, turns.PLACE)])


def test_a_kind_of_another_version_is_left_to_that_version() -> None:
    one = job("ana", 0)
    one.kind = "of tomorrow"
    assert turns.choose([one], [], places=4) == ([], [(one, turns.VERSION)])


@pytest.mark.django_db
def test_taking_up_marks_the_row_and_says_why_others_wait() -> None:
    first, second = (commands.start("counting", "shop", "ana", {"to": 3}) for _ in "ab")
    # Both can be of one millisecond, the least that SQLite tells apart.
    Job.objects.filter(pk=first.pk).update(queued=timezone.now() - timedelta(seconds=1))
    taken = turns.take_up(places=4)
    assert [one.pk for one in taken] == [first.pk]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.leg, first.started is not None) == ("running", 1, True)
    assert (second.state, second.note) == ("waiting", turns.PERSON)


@pytest.mark.django_db
def test_one_that_is_not_due_waits() -> None:
    later = commands.start("counting", "shop", "ana", {"to": 3})
    Job.objects.filter(pk=later.pk).update(due=timezone.now() + timedelta(minutes=1))
    assert turns.take_up(places=4) == []
