"""The list of events (docs.stripe.com/api/events/list)."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice

from emulator.objects import events
from emulator.objects.context import Json
from emulator.web import errors, parameters
from emulator.web.pagination import Page
from emulator.web.parameters import CreatedRange, Query
from emulator.web.reader import Reader
from emulator.world.closed_sessions import EVENT_SECONDS
from emulator.world.happenings import ALL_KINDS, EVENT_KINDS, Moment, moments

EVENTS = "/v1/events"
_MOST_TYPES = 20
_CREATED: dict[str, tuple[str, ...]] = {"created": ("gt", "gte", "lt", "lte")}


def list_events(reader: Reader, query: Query) -> Json:
    """Raises ApiError."""
    query.refuse_unknown(
        (*parameters.PAGING, "type", "types", "delivery_success", "expand"), _CREATED
    )
    paging, kinds = reader.paging(query), _kinds(query)
    created, delivered = parameters.created_range(query), query.boolean("delivery_success")
    paths = reader.expansions(query, "event", in_list=True)
    cursor, newer = _cursor(reader, paging)
    found = list(
        islice(
            (
                entry
                for entry in _events(reader, kinds, created, cursor, newer)
                if delivered in (None, entry["pending_webhooks"] == 0)
            ),
            paging.limit + 1,
        )
    )
    data = found[: paging.limit]
    shown = Page([], has_more=len(found) > paging.limit)
    return reader.answer(EVENTS, data[::-1] if newer else data, shown, "event", paths)


def _kinds(query: Query) -> frozenset[int]:
    pattern, listed = query.text("type") if query.has("type") else None, query.array("types")
    if pattern is not None and listed:
        raise errors.both_types()
    if len(listed) > _MOST_TYPES:
        raise errors.too_many_types(_MOST_TYPES)
    patterns = listed or ([] if pattern is None else [pattern])
    if not patterns:
        return ALL_KINDS
    return frozenset(
        number
        for number, kind in enumerate(EVENT_KINDS)
        if any(fnmatchcase(kind.type, wanted) for wanted in patterns)
    )


def _cursor(reader: Reader, paging: parameters.PageParameters) -> tuple[Moment | None, bool]:
    """The moment next to which the page lies, and whether it lies on the newer side."""
    found: list[tuple[Moment, bool]] = []
    for name in ("starting_after", "ending_before"):
        id_: str | None = getattr(paging, name)
        if id_ is None:
            continue
        moment = events.moment_with_id(reader.context, id_)
        if moment is None:
            raise errors.resource_missing("event", id_, name)
        found.append((moment, name == "ending_before"))
    if len(found) > 1:
        raise errors.both_cursors()
    return found[0] if found else (None, False)


def _events(
    reader: Reader,
    kinds: frozenset[int],
    created: CreatedRange,
    cursor: Moment | None,
    newer: bool,
) -> Iterator[Json]:
    world = reader.context.world
    first = max(world.now - EVENT_SECONDS, created.first or 0)
    end = world.now + 1 if created.end is None else created.end
    if cursor:
        first, end = (max(first, cursor.time), end) if newer else (first, min(end, cursor.time + 1))
    known: events.KnownFacts = {}
    for moment in moments(world, first, end, kinds, newest_first=not newer):
        if cursor and (moment <= cursor if newer else moment >= cursor):
            continue
        facts = events.facts_then(reader.context, moment, known)
        if facts is not None:
            yield events.event(reader.context, moment, facts)
