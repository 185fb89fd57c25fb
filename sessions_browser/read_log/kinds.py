"""What is recorded. The codes are stable: other systems read them."""

from __future__ import annotations

from enum import StrEnum


class ReadKind(StrEnum):
    """LOST: so many entries could not be written, or the head of the record was not as it was.

    STARTED, STOPPED: a process of the server that records; `detail` is its name. One that was
    killed has no STOPPED, and its last looks may be missing. ADMIN: a page below `/admin/`.
    PROGRAM: one read, by a token, what is about no customer. TOKENS: one was made or revoked.
    """

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SIGN_OUT = "sign_out"
    BREAK_GLASS = "break_glass"
    ROLE_CHANGE = "role_change"
    REFUSAL = "refusal"
    LIST = "list"
    SEARCH = "search"
    PERSON = "person"
    OPEN = "open"
    WATCH = "watch"
    UNMASK = "unmask"
    MASK = "mask"
    VERIFY = "verify"
    OVERVIEW_ROWS = "overview_rows"
    NOTES = "notes"
    NOTE = "note"
    SCAN = "scan"
    EXPORT = "export"
    READ_LOG = "read_log"
    PROGRAM = "program"
    TOKENS = "tokens"
    ADMIN = "admin"
    STARTED = "started"
    STOPPED = "stopped"
    LOST = "lost"


# Of these an entry says whom it was about.
LOOKS = (
    *(ReadKind.SEARCH, ReadKind.LIST, ReadKind.PERSON, ReadKind.OPEN, ReadKind.WATCH),
    *(ReadKind.UNMASK, ReadKind.VERIFY, ReadKind.NOTES, ReadKind.NOTE),
    *(ReadKind.EXPORT, ReadKind.READ_LOG),
)
