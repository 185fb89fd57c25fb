"""A language in which every text of gettext stands in brackets, so that what does not is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings
from django.utils.translation import trans_real

# Esperanto: Django has a catalogue of it, which it asks for, and no page of ours is in it.
CODE = "eo"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), (CODE, "Esperanto")]
INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")


class Brackets(trans_real.DjangoTranslation):
    """Neither a catalogue nor Django's words: what is asked for, in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@contextmanager
def pseudo_language() -> Iterator[str]:
    """Its code, for Accept-Language."""
    with override_settings(LANGUAGES=LANGUAGES):
        # Where Django keeps what it has loaded, under a name that is its own.
        loaded: dict[str, trans_real.DjangoTranslation] = vars(trans_real)["_translations"]
        loaded[CODE] = Brackets(CODE)
        try:
            yield CODE
        finally:
            del loaded[CODE]


def outside(text: str) -> str:
    """`text` without what stands in brackets, which may stand in brackets again."""
    while INNERMOST.search(text):
        text = INNERMOST.sub(" ", text)
    return text
