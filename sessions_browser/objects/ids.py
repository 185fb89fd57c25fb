"""What an id of Stripe's and other values that one can filter by look like."""

from __future__ import annotations

import re

SESSION_ID = re.compile(r"cs_(?:test|live)_[A-Za-z0-9]+\Z")
SESSION_ID_MAX_LENGTH = 66
PLAIN_ID = re.compile(r"[A-Za-z0-9_]{3,255}\Z")
# In characters: of any value, and of a web address.
LONGEST_VALUE = 255
LONGEST_ADDRESS = 2000


def is_session_id(text: str) -> bool:
    return len(text) <= SESSION_ID_MAX_LENGTH and SESSION_ID.match(text) is not None


def mode_of(session_id: str) -> str:
    """The mode that the id itself names: "live" or "test"."""
    return "live" if session_id.startswith("cs_live_") else "test"
