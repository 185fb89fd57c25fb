"""What the cache is compared with: each address of upstream kept for some seconds, and no more.

No windows, nothing shown stale, nothing read ahead, no call shared. With CACHE_FRESH_SECONDS=0 it
is no cache at all.
"""

from __future__ import annotations

import time

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.list_policy import segment_of
from sessions_browser.cache.session_lists import CachedSessions
from sessions_browser.cache.window_store import page_of
from sessions_browser.cache.windows import Segment
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.shared_state.store import digest
from sessions_browser.stripe_api.client import SLOT_SECONDS


class PageKeyed(CachedSessions):
    """The rest of the dashboard is the same on both sides."""

    def list(self, query: ListQuery, *, reload: bool = False) -> Fetched[SessionPage]:
        seconds = self._freshness.fresh
        name = f"page-keyed:{digest(query.to_params())}"
        stored = None if reload or not seconds else self._store.get(name)
        if stored is not None:
            answer, at = stored
        else:
            answer, at = self._client.list(query, max_wait=SLOT_SECONDS), time.time()
            if seconds:
                self._store.set(name, [answer, at], seconds)
        page = page_of(query, _run(answer, query, at))
        return Fetched(page, page.fetched_at)

    def seen(self, _query: ListQuery) -> SessionPage | None:
        return None


def _run(answer: dict[str, object], query: ListQuery, at: float) -> Segment:
    return segment_of(answer, query.limit, at)
