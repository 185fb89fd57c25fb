"""Exports of sessions that are known by id: each once, newest first, in the fewest calls."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from sessions_browser.exports import job
from sessions_browser.exports.folder import ExportFolder
from sessions_browser.exports.places import Place
from tests.exports.site import ALL, ExportSite, running_export_site
from tests.exports.test_job import about, file_of, ids, rows_of

pytestmark = pytest.mark.django_db
Session = dict[str, Any]
SESSIONS, PAGE = 3000, 100
# Which of the sessions, newest first, are named.
PATTERNS: dict[str, Callable[[int], bool]] = {
    "all": lambda _: True,
    "none": lambda _: False,
    "one": lambda number: number == 1234,
    "every third": lambda number: number % 3 == 0,
    "every 70th": lambda number: number % 70 == 0,
    "every 250th": lambda number: number % 250 == 0,
    "bursts": lambda number: number % 700 < 40,
    "dense, then sparse": lambda number: number < 500 or number % 300 == 0,
    "sparse, then dense": lambda number: number > 2500 or number % 300 == 0,
}


@pytest.fixture(scope="module")
def site() -> Iterator[ExportSite]:
    with running_export_site(f"--sessions={SESSIONS}", "--seed=5") as site:
        yield site


@pytest.fixture(scope="module")
def everything(site: ExportSite) -> list[Session]:
    return site.sessions()


def places_of(sessions: Sequence[Session]) -> list[Place]:
    return [(one["id"], one["created"]) for one in sessions]


def fewest_calls(numbers: Sequence[int]) -> int:
    """Of pages of neighbours that hold all of these, each from one of them on down."""
    calls, below = 0, -1
    for number in numbers:
        if number > below:
            calls, below = calls + 1, number + PAGE - 1
    return calls


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_has_those_that_are_named_in_the_fewest_calls(
    site: ExportSite, everything: list[Session], pattern: str
) -> None:
    numbers = [number for number in range(len(everything)) if PATTERNS[pattern](number)]
    named = [everything[number] for number in numbers]
    site.emulator.reset()
    folder = site.export(places=places_of(named))
    calls = len(site.emulator.requests())
    assert [row["id"] for row in rows_of(folder)] == ids(named)
    assert about(folder)["complete"] is True
    assert about(folder)["rows"] == about(folder)["sessions_read"] == len(named)
    assert not folder.named.exists()
    # Four are read side by side: each cut can cost a call, and so can a change of density.
    assert calls <= fewest_calls(numbers) + 3 + 2, fewest_calls(numbers)


@pytest.mark.parametrize("seed", range(3))
def test_steps_done_twice_and_states_gone_back_to_change_nothing(
    site: ExportSite, everything: list[Session], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(job, "STEP_SECONDS", 0.0)
    chance = random.Random(seed)
    share = chance.choice((0.02, 0.2, 0.9))
    named = [one for one in everything if chance.random() < share]
    folder = site.crashing_export(chance, ALL, places_of(named))
    assert [row["id"] for row in rows_of(folder)] == ids(named)


def test_many_in_one_second_are_all_found() -> None:
    """More than a page has; only by themselves the last of them are to be had."""
    with running_export_site("--sessions=50", "--seed=5") as site:
        site.emulator.control("arrive?count=230")
        everything = site.sessions()
        seconds = [one["created"] for one in everything]
        assert max(map(seconds.count, set(seconds))) > 2 * PAGE
        for step in (1, 7):
            named = everything[::step]
            folder = site.export(places=places_of(named))
            assert {row["id"] for row in rows_of(folder)} == set(ids(named))


def test_what_stripe_does_not_have_any_more_is_counted(
    site: ExportSite, everything: list[Session]
) -> None:
    named = places_of(everything[:300:3])
    gone = [(f"cs_test_gone{'0' * 40}{number}", named[40 * number][1]) for number in range(2)]
    places = sorted([*named, *gone], key=lambda place: -place[1])
    folder = site.export(places=places)
    assert {row["id"] for row in rows_of(folder)} == {name for name, _ in named}
    assert about(folder)["complete"] is False
    assert about(folder)["why_not_complete"] == "Stripe does not have 2 of them any more."
    alone = site.export(places=[gone[0]])
    assert rows_of(alone) == []


def test_a_cap_leaves_the_newest_and_says_so(site: ExportSite, everything: list[Session]) -> None:
    named = everything[::2]
    folder = site.export(places=places_of(named), most_rows=250)
    assert [row["id"] for row in rows_of(folder)] == ids(named)[:250]
    assert about(folder)["complete"] is False
    assert "250 rows" in about(folder)["why_not_complete"]
    exact = site.export(places=places_of(named[:250]), most_rows=250)
    assert about(exact)["complete"] is True


def test_what_was_not_looked_through_makes_it_incomplete(
    site: ExportSite, everything: list[Session]
) -> None:
    words = "Read 300 sessions."
    folder = site.export(places=places_of(everything[:5]), coverage=words, is_partial=True)
    told = about(folder)
    assert (told["complete"], told["coverage"]) == (False, words)
    assert told["why_not_complete"] == "Not all was looked through when it was asked for."


@pytest.mark.parametrize("step", [1, 400])
def test_each_line_item_has_a_row_of_its_own(
    site: ExportSite, everything: list[Session], step: int
) -> None:
    named = everything[: step * 5 : step]
    folder = site.export(places=places_of(named), columns=("id", "item_description"))
    for session in named:
        answer = site.emulator.get(f"/v1/checkout/sessions/{session['id']}/line_items?limit=100")
        told = [row["item_description"] for row in rows_of(folder) if row["id"] == session["id"]]
        assert told == ([item["description"] for item in answer["data"]] or [""])


def test_a_cap_on_rows_of_line_items_leaves_the_newest(
    site: ExportSite, everything: list[Session]
) -> None:
    """Runs of sessions are read side by side, and each session may have many rows."""
    columns = ("id", "item_description")
    whole = site.export(places=places_of(everything), columns=columns)
    most = len(everything) + 50
    assert most < about(whole)["rows"]
    folder = site.export(places=places_of(everything), columns=columns, most_rows=most)
    assert rows_of(folder) == rows_of(whole)[:most]
    assert f"ends after {most} rows" in about(folder)["why_not_complete"]


def test_filters_that_all_have_in_common_bring_more_of_them(
    site: ExportSite, everything: list[Session]
) -> None:
    named = [one for one in everything if one["status"] == "complete"]
    calls = {}
    for filters in ((), (("status", "complete"),)):
        site.emulator.reset()
        folder = site.export(places=places_of(named), listings=(filters,))
        assert [row["id"] for row in rows_of(folder)] == ids(named)
        calls[filters] = len(site.emulator.requests())
    assert calls[("status", "complete"),] <= len(named) / PAGE + 1 + 3
    assert calls[("status", "complete"),] < calls[()]


def test_the_state_is_small_and_nobody_else_reads_the_ids(
    site: ExportSite, everything: list[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "STEP_SECONDS", 0.0)
    folder = ExportFolder.make(ALL, places_of(everything))
    assert folder.named.stat().st_mode & 0o077 == 0
    parameters, kind = {"account": "demo", "export": folder.token}, site.job()
    state = kind.first(parameters)
    while state is not None:
        assert len(json.dumps(state)) < 1000
        state = kind.step(parameters, state).state
    assert file_of(folder).exists()
