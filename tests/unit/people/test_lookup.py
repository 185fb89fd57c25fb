"""One look for one person: what it reads, and what it says of what it could not read."""

from __future__ import annotations

from typing import cast

import pytest

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import Patience
from sessions_browser.conf import Account
from sessions_browser.objects.customer import Customer
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.lookup import FIRST_PAGE, PersonLookup, PersonSessions
from sessions_browser.stripe_api.errors import APIConnectionError, NotFoundError, UpstreamError
from tests.unit.people.rows import NOW, row

EMAIL = "ana@example.com"
DOWN = APIConnectionError("no answer")


class FakeData:
    """Lists and directory of an account: the same rows each time, or the same error."""

    def __init__(
        self,
        *rows: SessionRow,
        has_more: bool = False,
        error: UpstreamError | None = None,
        customers: tuple[Customer, ...] | UpstreamError = (),
    ) -> None:
        self.rows, self.has_more, self.error, self.known = rows, has_more, error, customers
        self.asked: list[str] = []
        self.lists = self.directory = self

    def page(self, query: ListQuery, **_: object) -> Fetched[SessionPage]:
        self.asked.append(query.filters[0][1])
        if self.error:
            raise self.error
        page = SessionPage(query, self.rows, self.has_more, fetched_at=NOW)
        return Fetched(page, NOW)

    def customers(self, email: str, _: Patience) -> Fetched[tuple[Customer, ...]]:
        self.asked.append(f"customers of {email}")
        if isinstance(self.known, UpstreamError):
            raise self.known
        return Fetched(self.known, NOW)


def look(here: FakeData, *others: FakeData, email: str = EMAIL) -> PersonSessions:
    places = [
        (
            Account(f"shop-{number}", "rk_test_1", "https://api.stripe.com", ""),
            cast("AccountData", other),
        )
        for number, other in enumerate(others)
    ]
    lookup = PersonLookup(
        cast("AccountData", here), places, FIRST_PAGE, reload=False, patience=Patience(9)
    )
    return lookup.look(email, "")


def test_a_person_known_here_is_looked_for_nowhere_else() -> None:
    other = FakeData(row(60))
    found = look(FakeData(row(60), row(90)), other)
    assert found.rows == (row(60), row(90))
    assert (found.missing, found.neighbours, other.asked) == ([], [], [])


@pytest.mark.parametrize(
    ("other", "count", "more"),
    [
        (FakeData(row(60), row(90)), 2, False),
        (FakeData(row(60), has_more=True), 1, True),
        (FakeData(), 0, False),
        # Stripe knows no such customer there.
        (FakeData(error=NotFoundError("no such customer")), 0, False),
        (FakeData(error=DOWN), None, False),
    ],
)
def test_another_account_is_counted_or_left_open(
    other: FakeData, count: int | None, more: bool
) -> None:
    found = look(FakeData(), other)
    (place,) = found.neighbours
    assert (place.label, place.count, place.more) == ("Shop 0 (test mode)", count, more)
    assert [entry.what for entry in found.missing] == (
        ["The sessions in Shop 0 (test mode)"] if count is None else []
    )


def test_what_is_left_of_three_calls_is_offered_and_not_asked() -> None:
    first, second = FakeData(row(60)), FakeData(row(60))
    found = look(FakeData(), first, second)
    assert [place.count for place in found.neighbours] == [1, None]
    assert (len(first.asked), second.asked) == (1, [])
    # It was not tried, so nothing is missing.
    assert found.missing == []


def test_an_address_with_capitals_is_looked_for_in_small_letters_first() -> None:
    here, other = FakeData(), FakeData(row(60))
    found = look(here, other, email="Ana@example.com")
    assert [place.label for place in found.neighbours] == [
        "ana@example.com, in small letters",
        "Shop 0 (test mode)",
    ]
    assert here.asked == ["Ana@example.com", "customers of Ana@example.com", "ana@example.com"]
    assert [place.count for place in found.neighbours] == [0, None]


def test_a_customer_that_cannot_be_asked_for_is_missing_and_hides_no_row() -> None:
    found = look(FakeData(row(60), customers=DOWN))
    assert found.rows == (row(60),)
    assert [entry.error for entry in found.missing] == [DOWN]


def test_the_listing_that_was_asked_for_must_be_readable() -> None:
    with pytest.raises(APIConnectionError):
        look(FakeData(error=DOWN))
