"""What cannot be written is never lost in silence."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import DatabaseError

from sessions_browser.read_log import recorder as module
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.models import Entry
from sessions_browser.read_log.recorder import Recorder
from sessions_browser.read_log.retention import refuse_tampered
from sessions_browser.read_log.verifying import verify

pytestmark = pytest.mark.django_db
LOOK = ReadEvent(ReadKind.LIST, "ana", rows=25)


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(json.loads(record.getMessage()))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    module.lines.addHandler(handler)
    yield handler
    module.lines.removeHandler(handler)


@pytest.fixture
def open_recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    monkeypatch.setattr(module, "GATHER_SECONDS", 0.0)
    made = Recorder(most_waiting=3)
    made.open()
    return made


def test_each_entry_is_one_line_with_its_number(open_recorder: Recorder, lines: Lines) -> None:
    handed = [open_recorder.record(LOOK) for _ in range(3)]
    assert not Entry.objects.exists()
    open_recorder.write_waiting()
    assert all(one.written.is_set() for one in handed)
    assert [line["number"] for line in lines.told] == [1, 2, 3]
    assert {line["who"] for line in lines.told} == {"ana"}
    macs = set(Entry.objects.values_list("mac", flat=True))
    assert {line["mac"] for line in lines.told} == macs


def test_what_finds_no_place_is_told_and_counted(open_recorder: Recorder, lines: Lines) -> None:
    handed = [open_recorder.record(LOOK) for _ in range(5)]
    assert [one.is_lost for one in handed] == [False, False, False, True, True]
    assert [line["number"] for line in lines.told] == [None, None]
    trouble = open_recorder.trouble
    assert trouble is not None
    assert (trouble.lost, trouble.is_over) == (2, False)
    open_recorder.write_waiting()
    first = Entry.objects.order_by("number")[0]
    assert (first.kind, first.rows) == ("lost", 2)
    assert open_recorder.trouble is not None
    assert open_recorder.trouble.is_over
    assert [one.kind for one in verify().findings] == ["lost"]


def test_what_could_not_be_written_is_written_later(
    open_recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_events: object) -> None:
        raise DatabaseError("database is locked")

    open_recorder.record(LOOK)
    with monkeypatch.context() as patch:
        patch.setattr(module, "append", fail)
        with pytest.raises(DatabaseError):
            open_recorder.write_waiting()
    open_recorder.record(LOOK)
    open_recorder.write_waiting()
    assert Entry.objects.count() == 2


def test_a_process_that_never_ended_is_told(open_recorder: Recorder) -> None:
    ended = Recorder()
    ended.open()
    for one in (open_recorder, ended):
        one.begin()
        one.write_waiting()
    ended.end()
    ended.write_waiting()
    (finding,) = verify().findings
    assert (finding.kind, finding.first) == ("unended", 1)
    assert "may be missing" in finding.words
    refuse_tampered()


def test_a_command_writes_in_place() -> None:
    assert Recorder().record(LOOK).wait()
    assert Entry.objects.count() == 1
