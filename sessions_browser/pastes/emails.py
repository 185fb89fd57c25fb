"""E-mail addresses within a pasted word, without what stands around them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote

from sessions_browser.objects.emails import is_email
from sessions_browser.pastes.characters import EDGES, cleaned

_LOCAL = r"[^\s@<>()\[\]{}\"“”„«»‹›,;:|\\→–—•…]"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
# Bounded, and begun only where a word begins, so that the time to read a text grows with its
# length alone.
_ADDRESS = re.compile(
    rf"(?<!{_LOCAL})(?P<local>{_LOCAL}{{1,200}})@"
    rf"(?P<domain>{_LABEL}(?:[.。]{_LABEL}){{1,10}})(?![@]|[^\W_])"
)
# The end of the name of a field that holds an e-mail, as in "customer_email=ana@example.com".
END_OF_FIELD = r"(?:mail|address|customer|user|login|\b(?:from|to|q|who))\]?="
_FIELD = re.compile(rf"\A(?:\S*[?&])?[\w.\[-]*?{END_OF_FIELD}", re.IGNORECASE)
# Signs, such as emoji or 、, that stand before an address and are not part of it.
_BEFORE = re.compile(r"\A(?:[^\w!-~]|['`*=/#!?&])+")
_MAILTO = re.compile(r"mailto:(?://)?([^?\s<>()\[\]]*)(?:\?[^\s<>)\]]*)?", re.IGNORECASE)
_LABEL_OF_EMAIL = re.compile(r"\A(?:e-?)?mail\Z", re.IGNORECASE)


class Emails(NamedTuple):
    """found: each address once. left: other words that stood around them, or ""."""

    found: tuple[str, ...]
    left: str


def emails_of(word: str) -> Emails:
    """`word`: a piece of text without blanks; "mailto:" and signs around it do not matter."""
    rest = unquoted(_MAILTO.sub(r" \1 ", unquoted(cleaned(word))))
    found: dict[str, None] = {}
    left: list[str] = []
    while match := _ADDRESS.search(rest):
        address = _address(match)
        end = match.start("domain") + len(address.rpartition("@")[2])
        # "a@b@c.example" holds no address.
        if is_email(address) and not rest[: match.start()].endswith("@"):
            found[address] = None
            left.append(rest[: match.start()])
        rest = rest[end:]
    left.append(rest)
    return Emails(tuple(found), _words_in(left) if found else "")


def repaired(text: str) -> str:
    """The one address that a small typing mistake may have made `text` of, or ""."""
    address = re.sub(r"\s*[(\[{]\s*at\s*[)\]}]\s*", "@", text, flags=re.IGNORECASE)
    address = re.sub(r"\s*[(\[{]\s*dot\s*[)\]}]\s*", ".", address, flags=re.IGNORECASE)
    address = re.sub(r"\s+", "", address).replace(",", ".")
    address = re.sub(r"@+", "@", address)
    address = re.sub(r"\.{2,}", ".", address).replace("@.", "@").replace(".@", "@").strip(EDGES)
    return address if address != text and is_email(address) else ""


def unquoted(text: str) -> str:
    return unquote(text) if "%" in text else text


def _address(match: re.Match[str]) -> str:
    local = _BEFORE.sub("", _FIELD.sub("", match["local"]))
    name, _, top = match["domain"].replace("。", ".").rpartition(".")
    if top.isascii() or not top[0].isascii():
        return f"{local}@{name}.{top}"
    # Text in another script follows without a blank.
    return f"{local}@{name}.{re.split(r'[^ -~]', top)[0]}"


def _words_in(pieces: list[str]) -> str:
    words = (piece.strip(f"{EDGES}#&-→") for piece in pieces)
    return " ".join(w for w in words if re.search(r"\w", w) and not _LABEL_OF_EMAIL.match(w))


def comparable(address: str) -> str:
    """Equal for two spellings of one address: in small letters, its domain not in "xn--" form."""
    text = unicodedata.normalize("NFKC", address).casefold()
    person, at, domain = text.rpartition("@")
    labels = domain.replace("。", ".").rstrip(".").split(".")
    return f"{person}{at}{'.'.join(map(_label, labels))}"


def _label(label: str) -> str:
    """A part of a domain; "xn--" begins one that is spelled in ASCII (RFC 3492)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").casefold()
    except UnicodeError:
        return label
