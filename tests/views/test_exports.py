"""From the list to the file: the form, the work, the page of one's own files, the download."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from dashboard.housekeeping import clean_up
from sessions_browser import services
from sessions_browser.conf import get_conf
from sessions_browser.exports.folder import ExportFolder, all_folders
from sessions_browser.models import Job
from sessions_browser.processes import kinds_of_work
from sessions_browser.read_log.models import Entry
from sessions_browser.stripe_api.errors import BudgetError
from tests.facts import truth
from tests.roles import give, of_role, someone
from tests.running import Emulator
from tests.views import overview_page
from tests.views.page import text_of

pytestmark = pytest.mark.django_db
LIST, NEW, PAGE = "/demo/sessions/", "/demo/exports/new/", "/demo/exports/"
CHOSEN = {
    "format": "csv_exact",
    "columns": ["id", "created", "amount", "currency", "email"],
    "zone": "Europe/Berlin",
    "most_rows": "100000",
}


@pytest.fixture(autouse=True)
def folder_of_exports(settings: Settings, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = str(tmp_path / "exports")


@pytest.fixture
def lead(upstream: Emulator) -> Client:
    """Manager and Support: may export, and sees personal data."""
    return of_role("Manager", "Support")


def work(job: Job) -> None:
    """As the process that works at jobs does."""
    kind = next(one for one in kinds_of_work() if one.name == job.kind)
    state = kind.first(job.parameters)
    while state is not None:
        step = kind.step(job.parameters, state)
        state = step.state
        time.sleep(min(step.wait, 0.1))
    Job.objects.filter(pk=job.pk).update(state="done", cursor=None, done=step.done)


def start(client: Client, query: str = "", **changes: Any) -> Job:
    response = client.post(f"{NEW}?{query}", {**CHOSEN, **changes})
    assert response.status_code == HTTPStatus.FOUND, text_of(response)
    assert response.headers["Location"] == PAGE
    return Job.objects.latest("made")


def made(client: Client, query: str = "", **changes: Any) -> tuple[Job, bytes]:
    job = start(client, query, **changes)
    work(job)
    return job, download(client, job)


def download(client: Client, job: Job, **headers: str) -> bytes:
    response: Any = client.get(f"{PAGE}{job.pk}/", headers=headers)
    assert response.status_code in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT)
    return b"".join(response.streaming_content)


def rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode(), newline="")))


def test_the_list_leads_to_a_file_with_its_sessions(lead: Client, upstream: Emulator) -> None:
    assert f'href="{NEW}?outcome=paid"' in text_of(lead.get(f"{LIST}?outcome=paid"))
    form = text_of(lead.get(f"{NEW}?outcome=paid"))
    assert "those with this outcome become rows" in form
    assert "reads that the account has in 30 days" in form
    _, file = made(lead, "outcome=paid")
    paid = [
        one["id"]
        for one in upstream.get("/v1/checkout/sessions?limit=100&status=complete")["data"]
        if one["payment_status"] == "paid"
    ]
    assert [row["id"] for row in rows(file)][: len(paid)] == paid
    page = text_of(lead.get(PAGE))
    for words in ("Outcome: Paid", f"{len(rows(file))} rows", "Download", "Deleted after"):
        assert words in page


def test_who_may_not_sees_no_way_to_it(signed_in: Client, upstream: Emulator) -> None:
    assert NEW not in text_of(signed_in.get(LIST))
    assert NEW not in text_of(signed_in.get("/demo/people/?email=ana.souza@example.com"))


def test_a_person_leads_to_a_file_of_all_their_sessions(lead: Client) -> None:
    page = text_of(lead.get("/demo/people/?email=niamh.obrien@example.com"))
    query = page.partition(f'href="{NEW}?')[2].partition('"')[0].replace("&amp;", "&")
    assert query.startswith("of=person&email=niamh.obrien@example.com")
    _, file = made(lead, query)
    told = rows(file)
    assert len(told) >= 2
    assert len({row["id"] for row in told}) == len(told)
    assert {row["email"].lower() for row in told} == {"niamh.obrien@example.com"}


def test_what_is_masked_on_pages_is_masked_in_files(upstream: Emulator) -> None:
    manager = of_role("Manager")
    page = text_of(manager.get("/demo/people/?email=ana.souza@example.com"))
    query = page.partition(f'href="{NEW}?')[2].partition('"')[0].replace("&amp;", "&")
    job, file = made(manager, query, columns=["id", "email", "name", "phone"])
    assert b"ana.souza" not in file
    assert "•••" in file.decode()
    assert "Personal data is masked." in text_of(manager.get(PAGE))
    about = manager.get(f"{PAGE}{job.pk}/about/").json()
    assert about["personal_data"] == "masked"


def test_who_is_masked_since_gets_no_earlier_file(lead: Client) -> None:
    job, _ = made(lead)
    person = User.objects.get(username=job.owner)
    person.groups.remove(person.groups.get(name="Support"))
    assert lead.get(f"{PAGE}{job.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_nobody_gets_the_file_of_another(lead: Client) -> None:
    job, _ = made(lead)
    other = Client()
    other.force_login(give(someone("other", "Manager", "Support", "Administrator")))
    assert "Download" not in text_of(other.get(PAGE))
    for address in (f"{PAGE}{job.pk}/", f"{PAGE}{job.pk}/about/"):
        assert other.get(address).status_code == HTTPStatus.NOT_FOUND
    assert other.post(f"{PAGE}{job.pk}/delete/").status_code == HTTPStatus.NOT_FOUND
    assert download(lead, job)


def test_how_it_was_made_lies_beside_it_and_not_in_it(lead: Client) -> None:
    job, file = made(lead, "created_from=2020-01-01&created_to=2030-01-01")
    assert file.startswith(b"id,created,amount,currency,email\r\n")
    about = lead.get(f"{PAGE}{job.pk}/about/").json()
    assert about["rows"] == len(rows(file))
    assert about["complete"] is True
    assert about["zone"] == "Europe/Berlin"
    assert about["by"] == job.owner
    assert "pandas.read_csv" in about["reading"]["pandas"]
    assert rows(file)[0]["created"].endswith(("+01:00", "+02:00"))


def test_a_download_goes_on_where_it_broke_off(lead: Client) -> None:
    job, file = made(lead)
    address = f"{PAGE}{job.pk}/"
    whole = lead.get(address)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert int(whole.headers["Content-Length"]) == len(file)
    tag = whole.headers["ETag"]
    assert download(lead, job, Range="bytes=100-", If_Range=tag) == file[100:]
    assert download(lead, job, Range="bytes=0-9") == file[:10]
    assert download(lead, job, Range="bytes=-7") == file[-7:]
    assert download(lead, job, Range="bytes=100-", If_Range='"another"') == file
    part = lead.get(address, headers={"Range": "bytes=5-9"})
    assert part.status_code == HTTPStatus.PARTIAL_CONTENT
    assert part.headers["Content-Range"] == f"bytes 5-9/{len(file)}"
    for turned in ("bytes=5-2", f"bytes={len(file) + 9}-{len(file)}"):
        ignored = lead.get(address, headers={"Range": turned})
        assert (ignored.status_code, len(ignored.getvalue())) == (HTTPStatus.OK, len(file))
        assert "Content-Range" not in ignored.headers
    beyond = lead.get(address, headers={"Range": f"bytes={len(file)}-"})
    assert beyond.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
    assert beyond.headers["Content-Range"] == f"bytes */{len(file)}"
    # Compressed on the way, the parts would not be those of the file.
    packed = lead.get(address, headers={"Accept-Encoding": "gzip"})
    assert int(packed.headers["Content-Length"]) == len(file)


def test_start_and_download_are_in_the_read_log_with_the_count(lead: Client) -> None:
    job, file = made(lead, "email=niamh.obrien@example.com")
    # The first byte alone is no way around an entry.
    download(lead, job, Range="bytes=1-")
    kinds = list(Entry.objects.filter(kind="export").order_by("number"))
    assert [(one.detail, one.rows) for one in kinds] == [
        ("start csv_exact customer_details[email]", None),
        ("download csv_exact", len(rows(file))),
        ("download of the rest csv_exact", len(rows(file))),
    ]
    assert kinds[0].searched == "email"
    assert {one.who for one in kinds} == {job.owner}


def test_nothing_in_the_database_names_a_customer(lead: Client) -> None:
    job = start(lead, "email=niamh.obrien@example.com")
    kept = json.dumps(list(Job.objects.values_list("parameters", flat=True)))
    assert "niamh" not in kept
    work(job)
    folder = ExportFolder.called(job.parameters["export"])
    assert "niamh" in (folder.path / "recipe.json").read_text()
    assert lead.post(f"{PAGE}{job.pk}/delete/").status_code == HTTPStatus.FOUND
    assert list(all_folders()) == []
    assert "niamh" not in text_of(lead.get(PAGE))


def test_one_that_goes_on_can_be_cancelled(lead: Client) -> None:
    job = start(lead)
    assert "Cancel" in text_of(lead.get(PAGE))
    lead.post(f"{PAGE}{job.pk}/delete/")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert list(all_folders()) == []
    jobs = text_of(lead.get("/demo/jobs/"))
    assert "What it had read was deleted." in jobs
    assert "Resume" not in jobs
    lead.post(f"/demo/jobs/{job.pk}/resume/")
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_one_that_failed_can_be_resumed_where_it_is_seen(lead: Client) -> None:
    job = start(lead)
    resume = f"{PAGE}{job.pk}/resume/"
    assert resume not in lead.get(PAGE).content.decode()
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    assert resume in lead.get(PAGE).content.decode()
    assert of_role("Manager").post(resume).status_code == HTTPStatus.NOT_FOUND
    lead.post(resume)
    job.refresh_from_db()
    assert job.state == Job.State.WAITING


def test_what_goes_on_shows_the_number_that_was_told(lead: Client, settings: Settings) -> None:
    """And none reckoned from its first page, which fits no list without a first day."""
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.fill()
    told = re.search(r"The file gets (?:about )?([0-9,]+) rows", text_of(lead.get(NEW)))
    assert told
    job = start(lead)
    # A page or two, and then there is no room.
    settings.UPSTREAM_CALLS_PER_SECOND = 2
    kind = next(one for one in kinds_of_work() if one.name == job.kind)
    step = kind.step(job.parameters, kind.first(job.parameters))
    assert step.total is not None
    assert step.done < step.total == int(told[1].replace(",", ""))
    Job.objects.filter(pk=job.pk).update(state="running", done=100, total=step.total)
    assert f"100 of about {told[1]} sessions read" in text_of(lead.get(PAGE))


def test_a_bound_of_the_site_is_told_before_the_start(
    lead: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.EXPORTS_MOST_ROWS = 100
    page = text_of(lead.get(NEW))
    assert re.search(r"There are (about )?[0-9,]+ sessions. The file gets the newest 100", page)
    assert "The file gets the newest" not in text_of(lead.get(f"{NEW}?created=today"))


def test_that_line_items_make_more_rows_is_told(lead: Client) -> None:
    assert "A row for each, which makes more rows than said above" in text_of(lead.get(NEW))


def test_files_end_after_their_hours(lead: Client, settings: Settings) -> None:
    job, _ = made(lead)
    waiting = start(lead)
    folder = ExportFolder.called(job.parameters["export"])
    past = time.time() - settings.EXPORTS_KEEP_HOURS * 3600 - 60
    os.utime(folder.path / "about.json", (past, past))
    assert lead.get(f"{PAGE}{job.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert "exports=1" in clean_up()
    assert [one.token for one in all_folders()] == [waiting.parameters["export"]]


@pytest.mark.parametrize("query", ["", "status=complete"])
def test_the_cost_is_what_facts_know_and_the_rest_alone(
    lead: Client, upstream: Emulator, settings: Settings, query: str
) -> None:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.fill()
    upstream.reset()
    page = text_of(lead.get(f"{NEW}?{query}"))
    assert len(upstream.queries()) <= 4
    status = {"status": "complete"} if "complete" in query else {}
    there = sum(status.items() <= one.items() for one in truth.all_sessions(upstream))
    told = re.search(r"The file gets (about )?([0-9,]+) rows", page)
    assert told
    assert bool(told[1]) == bool(status)
    assert int(told[2].replace(",", "")) == there


def test_it_opens_and_starts_while_stripe_cannot_be_asked(
    lead: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.UPSTREAM_CALLS_PER_SECOND = 1
    admission = services.get_admission(get_conf().accounts[0])
    with suppress(BudgetError):
        while True:
            admission.rate_limit.spend(admission.account)
    page = lead.get(NEW)
    assert page.status_code == HTTPStatus.OK
    assert "cannot be told, as Stripe cannot be asked at this moment" in text_of(page)
    assert "The file gets" not in text_of(page)
    job = start(lead, most_rows="5")
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    work(job)
    newest = upstream.get("/v1/checkout/sessions?limit=5")["data"]
    assert [row["id"] for row in rows(download(lead, job))] == [one["id"] for one in newest]
    assert "The file gets" in text_of(lead.get(NEW))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Mars/Base"}, "No such time zone"),
        ({"columns": []}, "Choose one column"),
        ({"order": "id password"}, "There is no column password."),
        ({"metadata_key": "a[b]"}, "no square brackets"),
        ({"most_rows": "0"}, "greater than or equal to 1"),
        ({"most_rows": "2000000"}, "less than or equal to 1000000"),
        ({"format": "exe"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_starts(
    lead: Client, changes: dict[str, Any], words: str
) -> None:
    response = lead.post(NEW, {**CHOSEN, **changes})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(response)
    assert not Job.objects.exists()
    assert list(all_folders()) == []


def test_columns_are_chosen_and_ordered(lead: Client) -> None:
    _, file = made(
        lead,
        columns=["id", "email"],
        metadata_key="order_id",
        custom_field="size",
        items="rows",
        order="email, item_description",
    )
    assert file.splitlines()[0].decode().split(",") == [
        *("email", "item_description", "id", "metadata[order_id]", "custom_fields[size]"),
        *("item_quantity", "item_price", "item_amount_minor", "item_amount"),
    ]


def test_an_address_that_means_no_list_is_refused(lead: Client) -> None:
    for query in ("created_from=yesterdayish", "of=person", "payment_link=Mugs"):
        assert lead.get(f"{NEW}?{query}").status_code == HTTPStatus.BAD_REQUEST
