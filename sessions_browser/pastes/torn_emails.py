"""E-mail addresses that a line break or a blank may have cut in two, so that one must ask."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from sessions_browser.objects.emails import is_email
from sessions_browser.pastes.characters import cleaned
from sessions_browser.pastes.emails import END_OF_FIELD, emails_of
from sessions_browser.pastes.ids import parameter_of, session_id_in

_LINE_END = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")
# Marks of a quoted line and of a list.
_MARKS = "> |•*"
_PIECE = re.compile(r"(?:[A-Za-z-]{1,20}:)?(?P<piece>(?=\S*\w)[\w.+=%'-]{1,64})")
_LIST_NUMBER = re.compile(r"[0-9]{1,3}\.")
# Signs within the name of a mailbox at which programs break a line.
_JOINTS = "._+=-"
_LONGEST_FRAGMENT = 30
# A piece that names a field or says something of its own.
_WORDS = frozenset(
    word
    for line in (
        "mail email e-mail e-mails emails address adresse customer customers kunde kunden client",
        "user login name from to cc bcc von q who",
        "paid open free abandoned processing expired complete today yesterday heute gestern",
    )
    for word in line.split()
)
_FIELD = re.compile(rf"\S*{END_OF_FIELD}", re.IGNORECASE)


class TornEmail(NamedTuple):
    """joined: with the piece before the break. alone: without it, as it stands.

    place: of the piece among `words_of_lines`; the word after it holds the address.
    """

    joined: str
    alone: str
    place: int


class _Word(NamedTuple):
    """is_line: whether it is a line by itself, but for labels.

    follows_break: whether it begins a line.
    """

    text: str
    is_line: bool
    follows_break: bool


def words_of_lines(text: str) -> list[_Word]:
    """The words between blanks, without the marks of quoted lines."""
    words: list[_Word] = []
    for line in _LINE_END.split(text):
        on_line = [bare for word in cleaned(line).split() if (bare := word.lstrip(_MARKS))]
        count = sum(not word.endswith(":") for word in on_line)
        for place, word in enumerate(on_line):
            words.append(_Word(word, count == 1, place == 0))
    return words


def torn_emails(text: str) -> list[TornEmail]:
    """Those in `text`, whose line ends must still be in it."""
    if "@" not in text and "%40" not in text:
        return []
    words = words_of_lines(text)
    pairs = pairwise(words)
    torn = [_torn(place, first, second) for place, (first, second) in enumerate(pairs)]
    return [one for one in torn if one]


def without(text: str, torn: list[TornEmail]) -> str:
    """The other words of `text`."""
    places = {place for one in torn for place in (one.place, one.place + 1)}
    words = enumerate(words_of_lines(text))
    return " ".join(word.text for place, word in words if place not in places)


def _torn(place: int, first: _Word, second: _Word) -> TornEmail | None:
    piece, alone = _piece_of(first.text), _address_at_start(second.text)
    if not piece or not alone:
        return None
    is_joint = piece[-1] in _JOINTS or second.text[0] in _JOINTS
    is_fragment = first.is_line and second.follows_break and _is_fragment(piece)
    joined = _joined(piece, second.text[0] if second.text[0] == "=" else "", alone)
    if not (is_joint or is_fragment) or not is_email(joined):
        return None
    return TornEmail(joined, alone, place)


def _joined(piece: str, sign: str, alone: str) -> str:
    """A "=" at the end of a line is the line break of a mail program (RFC 2045)."""
    return f"{piece.removesuffix('=')}{sign}{alone}"


def _piece_of(word: str) -> str:
    """What may be the beginning of an address, or ""."""
    word = word.lstrip("<([\"'“„")
    match = _PIECE.fullmatch(word)
    if match is None or _FIELD.fullmatch(f"{word.rstrip('=')}=") or session_id_in(word):
        return ""
    piece = match["piece"]
    is_word = piece.strip(_JOINTS).casefold() in _WORDS or _LIST_NUMBER.fullmatch(piece)
    return "" if is_word or parameter_of(piece) else piece


def _is_fragment(piece: str) -> bool:
    return len(piece) <= _LONGEST_FRAGMENT and not piece.isdecimal()


def _address_at_start(word: str) -> str:
    """The one address that `word` begins with, or ""."""
    found = emails_of(word).found
    return found[0] if len(found) == 1 and word.removeprefix("=").startswith(found[0]) else ""
