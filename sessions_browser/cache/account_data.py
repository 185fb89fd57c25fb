"""All that is read of one account, through the cache."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sessions_browser.cache.background import Background
from sessions_browser.cache.directory import LINKS_FRESHNESS, Directory
from sessions_browser.cache.event_updates import EventUpdates
from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.last_states import LastStates
from sessions_browser.cache.line_items import LineItemPages
from sessions_browser.cache.listing_index import ListingIndex
from sessions_browser.cache.newer_sessions import NewerSessions
from sessions_browser.cache.recent_events import RecentEvents
from sessions_browser.cache.response_cache import ResponseCache
from sessions_browser.cache.session_lists import Observe, SessionLists
from sessions_browser.cache.session_objects import SessionObjects
from sessions_browser.cache.sieved_lists import SievedLists
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.conf import Account
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.client import CheckoutSessionsClient


@dataclass(frozen=True, slots=True)
class AccountData:
    """What the views read of an account."""

    lists: SessionLists
    sieved: SievedLists
    newer: NewerSessions
    sessions: SessionObjects
    line_items: LineItemPages
    directory: Directory
    updates: EventUpdates


def build_account_data(
    account: Account,
    client: CheckoutSessionsClient,
    store: Store,
    single_flight: SingleFlight,
    background: Background,
    freshness: Freshness,
    settled: float,
    observe: Observe,
    told: Callable[[dict[str, Any], float], None],
) -> AccountData:
    """settled: seconds for which a page stays fresh on which nothing can change any more.

    observe: is told of each answer to a list call.
    told: is given each session that a webhook brought or led to, with its Unix second.
    """
    keys, keep = CacheKeys(account), freshness.keep
    responses = ResponseCache(store, single_flight, background, freshness)
    link_responses = ResponseCache(store, single_flight, background, LINKS_FRESHNESS)
    index = ListingIndex(store, keys.key("register"))
    states, recent = LastStates(store, keys), RecentEvents(store, keys)
    lists = SessionLists(
        client,
        store,
        single_flight,
        background,
        keys,
        index,
        freshness,
        settled,
        states,
        recent,
        observe,
    )
    sessions = SessionObjects(account, client, store, responses, keys, states, recent)
    return AccountData(
        lists=lists,
        sieved=SievedLists(lists),
        newer=NewerSessions(client, store, single_flight, keys, lists, keep),
        sessions=sessions,
        line_items=LineItemPages(client, responses, keys),
        directory=Directory(client, responses, link_responses, keys),
        updates=EventUpdates(
            account, store, responses, keys, index, sessions, recent, background, keep, told
        ),
    )
