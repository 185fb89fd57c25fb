"""Files of what a scan found and of what facts name: the way there, the cost, for whom."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.exports.folder import ExportFolder
from sessions_browser.models import FactCoverage, Job
from sessions_browser.read_log.models import Entry
from tests.facts import truth
from tests.roles import of_role, someone
from tests.running import Emulator
from tests.views import overview_page
from tests.views.page import link, text_of
from tests.views.test_exports import download, made, rows, start, work
from tests.views.test_references import compared
from tests.views.test_scan_text import asked, run, steps

NEW, PAGE, SCAN = "/demo/exports/new/", "/demo/exports/", "/demo/scan/"
ALL = "created=all"


@pytest.fixture(autouse=True)
def folder_of_exports(settings: Settings, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = str(tmp_path / "exports")


@pytest.fixture
def lead(upstream: Emulator, db: None) -> Client:
    """Manager and Support: may scan and export, and sees personal data."""
    return of_role("Manager", "Support")


@pytest.fixture
def known(upstream: Emulator, settings: Settings, db: None) -> Emulator:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.fill()
    services.wait_for_background()
    return upstream


def way_from(page: Any) -> str:
    """The query string of the form to which a page leads."""
    found = re.search(rf'href="{NEW}\?([^"]+)"', page.content.decode())
    assert found, "no way to a file"
    return found[1].replace("&amp;", "&")


def told_calls(page: str) -> int:
    found = re.search(r"takes about ([0-9,]+) calls", page)
    assert found
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize(
    "query",
    [
        *(f"{ALL}&outcome=paid", f"{ALL}&outcome=left_known&outcome=open", f"{ALL}&least=200"),
        *(f"{ALL}&outcome=processing&order=oldest", "view=processing", f"{ALL}&has_email=0"),
    ],
)
def test_what_facts_answer_leads_to_a_file_of_it(lead: Client, known: Emulator, query: str) -> None:
    address = f"{SCAN}?{query}"
    query = way_from(lead.get(address))
    expected = overview_page.rows_behind(lead, address)
    form = text_of(lead.get(f"{NEW}?{query}"))
    assert f"The file gets {len(expected):,} rows." in form
    assert "Looked through all" in form
    services.wait_for_background()
    known.reset()
    job, file = made(lead, query)
    calls = len(known.requests())
    assert {row["id"] for row in rows(file)} == set(expected)
    assert [row["created"] for row in rows(file)] == sorted(
        (row["created"] for row in rows(file)), reverse=True
    )
    # Told beforehand: about, as they lie nowhere as evenly as is reckoned.
    assert calls / 1.6 - 3 <= told_calls(form) <= calls * 1.6 + 3
    assert calls <= len(expected)
    about = lead.get(f"{PAGE}{job.pk}/about/").json()
    assert about["complete"] is True
    assert "Looked through all" in about["coverage"]


def test_rows_behind_a_number_lead_to_a_file(lead: Client, known: Emulator) -> None:
    overview = lead.get("/demo/overview/?created=last_30_days")
    urls = [one.url for one in overview_page.numbers(overview) if "/overview/rows/" in one.url]
    url = next(one for one in urls if "outcome=left_known" in one)
    job, file = made(lead, way_from(lead.get(url)))
    assert {row["id"] for row in rows(file)} == set(overview_page.rows_behind(lead, url))
    about = lead.get(f"{PAGE}{job.pk}/about/").json()
    assert about["complete"] is True
    assert about["coverage"].startswith("All sessions made until")
    hours = next(one for one in urls if "hour=" in one)
    _, file = made(lead, way_from(lead.get(hours)))
    assert {row["id"] for row in rows(file)} == set(overview_page.rows_behind(lead, hours))


def test_what_a_scan_found_leads_to_a_file_of_it(lead: Client, known: Emulator) -> None:
    scan = asked(lead, name="Souza")
    run(scan)
    query = way_from(lead.get(f"{SCAN}{scan.pk}/"))
    form = text_of(lead.get(f"{NEW}?{query}"))
    assert "Name: Souza" in form
    assert link(lead.get(f"{NEW}?{query}"), "nothing") == ""
    expected = overview_page.rows_behind(lead, f"{SCAN}{scan.pk}/")
    job, file = made(lead, query, columns=["id", "name", "phone"])
    assert [row["id"] for row in rows(file)] == expected
    assert {"souza" in row["name"].casefold() for row in rows(file)} == {True}
    about = lead.get(f"{PAGE}{job.pk}/about/").json()
    assert about["complete"] is True
    assert about["filters"][0] == "Name: Souza"
    entries = Entry.objects.filter(kind="export").order_by("number")
    assert [(one.searched, one.rows) for one in entries] == [("text", None), ("", len(expected))]
    kept = str(list(Job.objects.values_list("parameters", flat=True)))
    assert "ouza" not in kept


def test_one_that_goes_on_gives_what_is_found_and_says_so(lead: Client, known: Emulator) -> None:
    FactCoverage.objects.all().delete()
    scan = asked(lead, email="@")
    for _state in steps(scan, 3):
        pass
    found = overview_page.rows_behind(lead, f"{SCAN}{scan.pk}/")
    assert 0 < len(found) < len(truth.all_sessions(known))
    query = way_from(lead.get(f"{SCAN}{scan.pk}/"))
    assert "so far." in text_of(lead.get(f"{NEW}?{query}"))
    job = start(lead, query)
    # What is found meanwhile is not in it.
    run(scan)
    work(job)
    assert {row["id"] for row in rows(download(lead, job))} == set(found)
    about = lead.get(f"{PAGE}{job.pk}/about/").json()
    assert about["complete"] is False
    assert about["why_not_complete"] == "Not all was looked through when it was asked for."
    assert "not all was looked through" in text_of(lead.get(PAGE))


def test_references_lead_to_a_file_of_what_is_paid_but_not_theirs(
    lead: Client, known: Emulator
) -> None:
    scan = compared(lead, "order-0")
    run(scan)
    query = way_from(lead.get(f"{SCAN}{scan.pk}/"))
    assert "Not in “October”" in text_of(lead.get(f"{NEW}?{query}"))
    _, file = made(lead, query)
    assert [row["id"] for row in rows(file)] == overview_page.rows_behind(lead, f"{SCAN}{scan.pk}/")
    other = Client()
    other.force_login(someone("bob", "Manager", "Support"))
    assert other.get(f"{NEW}?{query}").status_code == HTTPStatus.NOT_FOUND


def test_a_cap_leaves_the_newest_and_says_so(lead: Client, known: Emulator) -> None:
    expected = overview_page.rows_behind(lead, f"{SCAN}?{ALL}&outcome=paid")
    job, file = made(lead, f"of=scan&{ALL}&outcome=paid", most_rows="30")
    assert [row["id"] for row in rows(file)] == expected[:30]
    about = lead.get(f"{PAGE}{job.pk}/about/").json()
    assert "It ends after 30 rows" in about["why_not_complete"]
    assert "it ends after 30 rows" in text_of(lead.get(PAGE))
    refused = lead.post(f"{NEW}?of=scan&{ALL}", {"format": "csv", "most_rows": "100001"})
    assert "less than or equal to 100000" in text_of(refused)


def test_who_sees_a_mask_gets_a_mask_and_nothing_of_who_sees_more(
    lead: Client, known: Emulator
) -> None:
    manager = of_role("Manager")
    _, file = made(manager, f"of=scan&{ALL}&has_email=1", columns=["id", "email"])
    assert all("•••" in row["email"] for row in rows(file))
    scan = asked(lead, name="Souza")
    run(scan)
    query = way_from(lead.get(f"{SCAN}{scan.pk}/"))
    assert manager.get(f"{NEW}?{query}").status_code == HTTPStatus.FORBIDDEN
    job, _ = made(lead, query)
    person = User.objects.get(username=job.owner)
    person.groups.remove(person.groups.get(name="Support"))
    assert lead.get(f"{PAGE}{job.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_who_may_not_sees_no_way_to_it_and_has_none(
    signed_in: Client, person: User, known: Emulator
) -> None:
    assert NEW not in text_of(signed_in.get(f"{SCAN}?{ALL}"))
    scan = asked(signed_in, name="Souza")
    run(scan)
    assert NEW not in text_of(signed_in.get(f"{SCAN}{scan.pk}/"))
    only_export = someone("bob")
    only_export.user_permissions.add(Permission.objects.get(codename="export_sessions"))
    other = Client()
    other.force_login(only_export)
    for query in (f"of=scan&{ALL}", f"of=scan&scan={scan.pk}", "of=rows&from=1&to=2&tz=UTC"):
        refused = other.get(f"{NEW}?{query}")
        assert refused.status_code == HTTPStatus.FORBIDDEN


def test_another_export_of_it_is_not_theirs(lead: Client, known: Emulator) -> None:
    """Whoever may see a scan may have a file of it, and nobody has that of another."""
    scan = asked(lead, name="Souza")
    run(scan)
    query = way_from(lead.get(f"{SCAN}{scan.pk}/"))
    job, _ = made(lead, query)
    other = Client()
    other.force_login(someone("bob", "Manager", "Support"))
    assert other.get(f"{PAGE}{job.pk}/").status_code == HTTPStatus.NOT_FOUND
    _, file = made(other, query)
    assert rows(file)
    assert other.get(f"/wholesale/exports/new/?{query}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "query", ["of=scan&outcome=rich", "of=rows&from=1", "of=scan&least=much", "of=rows"]
)
def test_an_address_that_means_nothing_is_refused(
    lead: Client, known: Emulator, query: str
) -> None:
    assert lead.get(f"{NEW}?{query}").status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("scan_id", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_scan_that_is_not_there_has_no_file(lead: Client, scan_id: str) -> None:
    assert lead.get(f"{NEW}?of=scan&scan={scan_id}").status_code == HTTPStatus.NOT_FOUND


def test_without_facts_there_is_no_file_of_them(lead: Client, settings: Settings) -> None:
    settings.FACTS_KEEP_DAYS = 0
    page = lead.get(f"{NEW}?of=scan&{ALL}")
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert "Nothing is remembered of sessions here" in text_of(page)


def test_the_ids_go_with_the_export(lead: Client, known: Emulator) -> None:
    job = start(lead, f"of=scan&{ALL}&outcome=paid")
    folder = ExportFolder.called(job.parameters["export"])
    assert folder.named.exists()
    lead.post(f"{PAGE}{job.pk}/delete/")
    assert not folder.path.exists()
