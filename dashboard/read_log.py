"""Each look at what customers have given, and each refusal, becomes an entry of the read log.

Views note what they show. What a page of `LOOKS` shows is recorded also where its view notes
nothing, and cached bytes are as much a look as new ones.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from dashboard.sign_in_limits import address_of
from dashboard.views import unrecorded
from sessions_browser.access.tokens import recorded, token_of
from sessions_browser.conf import Account, get_conf
from sessions_browser.read_log import keys
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import ReadNote, notes_of
from sessions_browser.read_log.recorder import Handed, recorder

Handler = Callable[[HttpRequest], HttpResponse]

LOOKS = {
    "session_list": ReadKind.LIST,
    "session_list_twin": ReadKind.LIST,
    "person": ReadKind.PERSON,
    "person_twin": ReadKind.PERSON,
    "session_detail": ReadKind.OPEN,
    "session_state": ReadKind.WATCH,
    "overview_rows": ReadKind.OVERVIEW_ROWS,
    "session_notes": ReadKind.NOTES,
    "notes": ReadKind.NOTES,
    **dict.fromkeys(("scan_result", "scan_result_twin", "scan_twin"), ReadKind.SCAN),
    "read_log": ReadKind.READ_LOG,
    "who_looked": ReadKind.READ_LOG,
}
ADMIN = "admin"
# Whoever watches a session asks every few seconds; in so many it is one look.
WATCHED_SECONDS = 600.0
MOST_WATCHED = 1000
NOTHING_NOTED = ReadNote("", "", (), None, "", "")
_current: ContextVar[tuple[HttpRequest, list[Handed]] | None] = ContextVar("read", default=None)


def log_reads(get_response: Handler) -> Handler:
    """503 in words where an entry has to be written and could not be."""

    def middleware(request: HttpRequest) -> HttpResponse:
        handed: list[Handed] = []
        token = _current.set((request, handed))
        try:
            response = get_response(request)
        finally:
            _current.reset(token)
        is_required = get_conf().read_log_required
        events = _events(request, response)
        handed.extend(recorder.record(event, hurry=is_required) for event in events)
        if is_required and not all(one.wait() for one in handed):
            _take_back(request)
            return unrecorded(request)
        return response

    return middleware


def _take_back(request: HttpRequest) -> None:
    """What may not be without an entry."""
    for noted in notes_of(request):
        if noted.undo:
            # The entry could not be written, so perhaps this cannot be either.
            with suppress(DatabaseError):
                noted.undo()


def record_now(event: ReadEvent) -> None:
    """What a signal tells; the request that it came with has to wait for it too."""
    current = _current.get()
    handed = recorder.record(event, hurry=get_conf().read_log_required)
    if current is not None:
        current[1].append(handed)


def current_request() -> HttpRequest | None:
    """None in a command."""
    current = _current.get()
    return current[0] if current else None


def _events(request: HttpRequest, response: HttpResponse) -> Iterator[ReadEvent]:
    match = request.resolver_match
    if match is None:
        return
    usual = _usual_kind(request, match) if response.status_code == HTTPStatus.OK else ""
    notes = notes_of(request) or [NOTHING_NOTED]
    account, session = match.kwargs.get("account"), match.kwargs.get("session_id", "")
    for noted in notes:
        kind = noted.kind or usual
        if not kind or (kind == ReadKind.WATCH and _was_watched(request, session)):
            continue
        about = (keys.subject("session", session),) if session else ()
        yield ReadEvent(
            kind=kind,
            who=request.user.get_username(),
            place=address_of(request) or "",
            account=account.slug if isinstance(account, Account) else "",
            searched=noted.searched,
            subjects=(*about, *noted.subjects),
            rows=noted.rows,
            ids=noted.ids,
            detail=_detail(request, noted, kind, match),
        )


def _detail(request: HttpRequest, noted: ReadNote, kind: str, match: ResolverMatch) -> str:
    """Of a program also by which token it has come."""
    is_told_by_name = kind in (ReadKind.ADMIN, ReadKind.PROGRAM)
    told = noted.detail or (match.view_name if is_told_by_name else "")
    token = token_of(request.user)
    return f"{recorded(token)} {told}".strip() if token else told


def _usual_kind(request: HttpRequest, match: ResolverMatch) -> str:
    """Of a page whose view notes nothing; "" of one that shows nothing about customers or staff."""
    if match.app_names == [ADMIN] and request.user.is_authenticated:
        return ReadKind.ADMIN
    return LOOKS.get(match.view_name, ReadKind.PROGRAM if token_of(request.user) else "")


class _Watched:
    """Who watched which session lately, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: OrderedDict[tuple[str, str], float] = OrderedDict()

    def again(self, who: str, session: str) -> bool:
        now = time.monotonic()
        with self._lock:
            since = self._since.get((who, session))
            if since is not None and now - since < WATCHED_SECONDS:
                return True
            self._since[who, session] = now
            self._since.move_to_end((who, session))
            if len(self._since) > MOST_WATCHED:
                self._since.popitem(last=False)
        return False


_watched = _Watched()


def _was_watched(request: HttpRequest, session: str) -> bool:
    return _watched.again(request.user.get_username(), session)
