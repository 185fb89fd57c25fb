"""Notes on sessions: who wrote what when, whom they name, and which rows have a mark.

A note is the words of staff and may hold personal data, so people who see that masked read only
their own words, or those on a session that is unmasked for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet

from sessions_browser.access.decisions import AnyUser, may_enter
from sessions_browser.access.roles import USE_NOTES
from sessions_browser.conf import Account
from sessions_browser.models import NoteAccount, NoteMention, SessionNote

# A name after an @ that does not belong to an e-mail address; a full stop ends the sentence.
NAMED = re.compile(r"(?<![\w.+-])@([\w.@+-]{0,149}\w)")
# Asked for each page of the list; the ORM would take ten times as long.
CHANGES = "SELECT changes FROM sessions_browser_noteaccount WHERE account = %s"
NO_NOTES = 0
# The number of somebody who sees no notes.
UNSEEN = -1


def notes_on(account: Account, session_id: str) -> QuerySet[SessionNote]:
    return SessionNote.objects.filter(account=account.slug, session_id=session_id)


def write(user: AnyUser, account: Account, session_id: str, text: str) -> SessionNote:
    with transaction.atomic():
        note = SessionNote.objects.create(
            account=account.slug, session_id=session_id, person=user.get_username(), text=text
        )
        named = people_named(text, account).values()
        NoteMention.objects.bulk_create(NoteMention(note=note, person=one) for one in named)
        _count_change(account.slug)
    return note


def take_back(note: SessionNote) -> None:
    with transaction.atomic():
        note.delete()
        _count_change(note.account)


def may_take_back(user: AnyUser, note: SessionNote) -> bool:
    return note.person == user.get_username()


def people_named(text: str, account: Account) -> dict[str, User]:
    """By the name as it was typed: those who can read notes of this account."""
    typed = set(NAMED.findall(text))
    found = User.objects.filter(username__in=typed, is_active=True)
    return {
        one.get_username(): one
        for one in found
        if may_enter(one, account) and one.has_perm(USE_NOTES)
    }


def unknown_names(text: str, account: Account) -> list[str]:
    """What stands after an @ and names nobody who could read the note."""
    known = people_named(text, account)
    return sorted({name for name in NAMED.findall(text) if name not in known})


def mentions_of(user: AnyUser, account: Account) -> QuerySet[NoteMention]:
    """Those that the person has not done yet, the oldest first."""
    mine = NoteMention.objects.filter(person_id=user.pk, note__account=account.slug)
    return mine.select_related("note").order_by("note__at", "pk")


def waiting_for(user: AnyUser, account: Account, changes: int) -> int:
    """How many notes name the person and are not done. changes: see `changes_for`."""
    return mentions_of(user, account).count() if changes > NO_NOTES else 0


def changes_for(user: AnyUser, account: Account) -> int:
    """Another number once a note has come or gone; UNSEEN for who sees none of them.

    Asked of the database once for each request.
    """
    if not user.has_perm(USE_NOTES):
        return UNSEEN
    known: dict[str, int] = vars(user).setdefault("_changes_of_notes", {})
    if account.slug not in known:
        with connection.cursor() as cursor:
            cursor.execute(CHANGES, (account.slug,))
            row = cursor.fetchone()
        known[account.slug] = row[0] if row else NO_NOTES
    return known[account.slug]


def counts_of(account: Account, session_ids: Iterable[str | None]) -> Mapping[str, int]:
    """How many notes each of these sessions has that has any."""
    wanted = [one for one in session_ids if one]
    notes = SessionNote.objects.filter(account=account.slug, session_id__in=wanted)
    # The order of the model would be counted by too.
    counted = notes.order_by().values_list("session_id").annotate(count=Count("pk"))
    return dict(counted)


def marks_for(
    user: AnyUser, account: Account, session_ids: Iterable[str | None]
) -> Mapping[str, int]:
    """As `counts_of`, for what is rendered anew each time; empty for who sees no notes."""
    return counts_of(account, session_ids) if changes_for(user, account) > NO_NOTES else {}


def forget_old(oldest: datetime) -> int:
    return _forget(SessionNote.objects.filter(at__lt=oldest))


def forget_session(session_id: str) -> int:
    """For a customer who wants to be forgotten."""
    return _forget(SessionNote.objects.filter(session_id=session_id))


def _forget(notes: QuerySet[SessionNote]) -> int:
    with transaction.atomic():
        accounts: Collection[str] = set(notes.order_by().values_list("account", flat=True))
        count = notes.count()
        notes.delete()
        for account in accounts:
            _count_change(account)
    return count


def _count_change(account: str) -> None:
    NoteAccount.objects.get_or_create(account=account)
    NoteAccount.objects.filter(account=account).update(changes=F("changes") + 1)
