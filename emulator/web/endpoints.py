"""The endpoints: answer a path and a query string with an object or a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from emulator.objects import accounts, events, invoices, line_items, payment_links, sessions
from emulator.objects.context import Context, Json, search_result
from emulator.web import (
    api_keys,
    customer_lists,
    errors,
    parameters,
    search_query,
    session_filtering,
)
from emulator.web.event_lists import EVENTS, list_events
from emulator.web.neighbours import NEIGHBOURS, empty_list, list_neighbours
from emulator.web.pagination import page
from emulator.web.reader import Reader
from emulator.world.catalog import PAYMENT_LINKS

SESSIONS = "/v1/checkout/sessions"
LINKS = "/v1/payment_links"
CUSTOMERS = "/v1/customers"
_THIN_EVENTS = "/v2/core/events/"

# Path, kind of object, name of the id in error messages.
_RETRIEVED = (
    (f"{SESSIONS}/", "checkout.session", "session"),
    (f"{LINKS}/", "payment_link", "payment_link"),
    ("/v1/customers/", "customer", "id"),
    ("/v1/payment_intents/", "payment_intent", "intent"),
    ("/v1/prices/", "price", "price"),
    ("/v1/plans/", "plan", "plan"),
    ("/v1/payment_methods/", "payment_method", "payment_method"),
    *((f"{path}/", listed.kind, "id") for path, listed in NEIGHBOURS.items()),
)
# The right that an endpoint takes, where it is not that of the kind of its objects.
_RIGHTS = {
    **{listed.kind: listed.permission for listed in NEIGHBOURS.values()},
    "event": "event",
    "plan": "plan",
}
# Lists within an object: the object, the name of the list, the list that it is a part of, and the
# filter. Those without are always empty.
_INNER_LISTS = {
    ("charges", "refunds"): ("/v1/refunds", "charge"),
    ("customers", "subscriptions"): ("/v1/subscriptions", "customer"),
    ("customers", "sources"): None,
    ("customers", "tax_ids"): None,
}
_CUSTOMER_KEYS: dict[str, tuple[str, ...]] = {"created": ("gt", "gte", "lt", "lte")}
_SESSION_KEYS = {**_CUSTOMER_KEYS, "customer_details": ("email",)}


class Endpoints:
    """Answers one request.

    granted: the permissions of the key.
    strict_limit: refuse a `limit` outside 1 to 100.
    """

    def __init__(self, context: Context, granted: frozenset[str], strict_limit: bool) -> None:
        self._reader = Reader(context, granted, strict_limit)
        self._context = context
        self._lookup = self._reader.lookup
        self._lists: dict[str, tuple[str, Callable[[parameters.Query], Json]]] = {
            SESSIONS: ("checkout.session", self._list_sessions),
            LINKS: ("payment_link", self._list_links),
            CUSTOMERS: ("customer", self._list_customers),
            f"{CUSTOMERS}/search": ("customer", self._search_customers),
            EVENTS: ("event", lambda query: list_events(self._reader, query)),
        }

    def get(self, path: str, raw_query: str) -> Json:
        """The JSON answer to GET. Raises ApiError."""
        if path in self._lists:
            kind, answer = self._lists[path]
            return answer(self._query(kind, raw_query))
        if path in NEIGHBOURS:
            self._reader.require(NEIGHBOURS[path].permission)
            return list_neighbours(self._reader, path, path, parameters.Query(raw_query))
        for inner in (self._account, self._inner_list, self._retrieve_any):
            found = inner(path, raw_query)
            if found is not None:
                return found
        raise errors.unrecognized_url("GET", path)

    def _account(self, path: str, raw_query: str) -> Json | None:
        """docs.stripe.com/api/accounts/retrieve"""
        own = self._context.account
        if path.startswith("/v2/core/accounts/"):
            return self._buyer_account(unquote(path.rpartition("/")[2]))
        if path not in ("/v1/account", f"/v1/accounts/{own}"):
            return None
        self._reader.require(api_keys.OWN_ACCOUNT)
        query = parameters.Query(raw_query)
        query.refuse_unknown(("expand",), {})
        self._reader.expansions(query, "own_account", in_list=False)
        return accounts.account(self._context)

    def _buyer_account(self, id_: str) -> Json:
        self._reader.require("customer")
        number = self._lookup.customer_number(id_, "account")
        if number is None:
            raise errors.resource_missing("account", id_, "id", status=404)
        return accounts.buyer_account(self._context, number)

    def _inner_list(self, path: str, raw_query: str) -> Json | None:
        """A list whose address begins with that of an object."""
        parts = re.fullmatch(r"/v1/(checkout/sessions|\w+)/([^/]+)/(\w+)", path)
        if not parts:
            return None
        owner, id_, name = parts[1], unquote(parts[2]), parts[3]
        if (owner, name) == ("checkout/sessions", "line_items"):
            return self._list_items(id_, self._query("checkout.session", raw_query))
        if (owner, name) == ("payment_links", "line_items"):
            return self._list_link_items(id_, self._query("payment_link", raw_query))
        if (owner, name) == ("invoices", "lines"):
            return self._list_invoice_lines(id_, self._query("invoice", raw_query))
        if (owner, name) not in _INNER_LISTS:
            return None
        query = self._query(owner.removesuffix("s"), raw_query)
        if self._lookup.find(owner.removesuffix("s"), id_) is None:
            raise errors.resource_missing(owner.removesuffix("s"), id_, "id", status=404)
        whole = _INNER_LISTS[owner, name]
        if whole is None:
            return empty_list(path, query)
        filtered = parameters.Query(f"{raw_query}&{whole[1]}={id_}")
        return list_neighbours(self._reader, whole[0], path, filtered)

    def _retrieve_any(self, path: str, raw_query: str) -> Json | None:
        if path.startswith(f"{EVENTS}/"):
            id_ = unquote(path.removeprefix(f"{EVENTS}/"))
            return self._retrieve_event(id_, self._query("event", raw_query))
        if path.startswith(_THIN_EVENTS):
            return self._retrieve_thin_event(unquote(path.removeprefix(_THIN_EVENTS)))
        for start, kind, param in _RETRIEVED:
            id_ = path.removeprefix(start)
            if path.startswith(start) and id_ and "/" not in id_:
                return self._retrieve(kind, unquote(id_), param, self._query(kind, raw_query))
        return None

    def _retrieve_event(self, id_: str, query: parameters.Query) -> Json:
        query.refuse_unknown(("expand",), {})
        self._reader.expansions(query, "event", in_list=False)
        moment = events.moment_with_id(self._context, id_)
        facts = None if moment is None else events.facts_then(self._context, moment)
        if moment is None or facts is None:
            raise errors.resource_missing("event", id_, "id", status=404)
        return events.event(self._context, moment, facts)

    def _retrieve_thin_event(self, id_: str) -> Json:
        self._reader.require("event")
        found = events.thin_event(self._context, id_)
        if found is None:
            raise errors.resource_missing("event", id_, "id", status=404)
        return found

    def _query(self, kind: str, raw: str) -> parameters.Query:
        if kind in _RIGHTS:
            self._reader.require(_RIGHTS[kind])
        else:
            api_keys.require(self._reader.granted, kind, self._context.account)
        return parameters.Query(raw)

    def _retrieve(self, kind: str, id_: str, param: str, query: parameters.Query) -> Json:
        known = ("expand", "client_secret") if kind == "payment_intent" else ("expand",)
        query.refuse_unknown(known, {})
        paths = self._reader.expansions(query, kind, in_list=False)
        found = self._lookup.find(kind, id_)
        if found is None:
            raise errors.resource_missing(kind, id_, param, status=404)
        self._reader.expand_all([found], kind, paths)
        return found

    def _list_sessions(self, query: parameters.Query) -> Json:
        query.refuse_unknown(
            (*parameters.PAGING, *parameters.ID_FILTERS, "status", "expand"), _SESSION_KEYS
        )
        paging = self._reader.paging(query)
        filters = parameters.session_filters(query)
        paths = self._reader.expansions(query, "checkout.session", in_list=True)
        rows = session_filtering.matching_rows(self._context, self._lookup, filters)
        first, end = session_filtering.created_rows(self._context.world, filters.created)
        cursor = self._reader.cursor(paging, "checkout.session", self._session_row)
        found = page(rows, paging.limit, cursor, first, end)
        data = [sessions.session(self._context, self._lookup.facts(row)) for row in found.rows]
        return self._reader.answer(SESSIONS, data, found, "checkout.session", paths)

    def _list_links(self, query: parameters.Query) -> Json:
        query.refuse_unknown((*parameters.PAGING, "active", "expand"), {})
        paging = self._reader.paging(query)
        active = query.boolean("active")
        paths = self._reader.expansions(query, "payment_link", in_list=True)
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

        found = page(rows, paging.limit, self._reader.cursor(paging, "payment_link", row_of))
        data = [payment_links.payment_link(self._context, newest - row) for row in found.rows]
        return self._reader.answer(LINKS, data, found, "payment_link", paths)

    def _list_customers(self, query: parameters.Query) -> Json:
        query.refuse_unknown((*parameters.PAGING, "email", "test_clock", "expand"), _CUSTOMER_KEYS)
        paging, test_clock = self._reader.paging(query), query.text("test_clock")
        email = query.text("email", most=parameters.LONGEST_EMAIL)
        created = parameters.created_range(query)
        if test_clock is not None:
            raise errors.no_such_clock(test_clock)
        paths = self._reader.expansions(query, "customer", in_list=True)
        lookup = self._lookup

        def row_of(id_: str) -> int | None:
            return customer_lists.first_row(lookup, id_)

        cursor = self._reader.cursor(paging, "customer", row_of)
        found = customer_lists.page_of_customers(lookup, paging.limit, cursor, email, created)
        data = [customer_lists.customer_at(lookup, row) for row in found.rows]
        return self._reader.answer(CUSTOMERS, data, found, "customer", paths)

    def _search_customers(self, query: parameters.Query) -> Json:
        """docs.stripe.com/api/customers/search; here new customers are found at once."""
        query.refuse_unknown(("query", "limit", "page", "expand"), {})
        # Unlike a list, a search refuses a limit out of range.
        limit = parameters.paging(query, strict_limit=True).limit
        asked = query.text("query")
        if asked is None:
            raise errors.missing_parameter("query")
        paths = self._reader.expansions(query, "customer", in_list=True)
        parsed = search_query.parse(asked)
        data, next_page = customer_lists.search_page(
            self._lookup, parsed, limit, query.text("page")
        )
        self._reader.expand_all(data, "customer", paths)
        return search_result(f"{CUSTOMERS}/search", data, next_page)

    def _list_items(self, id_: str, query: parameters.Query) -> Json:
        paging, paths = self._asked_of_items(query, "item")
        row = self._session_row(id_)
        if row is None:
            raise errors.resource_missing("checkout.session", id_, "session", status=404)
        items = line_items.line_items(self._context, self._lookup.facts(row))
        return self._page_of_items(f"{SESSIONS}/{id_}/line_items", items, paging, paths)

    def _list_link_items(self, id_: str, query: parameters.Query) -> Json:
        paging, paths = self._asked_of_items(query, "item")
        number = self._lookup.number_in_catalog("payment_link", id_)
        if number is None:
            raise errors.resource_missing("payment_link", id_, "payment_link", status=404)
        items = line_items.payment_link_items(self._context, number)["data"]
        return self._page_of_items(f"{LINKS}/{id_}/line_items", items, paging, paths)

    def _list_invoice_lines(self, id_: str, query: parameters.Query) -> Json:
        paging, paths = self._asked_of_items(query, "invoice_line")
        row = self._lookup.row("invoice", id_)
        if row is None:
            raise errors.resource_missing("invoice", id_, "invoice", status=404)
        lines = invoices.all_lines(self._context, self._lookup.facts(row))
        url = f"/v1/invoices/{id_}/lines"
        return self._page_of_items(url, lines, paging, paths, "invoice_line")

    def _asked_of_items(
        self, query: parameters.Query, kind: str
    ) -> tuple[parameters.PageParameters, list[str]]:
        """The page, and what of its items is to be expanded."""
        query.refuse_unknown((*parameters.PAGING, "expand"), {})
        return self._reader.paging(query), self._reader.expansions(query, kind, in_list=True)

    def _page_of_items(
        self,
        url: str,
        items: list[Json],
        paging: parameters.PageParameters,
        paths: list[str],
        kind: str = "item",
    ) -> Json:
        # The first item comes first, as if it were the newest.
        last, ids = len(items) - 1, [item["id"] for item in items]

        def row_of(item: str) -> int | None:
            return last - ids.index(item) if item in ids else None

        found = page(range(len(items)), paging.limit, self._reader.cursor(paging, kind, row_of))
        data = [items[last - index] for index in found.rows]
        return self._reader.answer(url, data, found, kind, paths)

    def _session_row(self, id_: str) -> int | None:
        return self._lookup.row("checkout.session", id_)
