"""One session or one person is unmasked for a while, with a reason on record."""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission, User
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sessions_browser.models import Unmasking
from sessions_browser.read_log import keys, recorder
from sessions_browser.read_log.models import Entry
from tests.marked_upstream import MarkingServer
from tests.roles import give, of_role, someone
from tests.views.marked_pages import sessions_of
from tests.views.page import LIST, text_of
from tests.views.test_masking import leaks

REASON = "SUP-17: the customer writes that nothing came"
HIDDEN = re.compile(r'name="unmasking" value="(\d+)"')


def session_of(marking_server: MarkingServer) -> dict[str, str]:
    """ID, e-mail and customer of one that has all of them."""
    for one in sessions_of(marking_server):
        details = one["customer_details"] or {}
        if one["customer"] and details.get("email") and details.get("name"):
            return {"id": one["id"], "email": details["email"], "customer": one["customer"]}
    raise AssertionError("no session has both")


def test_one_session_is_unmasked_and_no_other(
    masked: Client, marking_server: MarkingServer
) -> None:
    one = session_of(marking_server)
    here = f"{LIST}{one['id']}/"
    page = text_of(masked.get(here))
    assert "Personal data is masked for your role" in page
    assert f'href="{here}unmask/"' in page
    assert "15 minutes" in text_of(masked.get(f"{here}unmask/"))
    assert masked.post(f"{here}unmask/", {"reason": REASON})["Location"] == here
    shown = masked.get(here)
    assert leaks(shown)
    assert "Personal data is shown until" in text_of(shown)
    assert leaks(masked.get(here, headers={"HX-Request": "true"}))
    other = next(two["id"] for two in sessions_of(marking_server) if two["id"] != one["id"])
    assert leaks(masked.get(f"{LIST}{other}/")) == []
    assert leaks(masked.get(LIST)) == []
    assert leaks(masked.get(f"/demo/people/?by_session={one['id']}")) == []


def test_a_person_is_unmasked_with_their_sessions(
    masked: Client, marking_server: MarkingServer
) -> None:
    one = session_of(marking_server)
    query = f"?by_session={one['id']}"
    assert f'href="/demo/people/unmask/{query}"' in text_of(masked.get(f"/demo/people/{query}"))
    answer = masked.post(f"/demo/people/unmask/{query}", {"reason": REASON})
    assert answer["Location"] == f"/demo/people/{query}"
    for path in (
        f"/demo/people/{query}",
        f"/demo/people/?email={one['email']}",
        f"/demo/people/?customer={one['customer']}",
        f"{LIST}{one['id']}/",
    ):
        assert leaks(masked.get(path)), path
    assert leaks(masked.get(LIST)) == []


def test_it_ends_by_time(masked: Client, marking_server: MarkingServer) -> None:
    here = f"{LIST}{session_of(marking_server)['id']}/"
    masked.post(f"{here}unmask/", {"reason": REASON})
    lasts = Unmasking.objects.get().until - timezone.now()
    assert timedelta(minutes=14, seconds=50) < lasts <= timedelta(minutes=15)
    Unmasking.objects.update(until=timezone.now())
    assert leaks(masked.get(here)) == []


@pytest.mark.parametrize("of", ["session", "person"])
def test_it_ends_by_a_button_where_it_is_seen(
    masked: Client, marking_server: MarkingServer, of: str
) -> None:
    one = session_of(marking_server)
    session, person = f"{LIST}{one['id']}/", f"/demo/people/?by_session={one['id']}"
    masked.post(person.replace("people/", "people/unmask/"), {"reason": REASON})
    here = session if of == "session" else person
    (key,) = HIDDEN.findall(masked.get(here).content.decode())
    end = f"{session}mask/" if of == "session" else person.replace("people/", "people/mask/")
    assert masked.post(end, {"unmasking": key})["Location"] == here
    assert leaks(masked.get(session)) == leaks(masked.get(person)) == []
    assert Entry.objects.filter(kind="mask").count() == 1


