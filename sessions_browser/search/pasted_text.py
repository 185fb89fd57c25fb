"""Pasted text: cleaned of what cannot be seen, split into tokens, quoted in a sentence."""

from __future__ import annotations

import re
import unicodedata

# Signs that may surround an id or an e-mail and are not part of it.
EDGES = " \t<>()[]{}\"'`´«»‹›“”‘’„‚.,;:!?…*_|=/\\"
EDGES_OF_ID = EDGES.replace("_", "")
_SPLIT = re.compile(r"[\s,;|]+")
_LONGEST_QUOTE = 60
_BLANK_CATEGORIES = ("Cc", "Zl", "Zp", "Zs")
_INVISIBLE_CATEGORIES = ("Cf", "Cs", "Cn", "Co")


def cleaned(text: str) -> str:
    """`text` without invisible characters; line ends and other controls become spaces."""
    kept = []
    for letter in text:
        category = unicodedata.category(letter)
        if category in _BLANK_CATEGORIES:
            kept.append(" ")
        elif category not in _INVISIBLE_CATEGORIES:
            kept.append(letter)
    return "".join(kept).strip()


def tokens_of(text: str) -> list[str]:
    """The words between blanks and separators, without those that are only punctuation."""
    return [token for token in _SPLIT.split(text) if token.strip(EDGES)]


def quoted(text: str) -> str:
    """The beginning of `text` in quotation marks."""
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return f"“{shown}”"
