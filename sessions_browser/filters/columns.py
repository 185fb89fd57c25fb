"""Which columns a list shows, in which order and width, as its address says it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Those of a list that says nothing of columns, and others; `_row.html`, `_more_cells.html` and
# their heads have a cell for each.
USUAL = ("when", "outcome", "amount", "who", "source", "id")
OTHERS = ("kind", "email", "customer", "payment", "subscription", "expires")
# It holds the link to the session and names the row.
ALWAYS = "when"
USUAL_WIDTH = ""
WIDTHS = (USUAL_WIDTH, "narrow", "wide")
COMPACT = "compact"
BETWEEN, BEFORE_WIDTH = "-", ":"


class ShownColumn(NamedTuple):
    name: str
    width: str = USUAL_WIDTH


def columns_of(text: str) -> tuple[ShownColumn, ...]:
    """Such as "when-amount-who:wide". Raises ValidationError; "" gives the usual ones."""
    if not text:
        return tuple(map(ShownColumn, USUAL))
    found: dict[str, ShownColumn] = {}
    for part in text.split(BETWEEN):
        name, _colon, width = part.partition(BEFORE_WIDTH)
        if name not in (*USUAL, *OTHERS):
            words = _("There is no column “%(name)s”. Choose from %(names)s.")
            named = {"name": name[:20], "names": ", ".join((*USUAL, *OTHERS))}
            raise ValidationError(words % named)
        if width not in WIDTHS:
            words = _("A column is narrow or wide, not “%(width)s”.")
            raise ValidationError(words % {"width": width[:20]})
        found.setdefault(name, ShownColumn(name, width))
    missing = () if ALWAYS in found else (ShownColumn(ALWAYS),)
    return (*missing, *found.values())


def spelled(columns: Iterable[ShownColumn]) -> str:
    """The best spelling; "" of the usual ones."""
    chosen = tuple(columns)
    if chosen == columns_of(""):
        return ""
    return BETWEEN.join(
        f"{one.name}{BEFORE_WIDTH}{one.width}" if one.width else one.name for one in chosen
    )
