"""Stripe's search query language, as far as it concerns customers (docs.stripe.com/search)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from emulator.objects.context import Json
from emulator.web import search_errors

_CLAUSE = re.compile(
    r"""(?P<negated>-?)
    (?P<field>[a-z_]+(?:\[(?P<quote>["'])(?P<key>.*?)(?P=quote)\])?)
    (?P<operator>[:~]|[<>]=?)
    (?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|null\b|-?\d+)""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINT = re.compile(r"\s+(?:(and|or)\s+)?", re.IGNORECASE)
_TEXT_FIELDS = ("email", "name", "phone")
_SHORTEST_SUBSTRING = 3
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    ":": lambda found, asked: found == asked,
    ">": lambda found, asked: found > asked,
    ">=": lambda found, asked: found >= asked,
    "<": lambda found, asked: found < asked,
    "<=": lambda found, asked: found <= asked,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. key: that of `metadata`. value: None is `null`, an absent value."""

    field: str
    key: str | None
    operator: str
    value: str | None
    negated: bool

    def matches(self, customer: Json) -> bool:
        return self._holds(customer) is not self.negated

    def _holds(self, customer: Json) -> bool:
        if self.field == "created":
            return _COMPARISONS[self.operator](customer["created"], int(self.value or 0))
        found = customer["metadata"].get(self.key) if self.key else customer[self.field]
        if self.value is None or found is None:
            return self.value is found
        if self.operator == "~":
            return self.value.lower() in found.lower()
        return _has_words(found.lower().split(), self.value.lower().split())


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Clauses that hold all, or of which one holds."""

    clauses: tuple[Clause, ...]
    any_suffices: bool

    def matches(self, customer: Json) -> bool:
        held = (clause.matches(customer) for clause in self.clauses)
        return any(held) if self.any_suffices else all(held)

    @property
    def emails(self) -> list[str] | None:
        """Addresses of which each match has one, in any case. None if others may match too."""
        exact = [clause.value for clause in self.clauses if _names_an_email(clause)]
        found = [value for value in exact if value is not None]
        if self.any_suffices and len(found) < len(self.clauses):
            return None
        return found or None


def parse(text: str) -> SearchQuery:
    """The query in this text. Raises ApiError if it does not follow the language.

    AND and OR cannot be mixed, and there are no parentheses.
    """
    clauses, joints, position = [], set(), 0
    text = text.strip()
    while True:
        found = _CLAUSE.match(text, position)
        if found is None:
            raise search_errors.invalid_search_query(text)
        clauses.append(_clause(found))
        position = found.end()
        if position == len(text):
            break
        joint = _JOINT.match(text, position)
        if joint is None:
            raise search_errors.invalid_search_query(text)
        joints.add((joint[1] or "and").lower())
        position = joint.end()
    if len(joints) > 1:
        raise search_errors.mixed_search_query()
    return SearchQuery(tuple(clauses), any_suffices="or" in joints)


def _clause(found: re.Match[str]) -> Clause:
    name, operator = found["field"].partition("[")[0].lower(), found["operator"]
    value = None if found["value"].lower() == "null" else _unquoted(found["value"])
    if name == "created":
        fits = operator != "~" and bool(re.fullmatch(r"-?\d{1,15}", value or ""))
    elif name == "metadata":
        fits = found["key"] is not None and operator == ":"
    else:
        fits = name in _TEXT_FIELDS and found["key"] is None and operator in ":~"
        if operator == "~" and len(value or "") < _SHORTEST_SUBSTRING:
            raise search_errors.short_substring(_SHORTEST_SUBSTRING)
    if not fits:
        raise search_errors.unsupported_search_field(found["field"])
    return Clause(name, found["key"], operator, value, negated=bool(found["negated"]))


def _unquoted(value: str) -> str:
    if value[0] not in "\"'":
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1])


def _names_an_email(clause: Clause) -> bool:
    whole = clause.field == "email" and clause.operator == ":" and "@" in (clause.value or "")
    return whole and not clause.negated


def _has_words(words: list[str], asked: list[str]) -> bool:
    """Whether the words that were asked for stand side by side among `words`."""
    starts = range(len(words) - len(asked) + 1)
    return bool(asked) and any(words[n : n + len(asked)] == asked for n in starts)
