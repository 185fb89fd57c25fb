"""Query strings in Stripe's notation, parsed into typed values or refused as Stripe does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_plus

from emulator.web import errors

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_INTEGER = re.compile(r"[+-]?\d{1,18}")
# Characters of any value that the schema says nothing else of.
LONGEST_VALUE = 5000
LONGEST_EMAIL = 512
STATUSES = ("open", "complete", "expired")
_BOUNDS = ("gt", "gte", "lt", "lte")


class Query:
    """A parsed query string.

    `created[gt]=5` has the name `created`, the key `gt` and the value `5`. All methods raise
    `errors.ApiError` if the value does not fit.
    """

    def __init__(self, raw: str) -> None:
        self._values: dict[str, dict[tuple[str, ...], list[str]]] = {}
        for pair in raw.split("&"):
            if not pair:
                continue
            name, _, value = pair.partition("=")
            matched = _NAME.fullmatch(unquote_plus(name))
            if matched is None:
                raise errors.unknown_parameters([unquote_plus(name)])
            keys = tuple(re.findall(r"\[([^\[\]]*)\]", matched[2]))
            named = self._values.setdefault(matched[1], {})
            named.setdefault(keys, []).append(unquote_plus(value))

    def refuse_unknown(self, known: Iterable[str], nested: dict[str, tuple[str, ...]]) -> None:
        """Raise ApiError if there is an unknown parameter.

        known: names of parameters without keys.
        nested: names of parameters with keys, and their keys.
        """
        known = set(known) | set(nested)
        unknown = [name for name in self._values if name not in known]
        for name, keys_allowed in nested.items():
            unknown += [
                _bracketed(name, keys)
                for keys in self._values.get(name, {})
                if keys and (len(keys) > 1 or keys[0] not in keys_allowed)
            ]
        if unknown:
            raise errors.unknown_parameters(unknown)

    def text(self, name: str, *keys: str, most: int = LONGEST_VALUE) -> str | None:
        """The value of `name[key]`; None if it is missing. An empty value is an error.

        most: how many characters it may have.
        """
        named = self._values.get(name)
        if named is None:
            return None
        if keys and () in named:
            raise errors.not_an_object(name)
        if not keys and set(named) != {()}:
            raise errors.not_a_string(name)
        values = named.get(keys)
        if values is None:
            return None
        # The last of several values counts, as in Rack.
        if not values[-1]:
            raise errors.empty_value(_bracketed(name, keys))
        if len(values[-1]) > most:
            raise errors.too_long(_bracketed(name, keys), values[-1], most)
        return values[-1]

    def integer(self, name: str, *keys: str) -> int | None:
        """The value of `name[key]` as a whole number; None if it is missing."""
        value = self.text(name, *keys)
        if value is None:
            return None
        if not _INTEGER.fullmatch(value):
            raise errors.invalid_integer(_bracketed(name, keys), value)
        return int(value)

    def boolean(self, name: str) -> bool | None:
        """True, False, or None if it is missing."""
        value = self.text(name)
        if value not in (None, "true", "false"):
            raise errors.not_a_boolean(name, value)
        return None if value is None else value == "true"

    def pairs(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Each name, its keys and its value."""
        for name, by_keys in self._values.items():
            for keys, values in by_keys.items():
                for value in values:
                    yield name, keys, value

    def has(self, name: str) -> bool:
        """Whether there is a value of this name, with or without keys."""
        return name in self._values

    def is_object(self, name: str) -> bool:
        """Whether a value of this name has keys in brackets."""
        return any(self._values.get(name, {}))

    def expand(self) -> list[str]:
        """The paths to expand."""
        return self.array("expand")

    def array(self, name: str) -> list[str]:
        """The values of an array: `name[]=a`, `name[0]=a` and `name=a` mean the same."""
        found = []
        for keys, values in self._values.get(name, {}).items():
            if len(keys) > 1 or (keys and keys[0] and not keys[0].isdecimal()):
                raise errors.not_an_array(name)
            if not all(values):
                raise errors.empty_value(name)
            found += values
        return found


def _bracketed(name: str, keys: Sequence[str]) -> str:
    return name + "".join(f"[{key}]" for key in keys)


@dataclass(frozen=True)
class CreatedRange:
    """Unix seconds with first <= created < end. None means no bound."""

    first: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class PageParameters:
    """The parameters of a page: `limit` is 1 to 100, the others are ids."""

    limit: int
    starting_after: str | None
    ending_before: str | None


@dataclass(frozen=True)
class SessionFilters:
    """The filters of the list of sessions. None means any."""

    created: CreatedRange = field(default_factory=CreatedRange)
    status: str | None = None
    email: str | None = None
    # By name of the parameter, the id of an object that the session refers to.
    ids: dict[str, str] = field(default_factory=dict)


ID_FILTERS = ("customer", "customer_account", "payment_intent", "payment_link", "subscription")
PAGING = ("limit", "starting_after", "ending_before")


def paging(query: Query, strict_limit: bool) -> PageParameters:
    """Raises ApiError; with `strict_limit` also for a limit outside 1 to 100."""
    limit = query.integer("limit")
    limit = 10 if limit is None else limit
    if strict_limit and not 1 <= limit <= 100:
        raise errors.limit_out_of_range(limit)
    return PageParameters(
        # Stripe reads a limit out of range as the nearest one in range.
        min(max(limit, 1), 100),
        query.text("starting_after"),
        query.text("ending_before"),
    )


def session_filters(query: Query) -> SessionFilters:
    """docs.stripe.com/api/checkout/sessions/list. Raises ApiError."""
    status = query.text("status")
    if status is not None and status not in STATUSES:
        raise errors.not_in_enum("status", STATUSES)
    email = query.text("customer_details", "email")
    if email is None and query.has("customer_details"):
        raise errors.missing_parameter("customer_details[email]")
    ids = {name: query.text(name) for name in ID_FILTERS}
    return SessionFilters(
        created=created_range(query),
        status=status,
        email=email,
        ids={name: value for name, value in ids.items() if value is not None},
    )


def created_range(query: Query) -> CreatedRange:
    """The value of `created`: a moment, or bounds by key. Raises ApiError."""
    if not query.is_object("created"):
        exactly = query.integer("created")
        return CreatedRange() if exactly is None else CreatedRange(exactly, exactly + 1)
    bounds = {bound: query.integer("created", bound) for bound in _BOUNDS}
    starts = [
        value + (bound == "gt")
        for bound, value in bounds.items()
        if value is not None and bound in ("gt", "gte")
    ]
    ends = [
        value + (bound == "lte")
        for bound, value in bounds.items()
        if value is not None and bound in ("lt", "lte")
    ]
    return CreatedRange(max(starts, default=None), min(ends, default=None))
