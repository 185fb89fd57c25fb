"""A pasted list of references against what was paid: saved, run again, deleted, one's own."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.models import ReferenceList, Scan
from sessions_browser.scans import references
from sessions_browser.scans.references import Comparison, OwnReferences, parted
from tests.facts import truth
from tests.roles import someone
from tests.running import Emulator
from tests.views import overview_page
from tests.views.page import ids, text_of
from tests.views.test_scan_text import run, steps

PAGE = "/demo/scan/references/"
USUAL = {"name": "October", "place": "client_reference_id", "created": "all"}


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000


def paid(shop: Emulator) -> list[dict[str, Any]]:
    return [one for one in truth.all_sessions(shop) if truth.outcome_of(one) == "PAID"]


def compared(client: Client, pasted: str, **values: str) -> Scan:
    response = client.post(PAGE, {**USUAL, "pasted": pasted, **values})
    assert response.status_code == HTTPStatus.FOUND
    return Scan.objects.latest("made")


def unseen(client: Client, scan: Scan) -> list[str]:
    page = client.get(f"/demo/scan/{scan.pk}/").content.decode()
    part = page.partition('id="unseen-heading"')[2]
    return re.findall(r"<li><bdi>([^<]*)</bdi></li>", part)


def test_what_only_one_of_the_two_has(signed_in: Client, upstream: Emulator) -> None:
    known = [one["client_reference_id"] for one in paid(upstream) if one["client_reference_id"]]
    mine = known[::2]
    pasted = "\n".join([*(one.upper() for one in mine), "order-0", '"order-00"', mine[0]])
    scan = compared(signed_in, pasted)
    first = next(steps(scan))
    assert first is not None
    assert "what is not looked through yet may have them" in text_of(
        signed_in.get(f"/demo/scan/{scan.pk}/")
    )
    run(scan)
    expected = [s["id"] for s in paid(upstream) if s["client_reference_id"] not in mine]
    assert overview_page.rows_behind(signed_in, f"/demo/scan/{scan.pk}/") == expected
    assert unseen(signed_in, scan) == ["order-0", "order-00"]
    page = text_of(signed_in.get(f"/demo/scan/{scan.pk}/"))
    assert "Paid, but not in your list" in page
    assert "In your list, but not paid" in page


def test_more_than_the_page_shows_are_to_be_had(signed_in: Client, upstream: Emulator) -> None:
    pasted = "\n".join(f"order-x{number}" for number in range(600))
    scan = compared(signed_in, pasted)
    run(scan)
    page = signed_in.get(f"/demo/scan/{scan.pk}/").content.decode()
    assert "100 more are not shown." in " ".join(page.split())
    address = f"/demo/scan/{scan.pk}.json"
    assert f'href="{address}"' in page
    assert signed_in.get(address).json()["unseen_references"] == pasted.split()


def test_references_in_metadata(signed_in: Client, upstream: Emulator) -> None:
    known = [(one["metadata"] or {}).get("order_id") for one in paid(upstream)]
    scan = compared(signed_in, ",".join(filter(None, known)), place="order_id")
    run(scan)
    expected = [s["id"] for s in paid(upstream) if not (s["metadata"] or {}).get("order_id")]
    assert overview_page.rows_behind(signed_in, f"/demo/scan/{scan.pk}/") == expected
    assert unseen(signed_in, scan) == []


def test_it_is_saved_run_again_and_deleted(signed_in: Client, upstream: Emulator) -> None:
    first = compared(signed_in, "order-0")
    one = ReferenceList.objects.get()
    assert "October" in text_of(signed_in.get(PAGE))
    response = signed_in.post(f"{PAGE}{one.pk}/run/", {"created": "last_7_days"})
    again = Scan.objects.latest("made")
    assert again.pk != first.pk
    assert response["Location"] == f"/demo/scan/{again.pk}/"
    assert again.question["begin"] > first.question["begin"]
    signed_in.post(f"{PAGE}{one.pk}/delete/")
    assert not ReferenceList.objects.exists()
    assert not Scan.objects.exists()


def test_it_is_ones_own(signed_in: Client, masked: Client, upstream: Emulator) -> None:
    scan = compared(signed_in, "order-0")
    one = ReferenceList.objects.get()
    other = Client()
    other.force_login(someone("bob", "Support"))
    assert "October" not in text_of(other.get(PAGE))
    for part in ("run/", "delete/"):
        assert other.post(f"{PAGE}{one.pk}/{part}").status_code == HTTPStatus.NOT_FOUND
    for somebody in (other, masked):
        assert somebody.get(f"/demo/scan/{scan.pk}/").status_code == HTTPStatus.NOT_FOUND
    own = compared(masked, "order-0")
    run(own)
    page = masked.get(f"/demo/scan/{own.pk}/")
    assert ids(page)
    emails = {truth.email_of(one) for one in paid(upstream)} - {None}
    assert not [email for email in emails if email and email in page.content.decode()]
    services.wait_for_background()


def test_masked_people_compare_with_no_metadata(masked: Client, upstream: Emulator) -> None:
    values = {"name": "x", "place": "phone", "pasted": "+491701234567", "created": "today"}
    page = masked.post(PAGE, values)
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert "Your role sees the metadata masked." in text_of(page)
    assert not ReferenceList.objects.exists()
    # Of the time before the role was masked.
    owner = User.objects.get(pk=masked.session["_auth_user_id"]).username
    one = references.save("demo", owner, "x", "phone", ("+491701234567",))
    assert masked.post(f"{PAGE}{one.pk}/run/").status_code == HTTPStatus.FORBIDDEN


def test_the_database_has_it_sealed(signed_in: Client, upstream: Emulator) -> None:
    run(compared(signed_in, "order-hidden\norder-88888"))
    kept = ""
    with connection.cursor() as cursor:
        for table in ("scan", "scanmatch", "referencelist", "job"):
            cursor.execute(f"SELECT * FROM sessions_browser_{table}")  # noqa: S608  our own tables
            kept += repr(cursor.fetchall())
    # No word of digits: the moments of 1,000 sessions have some of any.
    assert "hidden" not in kept


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"pasted": " , ; "}, "Paste at least one reference."),
        ({"pasted": "x" * 201}, "No reference at Stripe is longer than 200 characters."),
        ({"pasted": "\n".join(map(str, range(10_001)))}, "Paste up to 10,000 references"),
        ({"pasted": "a", "name": ""}, "This field is required."),
        ({"pasted": "a", "created": "soon"}, "is not one of the available choices"),
    ],
    ids=["nothing", "long", "many", "nameless", "dateless"],
)
def test_a_bad_list_is_words(
    signed_in: Client, upstream: Emulator, values: dict[str, str], words: str
) -> None:
    response = signed_in.post(PAGE, {**USUAL, **values})
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(response)
    assert not ReferenceList.objects.exists()


def test_a_column_of_a_spreadsheet_is_parted() -> None:
    assert parted('"A-1"\r\n a-1 \nB-2;C-3\tD-4,,\n') == ("A-1", "B-2", "C-3", "D-4")


@given(st.lists(st.text(min_size=1, max_size=6)), st.lists(st.text(min_size=1, max_size=6)))
def test_each_is_missing_on_one_side_at_most(pasted: list[str], sold: list[str]) -> None:
    own = OwnReferences("client_reference_id", parted("\n".join(pasted)))
    comparison = Comparison(own, 0)
    sessions = [{"client_reference_id": one} for one in sold]
    missing = [one["client_reference_id"] for one in sessions if comparison.is_missing(one)]
    same = {one.strip().casefold() for one in own.values}
    assert all(one.strip().casefold() not in same for one in missing)
    unseen = own.unseen(comparison.seen)
    seen = {one.strip().casefold() for one in sold}
    assert unseen == [one for one in own.values if one.strip().casefold() not in seen]
