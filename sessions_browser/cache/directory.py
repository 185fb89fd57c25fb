"""Payment links and customers: the names behind ids."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from typing import Any

from sessions_browser.cache.freshness import Fetched, Freshness
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.patience import Patience
from sessions_browser.cache.response_cache import CachedResponse, ResponseCache
from sessions_browser.objects.customer import Customer, project_customer
from sessions_browser.objects.payment_links import NO_LINKS, PaymentLink, PaymentLinks, project_link
from sessions_browser.stripe_api.client import CheckoutSessionsClient

MOST_LINK_PAGES = 10
# Each page asks for the names of links; the store is looked into once in so many seconds.
LOOK_SECONDS = 1.0
# The list of payment links changes rarely and is only names.
LINKS_FRESHNESS = Freshness(fresh=600, stale=24 * 3600, keep=7 * 24 * 3600)


class Directory:
    """Of one account.

    responses: for customers, as fresh as anything else.
    link_responses: for payment links, kept longer.
    """

    def __init__(
        self,
        client: CheckoutSessionsClient,
        responses: ResponseCache,
        link_responses: ResponseCache,
        keys: CacheKeys,
    ) -> None:
        self._client = client
        self._responses = responses
        self._link_responses = link_responses
        self._keys = keys
        self._links: tuple[float, PaymentLinks] = 0.0, NO_LINKS

    def customers(
        self, email: str, patience: Patience | None = None
    ) -> Fetched[tuple[Customer, ...]]:
        """Stripe's customers with this very e-mail, newest first, up to 100.

        Raises UpstreamError; PermissionDeniedError where the key may not read customers.
        """

        def fetch(max_wait: float) -> Any:
            answer = self._client.customers(email, max_wait=max_wait)
            return [row for entry in answer["data"] if (row := project_customer(entry))]

        key = self._keys.key("customers", email)
        return _customers(self._responses.get(key, fetch, patience=patience))

    def customers_like(
        self, email: str, patience: Patience | None = None
    ) -> Fetched[tuple[Customer, ...]]:
        """As `customers`, with the e-mail in capital or small letters."""

        def fetch(max_wait: float) -> Any:
            answer = self._client.search_customers(email, max_wait=max_wait)
            return [row for entry in answer["data"] if (row := project_customer(entry))]

        key = self._keys.key("customers like", email)
        return _customers(self._responses.get(key, fetch, patience=patience))

    def customer(
        self, customer_id: str, patience: Patience | None = None
    ) -> Fetched[tuple[Customer, ...]]:
        """The customer of this id, if it still exists. Raises UpstreamError as `customers` does."""

        def fetch(max_wait: float) -> Any:
            row = project_customer(self._client.customer(customer_id, max_wait=max_wait))
            return [row] if row else []

        key = self._keys.key("customer", customer_id)
        return _customers(self._responses.get(key, fetch, patience=patience))

    def payment_links(self) -> Fetched[PaymentLinks]:
        """All payment links, up to 1,000. Raises UpstreamError."""
        found = self._link_responses.get(self._keys.key("payment_links"), self._fetch_links)
        return Fetched(_decode_links(found), found.fetched_at, found.failure)

    def known_payment_links(self, *, refresh: bool = False) -> PaymentLinks:
        """What is known without a call.

        refresh: fetch in the background what is missing or old.
        """
        looked_at, links = self._links
        if links.links and time.monotonic() - looked_at < LOOK_SECONDS:
            return links
        found = self._link_responses.stored_or_refresh(
            self._keys.key("payment_links"), self._fetch_links, refresh=refresh
        )
        links = _decode_links(found) if found else NO_LINKS
        self._links = time.monotonic(), links
        return links

    def _fetch_links(self, max_wait: float) -> Any:
        links: list[list[Any]] = []
        cursor: str | None = None
        for _ in range(MOST_LINK_PAGES):
            answer = self._client.payment_links(cursor, max_wait=max_wait)
            page = [link for entry in answer["data"] if (link := project_link(entry))]
            links += page
            if not (answer["has_more"] and page) or page[-1][0] == cursor:
                return [links, not answer["has_more"]]
            cursor = page[-1][0]
        return [links, False]


def _customers(response: CachedResponse) -> Fetched[tuple[Customer, ...]]:
    rows = tuple(Customer(*row) for row in json.loads(response.value))
    return Fetched(rows, response.fetched_at, response.failure)


@lru_cache(maxsize=8)
def _decode_links(response: CachedResponse) -> PaymentLinks:
    links, complete = json.loads(response.value)
    return PaymentLinks(tuple(PaymentLink(*link) for link in links), complete)
