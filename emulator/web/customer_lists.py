"""Lists of customers: by e-mail, by time of creation, and by a search query.

Customers are listed in the order of their first sessions, the newest first.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from itertools import islice

from emulator.objects.context import Json
from emulator.objects.lookup import ObjectLookup
from emulator.web import search_errors
from emulator.web.pagination import Cursor, Page
from emulator.web.parameters import CreatedRange
from emulator.web.search_query import SearchQuery

# A session completes a day after its creation at the latest; some customers are created then.
_LATEST = 86_400


def first_row(lookup: ObjectLookup, id_: str) -> int | None:
    """The row of the first session of the customer with this id; None if there is no customer."""
    number = lookup.customer_number(id_)
    return None if number is None else lookup.rows_of_customer(number)[0]


def customer_at(lookup: ObjectLookup, row: int) -> Json:
    """The customer of the session in this row."""
    number = lookup.facts(row).person.number
    return lookup.load("customer", lookup.context.ids.encode("customer", number))


def page_of_customers(
    lookup: ObjectLookup,
    limit: int,
    cursor: Cursor | None,
    email: str | None,
    created: CreatedRange,
) -> Page:
    """The page next to the cursor: for each customer the row of the first session."""
    newer = cursor is not None and cursor.towards == "newer"
    rows: Iterable[int] = _rows_beyond(lookup, cursor, created)
    if email is not None:
        mine = set(_first_rows(lookup, lookup.context.world.people.with_email(email)))
        # The rows of a few people, in the direction of the page.
        rows = sorted(mine.intersection(rows), reverse=not newer)
    wanted = (
        row
        for row in _only_first(lookup, rows)
        if _was_created_in(customer_at(lookup, row)["created"], created)
    )
    found = list(islice(wanted, limit + 1))
    listed = found[:limit]
    return Page(listed[::-1] if newer else listed, has_more=len(found) > limit)


def search_page(
    lookup: ObjectLookup, query: SearchQuery, limit: int, page: str | None
) -> tuple[list[Json], str | None]:
    """The customers of one page of a search, and what `next_page` says.

    page: `next_page` of the page before; None is the first page. Raises ApiError if it is not one.

    A query that names e-mail addresses costs little. All others read every customer.
    """
    below = len(lookup.context.world) if page is None else _row_of_page(lookup, page)
    found = list(islice(_matches(lookup, query, below), limit + 1))
    shown = found[:limit]
    return shown, _page_after(shown[-1]["id"]) if len(found) > limit else None


def _matches(lookup: ObjectLookup, query: SearchQuery, below: int) -> Iterator[Json]:
    rows: Iterable[int] = range(below - 1, -1, -1)
    if query.emails is not None:
        people = lookup.context.world.people
        numbers = [n for email in query.emails for n in people.with_email_in_any_case(email)]
        mine = set(_first_rows(lookup, numbers))
        rows = sorted((row for row in mine if row < below), reverse=True)
    for row in _only_first(lookup, rows):
        customer = customer_at(lookup, row)
        if query.matches(customer):
            yield customer


def _rows_beyond(lookup: ObjectLookup, cursor: Cursor | None, created: CreatedRange) -> range:
    """The rows that can be those of first sessions, in the direction of the page."""
    world = lookup.context.world
    low = 0 if created.first is None else world.first_row_from(max(created.first - _LATEST, 0))
    high = len(world) if created.end is None else world.first_row_from(max(created.end, 0))
    if cursor and cursor.towards == "newer":
        return range(max(low, cursor.row + 1), high)
    return range((min(high, cursor.row) if cursor else high) - 1, low - 1, -1)


def _first_rows(lookup: ObjectLookup, numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        yield from lookup.rows_of_customer(number)[:1]


def _only_first(lookup: ObjectLookup, rows: Iterable[int]) -> Iterator[int]:
    """Those of the rows that are the first session of a customer who is not deleted."""
    for row in rows:
        facts = lookup.facts(row)
        if not facts.has_customer or lookup.is_deleted(facts.person.number):
            continue
        if lookup.rows_of_customer(facts.person.number)[0] == row:
            yield row


def _was_created_in(created: int, asked: CreatedRange) -> bool:
    late = asked.end is not None and created >= asked.end
    return not late and (asked.first is None or created >= asked.first)


def _page_after(id_: str) -> str:
    return base64.urlsafe_b64encode(id_.encode()).decode()


def _row_of_page(lookup: ObjectLookup, page: str) -> int:
    try:
        id_ = base64.urlsafe_b64decode(page).decode()
    except (binascii.Error, ValueError):
        raise search_errors.invalid_page() from None
    row = first_row(lookup, id_)
    if row is None:
        raise search_errors.invalid_page()
    return row
