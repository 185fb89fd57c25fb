"""The result of a search box: its kinds, and the sentences that they share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sessions_browser.objects.list_query import Pairs

_QUOTED = 60


class Kind(StrEnum):
    SESSION = "session"
    PERSON = "person"
    LIST = "list"
    MANY = "many"
    EXPLAINED = "explained"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A correction that a person may choose; `text` is what is then searched for."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """summary: one sentence on what was understood, for before anything is searched.

    params: of PERSON one of email and customer; of LIST filters under the names of our addresses.
    opens: one session at most can match, so that it may be opened.
    items: of MANY, in the order given, each once; left_out: how many more there were.
    advice: of EXPLAINED, the nearest route.
    is_secret: what was pasted must not be shown again.
    """

    kind: Kind
    summary: str
    session_id: str = ""
    params: Pairs = ()
    opens: bool = False
    items: tuple[Interpretation, ...] = ()
    left_out: int = 0
    advice: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    is_secret: bool = False


# Before a comma or the like no id and no address ends.
EDGES = " \t<>()[]{}\"'`´«»‹›“”‘’„‚.,;:!?…*_|=/\\"
EDGES_OF_ID = EDGES.replace("_", "")
_ROUTES = "Search by the customer's e-mail, or look through the day on which it happened."


def quoted(text: str) -> str:
    shown = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return f"“{shown}”"


def explained(
    summary: str, advice: str = _ROUTES, suggestions: tuple[Suggestion, ...] = ()
) -> Interpretation:
    return Interpretation(Kind.EXPLAINED, summary, advice=advice, suggestions=suggestions)
