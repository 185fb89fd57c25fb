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
from sessions_browser.people.lookup import PersonLookup
from sessions_browser.people.merge import FIRST_PAGE, Cursor
from sessions_browser.people.missing_words import could_not_be_read
from sessions_browser.people.person import OtherPlace, PersonSessions
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    ExpansionError,
    NotFoundError,
    PermissionDeniedError,
    UpstreamError,
)
from tests.unit.people.rows import NOW, row

EMAIL = "ana@example.com"
DOWN = APIConnectionError("no answer")


class FakeData:
    """Lists, directory and rights of an account.

    rows: in every listing, but for those that `by` names: value -> rows.
    customers: with the very e-mail. like: in capital or small letters.
    lacks: the right without which a listing with payments is refused.
    """

    def __init__(
        self,
        *rows: SessionRow,
        has_more: bool = False,
        error: UpstreamError | None = None,
        customers: tuple[Customer, ...] | UpstreamError = (),
        like: tuple[Customer, ...] = (),
        by: dict[str, tuple[SessionRow, ...]] | None = None,
        lacks: str = "",
    ) -> None:
        self.rows, self.has_more, self.error, self.known = rows, has_more, error, customers
        self.like, self.by, self.lacks = like, by or {}, lacks
        self.refused: frozenset[str] = frozenset()
        self.asked: list[str] = []
        self.lists = self.directory = self.sessions = self

    def page(self, query: ListQuery, **_: object) -> Fetched[SessionPage]:
        value = query.filters[0][1]
        self.asked.append(value)
        if self.error:
            raise self.error
        if self.lacks and any("payment_intent" in path for path in query.expand):
            raise PermissionDeniedError("a right is missing", permission=self.lacks)
        page = SessionPage(query, self.by.get(value, self.rows), self.has_more, fetched_at=NOW)
        return Fetched(page, NOW)

    def customers(self, email: str, _: Patience) -> Fetched[tuple[Customer, ...]]:
        self.asked.append(f"customers of {email}")
        if isinstance(self.known, UpstreamError):
            raise self.known
        return Fetched(self.known, NOW)

    def customers_like(self, email: str, _: Patience) -> Fetched[tuple[Customer, ...]]:
        self.asked.append(f"customers like {email}")
        return Fetched(self.like, NOW)

    def refused_permissions(self) -> frozenset[str]:
        return self.refused

    def learn(self, error: PermissionDeniedError, refused: frozenset[str]) -> frozenset[str]:
        self.refused = refused | {error.permission or ""}
        return self.refused


def look(
    here: FakeData,
    *others: FakeData,
    email: str = EMAIL,
    customer: str = "",
    place: Cursor = FIRST_PAGE,
) -> PersonSessions:
    places = [
        (
            Account(f"shop-{number}", "rk_test_1", "https://api.stripe.com", ""),
            cast("AccountData", other),
        )
        for number, other in enumerate(others)
    ]
    lookup = PersonLookup(
        cast("AccountData", here), places, place, reload=False, patience=Patience(9)
    )
    return lookup.look(email, customer)


def accounts(found: PersonSessions) -> list[OtherPlace]:
    return [place for place in found.neighbours if place.account is not None]


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
    (place,) = accounts(found)
    assert (place.label, place.count, place.more) == ("Shop 0 (test mode)", count, more)
    assert [could_not_be_read(entry) for entry in found.missing] == (
        ["The sessions in Shop 0 (test mode) could not be read."] if count is None else []
    )


def test_what_is_left_of_three_calls_is_offered_and_not_asked() -> None:
    first, second = FakeData(row(60)), FakeData(row(60))
    found = look(FakeData(), first, second)
    assert [place.count for place in accounts(found)] == [1, None]
    assert (len(first.asked), second.asked) == (1, [])
    # It was not tried, so nothing is missing.
    assert found.missing == []


def test_an_address_with_capitals_is_looked_for_in_small_letters_first() -> None:
    here, other = FakeData(), FakeData(row(60))
    found = look(here, other, email="Ana@example.com")
    assert [place.label for place in found.neighbours if place.count is not None] == [
        "ana@example.com"
    ]
    assert here.asked == ["Ana@example.com", "customers like Ana@example.com", "ana@example.com"]
    assert [place.count for place in accounts(found)] == [None]


def test_c_capital_the_spellings_that_were_not_tried_are_offered() -> None:
    found = look(FakeData())
    assert [(place.email, place.count) for place in found.neighbours] == [
        ("Ana@example.com", 0),
        ("ANA@EXAMPLE.COM", None),
    ]


