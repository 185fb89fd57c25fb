"""Lists of the objects around sessions: payments, invoices, subscriptions, products, prices.

Those that a session made come in the order of their sessions, the newest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from emulator.objects.context import Json, list_object
from emulator.web import errors, parameters
from emulator.web.pagination import Cursor, Page, page
from emulator.web.parameters import CreatedRange, Query
from emulator.web.reader import Reader

# A session completes a day after its creation at the latest; some objects are made then, and those
# in _LATER when the money came, when it was given back, or when the buyer's bank asked for it.
_LATEST, _MUCH_LATER = 86_400, 70 * 86_400
_LATER = ("balance_transaction", "dispute", "refund")
_CREATED: dict[str, tuple[str, ...]] = {"created": ("gt", "gte", "lt", "lte")}


class Listed(NamedTuple):
    """A kind of object that can be listed.

    permission: the right that it takes.
    of_sessions: sessions make these objects; all others are of the catalog.
    filters: by name of the parameter, the field that has to be equal, with dots.
    """

    kind: str
    permission: str
    of_sessions: bool
    filters: dict[str, str]


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


_INVOICE_FILTERS = {
    **_same("customer status collection_method"),
    "subscription": "parent.subscription_details.subscription",
}
_SUBSCRIPTION_FILTERS = {
    **_same("customer status collection_method"),
    "price": "items.data.0.price.id",
}
NEIGHBOURS = {
    "/v1/payment_intents": Listed(
        "payment_intent", "payment_intent", True, _same("customer customer_account")
    ),
    "/v1/charges": Listed("charge", "charge", True, _same("customer payment_intent")),
    "/v1/disputes": Listed("dispute", "dispute", True, _same("charge payment_intent")),
    "/v1/refunds": Listed("refund", "charge", True, _same("charge payment_intent")),
    "/v1/invoices": Listed("invoice", "invoice", True, _INVOICE_FILTERS),
    "/v1/subscriptions": Listed("subscription", "subscription", True, _SUBSCRIPTION_FILTERS),
    "/v1/setup_intents": Listed(
        "setup_intent", "setup_intent", True, _same("customer payment_method")
    ),
    "/v1/balance_transactions": Listed(
        "balance_transaction", "balance_transaction_source", True, _same("currency source type")
    ),
    "/v1/invoice_payments": Listed("invoice_payment", "invoice", True, _same("invoice status")),
    "/v1/subscription_items": Listed(
        "subscription_item", "subscription", True, _same("subscription")
    ),
    "/v1/products": Listed("product", "product", False, _same("active shippable url")),
    "/v1/prices": Listed("price", "plan", False, _same("active currency product type")),
    "/v1/coupons": Listed("coupon", "coupon", False, {}),
    "/v1/promotion_codes": Listed(
        "promotion_code",
        "promotion_code",
        False,
        {"active": "active", "code": "code", "coupon": "promotion.coupon", "customer": "customer"},
    ),
    "/v1/shipping_rates": Listed(
        "shipping_rate",
        "shipping_rate",
        False,
        {"active": "active", "currency": "fixed_amount.currency"},
    ),
    "/v1/payment_method_configurations": Listed(
        "payment_method_configuration", "payment_method_config", False, {}
    ),
    "/v1/tax_rates": Listed("tax_rate", "tax_rate", False, _same("active inclusive")),
}
# Filters that name an object which a session made, so that no other session is looked at.
_OF_ONE_SESSION = ("charge", "payment_intent", "payment_method", "invoice", "subscription")


def list_neighbours(reader: Reader, path: str, url: str, query: Query) -> Json:
    """The page of `path`, a key of NEIGHBOURS. Raises ApiError.

    url: what the list says of itself; that of a list within an object differs.
    """
    listed = NEIGHBOURS[path]
    query.refuse_unknown((*parameters.PAGING, *listed.filters, "expand"), _CREATED)
    paging, created = reader.paging(query), parameters.created_range(query)
    paths = reader.expansions(query, listed.kind, in_list=True)
    asked = {name: query.text(name) for name in listed.filters if query.has(name)}

    def fits(entry: Json) -> bool:
        return _was_created_in(entry, created) and _has(entry, listed, asked)

    if not listed.of_sessions:
        return _of_catalog(reader, listed.kind, url, paging, fits, paths)
    cursor = reader.cursor(paging, listed.kind, lambda id_: reader.lookup.row(listed.kind, id_))
    newer = cursor is not None and cursor.towards == "newer"
    latest = _MUCH_LATER if listed.kind in _LATER else _LATEST
    rows = _rows_beyond(reader, cursor, created, latest, _candidates(reader, asked))
    at_cursor = paging.starting_after or paging.ending_before
    entries = _objects(reader, listed.kind, rows, cursor, at_cursor)
    found = list(islice(filter(fits, entries), paging.limit + 1))
    data = found[: paging.limit]
    shown = Page([], has_more=len(found) > paging.limit)
    return reader.answer(url, data[::-1] if newer else data, shown, listed.kind, paths)


def _of_catalog(
    reader: Reader,
    kind: str,
    url: str,
    paging: parameters.PageParameters,
    fits: Callable[[Json], bool],
    paths: list[str],
) -> Json:
    entries = reader.lookup.catalog(kind)
    cursor = reader.cursor(paging, kind, lambda id_: reader.lookup.number_in_catalog(kind, id_))
    numbers = [number for number, entry in entries.items() if fits(entry)]
    found = page(numbers, paging.limit, cursor)
    return reader.answer(url, [entries[number] for number in found.rows], found, kind, paths)


def _candidates(reader: Reader, asked: dict[str, str | None]) -> Sequence[int] | None:
    """The ascending rows that can fit, where a filter names an object; None for any."""
    for name, value in asked.items():
        if value is None:
            continue
        if name == "customer":
            number = reader.lookup.customer_number(value)
            if number is None:
                raise errors.resource_missing("customer", value, name)
            return reader.lookup.rows_of_customer(number)
        if name in _OF_ONE_SESSION:
            row = reader.lookup.row(name, value)
            if row is None:
                raise errors.resource_missing(name, value, name)
            return [row]
    return None


def _rows_beyond(
    reader: Reader,
    cursor: Cursor | None,
    created: CreatedRange,
    latest: int,
    candidates: Sequence[int] | None,
) -> Iterable[int]:
    """The rows that can be on the page, in its direction.

    latest: how many seconds after its session an object is created at most.
    """
    world = reader.context.world
    low = 0 if created.first is None else world.first_row_from(max(created.first - latest, 0))
    high = len(world) if created.end is None else world.first_row_from(max(created.end, 0))
    newer = cursor is not None and cursor.towards == "newer"
    if cursor:
        # A session can have made more of the kind than the one at the cursor.
        low, high = (max(low, cursor.row), high) if newer else (low, min(high, cursor.row + 1))
    if candidates is not None:
        rows = [row for row in candidates if low <= row < high]
        return rows if newer else rows[::-1]
    return range(low, high) if newer else range(high - 1, low - 1, -1)


def _objects(
    reader: Reader, kind: str, rows: Iterable[int], cursor: Cursor | None, at_cursor: str | None
) -> Iterator[Json]:
    """The objects beyond the one with the id `at_cursor`, in the direction of the page."""
    newer = cursor is not None and cursor.towards == "newer"
    for row in rows:
        entries = reader.lookup.of_session(kind, row)
        entries = entries[::-1] if newer else entries
        if cursor and row == cursor.row:
            passed = [entry["id"] for entry in entries].index(at_cursor)
            entries = entries[passed + 1 :]
        yield from entries


def _was_created_in(entry: Json, asked: CreatedRange) -> bool:
    created = entry.get("created", 0)
    late = asked.end is not None and created >= asked.end
    return not late and (asked.first is None or created >= asked.first)


def _has(entry: Json, listed: Listed, asked: dict[str, str | None]) -> bool:
    if listed.kind == "subscription" and not _has_status(entry, asked.get("status")):
        return False
    return all(
        _is(entry, listed.filters[name], value)
        for name, value in asked.items()
        if value is not None and not (listed.kind == "subscription" and name == "status")
    )


def _has_status(entry: Json, asked: str | None) -> bool:
    """Canceled subscriptions come when they are asked for (docs.stripe.com/api/subscriptions)."""
    if asked == "all":
        return True
    return bool(entry["status"] == asked if asked else entry["status"] != "canceled")


def _is(entry: Json, field: str, asked: str) -> bool:
    value: object = entry
    for name in field.split("."):
        if isinstance(value, list):
            value = value[int(name)]
        else:
            value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return asked == str(value).lower()
    return asked == value


def empty_list(url: str, query: Query) -> Json:
    """A list that is always empty here."""
    query.refuse_unknown((*parameters.PAGING, "expand"), {})
    return list_object(url, [])
