"""Characters of a pasted text: those that cannot be seen, those of full width, those at edges."""

from __future__ import annotations

import unicodedata

# Signs that may surround an id or an e-mail and are not part of it.
EDGES = " \t<>()[]{}\"'`´«»‹›“”‘’„‚.,;:!?…*_|=/\\–—→•"
EDGES_OF_ID = EDGES.replace("_", "")
_BLANK_CATEGORIES = ("Cc", "Zl", "Zp", "Zs")
_INVISIBLE_CATEGORIES = ("Cf", "Cs", "Cn", "Co")
# Variation selectors and joiners that no category of their own tells from accents.
_INVISIBLE_MARKS = "\u034f\u115f\u1160\u3164\uffa0"
# Other compatibility forms stay: in the name of a mailbox they can be meant.
_OTHER_WIDTHS = ("<wide>", "<small>")


def cleaned(text: str) -> str:
    """`text` without invisible characters, in signs of the usual width.

    Line ends and other controls become spaces.
    """
    return unicodedata.normalize("NFC", "".join(map(_seen, text))).strip()


def _seen(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isprintable() else " "
    category = unicodedata.category(letter)
    if category in _BLANK_CATEGORIES:
        return " "
    if category in _INVISIBLE_CATEGORIES or letter in _INVISIBLE_MARKS:
        return ""
    is_other_width = unicodedata.decomposition(letter).startswith(_OTHER_WIDTHS)
    return unicodedata.normalize("NFKC", letter) if is_other_width else letter


def bare(text: str) -> str:
    """Cleaned, without the signs around it."""
    return cleaned(text).strip(EDGES_OF_ID)
