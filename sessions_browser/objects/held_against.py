"""Whether the sessions of an answer are those that were asked for. Pure.

Stripe applies filters and cursors; a proxy, a fake or a fault may not, and would show strangers'
sessions as a person's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any

from sessions_browser.objects.json_fields import integer, mapping
from sessions_browser.objects.list_query import ListQuery

_BOUNDS: Mapping[str, Callable[[int, int], bool]] = {
    "created": int.__eq__,
    "created[gte]": ge,
    "created[gt]": gt,
    "created[lte]": le,
    "created[lt]": lt,
}
_EMAIL = "customer_details[email]"


def held_against(
    query: ListQuery, entries: Sequence[Any], cursor_created: int | None = None
) -> list[Any]:
    """Those of the entries, newest first, that answer the query.

    What cannot be told is let through: a field that is missing or of another type than Stripe
    documents, and what is no object at all. A field that is null says that there is nothing.

    entries: of Stripe's list object.
    cursor_created: Unix second in which the session was created that the query has as its cursor.
    """
    asked = [entry for entry in _beyond_the_cursor(query, entries) if _answers(query, entry)]
    if cursor_created is None:
        return asked
    may_be = le if query.starting_after else ge
    return [entry for entry in asked if _holds(may_be, _created(entry), cursor_created)]


def _beyond_the_cursor(query: ListQuery, entries: Sequence[Any]) -> Sequence[Any]:
    """Where the cursor is among them, what is on its other side was not asked for either."""
    cursor = query.starting_after or query.ending_before
    places = [place for place, entry in enumerate(entries) if mapping(entry).get("id") == cursor]
    if not (cursor and places):
        return entries
    return entries[places[-1] + 1 :] if query.starting_after else entries[: places[0]]


def _answers(query: ListQuery, entry: Any) -> bool:
    if not isinstance(entry, dict):
        return True
    return all(_matches(entry, name, value) for name, value in query.filters)


def _matches(session: Mapping[str, Any], name: str, value: str) -> bool:
    if name in _BOUNDS:
        return _holds(_BOUNDS[name], _created(session), int(value))
    if name == _EMAIL:
        return _is_or_unknown(_email(session), value, str.casefold)
    return _is_or_unknown(session.get(name, ...), value)


def _created(entry: Any) -> int | None:
    return integer(mapping(entry).get("created"))


def _holds(compare: Callable[[int, int], bool], created: int | None, bound: int) -> bool:
    return created is None or compare(created, bound)


def _email(session: Mapping[str, Any]) -> Any:
    """As typed, else as the shop filled it in; `...` where neither can be told."""
    found = [mapping(session.get("customer_details")).get("email"), session.get("customer_email")]
    is_told = "customer_details" in session and "customer_email" in session
    return next((email for email in found if email is not None), None if is_told else ...)


def _is_or_unknown(found: Any, value: str, key: Callable[[str], str] = str) -> bool:
    """key: what of both is compared. Whether capitals count in an e-mail, Stripe does not say."""
    if isinstance(found, dict):
        # An object that was expanded.
        found = found.get("id", ...)
    if isinstance(found, str):
        return key(found) == key(value)
    return found is not None