def test_it_is_of_one_person_and_one_account(
    masked: Client, marking_server: MarkingServer, settings: Settings
) -> None:
    one = session_of(marking_server)
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_emulator", "shop": "rk_test_emulator"}
    masked.post(f"{LIST}{one['id']}/unmask/", {"reason": REASON})
    assert leaks(of_role("Manager").get(f"{LIST}{one['id']}/")) == []
    assert leaks(masked.get(f"/shop/sessions/{one['id']}/")) == []
    boss = Unmasking.objects.get().pk
    of_role("Manager").post(f"{LIST}{one['id']}/mask/", {"unmasking": boss})
    assert leaks(masked.get(f"{LIST}{one['id']}/"))


def test_whoever_loses_the_permission_sees_it_masked_at_once(
    masked: Client, marking_server: MarkingServer
) -> None:
    here = f"{LIST}{session_of(marking_server)['id']}/"
    masked.post(f"{here}unmask/", {"reason": REASON})
    User.objects.get(username="Supportmasked").groups.get().permissions.remove(
        Permission.objects.get(codename="unmask")
    )
    page = masked.get(here)
    assert leaks(page) == []
    assert "Unmask…" not in text_of(page)
    assert masked.post(f"{here}unmask/", {"reason": REASON}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("for ana@example.com", "Write no e-mail address here"),
        ("card 4242 4242 4242 4242", "card"),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_a_reason_is_asked_for(
    masked: Client, marking_server: MarkingServer, reason: str, words: str
) -> None:
    here = f"{LIST}{session_of(marking_server)['id']}/"
    page = masked.post(f"{here}unmask/", {"reason": reason})
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert words in text_of(page)
    assert not Unmasking.objects.exists()
    assert leaks(masked.get(here)) == []


def test_a_reason_names_a_ticket_where_the_site_expects_it(
    masked: Client, marking_server: MarkingServer, settings: Settings
) -> None:
    settings.UNMASK_REASON_PATTERN = r"SUP-[0-9]+"
    here = f"{LIST}{session_of(marking_server)['id']}/"
    page = masked.post(f"{here}unmask/", {"reason": "the customer calls"})
    assert "Name the ticket as this site expects it: SUP-[0-9]+" in text_of(page)
    assert masked.post(f"{here}unmask/", {"reason": REASON}).status_code == HTTPStatus.FOUND


def test_the_read_log_has_the_reason_and_whom_it_was_about(
    masked: Client, marking_server: MarkingServer
) -> None:
    one = session_of(marking_server)
    masked.post(f"{LIST}{one['id']}/unmask/", {"reason": REASON})
    entry = Entry.objects.get(kind="unmask")
    assert (entry.who, entry.account, entry.detail) == ("Supportmasked", "demo", REASON)
    assert entry.subjects == keys.subject("session", one["id"])
    masked.get(f"{LIST}{one['id']}/")
    assert Entry.objects.filter(kind="open").latest("number").detail == "unmasked"
    masked.post(f"/demo/people/unmask/?email={one['email']}", {"reason": REASON})
    about = Entry.objects.filter(kind="unmask").latest("number").subjects.split()
    assert {keys.subject("email", one["email"]), keys.subject("customer", one["customer"])} <= set(
        about
    )
    greta = Client()
    greta.force_login(give(someone("greta"), "Administrator"))
    assert REASON in text_of(greta.post("/read-log/customer/", {"customer": one["email"]}))
    assert one["email"] not in "".join(Entry.objects.values_list("subjects", flat=True))


def test_nothing_is_unmasked_that_had_to_be_recorded_and_was_not(
    masked: Client, marking_server: MarkingServer, settings: Settings
) -> None:
    settings.READ_LOG_REQUIRED = True
    here = f"{LIST}{session_of(marking_server)['id']}/"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder, "append", _fail)
        answer = masked.post(f"{here}unmask/", {"reason": REASON})
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert not Unmasking.objects.exists()
    assert leaks(masked.get(here)) == []


def _fail(*_: object) -> None:
    raise DatabaseError("the disk is full")


def test_what_has_ended_is_deleted(masked: Client, marking_server: MarkingServer) -> None:
    from dashboard.housekeeping import clean_up

    here = f"{LIST}{session_of(marking_server)['id']}/"
    masked.post(f"{here}unmask/", {"reason": REASON})
    clean_up()
    assert Unmasking.objects.count() == 1
    Unmasking.objects.update(until=timezone.now() - timedelta(seconds=1))
    clean_up()
    assert not Unmasking.objects.exists()
