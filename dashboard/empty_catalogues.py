"""English without the detour to catalogues that are empty.

The texts are English in the code. For `en-gb` Django reads the catalogue of plain English of each
app as well, none of which has a text, and looks each text of a page up in all of them.
"""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any

from django.utils.translation import trans_real


def forget_empty_catalogues(language: str) -> None:
    """Of the ways on from a language; those with texts stay, in their order."""
    link: Any = trans_real.translation(language)
    while link is not None:
        while _is_empty(link._fallback):
            link._fallback = link._fallback._fallback
        link = link._fallback


def _is_empty(catalogue: NullTranslations | None) -> bool:
    """But for its head, which stands under ""."""
    return catalogue is not None and not any(getattr(catalogue, "_catalog", {}).keys())
