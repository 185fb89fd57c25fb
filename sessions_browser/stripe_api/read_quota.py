"""How many reads of Stripe's monthly allowance each account has used.

Stripe allows an account 500 reads for each transaction over 30 days, and at least 10,000 a month
(docs.stripe.com/rate-limits, "API read request allocations"). Reads are counted in memory, and a
thread of the server writes them to the database, so that no page waits for that.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.db.models import F, Sum

from sessions_browser.models import ReadCount

FLUSH_SECONDS = 10.0
DAYS = 30
logger = logging.getLogger(__name__)


class ReadQuota:
    """Reads of this process, added in the database to those of all others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._new: Counter[tuple[str, date]] = Counter()
        self._written: dict[str, int] = {}

    def count(self, account: str) -> None:
        with self._lock:
            self._new[account, _today()] += 1

    def in_30_days(self, account: str) -> int:
        """The number last read from the database, and what this process has counted since."""
        with self._lock:
            new = sum(count for (name, _), count in self._new.items() if name == account)
            return self._written.get(account, 0) + new

    def flush(self) -> None:
        """Write what is new and read what others wrote. Raises DatabaseError."""
        with self._lock:
            entries = list(self._new.items())
        for (account, day), count in entries:
            entry, _ = ReadCount.objects.get_or_create(account=account, day=day)
            ReadCount.objects.filter(pk=entry.pk).update(count=F("count") + count)
            with self._lock:
                self._new[account, day] -= count
                if not self._new[account, day]:
                    del self._new[account, day]
        since = _today() - timedelta(days=DAYS - 1)
        recent = ReadCount.objects.filter(day__gte=since)
        written = dict(recent.values_list("account").annotate(Sum("count")))
        with self._lock:
            self._written = written

    def keep_written(self) -> None:
        """Flush for ever, in a thread of its own; called once in each process of the server."""
        threading.Thread(target=self._flush_for_ever, name="reads", daemon=True).start()

    def _flush_for_ever(self) -> None:
        pause = threading.Event()
        while True:
            try:
                self.flush()
            except DatabaseError as error:
                # What was not written is kept for the next time.
                logger.warning("reads cannot be written down: %s", type(error).__name__)
            finally:
                close_old_connections()
            pause.wait(FLUSH_SECONDS)


def _today() -> date:
    return datetime.now(UTC).date()
