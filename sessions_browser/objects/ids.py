"""What an id of Stripe's and other values that one can filter by look like."""

from __future__ import annotations

import re

# Stripe's name a mode; those of fakes need not.
SESSION_ID = re.compile(r"cs_(?:(?P<mode>test|live)_)?[A-Za-z0-9]+\Z")
SESSION_ID_MAX_LENGTH = 66
PLAIN_ID = re.compile(r"[A-Za-z0-9_]{3,255}\Z")
# In characters: of any value, and of a web address.
LONGEST_VALUE = 255
LONGEST_ADDRESS = 2000


def is_session_id(text: str) -> bool:
    return len(text) <= SESSION_ID_MAX_LENGTH and SESSION_ID.match(text) is not None


def mode_of(session_id: str) -> str:
    """The mode that the id itself names: "live", "test", or "" where it names none."""
    match = SESSION_ID.match(session_id)
    return (match["mode"] if match else None) or ""


def may_be_of(session_id: str, key_mode: str, *, is_fake: bool) -> bool:
    """Whether an account of this mode can have the session; a fake gives ids without one too.

    key_mode: "" of an account whose mode nobody knows yet.
    """
    mode = mode_of(session_id)
    return mode == key_mode or not key_mode or (is_fake and not mode)
