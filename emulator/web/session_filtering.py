"""Find the rows of the sessions that pass the filters of the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from emulator.objects.context import Context
from emulator.objects.lookup import ObjectLookup
from emulator.web import errors
from emulator.web.parameters import CreatedRange, SessionFilters
from emulator.world.catalog import PAYMENT_LINKS
from emulator.world.world import World


def created_rows(world: World, created: CreatedRange) -> tuple[int, int]:
    """The first row in this range of time, and the first row after it."""
    first = 0 if created.first is None else world.first_row_from(created.first)
    return first, len(world) if created.end is None else world.first_row_from(created.end)


def matching_rows(context: Context, lookup: ObjectLookup, filters: SessionFilters) -> Sequence[int]:
    """The ascending rows that pass all filters except `created`.

    They are the rows of one person or object, a few dozen at most, or an index that the world
    keeps for this combination of filters. No query scans all sessions.

    Raises ApiError if a filter names an object that does not exist.
    """
    world = context.world
    link: int | None = None
    candidates: list[list[int]] = []
    for name, value in filters.ids.items():
        if name == "payment_link":
            link = _payment_link(context, value)
        else:
            candidates.append(_rows_of_object(lookup, name, value))
    if filters.email is not None:
        candidates.append(list(_rows_with_email(world, lookup, filters.email)))
    if not candidates:
        return world.rows(filters.status, link)
    first, *others = candidates
    return sorted(
        row
        for row in first
        if all(row in rows for rows in others)
        and filters.status in (None, world.status(row))
        and link in (None, world.link(row))
    )


def _payment_link(context: Context, id_: str) -> int:
    number = context.ids.decode("payment_link", id_)
    if number is None or number >= len(PAYMENT_LINKS):
        raise errors.resource_missing("payment_link", id_, "payment_link")
    return number


def _rows_with_email(world: World, lookup: ObjectLookup, email: str) -> Iterator[int]:
    for number in world.people.with_email(email):
        for row in world.rows_of_person(number):
            if lookup.facts(row).email == email:
                yield row


def _rows_of_object(lookup: ObjectLookup, name: str, id_: str) -> list[int]:
    """The rows of a customer, an account, a payment intent or a subscription."""
    if name in ("customer", "customer_account"):
        kind = "customer" if name == "customer" else "account"
        number = lookup.customer_number(id_, kind)
        if number is None or (kind == "customer" and lookup.is_deleted(number)):
            raise errors.resource_missing(kind, id_, name)
        return lookup.rows_of_customer(number, kind)
    row = lookup.row(name, id_)
    if row is None:
        raise errors.resource_missing(name, id_, name)
    return [row]
