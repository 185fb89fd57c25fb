"""What an e-mail address looks like: one rule for what Stripe holds, one for what people type."""

from __future__ import annotations

import re

from sessions_browser.objects.ids import LONGEST_VALUE

# The loose rule, for links and filters: Stripe holds addresses that no rule of ours would admit,
# and each of them must be possible to filter by. From start to end, as a validator searches.
EMAIL = re.compile(r"\A[^\s@\x00-\x1f\x7f]{1,200}@[^\s@\x00-\x1f\x7f]{1,255}\Z")
_PUNCTUATION = re.compile(r"[,;<>()\[\]\\\"|]")
_DOMAIN = re.compile(r"[^.].*\.[^.\d][^.]+")


def is_email(text: str) -> bool:
    """The strict rule, for the search box: a slip of the finger is better shown than searched."""
    return (
        len(text) <= LONGEST_VALUE
        and EMAIL.match(text) is not None
        and text.isprintable()
        and ".." not in text
        and _PUNCTUATION.search(text) is None
        and _DOMAIN.fullmatch(text.rpartition("@")[2]) is not None
    )
