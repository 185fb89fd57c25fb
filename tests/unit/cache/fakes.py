"""A client that answers from a list in memory, and all that stands over it."""

from __future__ import annotations

import threading
import zlib
from base64 import b64decode
from typing import Any

from sessions_browser.cache.account_data import AccountData, build_account_data
from sessions_browser.cache.background import Background
from sessions_browser.cache.freshness import Freshness
from sessions_browser.cache.newer_sessions import NewerCount
from sessions_browser.cache.single_flight import SingleFlight
from sessions_browser.conf import Account
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.objects.outcome_filter import OutcomeFilter
from sessions_browser.shared_state.store import Store
from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    NotFoundError,
    UpstreamError,
)
from tests.clients import admission_of, stored_values
from tests.unit.conftest import START

PEOPLE, PROCESSES = 50, 3
FRESH, SETTLED, STALE, KEEP = 30, 3600, 600, 86_400


DAY = 86_400


class FakeClient(CheckoutSessionsClient):
    """Answers from `answer`, and notes what was asked."""

    def __init__(self, account: Account, answer: Any) -> None:
        super().__init__(account, admission_of(), pool_size=1)
        self.answer = answer
        self.asked: list[Any] = []
        self.waits: list[float] = []

    def list(self, query: ListQuery, **_: Any) -> Any:
        return self._note(query)

    def retrieve(
        self, session_id: str, expand: Any = (), *, max_wait: float = 5.0, bulk: bool = False
    ) -> Any:
        assert not bulk, "people wait for it"
        self.waits.append(max_wait)
        return self._note((session_id, expand))

    def line_items(self, session_id: str, starting_after: str | None = None, **_: Any) -> Any:
        return self._note((session_id, "line_items", starting_after))

    def customers(self, email: str, **_: Any) -> Any:
        return self._note(email)

    def search_customers(self, email: str, **_: Any) -> Any:
        return self._note(f"like {email}")

    def payment_links(self, starting_after: str | None = None, **_: Any) -> Any:
        return self._note(starting_after)

    def _note(self, question: Any) -> Any:
        self.asked.append(question)
        answer = self.answer(question) if callable(self.answer) else self.answer
        if isinstance(answer, UpstreamError):
            raise answer
        return answer


ACCOUNT = Account("shop", "rk_test_TopSecret", "https://api.stripe.com", "2026-11-18.endive")


PAGE = {"data": [{"id": "cs_test_1"}], "has_more": False}


class Cached:
    """Builds the cached client of an account, all over one store."""

    def __init__(self, store: Store, single_flight: SingleFlight) -> None:
        self.store = store
        self.single_flight = single_flight
        self.background = Background(single_flight)
        # Sessions that events brought or led to, each with its second.
        self.told: list[tuple[str, float]] = []

    def __call__(self, answer: Any, account: Account = ACCOUNT) -> tuple[AccountData, FakeClient]:
        client = FakeClient(account, answer)
        freshness = Freshness(FRESH, STALE, KEEP)
        data = build_account_data(
            account,
            client,
            self.store,
            self.single_flight,
            self.background,
            freshness,
            SETTLED,
            lambda _query, _answer, _asked_at: None,
            lambda session, at: self.told.append((session["id"], at)),
        )
        return data, client

    def names(self) -> list[str]:
        """The keys that the store holds."""
        return list(stored_values(self.store))

    def held(self) -> str:
        """All that the store holds, as text, what is compressed too."""
        values = [self.store.get(name) for name in self.names()]
        return repr([*stored_values(self.store), *values, *map(_unpacked, values)])


def _unpacked(value: Any) -> str:
    """Of a window: its text."""
    packed = value.partition("\n")[2] if isinstance(value, str) else ""
    try:
        return zlib.decompress(b64decode(packed, validate=True)).decode()
    except (ValueError, zlib.error):
        return ""


class World:
    """Sessions by number, newest first; answers a query as Stripe does."""

    def __init__(self, count: int) -> None:
        self.sessions = [new_session(number) for number in range(count, 0, -1)]
        self.error: UpstreamError | None = None

    def __call__(self, query: Any) -> Any:
        if self.error:
            return self.error
        if not isinstance(query, ListQuery):
            return {"data": [], "has_more": False}
        status = dict(query.filters).get("status")
        since = int(dict(query.filters).get("created[gte]", 0))
        found = [
            one
            for one in self.sessions
            if status in (None, one["status"]) and (one["created"] or since) >= since
        ]
        ids = [one["id"] for one in found]
        if cursor := query.ending_before:
            if cursor not in ids:
                return NotFoundError("no such cursor", param="ending_before")
            stop = ids.index(cursor)
            start = max(0, stop - query.limit)
            return {"data": found[start:stop], "has_more": start > 0}
        if query.starting_after and query.starting_after not in ids:
            return NotFoundError("no such cursor", param="starting_after")
        start = ids.index(query.starting_after) + 1 if query.starting_after else 0
        stop = start + query.limit
        return {"data": found[start:stop], "has_more": stop < len(found)}

    def arrive(self, count: int = 1) -> None:
        for _ in range(count):
            self.sessions.insert(0, new_session(len(self.sessions) + 1))

    def become(self, number: int, **fields: Any) -> dict[str, Any]:
        session = next(one for one in self.sessions if one["id"] == f"cs_test_{number}")
        session |= fields
        return dict(session)


def new_session(number: int, age: float = 0) -> dict[str, Any]:
    created = int(START - age - 1000 + number)
    return {"id": f"cs_test_{number}", "status": "open", "created": created, "amount_total": 100}


def newer(data: AccountData, query: ListQuery, number: int, *sieve: OutcomeFilter) -> NewerCount:
    """Than the session with this number, which need not be in the list any more."""
    return data.newer.count(query, f"cs_test_{number}", new_session(number)["created"], *sieve)


def ids(data: AccountData, query: ListQuery, *, reload: bool = False) -> list[int]:
    rows = data.lists.page(query, reload=reload).value.rows
    return [int((row.id or "").removeprefix("cs_test_")) for row in rows]


def after(number: int, limit: int = 3, **kind: Any) -> ListQuery:
    return ListQuery(limit=limit, starting_after=f"cs_test_{number}", **kind)


FIRST = ListQuery(limit=3)


OPEN = (("status", "open"),)


PAID = {**new_session(9), "status": "complete", "payment_status": "paid"}


class FakeFetch:
    """Counts its calls. It answers when `may_answer` is set, with `error` if there is one."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.error: Exception | None = None
        self.max_wait: list[float] = []
        self.found: int | None = None

    @property
    def calls(self) -> int:
        return len(self.max_wait)

    def fetch(self, max_wait: float) -> int:
        self.max_wait.append(max_wait)
        assert self.may_answer.wait(30)
        if self.error:
            raise self.error
        self.found = self.calls
        return self.calls

    def find_answer(self) -> int | None:
        return self.found
