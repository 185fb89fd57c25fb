"""Bulk takes nearly all of the budget while nobody looks, and steps back when somebody does."""

from __future__ import annotations

import pytest

from sessions_browser.stripe_api.errors import BudgetError
from sessions_browser.stripe_api.rate_limit import RateLimit
from tests.clients import new_store

RATE, WINDOW = 20, 60
WHOLE = RATE * WINDOW


def limit() -> RateLimit:
    """Whose window does not move while a test runs."""
    return RateLimit(new_store(), "", RATE, 1, window=WINDOW)


def spend_all(limit: RateLimit) -> int:
    made = 0
    while True:
        try:
            limit.spend("demo", background=True, bulk=True)
        except BudgetError:
            return made
        made += 1


def test_alone_it_leaves_a_twentieth() -> None:
    budget = limit()
    assert budget.bulk_room("demo") == WHOLE - WHOLE // 20
    assert spend_all(budget) == WHOLE - WHOLE // 20
    assert budget.bulk_room("demo") == 0
    # Which is there for people at once.
    budget.spend("demo")


def test_it_leaves_more_to_people_who_call() -> None:
    budget = limit()
    for _ in range(100):
        budget.spend("demo")
    assert budget.bulk_room("demo") == WHOLE - 100 - (WHOLE // 20 + 200)


def test_it_keeps_what_the_usual_background_has_left_to_it() -> None:
    budget = limit()
    for _ in range(WHOLE // 2):
        budget.spend("demo")
    assert budget.bulk_room("demo") <= 0
    assert spend_all(budget) == 0


def test_it_is_counted_apart_from_other_background() -> None:
    budget = limit()
    spend_all(budget)
    with pytest.raises(BudgetError):
        budget.spend("demo", background=True)
    assert limit().bulk_room("another") == WHOLE - WHOLE // 20