def test_c_capital_sessions_of_the_neighbour_spelling_are_shown() -> None:
    here = FakeData(by={EMAIL: (row(60),), "Ana@example.com": (row(90, email="Ana@example.com"),)})
    found = look(here)
    assert [one.created for one in found.rows] == [NOW - 60, NOW - 90]
    assert found.others == ("Ana@example.com",)
    assert [place.email for place in found.unread_spellings] == ["ANA@EXAMPLE.COM"]
    assert here.asked == [EMAIL, f"customers of {EMAIL}", "Ana@example.com"]


def test_c_capital_further_pages_read_the_same_listings() -> None:
    here = FakeData(row(60))
    look(here, place=Cursor(starting_after="cs_test_1", second=NOW))
    assert here.asked == [EMAIL, "Ana@example.com"]


def test_c_capital_a_customer_with_other_letters_is_found_by_searching() -> None:
    here = FakeData(by={"cus_1": (row(60, customer="cus_1"),)}, like=(Customer("cus_1", "x"),))
    found = look(here)
    assert (found.customer, len(found.rows)) == ("cus_1", 1)
    assert here.asked == [EMAIL, f"customers like {EMAIL}", "cus_1"]
    # Three calls are made, so the other spellings are named as not looked at.
    unread = [place.email for place in found.unread_spellings]
    assert unread == ["Ana@example.com", "ANA@EXAMPLE.COM"]


def test_c_capital_one_spelling_that_was_looked_at_hides_no_other() -> None:
    here = FakeData(by={"ANA@example.com": (), "ana@example.com": (row(60),)})
    found = look(here, email="ANA@example.com")
    assert here.asked == ["ANA@example.com", "customers like ANA@example.com", "ana@example.com"]
    unread = [place.email for place in found.unread_spellings]
    assert unread == ["Ana@example.com", "ANA@EXAMPLE.COM"]


def test_d_of_three_customers_none_is_left_out_without_a_word() -> None:
    """The third has a session without the e-mail, which only its customer leads to."""
    known = tuple(Customer(f"cus_{n}", EMAIL) for n in (1, 2, 3))
    rows = (row(60, customer="cus_1"), row(90, customer="cus_2"))
    here = FakeData(by={EMAIL: rows, "cus_1": rows[:1]}, customers=known)
    found = look(here)
    assert (found.customer, found.unread_customers) == ("cus_1", ("cus_2", "cus_3"))
    assert here.asked == [EMAIL, f"customers of {EMAIL}", "cus_1"]


def test_d_on_demand_the_third_customer_is_read() -> None:
    known = tuple(Customer(f"cus_{n}", EMAIL) for n in (1, 2, 3))
    here = FakeData(row(60, customer="cus_1"), customers=known)
    found = look(here, customer="cus_3")
    assert here.asked == [EMAIL, "cus_3", f"customers of {EMAIL}"]
    assert found.unread_customers == ("cus_1", "cus_2")


def test_payments_are_left_out_where_the_key_may_not_read_them() -> None:
    here = FakeData(row(60), lacks="rak_payment_intent_read")
    assert look(here).rows == (row(60),)
    assert here.asked[:2] == [EMAIL, EMAIL]


def test_payments_are_left_out_where_stripe_refuses_to_expand_them() -> None:
    class Refusing(FakeData):
        def page(self, query: ListQuery, **more: object) -> Fetched[SessionPage]:
            if any("payment_intent" in path for path in query.expand):
                raise ExpansionError("no")
            return super().page(query, **more)

    assert look(Refusing(row(60))).rows == (row(60),)


def test_a_right_to_sessions_that_is_missing_is_a_failure_of_the_look() -> None:
    refused = PermissionDeniedError("no", permission="rak_checkout_session_read")
    here = FakeData(error=refused)
    here.refused = frozenset(("rak_payment_intent_read",))
    with pytest.raises(PermissionDeniedError):
        look(here)


def test_a_customer_that_cannot_be_asked_for_is_missing_and_hides_no_row() -> None:
    found = look(FakeData(row(60), customers=DOWN))
    assert found.rows == (row(60),)
    assert [entry.error for entry in found.missing] == [DOWN]


def test_the_listing_that_was_asked_for_must_be_readable() -> None:
    with pytest.raises(APIConnectionError):
        look(FakeData(error=DOWN))
