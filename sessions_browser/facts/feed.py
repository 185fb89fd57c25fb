"""What people read and what webhooks deliver, remembered behind the pages at no cost.

A page hands over what it has read and goes on. A database that is locked or full loses a hand-over,
which the next fill makes good, and fails no page.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from typing import Any

from django.db import DatabaseError, close_old_connections

from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.list_coverage import stretch_of
from sessions_browser.facts.session_fact import SessionFact, facts_of
from sessions_browser.objects.list_query import ListQuery

MOST_WAITING = 16
# Of what was written lately, so that a page that is read again costs no transaction.
MOST_KNOWN = 20_000
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FactOffer:
    """query: of a list, None of a session alone."""

    slug: str
    sessions: Sequence[Any]
    read_at: float
    query: ListQuery | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class FeedTrouble:
    """at: Unix second at which facts could not be written last. kind: class of the error."""

    at: float
    kind: str


class Feed:
    """Of this process. Until it is started, all offers are declined.

    store_of: by slug of an account.
    """

    def __init__(self, store_of: Callable[[str], FactStore]) -> None:
        self._store_of = store_of
        self._queue: Queue[FactOffer] = Queue(MOST_WAITING)
        self._known: dict[tuple[str, SessionFact], None] = {}
        # Last session of pages that were written, with its second.
        self._ends: dict[tuple[str, str], int] = {}
        self._is_open = False
        self.trouble: FeedTrouble | None = None

    def open(self) -> None:
        """Take offers; who does not start the thread calls `write_waiting`."""
        self._is_open = True

    def start(self) -> None:
        """In a thread of its own, for ever; called once in each process of the server."""
        self.open()
        threading.Thread(target=self._write_for_ever, name="facts", daemon=True).start()

    def offer_list(
        self, slug: str, query: ListQuery, answer: dict[str, Any], asked_at: float
    ) -> None:
        """An answer of Stripe's to a question for a list. Never waits and never raises."""
        if self._is_open:
            self._put(FactOffer(slug, answer["data"], asked_at, query, answer["has_more"]))

    def offer_event(self, slug: str, session: dict[str, Any], at: float) -> None:
        """A session as a webhook has it, as of Unix second `at`."""
        if self._is_open:
            self._put(FactOffer(slug, [session], at))

    def write_waiting(self) -> None:
        """What was offered until now."""
        while True:
            try:
                offer = self._queue.get_nowait()
            except Empty:
                return
            self._write(offer)

    def _put(self, offer: FactOffer) -> None:
        try:
            self._queue.put_nowait(offer)
        except Full:
            # The next fill reads it.
            return

    def _write(self, offer: FactOffer) -> None:
        store = self._store_of(offer.slug)
        if not store.keep_days:
            return
        facts = facts_of(offer.sessions)
        known = [(offer.slug, fact) for fact in facts]
        if offer.query is not None and all(one in self._known for one in known):
            return
        try:
            covers = self._stretch_of(offer)
            store.take(facts, offer.read_at, now=time.time(), covers=covers)
            if offer.query is None:
                store.note_told(facts, offer.read_at)
        except DatabaseError as error:
            self.trouble = FeedTrouble(time.time(), type(error).__name__)
            logger.warning("facts cannot be written: %s", type(error).__name__)
            return
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
            self._ends.clear()
        self._known.update(dict.fromkeys(known))
        if covers and facts and facts[0].created > facts[-1].created:
            self._ends[offer.slug, facts[-1].id] = facts[-1].created

    def _stretch_of(self, offer: FactOffer) -> tuple[int, int] | None:
        """Of a page that goes on where one ended that was written, without a gap between them."""
        if offer.query is None:
            return None
        answer = {"data": offer.sessions, "has_more": offer.has_more}
        above = self._ends.get((offer.slug, offer.query.starting_after or ""))
        return stretch_of(offer.query, answer, offer.read_at, above)

    def _write_for_ever(self) -> None:
        while True:
            offer = self._queue.get()
            try:
                self._write(offer)
            except Exception:
                # The thread is the only one that writes; what one session does must not end it.
                logger.exception("facts of a page are lost")
            finally:
                close_old_connections()
