"""What a webhook event changes in what is cached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from sessions_browser.conf import Account
from sessions_browser.objects.json_fields import integer, mapping
from sessions_browser.shared_state.store import Store, digest
from sessions_browser.stripe_api.webhook_events import Event

DELIVERED_SECONDS = 3 * 24 * 3600
DeliveryResult = Literal["applied", "ignored", "repeated", "late"]


def apply_event(
    event: Event, account: Account, store: Store, take: Callable[[dict[str, Any], float], None]
) -> DeliveryResult:
    """Hand the session to `take`, unless this or a later event of it was there before.

    It is noted after it was taken: should the process end between the two, the next delivery takes
    it again, which changes nothing.
    """
    if event.session is None:
        return "ignored"
    key = f"webhook:{digest([account.slug, event.session['id']])}"
    # The few events that a session has in its life, each with its second.
    taken = {name: integer(at) or 0 for name, at in mapping(store.get(key)).items()}
    if event.id in taken:
        return "repeated"
    if event.created < max(taken.values(), default=0):
        return "late"
    take(event.session, event.created)
    store.set(key, taken | {event.id: event.created}, DELIVERED_SECONDS)
    return "applied"
