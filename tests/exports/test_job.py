"""What an export holds: each session once, newest first, whatever happens while it is made."""

from __future__ import annotations

import csv
import json
import random
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sessions_browser.exports import job
from sessions_browser.exports.folder import ExportFolder
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.objects.session_row import SessionRow
from tests.exports.site import ALL, ExportSite, running_export_site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def site() -> Iterator[ExportSite]:
    with running_export_site("--sessions=800", "--seed=5") as site:
        yield site


def file_of(folder: ExportFolder) -> Path:
    recipe = folder.recipe()
    assert recipe
    return folder.file(recipe)


def rows_of(folder: ExportFolder) -> list[dict[str, str]]:
    with file_of(folder).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def about(folder: ExportFolder) -> dict[str, Any]:
    told = folder.about()
    assert told
    return told


def ids(sessions: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in sessions]


def test_it_has_each_session_once_newest_first(site: ExportSite) -> None:
    folder, sessions = site.export(), site.sessions()
    rows = rows_of(folder)
    assert [row["id"] for row in rows] == ids(sessions)
    assert [row["amount_minor"] for row in rows] == [
        "" if one["amount_total"] is None else str(one["amount_total"]) for one in sessions
    ]
    assert about(folder)["rows"] == about(folder)["sessions_read"] == len(sessions)
    assert about(folder)["complete"] is True


def test_nobody_else_on_the_machine_can_read_it(site: ExportSite) -> None:
    folder = site.export(end=1_790_000_000)
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [folder.path, file_of(folder)]}
    assert modes == {0}
    assert sorted(path.name for path in folder.path.iterdir()) == [
        *("about.json", "recipe.json", "sessions.csv")
    ]


