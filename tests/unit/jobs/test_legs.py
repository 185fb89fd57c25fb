from __future__ import annotations

import errno
import time

import pytest
from django.db import OperationalError
from django.utils import timezone

from sessions_browser.jobs import commands, kinds, legs, turns
from sessions_browser.jobs.kinds import JobStep
from sessions_browser.jobs.legs import TurnResult
from sessions_browser.models import Job
from tests.unit.jobs.kinds_for_tests import Counting

pytestmark = pytest.mark.django_db


def taken_up(to: int = 3) -> Job:
    commands.start("counting", "shop", "ana", {"to": to})
    return turns.take_up(places=1)[0]


def go_on(job: Job, outcome: TurnResult, began: float | None = None) -> TurnResult:
    return legs.turn(str(job.pk), job.leg, outcome, time.monotonic() if began is None else began)


def test_a_leg_goes_step_by_step_to_its_end() -> None:
    job, outcome = taken_up(), legs.beginning(None)
    for done in (1, 2, 3):
        outcome = go_on(job, outcome)
        job.refresh_from_db()
        assert (job.done, job.total, job.turn) == (done, 3, done)
    assert outcome["over"] == "done"
    assert (job.state, job.cursor, job.ended is not None) == ("done", None, True)


def test_a_step_that_runs_twice_is_counted_once() -> None:
    job = taken_up()
    first = go_on(job, legs.beginning(None))
    assert go_on(job, legs.beginning(None)) == first
    job.refresh_from_db()
    assert (job.done, job.cursor) == (1, 1)


def test_who_wakes_after_others_went_on_changes_nothing() -> None:
    job, outcome = taken_up(), legs.beginning(None)
    for _ in "ab":
        outcome = go_on(job, outcome)
    assert not legs.write(str(job.pk), job.leg, {**outcome, "number": 1, "done": 1, "state": 1})
    job.refresh_from_db()
    assert (job.done, job.cursor) == (2, 2)


@pytest.mark.parametrize("seconds", [0.01, legs.LONGEST_WAIT + 1])
def test_who_waits_long_leaves_the_place_to_others(seconds: float) -> None:
    kinds.register(Counting(lambda state: JobStep(state, 0, wait=seconds, note="budget")))
    job = taken_up()
    outcome = go_on(job, legs.beginning(None))
    job.refresh_from_db()
    assert job.note == "budget"
    assert bool(outcome["over"]) == (job.state == "waiting") == (seconds > legs.LONGEST_WAIT)
    assert (job.due > timezone.now()) == (seconds > legs.LONGEST_WAIT)


def test_a_long_leg_ends_so_that_others_have_their_turn() -> None:
    job = taken_up()
    outcome = go_on(job, legs.beginning(None), began=time.monotonic() - legs.LEG_SECONDS - 1)
    job.refresh_from_db()
    assert (outcome["over"], job.state, job.cursor) == ("rest", "waiting", 1)
    last = {**legs.beginning(0), "number": legs.LEG_STEPS - 1}
    again = turns.take_up(places=1)[0]
    assert go_on(again, last)["over"] == "rest"  # type: ignore[arg-type]


def test_a_process_that_ends_puts_the_job_back() -> None:
    job = taken_up()
    outcome = go_on(job, legs.beginning(None))
    legs.ending.set()
    assert go_on(job, outcome)["over"] == "rest"
    job.refresh_from_db()
    assert (job.state, job.cursor, job.done) == ("waiting", 1, 1)


def test_mistakes_are_tried_again_and_then_the_job_has_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(legs, "PAUSES", (0.0, 0.0))

    def fail(_state: int) -> JobStep:
        raise LookupError

    kinds.register(Counting(fail))
    job, outcome = taken_up(), legs.beginning(None)
    for over in ("", "", "failed"):
        outcome = go_on(job, outcome)
        assert outcome["over"] == over
    job.refresh_from_db()
    assert (job.state, job.note, job.cursor) == ("failed", "error", 0)


@pytest.mark.parametrize("error", [OperationalError("locked"), OSError(errno.ENOSPC, "full")])
def test_a_full_disk_or_a_locked_database_only_makes_it_wait(error: Exception) -> None:
    def fail(_state: int) -> JobStep:
        raise error

    kinds.register(Counting(fail))
    job = taken_up()
    go_on(job, legs.beginning(None))
    job.refresh_from_db()
    assert (job.state, job.note, job.due > timezone.now()) == ("waiting", "disk", True)
