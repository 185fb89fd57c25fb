"""Secret keys and card numbers in a pasted text, which are never shown again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sessions_browser.pastes.characters import cleaned
from sessions_browser.pastes.emails import unquoted

NO_CARD_NUMBERS = (
    "This looks like the number of a card. Card numbers do not belong here, and Stripe never shows"
    " them."
)
HIDDEN = "[a number that is not shown]"
_SECRET_KEY = re.compile(r"\b(?:[sr]k_(?:live|test|org)|whsec)_[A-Za-z0-9_+/=-]*", re.IGNORECASE)
_ID = re.compile(r"(?<![A-Za-z0-9])[a-z]{2,7}_[A-Za-z0-9_]+")
_DIGITS = re.compile(r"\d(?:(?:[ .\-\u00a0\u2010-\u2015]{1,2})?\d){12,}", re.ASCII)
_FIRST_GROUP = 4
_LENGTHS = range(13, 20)
_LONGEST_QUOTE = 60


def holds_secret_key(text: str) -> bool:
    return _SECRET_KEY.search(unquoted(text)) is not None


def holds_card_number(text: str) -> bool:
    """Digits within an id of Stripe's do not count."""
    return any(number[0] in "23456" for number in _numbers(_ID.sub(" ", cleaned(unquoted(text)))))


def without_numbers(text: str) -> str:
    """`text` without the numbers that may be a card's, however they begin."""
    for number in dict.fromkeys(_numbers(text)):
        signs = r"[ .\-\u00a0\u2010-\u2015]{0,2}".join(number)
        text = re.sub(signs, HIDDEN, text)
    return text


def quoted(text: str) -> str:
    """The beginning of `text` in quotation marks."""
    text = without_numbers(text)
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return f"“{shown}”"


def _numbers(text: str) -> Iterator[str]:
    """Of 13 to 19 digits with a right check digit: in a row, or in groups as on a card."""
    for match in _DIGITS.finditer(text):
        groups = re.findall(r"\d+", match[0])
        for begin, group in enumerate(groups):
            if len(group) in _LENGTHS and _passes_luhn(group):
                yield group
            if len(group) == _FIRST_GROUP:
                yield from _grouped(groups[begin:])


def _grouped(groups: list[str]) -> Iterator[str]:
    """Numbers that begin with the first group: all but the last group are as long as on a card."""
    number = ""
    for group in groups:
        number += group
        if len(number) in _LENGTHS and _passes_luhn(number):
            yield number
        if len(group) < _FIRST_GROUP or len(number) >= _LENGTHS.stop:
            return


def _passes_luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
