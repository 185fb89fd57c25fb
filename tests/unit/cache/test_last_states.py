"""A list that was read after a session is heard before the session is shown."""

from __future__ import annotations

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import Patience
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import APIConnectionError
from tests.unit.cache.fakes import Cached, new_session
from tests.unit.conftest import Clock

OPEN = {**new_session(9), "payment_status": "unpaid"}
PAID = {**OPEN, "status": "complete", "payment_status": "paid"}


class Shop:
    """Answers with one session, alone and in a list."""

    def __init__(self, cached: Cached) -> None:
        self.session, self.is_down = OPEN, False
        self.data, self._client = cached(self._answer)

    def _answer(self, question: object) -> object:
        if self.is_down:
            return APIConnectionError("down")
        listed = {"data": [self.session], "has_more": False}
        return listed if isinstance(question, ListQuery) else self.session

    def look(self) -> Fetched[FullSession]:
        return self.data.sessions.current("cs_test_9", Patience(9))

    def list_anew(self) -> None:
        self.data.lists.page(ListQuery(), reload=True)

    def calls_alone(self) -> int:
        return sum(not isinstance(question, ListQuery) for question in self._client.asked)


def test_a_list_that_says_the_same_costs_no_call(cached: Cached, clock: Clock) -> None:
    shop = Shop(cached)
    shop.look()
    shop.list_anew()
    shop.look()
    assert shop.calls_alone() == 1


def test_a_list_that_says_otherwise_has_the_session_read_once(cached: Cached, clock: Clock) -> None:
    shop = Shop(cached)
    shop.look()
    shop.session = PAID
    shop.list_anew()
    assert [shop.look().value.row.status for _ in range(3)] == ["complete"] * 3
    assert shop.calls_alone() == 2


def test_a_list_that_was_read_before_changes_nothing(cached: Cached, clock: Clock) -> None:
    shop = Shop(cached)
    shop.list_anew()
    shop.session = PAID
    shop.look()
    shop.look()
    assert shop.calls_alone() == 1


def test_a_session_that_cannot_be_read_then_is_shown_with_the_failure(
    cached: Cached, clock: Clock
) -> None:
    shop = Shop(cached)
    shop.look()
    shop.session = PAID
    shop.list_anew()
    shop.is_down = True
    shown = shop.look()
    assert shown.value.row.status == "open"
    assert isinstance(shown.failure, APIConnectionError)
