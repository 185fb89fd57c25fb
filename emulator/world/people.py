"""Made-up people: who they are, where they live, and whose an e-mail address is.

A person is a number. Name and address follow from it, and the number can be found again from the
e-mail address, so that no table of addresses is kept. All domains are reserved for examples
(RFC 2606, RFC 6761).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from math import gcd
from typing import NamedTuple

from emulator.world.countries import CULTURES, Culture
from emulator.world.seeded_random import Draws, mix

_DOMAINS = (
    "example.com",
    "example.com",
    "example.org",
    "example.net",
    "mail.example",
    "post.example",
    "inbox.example",
    "web.example",
    "studio.example",
)
# Two coprime numbers: what follows the name in an address is a bijection of its counter.
_DIGITS, _DIGITS_STEP = 1000, 29
# Numbers from here on are of people with a given name, not a drawn one.
NAMED = 1 << 31


class Person(NamedTuple):
    number: int
    name: str
    email: str
    country: str
    currency: str
    locale: str
    phone: str
    line1: str
    city: str
    postal_code: str
    state: str | None
    tax_percent: int


class _Name(NamedTuple):
    culture: Culture
    first: str
    last: str

    @property
    def written(self) -> str:
        """As its bearer writes it: the family name comes first in Japanese."""
        first, last = self.first.split(":")[0], self.last.split(":")[0]
        return f"{last} {first}" if self.culture.family_first else f"{first} {last}"


def _slug(name: str) -> str:
    """`name` in the letters of an e-mail address; "花子:hanako" brings its own."""
    spelled = name.split(":")[-1].lower()
    for letter, others in (("ł", "l"), ("ø", "o"), ("ß", "ss"), ("ð", "d"), ("þ", "th")):
        spelled = spelled.replace(letter, others)
    plain = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


_NAMES = tuple(
    _Name(culture, first, last)
    for culture in CULTURES
    for first in culture.first_names
    for last in culture.last_names
)
_JOINED: dict[str, list[int]] = defaultdict(list)
for _place, _name in enumerate(_NAMES):
    _JOINED[_slug(_name.first) + _slug(_name.last)].append(_place)
    _JOINED[_slug(_name.last) + _slug(_name.first)].append(_place)
NAME_CULTURES = bytes(CULTURES.index(name.culture) for name in _NAMES)


def _digits(place: int, counter: int) -> str:
    """What tells those of the same name apart; the first of them needs nothing."""
    return str((counter * _DIGITS_STEP + place * 7) % _DIGITS) if counter else ""


def _counter(place: int, digits: str) -> int:
    """The inverse of `_digits`."""
    if not digits:
        return 0
    return (int(digits) - place * 7) * pow(_DIGITS_STEP, -1, _DIGITS) % _DIGITS


class People:
    """All people of one world: at least `at_least`, and those `named` by country and name."""

    def __init__(
        self, seed: int, at_least: int, named: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        self._seed = mix(seed, 0x70656F706C65)
        counters = min(_DIGITS, -(-at_least // len(_NAMES)))
        self.capacity = counters * len(_NAMES)
        # Near the golden section, neighbours are far apart.
        self._step = int(self.capacity * 0.618)
        while gcd(self._step, self.capacity) > 1:
            self._step += 1
        self._start = self._seed % self.capacity
        self._back = pow(self._step, -1, self.capacity)
        self._named = [self._named_person(NAMED + n, *who) for n, who in enumerate(named)]

    def culture(self, number: int) -> int:
        """The place in CULTURES of a person, found quickly."""
        return NAME_CULTURES[(number * self._step + self._start) % self.capacity % len(_NAMES)]

    def person(self, number: int) -> Person:
        if number >= NAMED:
            return self._named[number - NAMED]
        counter, place = divmod((number * self._step + self._start) % self.capacity, len(_NAMES))
        return self._describe(number, _NAMES[place], _digits(place, counter))

    def with_email(self, email: str) -> list[int]:
        """The numbers of all people with exactly this address."""
        local = email.lower().partition("@")[0].partition("+")[0]
        letters = local.rstrip("0123456789")
        # More digits than that name nobody.
        digits = local[len(letters) :][:4]
        joined = letters.replace(".", "").replace("_", "").replace("-", "")
        found = [
            number
            for place in dict.fromkeys(_JOINED.get(joined, ()))
            for number in self._bearers(place, _counter(place, digits))
            if self.person(number).email == email
        ]
        return found + [person.number for person in self._named if person.email == email]

    def _bearers(self, place: int, counter: int) -> list[int]:
        position = counter * len(_NAMES) + place
        if position >= self.capacity:
            return []
        return [(position - self._start) * self._back % self.capacity]

    def _named_person(self, number: int, country: str, first: str, last: str) -> Person:
        culture = next(culture for culture in CULTURES if culture.country == country)
        return self._describe(number, _Name(culture, first, last), "", plain=True)

    def _describe(self, number: int, name: _Name, digits: str, plain: bool = False) -> Person:
        draws = Draws(self._seed, number)
        culture = name.culture
        city, postal_code, state = draws.pick(culture.cities)
        subscriber = "".join(str(draws.below(10)) for _ in range(7))
        return Person(
            number=number,
            name=name.written,
            email=_email(name, digits, draws, plain),
            country=culture.country,
            currency=culture.currency,
            locale=culture.locale,
            phone=f"{culture.phone}{subscriber}",
            line1=culture.street.format(draws.between(1, 180)),
            city=city,
            postal_code=postal_code,
            state=state,
            tax_percent=culture.tax_percent,
        )


def _email(name: _Name, digits: str, draws: Draws, plain: bool) -> str:
    first, last = _slug(name.first), _slug(name.last)
    domain = draws.pick(_DOMAINS)
    if plain:
        return f"{first}.{last}@example.com"
    separator = draws.pick(("", ".", ".", ".", "_", "-"))
    if draws.chance(8):
        first, last = last, first
    if draws.chance(3):
        # Stripe keeps an address as it was typed.
        first, last = first.title(), last.title()
    tag = "+shop" if draws.chance(2) else ""
    return f"{first}{separator}{last}{digits}{tag}@{domain}"
