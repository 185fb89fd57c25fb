"""What was recorded, in words."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.recorder import ReadLogTrouble

KINDS = {
    ReadKind.SIGN_IN: _("Signed in"),
    ReadKind.SIGN_IN_FAILED: _("Sign-in failed"),
    ReadKind.LOCKED_OUT: _("Locked out"),
    ReadKind.SIGN_OUT: _("Signed out"),
    ReadKind.BREAK_GLASS: _("Emergency code made"),
    ReadKind.ROLE_CHANGE: _("Role changed"),
    ReadKind.REFUSAL: _("Refused"),
    ReadKind.LIST: _("Listed sessions"),
    ReadKind.SEARCH: _("Searched"),
    ReadKind.PERSON: _("Opened a person"),
    ReadKind.OPEN: _("Opened a session"),
    ReadKind.WATCH: _("Watched a session"),
    ReadKind.UNMASK: _("Unmasked"),
    ReadKind.MASK: _("Masked again"),
    ReadKind.VERIFY: _("Verified a caller"),
    ReadKind.OVERVIEW_ROWS: _("Sessions behind a figure"),
    ReadKind.NOTES: _("Read notes"),
    ReadKind.NOTE: _("Wrote or deleted a note"),
    ReadKind.SCAN: _("Looked through sessions"),
    ReadKind.EXPORT: _("Exported sessions"),
    ReadKind.READ_LOG: _("Read this log"),
    ReadKind.PROGRAM: _("A program read"),
    ReadKind.TOKENS: _("Token made or revoked"),
    ReadKind.ADMIN: _("Opened a page of administration"),
    ReadKind.STARTED: _("Recording began"),
    ReadKind.STOPPED: _("Recording ended"),
    ReadKind.LOST: _("Not recorded"),
}
SEARCHED = {
    "email": _("E-mail"),
    "customer": _("Customer"),
    "customer_account": _("Account of the customer"),
    "session": _("Session"),
    "payment_intent": _("Payment"),
    "subscription": _("Subscription"),
    "payment_link": _("Payment link"),
    "text": _("Text"),
}


def kind_words(kind: str) -> str:
    found = {str(code): words for code, words in KINDS.items()}.get(kind, kind)
    return str(found)


def searched_words(searched: str) -> str:
    return str(SEARCHED.get(searched, searched))


def trouble_words(trouble: ReadLogTrouble | None, lost_lately: int) -> list[str]:
    """Alarms for the status page. lost_lately: entries that were not written, in a day."""
    words = []
    if trouble is not None and not trouble.is_over:
        told = gettext("The read log cannot be written now (%(kind)s), so looks wait for it.")
        words.append(told % {"kind": trouble.kind})
    if lost_lately:
        told = ngettext(
            "In the last 24 hours %(count)s look was not recorded in the database.",
            "In the last 24 hours %(count)s looks were not recorded in the database.",
            lost_lately,
        )
        words.append(told % {"count": lost_lately})
    if words:
        words.append(gettext("Each is in the lines of the server, without a number."))
    return words
