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
    """The ids of sessions whose two halves are neighbours in `words`, and the other words."""
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
    """The whole id of a session that these two halves make, or ""."""
    half = session_id_in(first)
    if half is None or not first.rstrip("=-").endswith(half[0]):
        return ""
    whole = half[0] + second
    return whole if len(whole) == SESSION_ID_MAX_LENGTH and is_session_id(whole) else ""
