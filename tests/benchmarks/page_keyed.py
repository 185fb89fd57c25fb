"""What the cache is compared with: each address of upstream kept for some seconds, and no more.

No windows, nothing shown stale, nothing read ahead, no call shared. With CACHE_FRESH_SECONDS=0 it
is no cache at all.
"""

from __future__ import annotations

import time

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.known_page import KnownPage
from sessions_browser.cache.patience import Patience
from sessions_browser.cache.segment import segment_of
from sessions_browser.cache.session_lists import SessionLists
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.shared_state.store import digest
from sessions_browser.stripe_api.client import SLOT_SECONDS


class PageKeyed(SessionLists):
    """The rest of the dashboard is the same on both sides."""

    def page(
        self,
        query: ListQuery,
        *,
        reload: bool = False,
        patience: Patience | None = None,  # noqa: ARG002
        read_ahead: bool = True,  # noqa: ARG002
    ) -> Fetched[SessionPage]:
        seconds = self._freshness.fresh
        name = f"page-keyed:{digest(query.to_params())}"
        stored = None if reload or not seconds else self._store.get(name)
        if stored is not None:
            answer, at = stored
        else:
            answer, at = self._client.list(query, max_wait=SLOT_SECONDS), time.time()
            if seconds:
                self._store.set(name, [answer, at], seconds)
        page = KnownPage.cut(query, segment_of(answer, query, at)).session_page()
        return Fetched(page, page.fetched_at)

    def stored_page(self, _query: ListQuery) -> SessionPage | None:
        return None
