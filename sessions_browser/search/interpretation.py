"""The result of interpreting a pasted text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from sessions_browser.objects.list_query import Pairs

_USUAL_ADVICE = gettext_lazy(
    "Search by the customer's e-mail, or look through the day on which it happened."
)


class Kind(StrEnum):
    SESSION = "session"
    PERSON = "person"
    LIST = "list"
    MANY = "many"
    EXPLAINED = "explained"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A correction that a person may choose.

    text: what is searched for when it is chosen.
    """

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a text was understood to be.

    summary: one sentence on what was understood, to show before anything is searched.
    name: of what was found, without where it leads, or "".
    session_id: of SESSION.
    params: of PERSON, one of email and customer; of LIST, filters under our parameter names.
    opens: whether at most one session can match, so that it may be opened at once.
    items: of MANY, in the order given, each once.
    left_out: of MANY, how many more items there were.
    advice: of EXPLAINED, what to do in place of this search.
    suggestions: corrections to choose from.
    unused: the words that nothing is searched by, quoted; of MANY they are in the summary alone.
    is_secret: whether the text must not be shown again.
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
    unused: str = ""
    is_secret: bool = False
    name: str = ""


def explained(
    summary: str, advice: str | Promise = _USUAL_ADVICE, suggestions: tuple[Suggestion, ...] = ()
) -> Interpretation:
    """Why nothing can be searched for."""
    return Interpretation(Kind.EXPLAINED, summary, advice=str(advice), suggestions=suggestions)


def for_masked(interpretation: Interpretation) -> Interpretation:
    """The same for people who see personal data masked: what they do not bring, nobody looks for.

    Nothing here searches by a part of a value, also not for others; it is said all the same.
    """
    if interpretation.kind is not Kind.EXPLAINED or interpretation.is_secret:
        return interpretation
    refusal = gettext(
        "Your role sees personal data masked, so you can look up only a whole e-mail or ID, and no"
        " part of one, no name and no other text."
    )
    return replace(interpretation, advice=f"{refusal} {interpretation.advice}".strip())


def suggestion_for(text: str) -> Suggestion:
    return Suggestion(gettext("Look for %(text)s") % {"text": text}, text)
