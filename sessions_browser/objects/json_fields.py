"""Read one field of a JSON object, where a value of another type than expected is None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

LONGEST_TEXT = 300
# What people copy is never cut: Stripe allows no longer text in any field.
LONGEST_COPIED_TEXT = 5000
# The year 9999 in Unix seconds: past it Python has no date.
LATEST_MOMENT = 253_402_300_799


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """The entries of a JSON list; an entry that is no object becomes an empty one."""
    return map(mapping, value if isinstance(value, list) else ())


def text(value: object, longest: int = LONGEST_TEXT) -> str | None:
    """A string that can be encoded, cut where it is absurdly long; anything else is None."""
    if not isinstance(value, str) or not value:
        return None
    # JSON can carry half a surrogate pair, which no page can be encoded with.
    clean = value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    return clean if len(clean) <= longest else f"{clean[:longest]}…"


def integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def moment(value: object) -> int | None:
    """Unix seconds within the dates that Python knows, else None."""
    seconds = integer(value)
    return seconds if seconds is not None and 0 <= seconds <= LATEST_MOMENT else None


def id_of(value: object) -> str | None:
    """The id of an object that may be expanded."""
    return text(value.get("id")) if isinstance(value, dict) else text(value)
