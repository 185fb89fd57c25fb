"""Why somebody is not let in, on a page of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note

# Codes for the read log.
NO_PROVIDER, CANCELLED, NOT_UNDERSTOOD = "provider failed", "cancelled", "answer not valid"
UNVERIFIED, NO_GROUP, NAME_TAKEN = "e-mail not verified", "no group", "name taken"
INACTIVE, NO_GLASS = "inactive", "code not valid"
WORDS = {
    NO_PROVIDER: _(
        "Your organisation's sign-in did not answer, or not as it should. Try again in a moment,"
        " and tell an administrator if it stays so."
    ),
    CANCELLED: _("You cancelled the sign-in at your organisation."),
    NOT_UNDERSTOOD: _(
        "The answer of your organisation's sign-in does not fit what this site asked. This also"
        " happens when a page of the sign-in is opened again later. Start over."
    ),
    UNVERIFIED: _(
        "Your organisation's sign-in does not confirm that your e-mail address is yours. It must"
        " be verified there first: ask whoever looks after these accounts."
    ),
    NO_GROUP: _(
        "You have signed in at your organisation, but none of your groups there gives access here."
        " Ask whoever looks after these accounts for a group that does."
    ),
    NAME_TAKEN: _(
        "Somebody with your e-mail address as the user name is known here already, and is not"
        " linked with this account of your organisation. An administrator has to rename or to"
        " delete that person first."
    ),
    INACTIVE: _("Your account here is switched off. Ask an administrator if you need it."),
    NO_GLASS: _(
        "This code is not valid: it is used up, too old, or not complete. Run the command on the"
        " server again for a new one."
    ),
}


class RefusedContext(TypedDict):
    """Of `sign_in_refused.html`."""

    words: str


def refused(request: HttpRequest, code: str, who: str = "") -> HttpResponse:
    """403 in words, and on record. who: user name, where it is known whose sign-in it was."""
    values = [("name", who)] if who else []
    note(request, kind=ReadKind.SIGN_IN_FAILED, detail=code, values=values)
    context: RefusedContext = {"words": str(WORDS[code])}
    status = HTTPStatus.BAD_GATEWAY if code == NO_PROVIDER else HTTPStatus.FORBIDDEN
    return render(request, "sign_in_refused.html", {**context}, status=status)
