"""Notes on sessions: written, marked, read by who may, told to whom they name, gone in time."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from dashboard.housekeeping import clean_up
from sessions_browser.models import NoteMention, SessionNote
from sessions_browser.read_log import keys
from sessions_browser.read_log.models import Entry
from tests.roles import of_role, someone
from tests.running import Emulator
from tests.views.page import LIST, ids, text_of

HTMX = {"HX-Request": "true"}
NOTES = "/demo/notes/"
MARKED = re.compile(r'data-session-id="([^"]+)">\s*<th role="rowheader"[^>]*data-notes="([^"]+)"')
WORDS = "Customer calls back on Monday"


def support(name: str) -> Client:
    client = Client()
    client.force_login(someone(name, "Support"))
    return client


def marks(client: Client, address: str = LIST, **headers: str) -> dict[str, str]:
    page = client.get(address, headers=headers or HTMX).content.decode()
    return dict(MARKED.findall(page))


def write(client: Client, session: str, text: str = WORDS, **options: Any) -> Any:
    return client.post(f"{LIST}{session}/notes/", {"text": text}, **options)


def first_of(client: Client) -> str:
    return ids(client.get(LIST))[0]


def test_a_note_is_shown_with_who_and_when_and_marked_in_the_list(
    signed_in: Client, upstream: Emulator
) -> None:
    session = first_of(signed_in)
    here = f"{LIST}{session}/"
    assert "Write a note" in text_of(signed_in.get(here))
    answer = write(signed_in, session)
    assert answer["Location"] == f"{here}#notes"
    for headers in ({}, HTMX):
        page = text_of(signed_in.get(here, headers=headers))
        assert WORDS in page
        assert "<bdi>ana</bdi>, <time" in page
        assert marks(signed_in, **headers) == {session: "1 note"}
    ana = upstream.get("/v1/checkout/sessions?customer_details[email]=ana.souza@example.com")
    of_ana = ana["data"][0]["id"]
    write(signed_in, of_ana)
    person = marks(signed_in, "/demo/people/?email=ana.souza@example.com")
    assert person == {of_ana: "1 note"}
    SessionNote.objects.filter(session_id=of_ana).delete()
    write(signed_in, session, "Another\nline")
    assert marks(signed_in) == {session: "2 notes"}
    kept = SessionNote.objects.order_by("pk").last()
    assert kept is not None
    assert (kept.session_id, kept.text, kept.person) == (session, "Another\nline", "ana")


def test_bytes_that_people_share_have_marks_only_for_who_sees_notes(
    upstream: Emulator, db: None
) -> None:
    """Each looks twice, in turn: what was made for one lies ready when the other asks."""
    ana, ben, bare = support("ana"), support("ben"), Client()
    person = User.objects.create(username="bare")
    group = of_group("Only lists", "browse_sessions", "open_session", "view_personal_data")
    person.groups.add(group)
    bare.force_login(person)
    session = first_of(ana)
    for _ in range(2):
        assert marks(ana) == marks(ben) == marks(bare) == {}
    write(ana, session)
    for _ in range(2):
        assert marks(ana) == marks(ben) == {session: "1 note"}
        assert marks(bare) == {}
    page = text_of(bare.get(f"{LIST}{session}/"))
    assert WORDS not in page
    assert "Write a note" not in page
    assert write(bare, session).status_code == HTTPStatus.FORBIDDEN
    assert bare.get(NOTES).status_code == HTTPStatus.FORBIDDEN
    note = SessionNote.objects.get()
    ana.post(f"{LIST}{session}/notes/{note.pk}/delete/")
    assert marks(ana) == marks(ben) == {}


def of_group(name: str, *codenames: str) -> Any:
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name=name)
    group.permissions.add(*Permission.objects.filter(codename__in=codenames))
    return group


def test_a_script_gets_the_notes_alone(signed_in: Client, upstream: Emulator) -> None:
    session = first_of(signed_in)
    upstream.reset()
    part = write(signed_in, session, headers=HTMX)
    assert part.status_code == HTTPStatus.OK
    assert "<html" not in text_of(part)
    assert WORDS in text_of(part)
    refused = write(signed_in, session, "card 4242 4242 4242 4242", headers=HTMX)
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert "This looks like the number of a card." in text_of(refused)
    assert 'aria-invalid="true"' in text_of(refused)
    alone = text_of(signed_in.get(f"{LIST}{session}/notes/"))
    assert "<html" in alone
    assert WORDS in alone
    assert SessionNote.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "The note is empty."),
        ("  ", "The note is empty."),
        ("x" * 2001, "A note has at most 2000 characters, and this one has 2001."),
        ("rk_live_abc", "This holds a secret key"),
        ("4242424242424242", "This looks like the number of a card."),
    ],
    ids=["empty", "blank", "too long", "key", "card"],
)
def test_what_is_no_note_is_refused_with_what_was_typed(
    signed_in: Client, upstream: Emulator, text: str, why: str
) -> None:
    answer = write(signed_in, first_of(signed_in), text)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "Please correct the form" in text_of(answer)
    assert why in text_of(answer)
    assert text.strip() in text_of(answer)
    assert not SessionNote.objects.exists()


def test_a_session_that_is_not_there_takes_no_note(signed_in: Client, upstream: Emulator) -> None:
    assert write(signed_in, "cs_test_nothing").status_code == HTTPStatus.NOT_FOUND
    assert not SessionNote.objects.exists()


def test_while_stripe_fails_a_note_is_kept_and_says_so(signed_in: Client) -> None:
    answer = write(signed_in, "cs_test_a1", headers=HTMX)
    assert answer.status_code == HTTPStatus.OK
    assert "Stripe could not be asked whether this session exists." in text_of(answer)
    assert SessionNote.objects.get().session_id == "cs_test_a1"


def test_masked_people_read_their_own_words_and_others_while_unmasked(
    masked: Client, upstream: Emulator
) -> None:
    ana = support("ana")
    session = first_of(ana)
    write(ana, session, "Ana Souza called from +49 170 1234567")
    write(masked, session, "Asked the shop")
    here = f"{LIST}{session}/"
    for path in (here, f"{here}notes/", NOTES):
        page = text_of(masked.get(path))
        assert "Ana Souza called" not in page, path
        assert "Asked the shop" in page, path
        assert "Masked for your role, as it may hold personal data." in page, path
    assert marks(masked) == {session: "2 notes"}
    masked.post(f"{here}unmask/", {"reason": "SUP-17"})
    for path in (here, f"{here}notes/", NOTES):
        assert "Ana Souza called" in text_of(masked.get(path)), path
    other = of_role("Manager")
    assert "Ana Souza called" not in text_of(other.get(here))


def test_whoever_is_named_is_told_until_it_is_done(upstream: Emulator, db: None) -> None:
    ana, ben, masked = support("ana"), support("ben"), of_role("Support (masked)")
    session = first_of(ana)
    answer = write(ana, session, "@ben please call, @nobody too. Mail: x@ben.example", headers=HTMX)
    assert "called @nobody, so nobody was told." in text_of(answer)
    assert "<strong>@ben</strong> please call, @nobody too." in text_of(answer)
    for _ in range(2):
        assert "1 note names you" in text_of(ben.get(LIST))
        assert "names you" not in text_of(ana.get(LIST))
        assert "names you" not in text_of(masked.get(LIST))
    page = text_of(ben.get(NOTES))
    assert "Notes that name you" in page
    assert f'href="{LIST}{session}/#notes"' in page
    note = SessionNote.objects.get()
    ana.post(f"{NOTES}{note.pk}/done/")
    assert NoteMention.objects.count() == 1
    assert ben.post(f"{NOTES}{note.pk}/done/")["Location"] == NOTES
    assert ben.post(f"{NOTES}{'9' * 40}/done/").status_code == HTTPStatus.NOT_FOUND
    assert "names you" not in text_of(ben.get(LIST))
    assert "Notes that name you" not in text_of(ben.get(NOTES))
    assert WORDS not in text_of(ben.get(NOTES))


def test_nobody_is_told_who_may_not_enter_the_account(
    upstream: Emulator, db: None, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNT_GROUPS = {"demo": ["Wholesale"]}
    ana, ben = someone("ana", "Support"), support("ben")
    from django.contrib.auth.models import Group

    ana.groups.add(Group.objects.create(name="Wholesale"))
    client = Client()
    client.force_login(User.objects.get(username="ana"))
    write(client, first_of(client), "@ben please")
    assert not NoteMention.objects.exists()
    assert ben.get(NOTES).status_code == HTTPStatus.FORBIDDEN


def test_only_whoever_wrote_a_note_deletes_it(upstream: Emulator, db: None) -> None:
    ana, ben = support("ana"), support("ben")
    session = first_of(ana)
    write(ana, session)
    address = f"{LIST}{session}/notes/{SessionNote.objects.get().pk}/delete/"
    assert address not in text_of(ben.get(f"{LIST}{session}/"))
    assert ben.post(address).status_code == HTTPStatus.NOT_FOUND
    assert address in text_of(ana.get(f"{LIST}{session}/"))
    part = ana.post(address, headers=HTMX)
    assert WORDS not in text_of(part)
    assert not SessionNote.objects.exists()


def test_notes_are_of_an_account(signed_in: Client, upstream: Emulator, settings: Settings) -> None:
    key = "rk_test_emulator"
    settings.STRIPE_ACCOUNTS = {"demo": key, "shop-two": key}
    session = first_of(signed_in)
    write(signed_in, session)
    assert marks(signed_in, "/shop-two/sessions/") == {}
    assert WORDS not in text_of(signed_in.get(f"/shop-two/sessions/{session}/"))
    assert WORDS not in text_of(signed_in.get("/shop-two/notes/"))


def test_reading_and_writing_is_recorded_without_the_words(
    signed_in: Client, upstream: Emulator
) -> None:
    session = first_of(signed_in)
    write(signed_in, session)
    written = Entry.objects.all()[0]
    assert (written.kind, written.who) == ("note", "ana")
    assert keys.subject("session", session) in written.subjects.split()
    signed_in.get(NOTES)
    read = Entry.objects.all()[0]
    assert (read.kind, read.rows) == ("notes", 1)
    assert keys.subject("session", session) in read.subjects.split()
    everything = json.dumps(list(Entry.objects.values()), default=str)
    assert WORDS not in everything


@pytest.mark.parametrize("days", [365, 30])
def test_notes_are_kept_for_the_time_of_the_setting(
    signed_in: Client, upstream: Emulator, settings: Settings, days: int
) -> None:
    settings.NOTES_KEEP_DAYS = days
    session = first_of(signed_in)
    for age in (timedelta(days=days, minutes=-1), timedelta(days=days, minutes=1)):
        write(signed_in, session, f"{age.days} days")
        note = SessionNote.objects.order_by("-pk")[0]
        SessionNote.objects.filter(pk=note.pk).update(at=timezone.now() - age)
    assert marks(signed_in) == {session: "2 notes"}
    assert "notes=1 " in clean_up()
    assert marks(signed_in) == {session: "1 note"}
    assert [note.text for note in SessionNote.objects.all()] == [f"{days - 1} days"]


def test_a_command_prints_notes_and_forgets_those_of_a_session(
    signed_in: Client, upstream: Emulator
) -> None:
    one, two = ids(signed_in.get(LIST))[:2]
    write(signed_in, one, "Grüße\nan alle")
    write(signed_in, two)
    printed = StringIO()
    call_command("notes", "export", "--account=demo", stdout=printed)
    rows = [json.loads(line) for line in printed.getvalue().splitlines()]
    assert [(row["session"], row["text"]) for row in rows] == [
        (one, "Grüße\nan alle"),
        (two, WORDS),
    ]
    assert {row["person"] for row in rows} == {"ana"}
    with pytest.raises(CommandError):
        call_command("notes", "forget")
    printed = StringIO()
    call_command("notes", "forget", f"--session={one}", stdout=printed)
    assert printed.getvalue() == "1 notes deleted.\n"
    assert marks(signed_in) == {two: "1 note"}
