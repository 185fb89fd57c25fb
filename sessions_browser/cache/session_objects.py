"""Whole sessions, each with its payment as far as the key may read it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.cache.last_states import LastStates
from sessions_browser.cache.patience import Patience, is_old_answer, may_have_changed
from sessions_browser.cache.recent_events import RecentEvents
from sessions_browser.cache.response_cache import CachedResponse, ResponseCache
from sessions_browser.conf import Account
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import may_be_of
from sessions_browser.objects.payment import invoice_intent
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api import permissions
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    ExpansionError,
    NotFoundError,
    PermissionDeniedError,
    UpstreamError,
)

# For so long a right that the key lacks is not tried again.
REFUSED_SECONDS = 600
# Never shown and never stored, wherever it stands: with it anybody could confirm a payment.
SECRET = "client_secret"  # noqa: S105  a name, not a value

# Whether a stored answer may not be shown before Stripe was asked.
IsRefused = Callable[[CachedResponse | None], bool]


class SessionObjects:
    """The Checkout Sessions of one account, one by one."""

    def __init__(
        self,
        account: Account,
        client: CheckoutSessionsClient,
        store: Store,
        responses: ResponseCache,
        keys: CacheKeys,
        last_states: LastStates,
        recent: RecentEvents,
    ) -> None:
        self._account = account
        self._client = client
        self._store = store
        self._responses = responses
        self._keys = keys
        self._last_states = last_states
        self._recent = recent

    def full(
        self, session_id: str, *, max_age: float | None = None, patience: Patience | None = None
    ) -> Fetched[FullSession]:
        """The session with all that the key may read of its payment. Raises UpstreamError.

        One call at most, one more for the payment of a subscription, and once in a while one for
        each right that the key turns out to lack. NotFoundError without a call for an id of the
        other mode.

        max_age: seconds. An answer this young is good enough, an older one is read anew.
        """

        def is_refused(known: CachedResponse | None) -> bool:
            return _is_older(known, max_age)

        return self._full(session_id, is_refused, patience)

    def current(
        self, session_id: str, patience: Patience, *, reload: bool = False
    ) -> Fetched[FullSession]:
        """The session as `full` gives it, fit to answer whether it has been paid.

        What can still change is read first when it is older than ANSWER_MAX_AGE_SECONDS or a list
        has brought another state since. When that fails, or the patience of the page ends, the
        known session comes with the failure.
        """

        def is_refused(known: CachedResponse | None) -> bool:
            return reload or (known is not None and self._is_out_of_date(known))

        return self._full(session_id, is_refused, patience)

    def _full(
        self, session_id: str, is_refused: IsRefused, patience: Patience | None = None
    ) -> Fetched[FullSession]:
        account = self._account
        if not may_be_of(session_id, account.key_mode, is_fake=account.is_fake):
            # Objects of one mode are invisible to the other.
            raise NotFoundError("of the other mode")
        refused = self.refused_permissions()
        while True:
            expand = permissions.expand_paths(refused)
            known = self._responses.stored(self._keys.session(session_id, expand))
            wants_new = is_refused(known)
            try:
                found = self.retrieve(
                    session_id, expand, reload=wants_new, patience=patience, known=known
                )
            except (PermissionDeniedError, ExpansionError) as error:
                refused = self.learn(error, refused)
            else:
                intent = self._intent_of_invoice(found.value, refused, wants_new, patience)
                session = FullSession.from_json(found.value, refused, intent)
                return Fetched(session, found.fetched_at, found.failure)

    def retrieve(
        self,
        session_id: str,
        expand: tuple[str, ...] = (),
        *,
        reload: bool = False,
        patience: Patience | None = None,
        known: CachedResponse | None = None,
    ) -> Fetched[dict[str, Any]]:
        """The session but for what lets others pay. Raises UpstreamError.

        known: what is stored of it, where that was read already.
        """

        def fetch(max_wait: float) -> Any:
            asked_at = time.time()
            answer = self._client.retrieve(session_id, expand, max_wait=max_wait)
            if self._recent.told_since([session_id], asked_at):
                # A webhook came meanwhile, and the answer may be from before.
                answer = self._client.retrieve(session_id, expand, max_wait=max_wait)
            self._last_states.read_alone(session_id, answer)
            return without_way_to_pay(answer)

        key = self._keys.session(session_id, expand)
        found = self._responses.get(key, fetch, reload=reload, patience=patience, found=known)
        return Fetched(json.loads(found.value), found.fetched_at, found.failure)

    def read(self, session_id: str, max_wait: float) -> dict[str, Any]:
        """The session as Stripe has it now, and nothing kept of it. Raises UpstreamError."""
        answer: dict[str, Any] = self._client.retrieve(session_id, (), max_wait=max_wait)
        return without_way_to_pay(answer)

    def _intent_of_invoice(
        self,
        session: dict[str, Any],
        refused: frozenset[str],
        reload: bool,
        patience: Patience | None,
    ) -> dict[str, Any] | None:
        """The payment of a subscription, which hangs on its invoice; None where it is not read.

        Without it the session can be shown, and says that it was not looked at.
        """
        intent = invoice_intent(session.get("invoice"))
        if not isinstance(intent, str) or "rak_payment_intent_read" in refused:
            return None
        paths = tuple(permissions.payment_paths("", refused))

        def fetch(max_wait: float) -> Any:
            answer = self._client.payment_intent(intent, paths, max_wait=max_wait)
            return without_secrets(answer)

        try:
            key = self._keys.payment_intent(intent, paths)
            found = self._responses.get(key, fetch, reload=reload, patience=patience)
        except PermissionDeniedError as error:
            self.learn(error, refused)
            return None
        except UpstreamError:
            return None
        read: dict[str, Any] = json.loads(found.value)
        return read

    def refused_permissions(self) -> frozenset[str]:
        """Rights that the key turned out to lack lately."""
        return frozenset(self._store.get(self._keys.refused_permissions()) or ())

    def learn(
        self, error: PermissionDeniedError | ExpansionError, refused: frozenset[str]
    ) -> frozenset[str]:
        """The rights that are refused now; raises the error where the session itself is refused.

        An expansion that Stripe does not know is gone without as if the right to it were missing.
        """
        after = permissions.permissions_after_refusal(error.permission, refused)
        if after is None:
            raise error
        self._store.set(self._keys.refused_permissions(), sorted(after), REFUSED_SECONDS)
        return after

    def _is_out_of_date(self, known: CachedResponse) -> bool:
        now = time.time()
        row = SessionRow.from_object(json.loads(known.value))
        if not may_have_changed(row, now):
            return False
        return is_old_answer(known.fetched_at, now) or self._last_states.differ_from(row)


def _is_older(known: CachedResponse | None, max_age: float | None) -> bool:
    if max_age is None:
        return False
    return known is None or time.time() - known.fetched_at >= max_age


def without_way_to_pay(session: dict[str, Any]) -> dict[str, Any]:
    """Anybody who has a session's `url` can pay, or see what was filled in."""
    return {name: value for name, value in without_secrets(session).items() if name != "url"}


def without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [without_secrets(entry) for entry in value]
    if isinstance(value, dict):
        return {name: without_secrets(part) for name, part in value.items() if name != SECRET}
    return value
