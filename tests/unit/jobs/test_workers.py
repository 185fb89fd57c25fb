from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sessions_browser.jobs import workers
from sessions_browser.jobs.workers import MachineLock, Seat
from sessions_browser.models import Worker

pytestmark = pytest.mark.django_db


def silence(seconds: float) -> None:
    Worker.objects.update(at=timezone.now() - timedelta(seconds=seconds))


def test_one_web_process_works_until_it_is_silent_or_leaves() -> None:
    first, second = Seat(workers.EMBEDDED), Seat(workers.EMBEDDED)
    assert first.hold()
    assert first.hold()
    assert not second.hold()
    assert workers.alive() == {first.executor}
    silence(5)
    assert workers.alive() == set()
    assert second.hold()
    assert not first.hold()
    first.leave()
    assert workers.alive() == {second.executor}
    second.leave()
    assert first.hold()


def test_on_one_machine_nobody_waits_for_the_silence_of_the_dead(tmp_path: Path) -> None:
    dead = MachineLock(tmp_path / "lock")
    first = Seat(workers.EMBEDDED, dead)
    second = Seat(workers.EMBEDDED, MachineLock(tmp_path / "lock"))
    assert first.hold()
    assert not second.hold()
    dead.free()
    assert second.hold()
    second.leave()


def test_a_frozen_one_keeps_the_lock_and_loses_the_place(tmp_path: Path) -> None:
    first, second = (Seat(workers.EMBEDDED, MachineLock(tmp_path / "lock")) for _ in "ab")
    assert first.hold()
    silence(5)
    assert second.hold()
    assert not first.hold()
    first.leave()


def test_machines_work_side_by_side_and_a_late_beat_is_no_death() -> None:
    first, second = Seat(), Seat()
    assert first.hold()
    assert second.hold()
    silence(5)
    assert workers.alive() == {first.executor, second.executor}
    silence(11)
    assert workers.alive() == set()
    assert not workers.is_anybody_there()
    assert first.hold()
    assert workers.alive() == {first.executor}


def test_who_has_been_silent_itself_waits_before_it_believes_others_dead() -> None:
    seat = Seat()
    assert seat.hold()
    assert not seat.is_steady
