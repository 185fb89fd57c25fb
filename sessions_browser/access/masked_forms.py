"""What a personal datum looks like to people who see it masked. Pure.

Each form has a fixed length, so that it does not tell how long the datum is.
"""

from __future__ import annotations

import re

HIDDEN = "•••"
LAST_DIGITS = "••••"
MARK = "••"
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_ENDING = re.compile(r"[a-z]{2,3}\Z")
# A word of Stripe's own, such as "requires_action", "sepa_debit" or "data.line_items".
_WORD = re.compile(r"[a-z][a-z0-9_.-]{0,49}\Z")
_ID = re.compile(r"[A-Za-z0-9_]{3,255}\Z")
_LOCALE = re.compile(r"[a-z]{2,4}(?:-[A-Za-z0-9]{2,4})?\Z")
_NUMBER = re.compile(r"[0-9.]{1,30}\Z")
# What a shop calls an order; no e-mail, no telephone number with a +, no sentence.
_REFERENCE = re.compile(r"[A-Za-z0-9._#/:-]{1,200}\Z")


def is_masked(value: str) -> bool:
    return MARK in value


def masked_email(value: str) -> str:
    """Such as "a•••@g•••.com"; of an ending that only few have not even that."""
    name, at, host = value.rpartition("@")
    if not at:
        return HIDDEN
    ending = host.rpartition(".")[2].lower()
    shown = ending if _ENDING.match(ending) and "." in host else HIDDEN
    return f"{_first(name)}{HIDDEN}@{_first(host)}{HIDDEN}.{shown}"


def masked_name(value: str) -> str:
    """Such as "A•••"."""
    return f"{_first(value)}{HIDDEN}"


def masked_phone(value: str) -> str:
    """Such as "••12"."""
    digits = [sign for sign in value if sign.isascii() and sign.isdigit()]
    return MARK + "".join(digits[-2:]) if len(digits) >= len("1234") else HIDDEN


def masked_country(value: str) -> str:
    """Of an address nothing but this is shown."""
    return value if _COUNTRY.match(value) else HIDDEN


def word(value: str) -> str:
    """As it is where it can be one of Stripe's own words."""
    return value if _WORD.match(value) else HIDDEN


def identifier(value: str) -> str:
    """As it is where it can be an id of Stripe's."""
    return value if _ID.match(value) else HIDDEN


def locale(value: str) -> str:
    return value if _LOCALE.match(value) else HIDDEN


def reference(value: str) -> str:
    """As it is where it looks like the number of an order."""
    return value if _REFERENCE.match(value) else HIDDEN


def rate(value: str) -> str:
    """Between two currencies."""
    return value if _NUMBER.match(value) else HIDDEN


def key(value: str) -> str:
    """The name that a shop gives to a value, unless it is somebody's e-mail."""
    return HIDDEN if "@" in value else value


def _first(value: str) -> str:
    """A letter or a digit; no sign that turns or hides what stands around it."""
    first = value.lstrip()[:1]
    return first if first.isalnum() else ""
