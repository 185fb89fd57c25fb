"""What an id of Stripe's, an e-mail or another value that one can filter by looks like."""

from __future__ import annotations

import re

SESSION_ID = re.compile(r"cs_(?:test|live)_[A-Za-z0-9]+\Z")
SESSION_ID_MAX_LENGTH = 66


def is_session_id(text: str) -> bool:
    return len(text) <= SESSION_ID_MAX_LENGTH and SESSION_ID.match(text) is not None


LONGEST_VALUE = 255
LONGEST_ADDRESS = 2000
# From start to end: a validator searches.
EMAIL = re.compile(r"\A[^\s@\x00-\x1f\x7f]{1,200}@[^\s@\x00-\x1f\x7f]{1,255}\Z")
PLAIN_ID = re.compile(r"[A-Za-z0-9_]{3,255}\Z")


def mode_of(session_id: str) -> str:
    """The mode that the id itself names."""
    return "live" if session_id.startswith("cs_live_") else "test"
