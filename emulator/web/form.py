"""Bodies of requests, such as `line_items[0][price_data][currency]=eur`, read as Stripe does."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from emulator.web import errors, write_errors
from emulator.web.parameters import Query

_INTEGER = re.compile(r"-?\d{1,15}")
_MOST_METADATA, _LONGEST_KEY, _LONGEST_METADATA = 50, 40, 500


class Form:
    """The values of a body, or of one object in it. All methods raise ApiError.

    where: the name of this object, such as `line_items[0]`.
    """

    def __init__(self, values: dict[str, Any], where: str = "") -> None:
        self._values = values
        self._where = where

    @classmethod
    def of_body(cls, body: bytes) -> Form:
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise errors.unreadable_body() from None
        values: dict[str, Any] = {}
        for name, keys, value in Query(text).pairs():
            _put(values, name, keys, value)
        return cls(values)

    def name(self, key: str) -> str:
        """As errors call the value of this key."""
        return f"{self._where}[{key}]" if self._where else key

    def has(self, key: str) -> bool:
        return key in self._values

    def refuse_unknown(self, taken: Collection[str], not_taken: Collection[str] = ()) -> None:
        """not_taken: what Stripe knows and the emulator does not; it is refused by name."""
        unknown = [self.name(key) for key in self._values if key not in (*taken, *not_taken)]
        if unknown:
            raise errors.unknown_parameters(unknown)
        for key in self._values:
            if key in not_taken:
                raise write_errors.not_taken(self.name(key))

    def text(self, key: str, most: int = 5000) -> str | None:
        """None if it is missing."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise errors.not_a_string(self.name(key))
        if not value:
            raise errors.empty_value(self.name(key))
        if len(value) > most:
            raise errors.too_long(self.name(key), value, most)
        return value

    def required(self, key: str) -> str:
        value = self.text(key)
        if value is None:
            raise errors.missing_parameter(self.name(key))
        return value

    def integer(self, key: str) -> int | None:
        value = self.text(key)
        if value is None:
            return None
        if not _INTEGER.fullmatch(value):
            raise errors.invalid_integer(self.name(key), value)
        return int(value)

    def boolean(self, key: str) -> bool | None:
        value = self.text(key)
        if value not in (None, "true", "false"):
            raise errors.not_a_boolean(self.name(key), value)
        return None if value is None else value == "true"

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        value = self.text(key)
        if value is not None and value not in choices:
            raise errors.not_in_enum(self.name(key), choices)
        return value

    def address(self, key: str) -> str | None:
        """An address of the web."""
        value = self.text(key)
        if value is not None:
            parts = urlsplit(value)
            if not value.isprintable() or " " in value:
                raise write_errors.invalid_address(self.name(key))
            if parts.scheme not in ("http", "https") or not parts.netloc:
                raise write_errors.invalid_address(self.name(key))
        return value

    def inner(self, key: str) -> Form | None:
        """An object; None if it is missing."""
        value = self._values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise errors.not_an_object(self.name(key))
        return Form(value, self.name(key))

    def each(self, key: str) -> list[Form]:
        """The objects of an array."""
        found = self.inner(key)
        return [] if found is None else [found._entry(place) for place in found._values]

    def _entry(self, place: str) -> Form:
        entry = self.inner(place)
        assert entry is not None
        return entry

    def texts(self, key: str) -> list[str]:
        """The texts of an array."""
        found = self._values.get(key)
        if found is None:
            return []
        values = list(found.values()) if isinstance(found, dict) else [found]
        if not all(isinstance(value, str) and value for value in values):
            raise errors.not_an_array(self.name(key))
        return values

    def metadata(self, key: str = "metadata") -> dict[str, str]:
        """docs.stripe.com/api/metadata"""
        found = self.inner(key)
        values = {} if found is None else found._values
        if len(values) > _MOST_METADATA:
            raise write_errors.too_much_metadata(_MOST_METADATA)
        for name, value in values.items():
            if not isinstance(value, str):
                raise errors.not_a_string(f"{self.name(key)}[{name}]")
            if len(name) > _LONGEST_KEY or len(value) > _LONGEST_METADATA:
                longest = _LONGEST_KEY if len(name) > _LONGEST_KEY else _LONGEST_METADATA
                raise errors.too_long(f"{self.name(key)}[{name}]", value or name, longest)
        # An empty value unsets a key.
        return {name: value for name, value in values.items() if value}


def _put(values: dict[str, Any], name: str, keys: tuple[str, ...], value: str) -> None:
    path = (name, *keys)
    for key in path[:-1]:
        inner = values.setdefault(key, {})
        if not isinstance(inner, dict):
            raise errors.not_an_object(name)
        values = inner
    # `expand[]=a&expand[]=b` has no keys of its own.
    last = path[-1] or str(len(values))
    values[last] = value
