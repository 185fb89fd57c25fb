"""Notes: those of a session, a new one, the way to take one back, and those of an account."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions_browser.conf import Account
from sessions_browser.desk import notes as desk
from sessions_browser.models import NoteMention, SessionNote
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.rows import short_id
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note as note_read
from sessions_browser.services import account_data
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.freshness import patience_of
from sessions_browser.views.notes_part import (
    NoteForm,
    NoteLine,
    NotesPart,
    hides_notes,
    line_of,
    note_form,
    notes_part,
)
from sessions_browser.views.request import VARY, clock_of, is_fragment

MOST_SHOWN = 100


class SessionNotesContext(TypedDict):
    """Of `session_notes.html`, the page for browsers without script."""

    notes: NotesPart | None
    session_id: str
    back_url: str


@dataclass(frozen=True, slots=True)
class NoteOfSession:
    """done_url: of a note that names the person, where they say that it is done; else ""."""

    line: NoteLine
    session: str
    url: str
    done_url: str


class NotesContext(TypedDict):
    """Of `notes.html`. more: older ones are left out."""

    mine: list[NoteOfSession]
    latest: list[NoteOfSession]
    more: bool


@require_http_methods(["GET", "HEAD", "POST"])
def session_notes(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """The notes of a session alone; posted, with a new one. Asks Stripe only for an unseen session.

    For a script the part of the page that shows them.
    """
    form = note_form(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        _write(request, account, session_id, form.cleaned_data["text"])
        form = None
        if not is_fragment(request):
            return redirect(f"{urls_of(account).session(session_id)}#notes")
    response = _shown(request, account, session_id, form)
    patch_vary_headers(response, VARY)
    return response


def _shown(
    request: HttpRequest, account: Account, session_id: str, form: NoteForm | None
) -> HttpResponse:
    notices, clock = messages.get_messages(request), clock_of(request)
    part = notes_part(request, account, session_id, clock, form=form, notices=notices)
    status = HTTPStatus.BAD_REQUEST if form is not None else HTTPStatus.OK
    if is_fragment(request):
        return render(request, "sessions_browser/_notes.html", {"notes": part}, status=status)
    context: SessionNotesContext = {
        "notes": part,
        "session_id": session_id,
        "back_url": urls_of(account).session(session_id),
    }
    return render(request, "sessions_browser/session_notes.html", {**context}, status=status)


def _write(request: HttpRequest, account: Account, session_id: str, text: str) -> None:
    """Raises Http404 for a session that Stripe does not have; while Stripe fails, it may be."""
    try:
        account_data(account).sessions.current(session_id, patience_of(reload=False))
    except NotFoundError as error:
        raise Http404("no such session") from error
    except UpstreamError:
        messages.warning(request, _("Stripe could not be asked whether this session exists."))
    written = desk.write(request.user, account, session_id, text)
    note_read(request, kind=ReadKind.NOTE, undo=lambda: desk.take_back(written))
    if unknown := desk.unknown_names(text, account):
        names = ", ".join(f"@{name}" for name in unknown)
        words = _("Nobody who reads notes here is called %(names)s, so nobody was told.")
        messages.warning(request, words % {"names": names})


@require_POST
def delete_note(
    request: HttpRequest, account: Account, session_id: str, note_id: int
) -> HttpResponse:
    """Whoever wrote it takes it back."""
    found = desk.notes_on(account, session_id).filter(pk=note_id).first()
    if found is None or not desk.may_take_back(request.user, found):
        raise Http404("no such note of this person")
    desk.take_back(found)
    note_read(request, kind=ReadKind.NOTE, detail="deleted")
    if is_fragment(request):
        return _shown(request, account, session_id, None)
    return redirect(f"{urls_of(account).session(session_id)}#notes")


@require_safe
def notes(request: HttpRequest, account: Account) -> HttpResponse:
    """Those that name the person and are not done, then the latest of the account."""
    clock = clock_of(request)
    named = desk.mentions_of(request.user, account)[:MOST_SHOWN]
    mine = [_of_session(request, account, one.note, clock, one) for one in named]
    found = list(
        SessionNote.objects.filter(account=account.slug).order_by("-at", "-pk")[: MOST_SHOWN + 1]
    )
    latest = [_of_session(request, account, one, clock) for one in found[:MOST_SHOWN]]
    sessions = {one.session_id for one in found[:MOST_SHOWN]}
    note_read(request, values=[("session", one) for one in sorted(sessions)], rows=len(latest))
    context: NotesContext = {"mine": mine, "latest": latest, "more": len(found) > MOST_SHOWN}
    return render(request, "sessions_browser/notes.html", {**context})


@require_POST
def done_note(request: HttpRequest, account: Account, note_id: int) -> HttpResponse:
    """What the note asked of this person is done."""
    desk.mentions_of(request.user, account).filter(note_id=note_id).delete()
    return redirect(urls_of(account).notes)


def _of_session(
    request: HttpRequest,
    account: Account,
    note: SessionNote,
    clock: Clock,
    mention: NoteMention | None = None,
) -> NoteOfSession:
    urls = urls_of(account)
    hides = hides_notes(request, account, note.session_id)
    return NoteOfSession(
        line=line_of(request, account, note, clock, hides=hides),
        session=short_id(note.session_id),
        url=f"{urls.session(note.session_id)}#notes",
        done_url=f"{urls.notes}{note.pk}/done/" if mention else "",
    )
