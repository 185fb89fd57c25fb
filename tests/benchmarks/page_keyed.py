"""What the cache is compared with: each address of upstream kept for some seconds, and no more.

No windows, nothing shown stale, nothing read ahead, no call shared. With CACHE_FRESH_SECONDS=0 it
is no cache at all.
"""

from __future__ import annotations

import time

from sessions_browser.client import SLOT_SECONDS
from sessions_browser.page_cache import CachedSessions, Fetched, _fetched, _run_of
from sessions_browser.pagination import ListQuery, SessionPage
from sessions_browser.windows import Run


class PageKeyed(CachedSessions):
    """The rest of the dashboard is the same on both sides."""

    def list(self, query: ListQuery, *, reload: bool = False) -> Fetched[SessionPage]:
        seconds = self._freshness.fresh
        name = f"page-keyed:{query.digest()}"
        stored = None if reload or not seconds else self._store.get(name)
        if stored is not None:
            answer, at = stored
        else:
            answer, at = self._client.list(query, patience=SLOT_SECONDS), time.time()
            if seconds:
                self._store.set(name, [answer, at], seconds)
        return _fetched(query, _run(answer, query, at))

    def seen(self, _query: ListQuery) -> SessionPage | None:
        return None


def _run(answer: dict[str, object], query: ListQuery, at: float) -> Run:
    return _run_of(answer, query.limit, at)
