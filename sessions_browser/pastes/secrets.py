"""Secret keys and card numbers in a pasted text, which are never shown again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext_lazy

from sessions_browser.objects.formats import quotation
from sessions_browser.pastes.characters import cleaned
from sessions_browser.pastes.emails import unquoted

NO_CARD_NUMBERS = gettext_lazy(
    "This looks like the number of a card. Card numbers do not belong here, and Stripe never shows"
    " them."
)
HIDDEN = gettext_lazy("[a number that is not shown]")
_SECRET_KEY = re.compile(r"\b(?:[sr]k_(?:live|test|org)|whsec)_[A-Za-z0-9_+/=-]*", re.IGNORECASE)
# Of Stripe's objects only, as an "order_4242…" can be typed by anyone.
_ID = re.compile(
    r"(?<![A-Za-z0-9])(?:cs_(?:test|live)|cus|pi|sub|plink|acct|in|ch|py|re|pyr|dp|du|txn|seti|evt"
    r"|req|price|prod|si|li|pm|card|promo|ppage)_[A-Za-z0-9]+"
)
# Longer runs of signs between two digits separate two texts.
_LONGEST_GAP = 8
# How many digits a card number begins with before a sign: 4-4-4-4, 4-6-5, 6-10, 8-8, 12-4.
# Ten would be a telephone number or Unix seconds.
_FIRST_GROUPS = (4, 6, 8, 12)
# 14 digits, or 17 with milliseconds: no card number of this length begins with 20.
_TIMESTAMP = re.compile(
    r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d(?:\d{3})?"
)
_SMALLEST_GROUP = 4
_LENGTHS = range(13, 20)
_LONGEST_QUOTE = 60
# The digits, and where they begin and end in the text.
_Number = tuple[str, int, int]


def holds_secret_key(text: str) -> bool:
    return _SECRET_KEY.search(unquoted(text)) is not None


def holds_card_number(text: str) -> bool:
    """Whatever signs separate the digits. Digits within an id of Stripe's do not count."""
    plain = _ID.sub("x", unicodedata.normalize("NFKC", cleaned(unquoted(text))))
    numbers = (number for number, _, _ in _numbers(plain))
    return any(one[0] in "23456" and not _TIMESTAMP.fullmatch(one) for one in numbers)


def without_numbers(text: str) -> str:
    """`text` without the numbers that may be a card's, however they begin."""
    pieces, end = [], 0
    for _, start, stop in sorted(_numbers(text), key=lambda found: found[1:]):
        if start >= end:
            pieces += [text[end:start], str(HIDDEN)]
        end = max(end, stop)
    return "".join([*pieces, text[end:]])


def quoted(text: str) -> str:
    """The beginning of `text` in quotation marks."""
    text = without_numbers(text)
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return quotation(shown)


def _numbers(text: str) -> Iterator[_Number]:
    for chain in _chains(text):
        for begin, group in enumerate(chain):
            number = group[0]
            if len(number) in _LENGTHS and _passes_luhn(number):
                yield group
            if len(number) in _FIRST_GROUPS:
                yield from _grouped(chain[begin:])
        yield from _in_small_groups(text, chain)


def _chains(text: str) -> Iterator[list[_Number]]:
    """Groups of digits between which no letter stands."""
    chain: list[_Number] = []
    for match in re.finditer(r"\d+", text):
        gap = text[chain[-1][2] : match.start()] if chain else ""
        if len(gap) > _LONGEST_GAP or any(map(str.isalpha, gap)):
            yield chain
            chain = []
        chain.append(("".join(str(int(digit)) for digit in match[0]), *match.span()))
    yield chain


def _grouped(groups: list[_Number]) -> Iterator[_Number]:
    """Numbers that begin with the first group: only the last group is shorter than four digits."""
    number = ""
    for group, _, stop in groups:
        number += group
        if len(number) in _LENGTHS and _passes_luhn(number):
            yield number, groups[0][1], stop
        if len(group) < _SMALLEST_GROUP or len(number) >= _LENGTHS.stop:
            return


def _in_small_groups(text: str, chain: list[_Number]) -> Iterator[_Number]:
    """Numbers dictated in ones, twos or threes, which are whole runs of such groups.

    The same sign stands between all groups, unlike in a list of amounts.
    """
    run: list[_Number] = []
    for group in chain:
        if run and not _goes_with(text, run, group):
            yield from _whole(run)
            run = []
        if len(group[0]) < _SMALLEST_GROUP:
            run.append(group)
    yield from _whole(run)


def _goes_with(text: str, run: list[_Number], group: _Number) -> bool:
    """Whether `group` is as long as those of `run`, or the shorter last one."""
    length = len(run[0][0])
    gaps = {" ".join(text[a[2] : b[1]].split()) for a, b in pairwise([*run[-2:], group])}
    is_same = length == 1 or len(gaps) == 1
    return len(run[-1][0]) == length and len(group[0]) <= length and is_same


def _whole(run: list[_Number]) -> Iterator[_Number]:
    number = "".join(group[0] for group in run)
    if len(number) in _LENGTHS and _passes_luhn(number):
        yield number, run[0][1], run[-1][2]


def _passes_luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
