"""What Stripe cannot search by, as values of a scan: amount, day, name, reference. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from sessions_browser.objects.list_query import Pairs
from sessions_browser.pastes.spoken_amounts import spoken_amount
from sessions_browser.search.date_words import FAMILY_NAMES
from sessions_browser.search.interpret import is_amount
from sessions_browser.search.natural_dates import parse_date


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DIGIT = re.compile(r"[0-9]")
# Beside a name or a number a day is taken for one that is spelled with a word or in full.
_PLAIN_DAY = re.compile(r"[^\W\d]|\d{4}-\d\d-\d\d")
_FOUR_DIGITS = re.compile(r"([*•·xX.…#-]*)([0-9]{4})")
_MASK = re.compile(r"[*•·xX.…#-]+")
_OF_CARD = _set_of("""
    card cards credit debit visa mastercard amex maestro discover last4 digits ending ends karte
    kreditkarte endet ziffern
    """)
_BESIDE_THEM = _set_of("last 4 four end in with no nr number auf mit letzte letzten vier")
_LAST_FOUR = re.compile(r"(?:last|letzten?) (?:4|four|vier)\b", re.IGNORECASE)
# Around an amount.
_LABELS = _set_of("""
    paid payment amount total sum price about around approx ca circa etwa ungefähr bezahlt zahlung
    betrag summe preis for of over on at from the um für von am
    """)
# Of an address that is not whole, or wrong behind it.
_OF_EMAIL = re.compile(r"[\w.+%-]*@[\w.-]*")
_NAME = re.compile(r"\Aname\s*[:=]?\s+", re.IGNORECASE)
# A sign such as $ may mean more of them than a form has to show.
MOST_CURRENCIES = 5


@dataclass(frozen=True, slots=True)
class Unsearchable:
    """values: by names of the scan's form. rest: words of which nothing is known yet.

    card: "sure" where the end of a card is named, "perhaps" where a number may be one, else "".
    """

    rest: str
    values: Pairs = ()
    card: str = ""


def read_unsearchable(plain: str, zone: ZoneInfo, now: float) -> Unsearchable:
    """An amount, a day, the end of a card; what is left is a name or a reference.

    plain: with one blank between words. zone: for days; now: in Unix seconds.
    """
    if is_amount(plain):
        return Unsearchable("", _of_amount(plain))
    found = _without_day(_without_card(plain), zone, now)
    words = found.rest.split()
    amount = " ".join(word for word in words if _bare(word) not in _LABELS)
    if is_amount(amount):
        return replace(found, rest="", values=(*found.values, *_of_amount(amount)))
    if not found.rest:
        return found
    if part := _OF_EMAIL.search(found.rest):
        return replace(found, rest="", values=(*found.values, ("email", part[0].rstrip("."))))
    is_number = _DIGIT.search(found.rest) is not None
    card = found.card or ("perhaps" if _FOUR_DIGITS.fullmatch(found.rest) else "")
    pair = ("reference", found.rest) if is_number else ("name", _NAME.sub("", found.rest, count=1))
    return Unsearchable("", (*found.values, pair), card)


def _of_amount(plain: str) -> Pairs:
    amount = spoken_amount(plain.lstrip("+-"))
    assert amount is not None
    numbers = sorted(
        (f"{whole}.{rest}" if rest else whole for whole, rest in amount.readings), key=Decimal
    )
    values = (("least", numbers[0]), ("most", numbers[-1]))
    if amount.currencies and len(amount.currencies) <= MOST_CURRENCIES:
        return (*values, ("currency", ", ".join(sorted(amount.currencies))))
    return values


def _without_day(found: Unsearchable, zone: ZoneInfo, now: float) -> Unsearchable:
    """A day or a range of time at the end; before an amount also at the start."""
    words = found.rest.split()
    for place in range(1, len(words)):
        before, after = " ".join(words[:place]), " ".join(words[place:])
        if (_PLAIN_DAY.search(after) or is_amount(before)) and (days := _days(after, zone, now)):
            return replace(found, rest=before.rstrip(",;"), values=days)
    for place in range(len(words) - 1, 0, -1):
        before, after = " ".join(words[:place]), " ".join(words[place:])
        if is_amount(after) and (days := _days(before, zone, now)):
            return replace(found, rest=after, values=days)
    if found.card and (days := _days(found.rest, zone, now)):
        return replace(found, rest="", values=days)
    return found


def _days(text: str, zone: ZoneInfo, now: float) -> Pairs:
    """As values of the form; none where it is no day."""
    said = text.strip(" ,;")
    reading = parse_date(said, zone, now) if said.casefold() not in FAMILY_NAMES else None
    return () if reading is None or reading.error else _of_form(reading.params)


def _of_form(params: Pairs) -> Pairs:
    """A moment stands in two fields there; own days are told from a preset by an empty one."""
    if not params:
        return ()
    values = dict(params)
    found = {"created": "", **values}
    for name in ("created_from", "created_to"):
        day, mark, clock = values.get(name, "").partition("T")
        if mark:
            found |= {name: day, f"{name}_time": clock}
    return tuple(found.items())


def _without_card(plain: str) -> Unsearchable:
    """Without the last digits of a card, and the words that say so."""
    words = plain.split()
    for place, word in enumerate(words):
        digits = _FOUR_DIGITS.fullmatch(word.strip(",;()"))
        if digits is None:
            continue
        first, last = _run(words, place)
        said = [one for one in words[first:last] if one is not word]
        if digits[1] or _name_a_card(said):
            return Unsearchable(" ".join((*words[:first], *words[last:])), card="sure")
    return Unsearchable(plain)


def _run(words: list[str], place: int) -> tuple[int, int]:
    """The words about a card in which the one at `place` stands: from, and to before."""
    first, last = place, place + 1
    while first and _may_be_of_card(words[first - 1]):
        first -= 1
    while last < len(words) and _may_be_of_card(words[last]):
        last += 1
    return first, last


def _may_be_of_card(word: str) -> bool:
    return _bare(word) in _OF_CARD | _BESIDE_THEM or _MASK.fullmatch(word) is not None


def _name_a_card(words: list[str]) -> bool:
    if _LAST_FOUR.search(" ".join(words)):
        return True
    return any(_bare(word) in _OF_CARD or _MASK.fullmatch(word) for word in words)


def _bare(word: str) -> str:
    return word.casefold().strip(".,:;()")
