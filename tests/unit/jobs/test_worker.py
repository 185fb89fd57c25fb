from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sessions_browser.jobs import commands, legs, turns, worker
from sessions_browser.jobs.engine import JsonRecords, Record
from sessions_browser.models import Job
from tests.running import output_of

# Whatever does no work at jobs must start without the engine.
STARTS = (
    "import dashboard.wsgi",
    "from django.core.management import execute_from_command_line as run;"
    " run(['manage.py', 'check'])",
)


@pytest.mark.parametrize("start", STARTS, ids=("server", "check"))
def test_a_start_does_without_the_engine(start: str) -> None:
    code = f"{start}; import sys; print(sorted({{'dbos', 'sqlalchemy'}} & set(sys.modules)))"
    assert output_of(code).strip().endswith("[]")


@pytest.mark.django_db
def test_a_leg_that_was_never_begun_is_put_back_after_some_seconds() -> None:
    commands.start("counting", "shop", "ana", {"to": 3})
    (job,) = turns.take_up(places=1)
    worker.mend([job], {})
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    Job.objects.filter(pk=job.pk).update(changed=timezone.now() - timedelta(seconds=6))
    worker.mend([job], {})
    job.refresh_from_db()
    assert job.state == Job.State.WAITING


@pytest.mark.django_db
def test_an_end_that_the_row_missed_is_written() -> None:
    commands.start("counting", "shop", "ana", {"to": 3})
    (job,) = turns.take_up(places=1)
    outcome = {**legs.beginning(None), "over": "done", "number": 3, "done": 3, "total": 3}
    record = Record("SUCCESS", "somebody", outcome)  # type: ignore[arg-type]
    worker.mend([job], {f"{job.pk}:1": record})
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 3)


@pytest.mark.django_db
def test_a_leg_that_the_engine_gave_up_has_failed() -> None:
    commands.start("counting", "shop", "ana", {"to": 3})
    (job,) = turns.take_up(places=1)
    worker.mend([job], {f"{job.pk}:1": Record("ERROR", "somebody", None)})
    job.refresh_from_db()
    assert (job.state, job.note) == ("failed", "error")


def test_records_are_json_and_of_a_mistake_hold_its_class_alone() -> None:
    records = JsonRecords()
    text = records.serialize({"error": ValueError("ana@example.com")})
    assert records.deserialize(text) == {"error": "ValueError"}
