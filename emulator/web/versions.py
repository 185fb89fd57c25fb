"""Versions of the API: which are known, and what an older one changes in an answer.

docs.stripe.com/api/versioning. The shape of objects has been the same since the oldest version
below, but for what is renamed here. Whoever asks for an older one gets the newest shape, and the
answer says so in its header Stripe-Version.
"""

from __future__ import annotations

import re
from datetime import date

from emulator.objects.context import API_VERSION
from emulator.web import errors

_FORM = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z]+)?(;.*)?")
_RELEASES = ("acacia", "basil", "clover", "dahlia", "endive", "preview")
_FIRST = "2011-01-01"
# The taxes of an invoice could be expanded by this name (docs.stripe.com/changelog/basil).
_GONE = re.compile(r"expand(\[|%5B)\d*(\]|%5D)=(data\.)?total_tax_amounts\.tax_rate(&|$)")
# From here on `ui_mode` has other words.
_UI_MODES_RENAMED = "2026-03-25"
_OLD_UI_MODES = {"hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"}
# The oldest version whose shape is served.
_OLDEST_SHAPE = "2025-03-31"


def served_version(asked: str | None) -> str:
    """The version in which a request is answered. Raises ApiError for one that does not exist.

    asked: the header Stripe-Version.
    """
    if asked is None:
        return API_VERSION
    found = _FORM.fullmatch(asked.strip())
    if not found or not _exists(found[1], found[2]):
        raise errors.invalid_version(asked)
    return asked if found[1] >= _OLDEST_SHAPE else API_VERSION


def in_newest(query: str, asked: str | None) -> str:
    """The query string without what the asked version had and the newest has no more."""
    return query if asked is None or asked >= _OLDEST_SHAPE else _GONE.sub("", query)


def in_version(body: str, version: str) -> str:
    """The JSON of an answer as this version, one that `served_version` gave, has it."""
    if version[:10] >= _UI_MODES_RENAMED:
        return body
    for new, old in _OLD_UI_MODES.items():
        body = body.replace(f'"ui_mode":"{new}"', f'"ui_mode":"{old}"')
    return body


def _exists(day: str, release: str | None) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    if not _FIRST <= day <= API_VERSION[:10]:
        return False
    # Versions have had names since the autumn of 2024.
    return (release or ".").removeprefix(".") in (_RELEASES if day >= "2024-09-30" else ("",))
