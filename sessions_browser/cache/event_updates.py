"""What a webhook event changes in what is cached."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from sessions_browser.cache.background import Background
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.listing_index import ListingIndex
from sessions_browser.cache.recent_events import RecentEvents, with_told
from sessions_browser.cache.response_cache import CachedResponse, ResponseCache
from sessions_browser.cache.session_objects import SessionObjects, without_way_to_pay
from sessions_browser.cache.window_store import WindowStore
from sessions_browser.cache.windows import home_of
from sessions_browser.conf import Account
from sessions_browser.objects.json_fields import integer, mapping
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api import permissions
from sessions_browser.stripe_api.webhook_events import Event

DELIVERED_SECONDS = 3 * 24 * 3600
# What an event gives only the id of, and a session was read with in full.
_OBJECTS = ("payment_intent", "invoice", "subscription")
DeliveryResult = Literal["applied", "ignored", "repeated", "late", "reading"]
# Among what is noted of a session's events: how far the session had come by the last of them.
_PROGRESS = "progress"


class EventUpdates:
    """Of one account. Waits for no call and never raises.

    keep: seconds for which what is changed is kept.
    told: is given each session that an event brought or led to, with its Unix second.
    """

    def __init__(
        self,
        account: Account,
        store: Store,
        responses: ResponseCache,
        keys: CacheKeys,
        index: ListingIndex,
        sessions: SessionObjects,
        recent: RecentEvents,
        background: Background,
        keep: float,
        told: Callable[[dict[str, Any], float], None],
    ) -> None:
        self._account = account
        self._store = store
        self._responses = responses
        self._keys = keys
        self._index = index
        self._sessions = sessions
        self._recent = recent
        self._background = background
        self._keep = keep
        self._told = told

    def apply_event(self, event: Event) -> DeliveryResult:
        """Apply its session, unless this or a later event of it was applied before.

        A session that the event only names is read in the background. It is noted afterwards:
        should the process end between the two, the next delivery applies it again, which changes
        nothing.
        """
        if not event.session_id:
            return "ignored"
        key = event_key(self._account.slug, event.session_id)
        # The few events that a session has in its life, each with its second.
        noted = {name: integer(at) or 0 for name, at in mapping(self._store.get(key)).items()}
        before = noted.pop(_PROGRESS, 0)
        latest = max(noted.values(), default=0)
        if event.id in noted:
            return "repeated"
        progress = before if event.session is None else _progress(event.session)
        if event.created < latest or (event.created == latest and progress < before):
            return "late"
        if event.session is None:
            self._read(event.session_id)
        else:
            self.apply(event.session, event.created)
            self._told(event.session, event.created)
        noted |= {event.id: event.created, _PROGRESS: progress}
        self._store.set(key, noted, DELIVERED_SECONDS)
        return "reading" if event.session is None else "applied"

    def _read(self, session_id: str) -> None:
        """Read the session behind the page; should that fail, whoever looks at it reads it anew."""
        for expand in self._expansions():
            self._responses.forget(self._keys.session(session_id, expand))

        def fetch(max_wait: float) -> None:
            asked_at = time.time()
            session = self._sessions.read(session_id, max_wait)
            self.apply(session, asked_at)
            self._told(session, asked_at)

        key = self._keys.key("told", session_id, "read")
        self._background.submit(key, fetch, lambda: None, "event")

    def apply(self, session: dict[str, Any], at: float) -> None:
        """Bring what is kept up to date with a session as it was at Unix second `at`.

        What was read later stays. A session that a listing no longer asks for leaves it; one that
        it now would ask for comes with its next reading.
        """
        row = SessionRow.from_object(session)
        if row.id is None:
            return
        self._recent.note(row, at)
        for name, status in self._index.listings():
            self._apply_to_list(WindowStore(self._store, name), row, status, at)
        for expand in self._expansions():
            expanded = {path.partition(".")[0] for path in expand}
            forget = any(session.get(name) for name in _OBJECTS if name in expanded)
            self._apply_to_object(self._keys.session(row.id, expand), session, at, forget=forget)

    def _expansions(self) -> set[tuple[str, ...]]:
        """With which a session may be kept."""
        refused = self._sessions.refused_permissions()
        return {(), ("line_items",), permissions.expand_paths(refused)}

    def _apply_to_list(
        self, windows: WindowStore, row: SessionRow, status: str | None, at: float
    ) -> None:
        home = home_of(windows, row.id) if row.id else None
        if home is None or not home.has_row:
            return
        name, segment, position = home
        # Stripe gives the moment of an event in whole seconds.
        if segment.listed_at[position] < at + 1:
            windows.write(name, with_told(segment, position, row, status), self._keep)

    def _apply_to_object(
        self, key: str, session: dict[str, Any], at: float, *, forget: bool
    ) -> None:
        found = self._responses.stored(key)
        if found is None or found.fetched_at >= at + 1:
            return
        # The event names the payment and does not describe it, so it is read again.
        value = None if forget else _updated(json.loads(found.value), session)
        if value is None:
            self._responses.forget(key)
            return
        self._responses.put(CachedResponse(key, max(at, found.fetched_at), json.dumps(value)))


def event_key(slug: str, session_id: str) -> str:
    """Under which the events of a session are noted."""
    return f"webhook:{digest([slug, session_id])}"


def _progress(session: Mapping[str, Any]) -> int:
    """How far a session has come: no event of the same second can lead back."""
    if session.get("status") == "open":
        return 0
    return 1 if session.get("payment_status") == "unpaid" else 2


def _updated(old: dict[str, Any], event: dict[str, Any]) -> dict[str, Any] | None:
    """The session as the event has it, with what an event does not bring, such as line items.

    old: as it was read. None where that may have changed too: an event has only ids of codes and
    of shipping rates, and a customer can change quantities while the session is open.
    """
    value = {**old, **without_way_to_pay(event)}
    if value.get("amount_subtotal") != old.get("amount_subtotal"):
        return None
    for name in ("discounts", "shipping_cost", "total_details"):
        if not old.get(name):
            continue
        if _ids_only(value[name]) != _ids_only(old[name]):
            return None
        value[name] = old[name]
    return value


def _ids_only(value: Any) -> Any:
    """As it comes without any `expand`."""
    if isinstance(value, list):
        return [_ids_only(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if "id" in value:
        return value["id"]
    return {name: _ids_only(part) for name, part in value.items() if name != "breakdown"}
