"""What an e-mail address looks like: a loose rule for filters, a strict one for the search box."""

from __future__ import annotations

import re

from sessions_browser.objects.ids import LONGEST_VALUE

# The loose rule, for filters and for links to them: people must be able to filter by every address
# that Stripe holds. The pattern goes from start to end because a validator searches with it.
EMAIL = re.compile(r"\A[^\s@\x00-\x1f\x7f]{1,200}@[^\s@\x00-\x1f\x7f]{1,255}\Z")
_PUNCTUATION = re.compile(r"[,;<>()\[\]\\\"|]")
_DOMAIN = re.compile(r"[^.].*\.[^.\d][^.]+")


def is_email(text: str) -> bool:
    """The strict rule, for the search box, where a mistyped address should get a correction."""
    return (
        len(text) <= LONGEST_VALUE
        and EMAIL.match(text) is not None
        and text.isprintable()
        and ".." not in text
        and _PUNCTUATION.search(text) is None
        and _DOMAIN.fullmatch(text.rpartition("@")[2]) is not None
    )
