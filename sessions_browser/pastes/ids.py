"""Ids of Stripe's objects in a pasted text, whole, cut or in two halves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sessions_browser.objects.ids import SESSION_ID_MAX_LENGTH, is_session_id

SESSION = "session"
# Prefix of an id -> parameter of the list.
PARAMETERS = {
    "cus": "customer",
    "pi": "payment_intent",
    "sub": "subscription",
    "plink": "payment_link",
    "acct": "customer_account",
}
_SESSION_ID = re.compile(r"cs_(?:test|live)_[A-Za-z0-9]+")
_SECRET_PART = re.compile(r"_secret_[A-Za-z0-9%_-]*")
_ID = re.compile(r"(?P<prefix>[a-z]{2,6})_[A-Za-z0-9_]{1,250}\Z")
# Of ids of today, with their prefix, as in the examples of docs.stripe.com/api.
_USUAL_LENGTHS = {"cus": 18, "pi": 27, "sub": 28, "plink": 30, "acct": 21}
_END_OF_RUN = re.compile(r"[^A-Za-z0-9]")
_PREFIXES = "|".join(PARAMETERS)
_OTHER_ID = re.compile(rf"(?<![A-Za-z0-9])(?P<prefix>{_PREFIXES})_[A-Za-z0-9]+\Z")
# Unlike a word.
_LIKE_HALF = re.compile(r"(?=.*(?:[0-9]|[a-z][A-Z]))[A-Za-z0-9]+")
_BEFORE_ID = re.compile(rf"(?<=[A-Za-z0-9])(?=(?:{_PREFIXES}|cs_test|cs_live)_[A-Za-z0-9])")
_CUT = re.compile(r"\b[a-z]{2,6}_(?:test_|live_)?[A-Za-z0-9]{0,60}(?:…|\.{2,3}|⋯)[A-Za-z0-9]*\Z")


def session_id_in(text: str) -> re.Match[str] | None:
    """The first id of a session anywhere in `text`."""
    return _SESSION_ID.search(text)


def without_secret(text: str) -> str:
    """Of the client secret of an object, its id."""
    return _SECRET_PART.sub("", text)


def prefix_of(text: str) -> str:
    """Of an id of whatever object; "" when `text` is none."""
    match = _ID.match(text)
    return match["prefix"] if match else ""


def parameter_of(text: str) -> str:
    """The parameter of the list that takes this id; "" when there is none."""
    name = PARAMETERS.get(prefix_of(text), "")
    is_odd_link = name == "payment_link" and "_" in text.partition("_")[2]
    return "" if is_odd_link else name


def is_cut(word: str) -> bool:
    """Whether `word` is an id as our pages shorten it, such as "cs_test_a1IF…4vpc0f"."""
    match = _CUT.search(word)
    session = session_id_in(word)
    is_whole = session is not None and len(session[0]) == SESSION_ID_MAX_LENGTH
    return match is not None and not is_whole


def apart_from_halves(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids whose two halves are neighbours in `words`, and the other words."""
    joined: list[str] = []
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if rest and (whole := _joined(word, rest[0])):
            joined.append(whole)
            rest.pop(0)
        else:
            others.append(word)
    return joined, others


def _joined(first: str, second: str) -> str:
    """The whole id that these two halves make, or ""; an address may go on behind the id."""
    before = first.rstrip("=-")
    if (half := session_id_in(first)) and before.endswith(half[0]):
        whole = half[0] + _END_OF_RUN.split(second, maxsplit=1)[0]
        return whole if len(whole) == SESSION_ID_MAX_LENGTH and is_session_id(whole) else ""
    other = _OTHER_ID.search(before)
    if other is None or not _LIKE_HALF.fullmatch(second):
        return ""
    whole = other[0] + second
    return whole if len(whole) == _USUAL_LENGTHS[other["prefix"]] else ""


def is_cut_in_address(session_id: str) -> bool:
    """Whether the id of a session, which stands in a web address, is not all of it."""
    return len(session_id) < SESSION_ID_MAX_LENGTH


def glued(text: str) -> list[str]:
    """The ids that follow each other in `text` without a blank; [] when these are not several."""
    parts = _BEFORE_ID.split(text)
    return parts if len(parts) > 1 and parameter_of(parts[0]) else []
