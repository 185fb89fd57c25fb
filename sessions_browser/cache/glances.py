"""What is remembered of pages that were worked out, so that one look tells whether they hold.

A page is a function of the windows that it was cut from and of the pointers that led to them. Each
writing of a window has a new version, which the store keeps apart from its text. So while all of
these values are what they were, the page is what it was, and nothing has to be read or decoded.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state.store import Store

MOST_GLANCES = 512
# Of all accounts, so that what is rendered of a version is never taken for another's.
_versions = itertools.count(1)
Stamps = Mapping[str, str | None]


def new_version() -> int:
    """For a page that is not known to be the same as another."""
    return next(_versions)


@dataclass(frozen=True, slots=True)
class Glance:
    """A page without its rows.

    stamps: what the store held, None for what it did not, when the page was worked out.
    version: of the page in this process; two with the same version are the same.
    read_at: Unix seconds, see `KnownPage`. fresh: seconds for which it is fresh.
    refresh: the query that renews it.
    renewed: Unix seconds; an answer to that which was read later has renewed it.
    ahead: the query that is to be read in the background when it is shown, or None.
    """

    stamps: Stamps
    version: int
    read_at: float
    fresh: float
    refresh: ListQuery
    renewed: float
    ahead: ListQuery | None


class Glances:
    """Of the lists of one account. The least recently used is forgotten first."""

    def __init__(self, store: Store, most: int = MOST_GLANCES) -> None:
        self._store = store
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[ListQuery, Glance] = OrderedDict()

    def version(self, query: ListQuery, stamps: Stamps) -> int:
        """That of the page which was worked out from the same, or a new one."""
        with self._lock:
            kept = self._kept.get(query)
            return kept.version if kept and kept.stamps == stamps else new_version()

    def keep(self, query: ListQuery, glance: Glance) -> None:
        with self._lock:
            self._kept[query] = glance
            self._kept.move_to_end(query)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def find(self, query: ListQuery) -> Glance | None:
        """What was kept, while it holds; in one round trip."""
        with self._lock:
            glance = self._kept.get(query)
            if glance is None:
                return None
            self._kept.move_to_end(query)
        found = self._store.get_many(glance.stamps)
        holds = all(found.get(key) == value for key, value in glance.stamps.items())
        return glance if holds else None