@pytest.mark.parametrize("seed", range(3))
def test_steps_done_twice_and_states_gone_back_to_change_nothing(
    site: ExportSite, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Many short steps, so that there is much to go wrong.
    monkeypatch.setattr(job, "STEP_SECONDS", 0.0)
    folder = site.crashing_export(random.Random(seed))
    assert [row["id"] for row in rows_of(folder)] == ids(site.sessions())


def test_the_state_is_small_and_names_nobody(
    site: ExportSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "STEP_SECONDS", 0.0)
    details = [one["customer_details"] or {} for one in site.sessions()]
    email = next(one["email"] for one in details if one.get("email"))
    recipe = ALL.__class__.from_json(
        {**ALL.to_json(), "listings": [[["customer_details[email]", email]], []]}
    )
    folder = ExportFolder.make(recipe)
    parameters, kind = {"account": "demo", "export": folder.token}, site.job()
    state = kind.first(parameters)
    while state is not None:
        text = json.dumps(state)
        assert email not in text
        assert len(text) < 2000
        state = kind.step(parameters, state).state
    assert len(rows_of(folder)) == len(site.sessions())


def test_a_filter_a_range_and_an_outcome(site: ExportSite) -> None:
    sessions = site.sessions()
    link = next(one["payment_link"] for one in sessions if one["payment_link"])
    begin, end = sessions[-1]["created"] + 1000, sessions[10]["created"]
    listing = (("payment_link", link), ("status", "complete"))
    folder = site.export(listings=(listing,), begin=begin, end=end, outcome="paid")
    expected = [
        one["id"]
        for one in sessions
        if one["payment_link"] == link
        and begin <= one["created"] < end
        and OUTCOME_FILTERS["paid"].matches(SessionRow.from_object(one))
    ]
    assert expected
    assert [row["id"] for row in rows_of(folder)] == expected


def test_lists_that_share_sessions_have_each_once_in_order(site: ExportSite) -> None:
    """As the lists of a person by e-mail and by customer do."""
    sessions = site.sessions()
    listings = ((("status", "open"),), (("status", "expired"),), ())
    folder = site.export(listings=listings)
    rows = rows_of(folder)
    assert sorted(row["id"] for row in rows) == sorted(ids(sessions))
    created = [row["created"] for row in rows]
    assert created == sorted(created, reverse=True)


def test_nothing_there_is_a_file_with_headings(site: ExportSite) -> None:
    folder = site.export(listings=((("customer", "cus_nobody00000000"),),))
    assert file_of(folder).read_bytes() == b"id,created,amount_minor,currency,email\r\n"


def test_a_cap_leaves_the_newest_and_says_so(site: ExportSite) -> None:
    folder = site.export(most_rows=250, in_order=True)
    assert [row["id"] for row in rows_of(folder)] == ids(site.sessions())[:250]
    assert about(folder)["complete"] is False
    assert about(folder)["rows"] == 250
    assert "250 rows" in about(folder)["why_not_complete"]


def test_a_cap_that_is_met_by_surprise_leaves_the_newest_too() -> None:
    """Slices are read side by side, so all of them have to be there before it ends."""
    with running_export_site("--sessions=3000", "--seed=5") as site:
        folder = site.export(most_rows=1500)
        assert [row["id"] for row in rows_of(folder)] == ids(site.sessions())[:1500]
        assert "ends after 1500 rows" in about(folder)["why_not_complete"]


@pytest.mark.parametrize("in_order", [True, False])
def test_a_cap_counts_over_all_lists_of_a_person(site: ExportSite, *, in_order: bool) -> None:
    """The second list may have newer sessions than the first, and shares some with it."""
    listings = ((("status", "expired"),), ())
    folder = site.export(listings=listings, most_rows=40, in_order=in_order)
    assert [row["id"] for row in rows_of(folder)] == ids(site.sessions())[:40]
    assert about(folder)["complete"] is False
    most = len(site.sessions())
    twice = site.export(listings=((), ()), most_rows=most, in_order=in_order)
    assert (about(twice)["rows"], about(twice)["complete"]) == (most, True)


def test_each_line_item_has_a_row_of_its_own(site: ExportSite) -> None:
    columns = ("id", "item_description", "item_quantity", "item_amount_minor")
    folder = site.export(columns=columns, begin=site.sessions()[200]["created"])
    rows = rows_of(folder)
    for session in site.sessions()[:50]:
        answer = site.emulator.get(f"/v1/checkout/sessions/{session['id']}/line_items?limit=100")
        told = [row for row in rows if row["id"] == session["id"]]
        names = [item["description"] for item in answer["data"]] or [""]
        assert [row["item_description"] for row in told] == names


def test_a_role_that_sees_masked_gets_masked(site: ExportSite) -> None:
    columns = ("id", "email", "name", "phone", "metadata", "amount")
    folder = site.export(columns=columns, masked=True)
    text = file_of(folder).read_text()
    sessions = site.sessions()
    emails = {one["customer_details"]["email"] for one in sessions if one["customer_details"]}
    assert not any(email in text for email in emails if email)
    assert "•••" in text
    assert about(folder)["personal_data"] == "masked"


def test_without_its_folder_the_work_fails(site: ExportSite) -> None:
    folder = ExportFolder.make(ALL)
    parameters, kind = {"account": "demo", "export": folder.token}, site.job()
    folder.delete()
    with pytest.raises(FileNotFoundError):
        kind.step(parameters, kind.first(parameters))


def test_where_its_parts_are_lost_it_begins_anew(
    site: ExportSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "STEP_SECONDS", 0.0)
    folder = ExportFolder.make(ALL)
    parameters, kind = {"account": "demo", "export": folder.token}, site.job()
    state = kind.step(parameters, kind.first(parameters)).state
    for path in folder.parts.iterdir():
        path.unlink()
    while state is not None:
        state = kind.step(parameters, state).state
    assert [row["id"] for row in rows_of(folder)] == ids(site.sessions())


def test_json_lines_are_typed(site: ExportSite) -> None:
    columns = ("id", "created", "amount", "livemode", "metadata")
    folder = site.export(columns=columns, format="jsonl", zone="Europe/Berlin")
    lines = [json.loads(line) for line in file_of(folder).read_text().splitlines()]
    sessions = site.sessions()
    assert [line["id"] for line in lines] == ids(sessions)
    assert {type(line["livemode"]) for line in lines} == {bool}
    assert {type(line["amount"]) for line in lines} <= {float, type(None)}
    assert lines[0]["created"].endswith(("+01:00", "+02:00"))
    assert [line["metadata"] or {} for line in lines] == [one["metadata"] for one in sessions]
