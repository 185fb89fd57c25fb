"""The endpoints: answer a path and a query string with an object or a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from emulator.objects import line_items, payment_links, sessions
from emulator.objects.context import Context, Json, list_object, search_result
from emulator.objects.lookup import ObjectLookup
from emulator.web import (
    api_keys,
    customer_lists,
    errors,
    expansion,
    parameters,
    search_query,
    session_filtering,
)
from emulator.web.pagination import Cursor, Page, page
from emulator.world.catalog import PAYMENT_LINKS

SESSIONS = "/v1/checkout/sessions"
LINKS = "/v1/payment_links"
CUSTOMERS = "/v1/customers"

# Path, kind of object, name of the id in error messages.
_RETRIEVED = (
    (f"{SESSIONS}/", "checkout.session", "session"),
    (f"{LINKS}/", "payment_link", "payment_link"),
    ("/v1/customers/", "customer", "id"),
    ("/v1/payment_intents/", "payment_intent", "intent"),
    ("/v1/subscriptions/", "subscription", "id"),
)
_CUSTOMER_KEYS: dict[str, tuple[str, ...]] = {"created": ("gt", "gte", "lt", "lte")}
_SESSION_KEYS = {**_CUSTOMER_KEYS, "customer_details": ("email",)}


class Endpoints:
    """Answers one request.

    granted: the permissions of the key.
    strict_limit: refuse a `limit` outside 1 to 100.
    """

    def __init__(self, context: Context, granted: frozenset[str], strict_limit: bool) -> None:
        self._context = context
        self._granted = granted
        self._strict_limit = strict_limit
        self._lookup = ObjectLookup(context)

    def get(self, path: str, raw_query: str) -> Json:
        """The JSON answer to GET. Raises ApiError."""
        if path == SESSIONS:
            return self._list_sessions(self._query("checkout.session", raw_query))
        if path == LINKS:
            return self._list_links(self._query("payment_link", raw_query))
        if path == CUSTOMERS:
            return self._list_customers(self._query("customer", raw_query))
        if path == f"{CUSTOMERS}/search":
            return self._search_customers(self._query("customer", raw_query))
        items = re.fullmatch(rf"{SESSIONS}/([^/]+)/line_items", path)
        if items:
            query = self._query("checkout.session", raw_query)
            return self._list_items(unquote(items[1]), query)
        for start, kind, param in _RETRIEVED:
            id_ = path.removeprefix(start)
            if path.startswith(start) and id_ and "/" not in id_:
                return self._retrieve(kind, unquote(id_), param, self._query(kind, raw_query))
        raise errors.unrecognized_url("GET", path)

    def _query(self, kind: str, raw: str) -> parameters.Query:
        api_keys.require(self._granted, kind, self._context.account)
        return parameters.Query(raw)

    def _retrieve(self, kind: str, id_: str, param: str, query: parameters.Query) -> Json:
        known = ("expand", "client_secret") if kind == "payment_intent" else ("expand",)
        query.refuse_unknown(known, {})
        paths = self._expansions(query, kind, in_list=False)
        found = self._lookup.find(kind, id_)
        if found is None:
            raise errors.resource_missing(kind, id_, param, status=404)
        if not found.get("deleted"):
            self._expander().expand(found, kind, paths)
        return found

    def _list_sessions(self, query: parameters.Query) -> Json:
        query.refuse_unknown(
            (*parameters.PAGING, *parameters.ID_FILTERS, "status", "expand"), _SESSION_KEYS
        )
        paging = parameters.paging(query, self._strict_limit)
        filters = parameters.session_filters(query)
        paths = self._expansions(query, "checkout.session", in_list=True)
        rows = session_filtering.matching_rows(self._context, self._lookup, filters)
        first, end = session_filtering.created_rows(self._context.world, filters.created)
        cursor = self._cursor(paging, "checkout.session", self._session_row)
        found = page(rows, paging.limit, cursor, first, end)
        data = [sessions.session(self._context, self._lookup.facts(row)) for row in found.rows]
        return self._answer(SESSIONS, data, found, "checkout.session", paths)

    def _list_links(self, query: parameters.Query) -> Json:
        query.refuse_unknown((*parameters.PAGING, "active", "expand"), {})
        paging = parameters.paging(query, self._strict_limit)
        active = query.boolean("active")
        paths = self._expansions(query, "payment_link", in_list=True)
        # The first link of the catalog is the newest.
        newest = len(PAYMENT_LINKS) - 1
        rows = [
            newest - number
            for number in range(newest, -1, -1)
            if active in (None, PAYMENT_LINKS[number].deactivated_days_ago is None)
        ]

        def row_of(id_: str) -> int | None:
            number = self._context.ids.decode("payment_link", id_)
            return None if number is None or number > newest else newest - number

        found = page(rows, paging.limit, self._cursor(paging, "payment_link", row_of))
        data = [payment_links.payment_link(self._context, newest - row) for row in found.rows]
        return self._answer(LINKS, data, found, "payment_link", paths)

    def _list_customers(self, query: parameters.Query) -> Json:
        query.refuse_unknown((*parameters.PAGING, "email", "expand"), _CUSTOMER_KEYS)
        paging = parameters.paging(query, self._strict_limit)
        email, created = query.text("email"), parameters.created_range(query)
        paths = self._expansions(query, "customer", in_list=True)
        lookup = self._lookup

        def row_of(id_: str) -> int | None:
            return customer_lists.first_row(lookup, id_)

        cursor = self._cursor(paging, "customer", row_of)
        found = customer_lists.page_of_customers(lookup, paging.limit, cursor, email, created)
        data = [customer_lists.customer_at(lookup, row) for row in found.rows]
        return self._answer(CUSTOMERS, data, found, "customer", paths)

    def _search_customers(self, query: parameters.Query) -> Json:
        """docs.stripe.com/api/customers/search; here new customers are found at once."""
        query.refuse_unknown(("query", "limit", "page", "expand"), {})
        # Unlike a list, a search refuses a limit out of range.
        limit = parameters.paging(query, strict_limit=True).limit
        asked = query.text("query")
        if asked is None:
            raise errors.missing_parameter("query")
        paths = self._expansions(query, "customer", in_list=True)
        parsed = search_query.parse(asked)
        data, next_page = customer_lists.search_page(
            self._lookup, parsed, limit, query.text("page")
        )
        self._expand_all(data, "customer", paths)
        return search_result(f"{CUSTOMERS}/search", data, next_page)

    def _list_items(self, id_: str, query: parameters.Query) -> Json:
        query.refuse_unknown((*parameters.PAGING, "expand"), {})
        paging = parameters.paging(query, self._strict_limit)
        paths = self._expansions(query, "item", in_list=True)
        row = self._session_row(id_)
        if row is None:
            raise errors.resource_missing("checkout.session", id_, "session", status=404)
        items = line_items.line_items(self._context, self._lookup.facts(row))
        session = self._lookup.facts(row).number
        # The first item comes first, as if it were the newest.
        last = len(items) - 1

        def row_of(item: str) -> int | None:
            number = self._context.ids.decode("item", item)
            if number is None or number // line_items.ITEMS_PER_SESSION != session:
                return None
            return last - number % line_items.ITEMS_PER_SESSION

        found = page(range(len(items)), paging.limit, self._cursor(paging, "item", row_of))
        data = [items[last - index] for index in found.rows]
        return self._answer(f"{SESSIONS}/{id_}/line_items", data, found, "item", paths)

    def _session_row(self, id_: str) -> int | None:
        return self._lookup.row("checkout.session", id_)

    def _cursor(
        self, paging: parameters.PageParameters, kind: str, row_of: Callable[[str], int | None]
    ) -> Cursor | None:
        """Raises ApiError. As at Stripe, a missing object is reported before a second cursor.

        row_of: the row of an id in this list; None if there is no such object.
        """
        cursors = []
        for name in ("starting_after", "ending_before"):
            id_: str | None = getattr(paging, name)
            if id_ is None:
                continue
            row = row_of(id_)
            if row is None:
                raise errors.resource_missing(kind, id_, name)
            cursors.append(Cursor(row, "older" if name == "starting_after" else "newer"))
        if len(cursors) > 1:
            raise errors.both_cursors()
        return cursors[0] if cursors else None

    def _expansions(self, query: parameters.Query, kind: str, in_list: bool) -> list[str]:
        paths = query.expand()
        for reached in sorted(expansion.check(paths, kind, in_list)):
            api_keys.require(self._granted, reached, self._context.account)
        return [path.removeprefix("data").lstrip(".") if in_list else path for path in paths]

    def _answer(self, url: str, data: list[Json], found: Page, kind: str, paths: list[str]) -> Json:
        self._expand_all(data, kind, paths)
        return list_object(url, data, found.has_more)

    def _expand_all(self, data: list[Json], kind: str, paths: list[str]) -> None:
        expander = self._expander()
        for entry in data:
            expander.expand(entry, kind, paths)

    def _expander(self) -> expansion.Expander:
        return expansion.Expander(self._lookup.load, self._lookup.include)
