"""Made-up people: names, addresses, and who has a given e-mail address.

A person is a number. Name and address follow from the number, and the number can be computed from
the e-mail address, so no table of people is kept. All domains are reserved for examples
(RFC 2606, RFC 6761).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from math import gcd
from typing import NamedTuple

from emulator.world import rates
from emulator.world.countries import COUNTRIES, Country
from emulator.world.seeded_random import SeededRandom, random_bits

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
# Coprime, so the digits after the name in an address map one-to-one to a counter.
_DIGITS_COUNT, _DIGITS_STEP = 1000, 29
# People from this number on have a given name, not a random one.
FIRST_NAMED = 1 << 31


class Person(NamedTuple):
    """One person. `country` and `currency` are ISO codes; `locale` is one of Stripe Checkout's."""

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


class NamedPerson(NamedTuple):
    """A person with a given name. `country` is an ISO code.

    email: as typed; None follows from the name.
    like: the index of a named person who has the same address and phone; None for an own one.
    """

    country: str
    first: str
    last: str
    email: str | None = None
    like: int | None = None


class _Name(NamedTuple):
    country: Country
    first: str
    last: str

    @property
    def written(self) -> str:
        """The full name in its usual order: in Japanese the family name comes first."""
        first, last = self.first.split(":")[0], self.last.split(":")[0]
        return f"{last} {first}" if self.country.family_name_first else f"{first} {last}"


@cache
def _slug(name: str) -> str:
    """`name` in the letters a to z; "花子:hanako" brings its own spelling."""
    spelled = name.split(":")[-1].lower()
    for letter, others in (("ł", "l"), ("ø", "o"), ("ß", "ss"), ("ð", "d"), ("þ", "th")):
        spelled = spelled.replace(letter, others)
    plain = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


_NAMES = tuple(
    _Name(country, first, last)
    for country in COUNTRIES
    for first in country.first_names
    for last in country.last_names
)
_NAMES_BY_SLUG: dict[str, list[int]] = defaultdict(list)
for _index, _name in enumerate(_NAMES):
    _NAMES_BY_SLUG[_slug(_name.first) + _slug(_name.last)].append(_index)
    _NAMES_BY_SLUG[_slug(_name.last) + _slug(_name.first)].append(_index)
NAME_COUNTRIES = bytes(COUNTRIES.index(name.country) for name in _NAMES)


def _digits(name_index: int, counter: int) -> str:
    """The digits that distinguish people of the same name; the first has none."""
    return str((counter * _DIGITS_STEP + name_index * 7) % _DIGITS_COUNT) if counter else ""


def _counter(name_index: int, digits: str) -> int:
    """The inverse of `_digits`."""
    if not digits:
        return 0
    return (int(digits) - name_index * 7) * pow(_DIGITS_STEP, -1, _DIGITS_COUNT) % _DIGITS_COUNT


class People:
    """All people of one world.

    at_least: how many people with random names there are, or a few more.
    named: further people.
    """

    def __init__(self, seed: int, at_least: int, named: Sequence[NamedPerson] = ()) -> None:
        self._seed = random_bits(seed, 0x70656F706C65)
        counters = min(_DIGITS_COUNT, -(-at_least // len(_NAMES)))
        self.capacity = counters * len(_NAMES)
        # A step near the golden section puts neighbouring numbers far apart.
        self._step = int(self.capacity * 0.618)
        while gcd(self._step, self.capacity) > 1:
            self._step += 1
        self._start = self._seed % self.capacity
        self._inverse_step = pow(self._step, -1, self.capacity)
        self._named = [self._named_person(n, who) for n, who in enumerate(named)]

    def add(self, name: str, email: str, country: str = "DE") -> int:
        """One more person, with a given name and address. Returns their number."""
        who = NamedPerson(country, name or "Guest", "", email)
        person = self._named_person(len(self._named), who)
        self._named.append(person._replace(name=name, email=email))
        return person.number

    def rename(self, number: int, name: str, email: str) -> None:
        """Change what is known of a person with a given name."""
        index = number - FIRST_NAMED
        self._named[index] = self._named[index]._replace(name=name, email=email)

    def country_index(self, number: int) -> int:
        """The index in `COUNTRIES` of this person's country; quicker than `person`."""
        return NAME_COUNTRIES[(number * self._step + self._start) % self.capacity % len(_NAMES)]

    def person(self, number: int) -> Person:
        if number >= FIRST_NAMED:
            return self._named[number - FIRST_NAMED]
        counter, name_index = divmod(
            (number * self._step + self._start) % self.capacity, len(_NAMES)
        )
        return self._describe(number, _NAMES[name_index], _digits(name_index, counter))

    def with_email(self, email: str) -> list[int]:
        """The numbers of all people with exactly this address."""
        return [n for n in self.with_email_in_any_case(email) if self.person(n).email == email]

    def with_email_in_any_case(self, email: str) -> list[int]:
        """The numbers of all people with this address, in small letters or capitals."""
        email = email.lower()
        local = email.partition("@")[0].partition("+")[0]
        letters = local.rstrip("0123456789")
        # Nobody has more digits than this.
        digits = local[len(letters) :][:4]
        joined = letters.replace(".", "").replace("_", "").replace("-", "")
        found = [
            number
            for name_index in dict.fromkeys(_NAMES_BY_SLUG.get(joined, ()))
            for number in self._numbers_of(name_index, _counter(name_index, digits))
            if self.person(number).email.lower() == email
        ]
        return found + [person.number for person in self._named if person.email.lower() == email]

    def _numbers_of(self, name_index: int, counter: int) -> list[int]:
        position = counter * len(_NAMES) + name_index
        if position >= self.capacity:
            return []
        return [(position - self._start) * self._inverse_step % self.capacity]

    def _named_person(self, index: int, who: NamedPerson) -> Person:
        country = next(candidate for candidate in COUNTRIES if candidate.code == who.country)
        alike = FIRST_NAMED + (index if who.like is None else who.like)
        person = self._describe(alike, _Name(country, who.first, who.last), "", plain=True)
        return person._replace(number=FIRST_NAMED + index, email=who.email or person.email)

    def _describe(self, number: int, name: _Name, digits: str, plain: bool = False) -> Person:
        rng = SeededRandom(self._seed, number)
        country = name.country
        city, postal_code, state = rng.choice(country.cities)
        subscriber = "".join(str(rng.randbelow(10)) for _ in range(7))
        return Person(
            number=number,
            name=name.written,
            email=_email(name, digits, rng, plain),
            country=country.code,
            currency=country.currency,
            locale=country.locale,
            phone=f"{country.phone_prefix}{subscriber}",
            line1=country.street_format.format(rng.randint(1, 180)),
            city=city,
            postal_code=postal_code,
            state=state,
            tax_percent=country.tax_percent,
        )


def _email(name: _Name, digits: str, rng: SeededRandom, plain: bool) -> str:
    first, last = _slug(name.first), _slug(name.last)
    domain = rng.choice(_DOMAINS)
    if plain:
        return f"{first}.{last}@example.com"
    separator = rng.choice(("", ".", ".", ".", "_", "-"))
    if rng.chance(8):
        first, last = last, first
    if rng.chance(rates.CAPITALS // 10):
        # Stripe keeps an address as it was typed.
        first, last = first.title(), last.title()
    tag = "+shop" if rng.chance(2) else ""
    return f"{first}{separator}{last}{digits}{tag}@{domain}"
