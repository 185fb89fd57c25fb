"""What was changed, removed or cut is named, by whoever has the key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from sessions_browser.read_log import journal, keys
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.journal import ENTRIES_A_SEAL, HEAD_IS_ODD, append, seal_all
from sessions_browser.read_log.models import Entry, Head, Seal, Subject
from sessions_browser.read_log.retention import TamperedError, prune, reseal
from sessions_browser.read_log.verifying import verify

pytestmark = pytest.mark.django_db
OLD, NEW = "an old key of fifty characters or so, old old old", "a new key of fifty characters, n"


def event(number: int = 0, days: int = 0) -> ReadEvent:
    at = timezone.now() - timedelta(days=days)
    subjects = (keys.subject("email", f"person{number}@example.com"),)
    return ReadEvent("open", "ana", "192.0.2.1", "demo", subjects=subjects, rows=number, at=at)


def write(count: int, days: int = 0) -> None:
    append([event(number, days) for number in range(count)])


def named() -> list[tuple[str, int, int]]:
    return [(one.kind, one.first, one.last) for one in verify().findings]


def test_what_was_written_is_verified() -> None:
    write(30)
    write(5)
    done = verify()
    assert (done.entries, done.last, done.findings) == (35, 35, [])


def test_nothing_is_verified_too() -> None:
    assert verify().findings == []


@pytest.mark.parametrize(
    "change",
    [
        {"who": "ben"},
        {"at": timezone.now() - timedelta(hours=3)},
        {"rows": 999},
        {"place": "192.0.2.9"},
        {"kind": "list"},
        {"detail": "x"},
        {"mac": "0" * 64},
        {"account": "other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_named(change: dict[str, object]) -> None:
    write(20)
    Entry.objects.filter(number=7).update(**change)
    assert named() == [("changed", 7, 7)]


def test_a_removed_entry_is_named_and_so_is_a_cut_tail() -> None:
    write(50)
    Entry.objects.filter(number__in=[7, 20, 21]).delete()
    Entry.objects.filter(number__gt=40).delete()
    assert named() == [("removed", 7, 7), ("removed", 20, 21), ("cut", 41, 50)]


@pytest.mark.parametrize("count", [ENTRIES_A_SEAL, ENTRIES_A_SEAL + 20])
def test_a_tail_is_named_also_where_it_is_sealed(count: int) -> None:
    write(count)
    Entry.objects.filter(number__gt=count - 10).delete()
    assert named() == [("cut", count - 9, count)]


def test_numbers_go_on_behind_a_tail_that_was_cut() -> None:
    write(10)
    Entry.objects.filter(number__gt=8).delete()
    write(3)
    assert named() == [("removed", 9, 10)]


def test_two_entries_that_changed_places_are_named() -> None:
    write(5)
    Entry.objects.filter(number=2).update(number=99)
    Entry.objects.filter(number=3).update(number=2)
    Entry.objects.filter(number=99).update(number=3)
    assert [one[:2] for one in named() if one[0] == "changed"] == [("changed", 2), ("changed", 3)]


def test_an_entry_that_is_no_longer_found_by_its_subject_is_named() -> None:
    write(5)
    Subject.objects.filter(number=4).delete()
    assert named() == [("subjects", 4, 4)]


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (lambda: Head.objects.all().delete(), "head"),
        (lambda: Head.objects.update(last=3), "head"),
        (lambda: Seal.objects.filter(first=6).delete(), "seal"),
        (lambda: Seal.objects.filter(first=1).update(count=4), "seal"),
        (lambda: Seal.objects.order_by("-first")[0].delete(), "seal"),
    ],
    ids=["no head", "changed head", "no seal", "changed seal", "last seal"],
)
def test_damage_beside_the_entries_is_named(damage: Callable[[], object], kind: str) -> None:
    for _ in range(3):
        write(5)
        seal_all()
    assert named() == []
    damage()
    assert kind in {one[0] for one in named()}


def test_a_head_that_was_put_back_stops_no_writer_and_is_on_record() -> None:
    write(5)
    old = Head.objects.values().get()
    write(5)
    Head.objects.filter(pk=1).update(**old)
    write(2)
    assert Entry.objects.count() == 13
    assert ("lost", 11, 11) in named()
    assert Entry.objects.get(number=11).detail == HEAD_IS_ODD


def test_full_runs_are_sealed_and_the_rest_after_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal, "LOOK_SECONDS", 0.0)
    write(2 * ENTRIES_A_SEAL + 1)
    assert [(one.first, one.last) for one in Seal.objects.all()] == [(1, 1000), (1001, 2000)]
    Seal.objects.all().delete()
    Entry.objects.all().delete()
    Head.objects.all().delete()
    append([ReadEvent("open", at=timezone.now() - timedelta(minutes=61))])
    assert Seal.objects.count() == 1


def test_old_entries_go_in_whole_runs_and_leave_a_seal() -> None:
    write(1500, days=500)
    seal_all()
    write(10, days=399)
    seal_all()
    write(10)
    assert prune(timezone.now() - timedelta(days=400)) == 1500
    left = Seal.objects.get(is_pruned=True)
    assert (left.first, left.last, left.count) == (1, 1500, 1500)
    assert not Subject.objects.filter(number__lte=1500).exists()
    assert prune(timezone.now() - timedelta(days=400)) == 0
    done = verify()
    assert (done.pruned, done.entries, done.last, done.findings) == (1500, 20, 1520, [])
    assert prune(timezone.now() - timedelta(days=398)) == 10
    assert Seal.objects.get(is_pruned=True).count == 1510
    assert named() == []
    Entry.objects.filter(number=1511).delete()
    assert named() == [("removed", 1511, 1511)]


def test_what_was_tampered_with_is_not_deleted() -> None:
    write(20, days=500)
    seal_all()
    Entry.objects.filter(number=3).update(who="ben")
    with pytest.raises(TamperedError):
        prune(timezone.now())
    assert Entry.objects.count() == 20


def test_a_rolled_key_still_proves_what_it_made(settings: Settings) -> None:
    settings.SECRET_KEY = OLD
    write(5)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    write(5)
    assert named() == []
    found = Subject.objects.filter(value__in=keys.subjects_to_find("email", "Person3@example.com "))
    assert sorted(found.values_list("number", flat=True)) == [4, 9]


def test_after_a_new_seal_the_old_key_can_go(settings: Settings) -> None:
    settings.SECRET_KEY = OLD
    write(5)
    settings.SECRET_KEY = NEW
    assert {one[0] for one in named()} == {"head", "unproven"}
    settings.SECRET_KEY_FALLBACKS = [OLD]
    assert reseal() == 5
    settings.SECRET_KEY_FALLBACKS = []
    write(2)
    assert named() == []
    Entry.objects.filter(number=2).update(who="ben")
    assert named() == [("changed", 1, 5)]
    with pytest.raises(TamperedError):
        reseal()


def test_nothing_of_a_value_can_be_read() -> None:
    write(1)
    entry = Entry.objects.get()
    assert "person0" not in str(vars(entry))
    assert keys.subject("email", "A@b.example") == keys.subject("email", " a@B.example")
    assert keys.subject("email", "a@b.example") != keys.subject("text", "a@b.example")
