"""All line items of a session, beyond the first ten that come with it."""

from __future__ import annotations

import json
from typing import Any

from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.response_cache import ResponseCache
from sessions_browser.cache.session_objects import without_secrets
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.json_fields import id_of
from sessions_browser.stripe_api.client import CheckoutSessionsClient

# Of 100 items each. Stripe allows 100 in a payment and 40 in a subscription, so one is the rule
# (docs.stripe.com/api/checkout/sessions/create).
MOST_PAGES = 5


class LineItemPages:
    """The line items of the sessions of one account."""

    def __init__(
        self, client: CheckoutSessionsClient, responses: ResponseCache, keys: CacheKeys
    ) -> None:
        self._client = client
        self._responses = responses
        self._keys = keys

    def complete(self, session: FullSession, *, reload: bool = False) -> FullSession:
        """The session with all its line items, up to 500. Raises UpstreamError.

        No call where the session came with all of them, else one for each 100 items.
        """
        session_id = session.row.id
        if not session.row.more_items or session_id is None:
            return session
        entries: list[Any] = []
        cursor: str | None = None
        has_more = True
        for _ in range(MOST_PAGES):
            page = self._page(session, session_id, cursor, reload=reload)
            entries += page["data"]
            last = id_of(page["data"][-1]) if page["data"] else None
            has_more = page["has_more"]
            if not has_more or last in (None, cursor):
                break
            cursor = last
        return session.with_items({"data": entries, "has_more": has_more})

    def _page(
        self, session: FullSession, session_id: str, cursor: str | None, *, reload: bool
    ) -> dict[str, Any]:
        """Kept by subtotal, so that items never stand beside the sum of other quantities."""

        def fetch(max_wait: float) -> Any:
            return without_secrets(self._client.line_items(session_id, cursor, max_wait=max_wait))

        subtotal = f"{session.totals.subtotal:x}" if session.totals.subtotal else ""
        key = self._keys.key("line_items", session_id, subtotal, cursor or "")
        page: dict[str, Any] = json.loads(self._responses.get(key, fetch, reload=reload).value)
        return page
