"""What stands in a pasted text: e-mails, ids and payment links, in the order of the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from sessions_browser.objects.emails import is_email
from sessions_browser.objects.ids import is_session_id
from sessions_browser.pastes import ids, links
from sessions_browser.pastes.characters import EDGES, EDGES_OF_ID, cleaned
from sessions_browser.pastes.emails import emails_of, unquoted
from sessions_browser.pastes.torn_emails import torn_emails, without
from sessions_browser.pastes.wrappers import unwrapped

TORN_EMAIL = "torn_email"
_SPLIT = re.compile(r"[\s,;|]+")
# The name of a field in JSON, or a label that a colon and an id follow.
_JSON_KEY = re.compile(r"[\"']([A-Za-z_]{1,40})[\"']\s*:\s*")
_LABELLED_ID = re.compile(r"\A[A-Za-z][\w-]{0,30}[:=](?=[a-z]{2,6}_)")
# The heading of a column or a field, such as "E-mail:".
_LABEL = re.compile(r"[A-Za-z][A-Za-z_ -]{0,30}:\Z")


class Found(NamedTuple):
    """name: "session", TORN_EMAIL, or the parameter of the list.

    left: words that stood around it.
    """

    name: str
    value: str
    left: str = ""


def words_of(text: str) -> list[str]:
    """The words between blanks and separators; of wrapped links, the links inside."""
    plain = _JSON_KEY.sub(r"\1: ", unwrapped(cleaned(text)))
    return [word for word in _SPLIT.split(plain) if word.strip(EDGES)]


def all_in(text: str) -> tuple[Found, ...]:
    """Each thing once, without the words around it. Half of an id is nothing.

    An e-mail that may be torn is TORN_EMAIL, of which nobody knows which address is meant.
    """
    torn = torn_emails(text)
    words = ids.apart_from_halves(words_of(without(text, torn) if torn else text))[1]
    found = [Found(TORN_EMAIL, f"{one.joined} or {one.alone}") for one in torn]
    found += [one._replace(left="") for word in words for one in found_in_word(word)]
    return tuple(dict.fromkeys(found))


def is_label(word: str) -> bool:
    return _LABEL.match(word.strip(EDGES.replace(":", ""))) is not None


def left_of(text: str) -> str:
    """The words around what was found in `text`, without labels."""
    left: list[str] = []
    for word in words_of(text):
        if found := found_in_word(word):
            left += [one.left for one in found if one.left]
        elif not is_label(word):
            left.append(word)
    return " ".join(left)


def only_email(text: str) -> str:
    """The one address that `text` names; "" when it names none, several, or other things too."""
    found = all_in(text)
    return found[0].value if len(found) == 1 and found[0].name == "email" else ""


def found_in_word(word: str) -> list[Found]:
    """More than one only for e-mails that stand together without a blank."""
    text = unquoted(word.strip(EDGES_OF_ID))
    if ids.is_cut(word) or ids.glued(text):
        return []
    if session := ids.session_id_in(text):
        is_cut = links.is_web_address(text) and ids.is_cut_in_address(session[0])
        is_whole = is_session_id(session[0]) and not is_cut
        return [Found(ids.SESSION, session[0])] if is_whole else []
    if links.is_web_address(text):
        return _in_web_address(_link_in(text))
    if "@" in text:
        emails = emails_of(word)
        left = [emails.left, *[""] * len(emails.found)]
        return [Found("email", address, left.pop(0)) for address in emails.found]
    return _by_id(text)


def _link_in(text: str) -> str:
    """The address in Markdown's "[title](address)" and behind a label."""
    if match := re.search(r"\]\((https?://[^\s)]+)", text):
        return match[1]
    return re.sub(r"\A[^/]*?(?=https?://)", "", text, count=1, flags=re.IGNORECASE)


def _by_id(text: str) -> list[Found]:
    text = ids.without_secret(_LABELLED_ID.sub("", text))
    name = ids.parameter_of(text)
    return [Found(name, text)] if name else []


def _in_web_address(text: str) -> list[Found]:
    """The last id or e-mail in it counts, before what the address itself is."""
    try:
        pieces = links.pieces_of(text)
    except ValueError:
        return []
    link = links.payment_link_of(text)
    if link and links.is_on_stripes_link_host(text):
        return [Found("payment_link", link)]
    for piece in reversed(pieces):
        # An account in the path of a Dashboard page is whose page it is, and not what it shows.
        if not piece.startswith("acct_") and (found := _by_id(piece)):
            return found
        if is_email(piece):
            return [Found("email", piece)]
    return [Found("payment_link", link)] if link else []
