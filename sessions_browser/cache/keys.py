"""The names under which the cache keeps things."""

from __future__ import annotations

import json
from dataclasses import fields

from sessions_browser.conf import Account
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import digest

# An upgrade never reads values of another shape. Rows are stored by the order of their fields, so
# these are part of it; raise the number when anything else that is stored changes its shape.
SCHEMA = [9, *(field.name for field in fields(SessionRow))]


class CacheKeys:
    """Of one account: two accounts, modes or API versions never meet under one key.

    An old and a new API key of one account do, where it is known that they are of one.
    """

    def __init__(self, account: Account) -> None:
        self._fingerprint = account.fingerprint
        self._prefix = [
            digest(SCHEMA),
            account.slug,
            account.identity,
            account.api_base,
            account.api_version,
        ]

    def key(self, *parts: str) -> str:
        """A text that tells whose value it is; the store is given its digest."""
        return json.dumps([*self._prefix, *parts])

    def listing(self, query: ListQuery) -> str:
        """The same for all pages of one listing. It holds no customer's data."""
        return self.key("listing", digest([sorted(query.filters), sorted(query.expand)]))

    def list_call(self, query: ListQuery) -> str:
        """The same for all calls that may share an answer, whatever their limit."""
        cursors = (query.starting_after or "", query.ending_before or "")
        return self.key("flight", self.listing(query), *cursors)

    def session(self, session_id: str, expand: tuple[str, ...]) -> str:
        return self.key("retrieve", session_id, *expand)

    def payment_intent(self, intent_id: str, expand: tuple[str, ...]) -> str:
        return self.key("payment intent", intent_id, *expand)

    def refused_permissions(self) -> str:
        """Rights are those of the API key."""
        return digest(self.key("refused rights", self._fingerprint))
