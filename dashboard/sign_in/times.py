"""A sign-in ends when nobody asks for a page for a while, and after some hours in any case."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from dashboard.sign_in.ways import BROKEN_GLASS, PASSWORD, ways_of
from sessions_browser.access.tokens import token_of

Handler = Callable[[HttpRequest], HttpResponse]
BEGAN, SEEN, OVER = "sign_in_began", "sign_in_seen", "sign_in_over"
# What pages ask for by themselves while nobody need be there, and what they ask for so as a
# fragment.
ASKED_BY_PAGES = frozenset(("newer_sessions", "session_state"))
FRAGMENTS_OF_PAGES = frozenset(("filling", "jobs"))
# Of a person who clicks, so often is the session written.
SEEN_SECONDS = 60
BROKEN_GLASS_SECONDS = 60 * 60
IDLE, HOURS, GLASS, CLOSED = "idle", "hours", "glass", "closed"
WORDS: dict[str, Any] = {
    HOURS: ngettext_lazy(
        "You were signed out: a sign-in lasts %(count)d hour at most.",
        "You were signed out: a sign-in lasts %(count)d hours at most.",
        "count",
    ),
    IDLE: ngettext_lazy(
        "You were signed out because you did nothing here for %(count)d minute.",
        "You were signed out because you did nothing here for %(count)d minutes.",
        "count",
    ),
    GLASS: _("You were signed out: an emergency sign-in lasts an hour."),
    CLOSED: _("You were signed out: passwords are no longer used here."),
}


def now() -> float:
    return time.time()


def end_old_sign_ins(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (reason := _over(request)):
            _end(request, reason)
        response = get_response(request)
        if request.user.is_authenticated and not _is_asked_by_itself(request):
            _see(request)
        return response

    return middleware


def begin(request: HttpRequest) -> None:
    """Of a sign-in: its first moment."""
    request.session[BEGAN] = request.session[SEEN] = now()
    request.session.pop(OVER, None)


def words_of_end(request: HttpRequest) -> str:
    """Why one has to sign in again, or ""."""
    reason = request.session.get(OVER, "")
    counts = {HOURS: settings.SIGN_IN_HOURS, IDLE: settings.SIGN_IN_IDLE_MINUTES}
    if reason in counts:
        return str(WORDS[reason] % {"count": counts[reason]})
    return str(WORDS.get(reason, ""))


def reason_of_end(request: HttpRequest) -> str:
    """Code for the read log; "" where somebody pressed the button."""
    return str(getattr(request, "_sign_in_is_over", ""))


def _over(request: HttpRequest) -> str:
    session, moment, ways = request.session, now(), ways_of(request)
    if settings.OIDC_ONLY and PASSWORD in ways:
        return CLOSED
    age = moment - session.get(BEGAN, moment)
    if BROKEN_GLASS in ways and age >= BROKEN_GLASS_SECONDS:
        return GLASS
    if age >= settings.SIGN_IN_HOURS * 60 * 60:
        return HOURS
    idle = moment - session.get(SEEN, moment)
    return IDLE if idle >= settings.SIGN_IN_IDLE_MINUTES * 60 else ""


def _end(request: HttpRequest, reason: str) -> None:
    vars(request)["_sign_in_is_over"] = reason
    logout(request)
    request.session[OVER] = reason


def _see(request: HttpRequest) -> None:
    """A sign-in from before there were time-outs begins now."""
    moment = now()
    request.session.setdefault(BEGAN, moment)
    if moment - request.session.get(SEEN, 0.0) >= SEEN_SECONDS:
        request.session[SEEN] = moment


def _is_asked_by_itself(request: HttpRequest) -> bool:
    """By a page while nobody need be there, or by a program, which has no sign-in to keep up."""
    if token_of(request.user):
        return True
    name = request.resolver_match.view_name if request.resolver_match else ""
    is_fragment = request.headers.get("HX-Request") == "true"
    return name in ASKED_BY_PAGES or (is_fragment and name in FRAGMENTS_OF_PAGES)
