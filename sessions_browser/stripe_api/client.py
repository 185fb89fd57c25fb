"""A method for each endpoint of Stripe's API that the dashboard reads, with at most one retry.

The retry follows Stripe's own libraries (docs.stripe.com/error-low-level,
docs.stripe.com/rate-limits), with shorter waits, because a person waits for the page.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from sessions_browser.account import remember
from sessions_browser.conf import TIMEOUTS, Account, Timeouts
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.admission import Admission, Permit
from sessions_browser.stripe_api.errors import (
    InvalidRequestError,
    NotAskedError,
    NotFoundError,
    UpstreamError,
)
from sessions_browser.stripe_api.http_session import HttpSession, Params
from sessions_browser.stripe_api.responses import (
    Check,
    RetryableError,
    as_account,
    as_list,
    as_object,
    livemode_of,
)

# What a person's call may wait for a slot and the budget.
SLOT_SECONDS = 5.0
logger = logging.getLogger(__name__)


class CheckoutSessionsClient:
    """Calls for one account.

    Every method makes one call, retried once at most, and raises UpstreamError when that fails.
    `max_wait` of each: seconds that it may wait for a slot and the budget; 0 in the background.
    """

    def __init__(
        self,
        account: Account,
        admission: Admission,
        pool_size: int,
        timeouts: Timeouts = TIMEOUTS,
    ) -> None:
        self._account = account
        self._admission = admission
        self._timeouts = timeouts
        self._http = HttpSession(account, pool_size, timeouts)

    def list(
        self, query: ListQuery, *, max_wait: float = SLOT_SECONDS, bulk: bool = False
    ) -> dict[str, Any]:
        """`GET /v1/checkout/sessions`: a checked list object, its `data` of anything.

        bulk: see `Permit`.
        """
        params = query.to_params()
        return self._get("list", "/v1/checkout/sessions", params, max_wait, as_list, bulk=bulk)

    def retrieve(
        self,
        session_id: str,
        expand: Sequence[str] = (),
        *,
        max_wait: float = SLOT_SECONDS,
        bulk: bool = False,
    ) -> dict[str, Any]:
        """`GET /v1/checkout/sessions/{id}`: the object as Stripe sent it. bulk: see `Permit`."""
        path = f"/v1/checkout/sessions/{quote(session_id, safe='')}"
        params = [("expand[]", name) for name in expand]
        return self._get_object("retrieve", path, params, max_wait, session_id, bulk=bulk)

    def line_items(
        self,
        session_id: str,
        starting_after: str | None = None,
        *,
        max_wait: float = SLOT_SECONDS,
        bulk: bool = False,
    ) -> dict[str, Any]:
        """`GET /v1/checkout/sessions/{id}/line_items`, 100 at a time: a checked list object."""
        path = f"/v1/checkout/sessions/{quote(session_id, safe='')}/line_items"
        params = [("limit", "100")]
        if starting_after:
            params.append(("starting_after", starting_after))
        return self._get("line_items", path, params, max_wait, as_list, bulk=bulk)

    def payment_intent(
        self, intent_id: str, expand: Sequence[str] = (), *, max_wait: float = SLOT_SECONDS
    ) -> dict[str, Any]:
        """`GET /v1/payment_intents/{id}`: the object as Stripe sent it."""
        path = f"/v1/payment_intents/{quote(intent_id, safe='')}"
        params = [("expand[]", name) for name in expand]
        return self._get_object("payment_intent", path, params, max_wait, intent_id)

    def payment_links(
        self, starting_after: str | None = None, *, max_wait: float = SLOT_SECONDS
    ) -> dict[str, Any]:
        """`GET /v1/payment_links`, 100 at a time, with their line items for a name."""
        params = [("limit", "100"), ("expand[]", "data.line_items")]
        if starting_after:
            params.append(("starting_after", starting_after))
        return self._get("payment_links", "/v1/payment_links", params, max_wait, as_list)

    def customers(self, email: str, *, max_wait: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/customers` with this very e-mail: a checked list object."""
        params = [("email", email), ("limit", "100")]
        return self._get("customers", "/v1/customers", params, max_wait, as_list)

    def search_customers(self, email: str, *, max_wait: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/customers/search` with this e-mail in capital or small letters: a checked list.

        What changed in the last minute may be missing (docs.stripe.com/search).
        """
        quoted = email.replace("\\", "\\\\").replace('"', '\\"')
        params = [("query", f'email:"{quoted}"'), ("limit", "100")]
        return self._get("search_customers", "/v1/customers/search", params, max_wait, as_list)

    def customer(self, customer_id: str, *, max_wait: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/customers/{id}`; of a deleted one only `id` and `deleted` come."""
        path = f"/v1/customers/{quote(customer_id, safe='')}"
        return self._get_object("customer", path, (), max_wait, customer_id)

    def own_account(self, *, max_wait: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/account`: the account that is read; few restricted keys may."""
        return self._get("account", "/v1/account", (), max_wait, as_account)

    def first_of(self, path: str, *, max_wait: float = SLOT_SECONDS) -> dict[str, Any]:
        """`GET /v1/{path}`, one object at most: a checked list object. For its right alone."""
        return self._get("right", f"/v1/{path}", [("limit", "1")], max_wait, as_list)

    def _get_object(
        self,
        name: str,
        path: str,
        params: Params,
        max_wait: float,
        identifier: str,
        *,
        bulk: bool = False,
    ) -> dict[str, Any]:
        try:
            return self._get(name, path, params, max_wait, as_object(identifier), bulk=bulk)
        except InvalidRequestError as error:
            # Fakes give no code with it. The address is one that Stripe has, so the id is not.
            if error.status == HTTPStatus.NOT_FOUND and not isinstance(error, NotFoundError):
                raise NotFoundError(
                    "no such object", status=error.status, request_id=error.request_id
                ) from error
            raise

    def _get(
        self,
        name: str,
        path: str,
        params: Params,
        max_wait: float,
        check: Check,
        *,
        bulk: bool = False,
    ) -> dict[str, Any]:
        started = time.monotonic()
        end = started + self._timeouts.whole_call
        outcome, request_id, was_asked, told = "bug", None, True, ""
        try:
            self._http.require_safe_account()
            with self._admission.permit(max_wait, bulk=bulk) as permit:
                answer = check(self._attempts(permit, path, params, end))
            remember(self._account, livemode=livemode_of(answer))
            outcome = "ok"
            return answer
        except UpstreamError as error:
            outcome, request_id, told = type(error).__name__, error.request_id, error.told
            was_asked = not isinstance(error, NotAskedError)
            raise
        finally:
            took = round((time.monotonic() - started) * 1000)
            self._log(name, outcome, request_id, took, told)
            if was_asked:
                metrics.upstream_called(self._account.slug, name, outcome, request_id, took, told)

    def _log(self, name: str, outcome: str, request_id: str | None, ms: int, told: str) -> None:
        """Neither the query nor the text of an exception: both can hold a customer's e-mail."""
        level = logging.INFO if outcome == "ok" else logging.WARNING
        words = f"upstream account=%s call=%s outcome=%s request=%s ms=%d{' %s' if told else ''}"
        values = (self._account.slug, name, outcome, request_id or "-", ms)
        logger.log(level, words, *values, *filter(None, [told]))

    def _attempts(self, permit: Permit, path: str, params: Params, end: float) -> Any:
        if permit.seconds:
            return self._probe(permit.seconds, path, params, end)
        try:
            return self._http.get(path, params, end)
        except RetryableError as first:
            pause = random.uniform(*self._timeouts.retry_pause)  # noqa: S311  nothing to guess
            if time.monotonic() + pause + self._timeouts.connect >= end:
                raise first.error from first
            error = first.error
        time.sleep(pause)
        return self._retry(permit, path, params, end, error)

    def _probe(self, seconds: float, path: str, params: Params, end: float) -> Any:
        """One short attempt, for all who wait; its seconds begin when Stripe is asked."""
        try:
            return self._http.get(path, params, min(end, time.monotonic() + seconds))
        except RetryableError as only:
            raise only.error from only

    def _retry(
        self, permit: Permit, path: str, params: Params, end: float, first: UpstreamError
    ) -> Any:
        """The second attempt; one that is not made leaves the failure of the first."""
        try:
            permit.count_retry()
            return self._http.get(path, params, end)
        except RetryableError as second:
            raise second.error from second
        except NotAskedError as second:
            raise first from second
