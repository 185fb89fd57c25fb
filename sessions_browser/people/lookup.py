"""Who is behind an e-mail or a customer: their sessions from two listings, and where else to look.

One look makes three calls at most, and once in a while one for each right that the key turns out
to lack. The result names what was not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import Patience
from sessions_browser.conf import Account
from sessions_browser.filters.choices import LINE_ITEMS
from sessions_browser.objects.customer import Customer
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.people.merge import FIRST_PAGE, Cursor, Part, merged, other_handles
from sessions_browser.people.person import Missing, OtherPlace, PersonSessions, Unread, label_of
from sessions_browser.people.spellings import other_spellings
from sessions_browser.stripe_api.errors import (
    ExpansionError,
    NotFoundError,
    PermissionDeniedError,
    UpstreamError,
)
from sessions_browser.stripe_api.permissions import EVERYTHING, list_payment_paths

MOST_CALLS = 3
PAGE_ROWS = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    """What came of one attempt to read.

    value: None when Stripe has nothing to answer, or was not read.
    was_read: False when no call was left or the call failed.
    """

    value: T | None
    was_read: bool


def query_of(
    name: str, value: str, place: Cursor = FIRST_PAGE, refused: frozenset[str] = frozenset()
) -> ListQuery:
    """The listing of the sessions with one value.

    name: "email", "customer" or another filter of one value.
    refused: rights that the key lacks, so that their objects are not asked for.
    One row more than a page has tells whether its last second is whole.
    """
    wire = {"email": "customer_details[email]"}.get(name, name)
    return ListQuery(
        filters=((wire, value),),
        expand=tuple(sorted((LINE_ITEMS, *list_payment_paths(refused)))),
        limit=PAGE_ROWS + 1,
        starting_after=place.starting_after,
        ending_before=place.ending_before,
    )


def read_page(
    data: AccountData,
    name: str,
    value: str,
    place: Cursor = FIRST_PAGE,
    *,
    reload: bool = False,
    patience: Patience | None = None,
) -> Fetched[SessionPage]:
    """A page of that listing, without the payments where the key or the account may not read them.

    Raises UpstreamError. One call at most, and once in a while one for each right that the key
    turns out to lack.
    """
    refused = data.sessions.refused_permissions()
    while True:
        query = query_of(name, value, place, refused)
        try:
            return data.lists.page(query, reload=reload, patience=patience)
        except PermissionDeniedError as error:
            if not list_payment_paths(refused):
                raise
            refused = data.sessions.learn(error, refused)
        except ExpansionError:
            if not list_payment_paths(refused):
                raise
            refused = EVERYTHING


class PersonLookup:
    """One look for one person, in one account.

    others: the accounts to look in when this one knows nobody.
    place: where in the person's sessions.
    patience: for all calls together.
    """

    def __init__(
        self,
        data: AccountData,
        others: Sequence[tuple[Account, AccountData]],
        place: Cursor,
        *,
        reload: bool,
        patience: Patience,
    ) -> None:
        self._data = data
        self._others = others
        self._place = place
        self._reload = reload
        self._patience = patience
        self._calls = 0
        self._asked_for_customers = False
        self._pages: list[SessionPage] = []

    def look(self, email: str, customer: str) -> PersonSessions:
        """Raises UpstreamError when the listing that was asked for cannot be read."""
        found = PersonSessions(email, customer)
        if email:
            self._take(found, self._list("email", email))
            self._find_customer(found)
        if found.customer:
            self._read_by_customer(found, is_asked=not email)
        else:
            self._read_other_spelling(found)
        if not found.email:
            self._read_by_email(found)
        self._find_more_customers(found)
        self._put_together(found)
        if not found.rows and self._is_first_page:
            self._look_elsewhere(found)
        return found

    @property
    def _is_first_page(self) -> bool:
        return self._place == FIRST_PAGE

    def _find_customer(self, found: PersonSessions) -> None:
        """Named by the sessions with the e-mail, else by Stripe.

        On further pages the address names the customer that the first page has found.
        """
        if found.customer or not self._is_first_page:
            return
        self._find_more_customers(found)
        found.customer = next(iter(found.customers), "")

    def _find_more_customers(self, found: PersonSessions) -> None:
        """All customers of the e-mail, so that none of several is left out without a word."""
        if self._asked_for_customers or not (found.email and self._is_first_page):
            return
        self._asked_for_customers = True
        _, named = other_handles(row for page in self._pages for row in page.rows)
        has_rows = any(page.rows for page in self._pages)
        ask = self._known_customers(found.email, has_rows=has_rows)
        answer = self._try(found, Unread.CUSTOMERS, "", ask)
        found.searched_customers = answer.was_read and not has_rows
        customers = answer.value or ()
        mine = (found.customer,) if found.customer else ()
        found.customers = tuple(dict.fromkeys((*mine, *named, *(one.id for one in customers))))

    def _known_customers(self, email: str, *, has_rows: bool) -> Callable[[], tuple[Customer, ...]]:
        """Those with this very e-mail; where it has no session, in capital or small letters."""
        directory = self._data.directory

        def ask() -> tuple[Customer, ...]:
            self._calls += 1
            like = directory.customers if has_rows else directory.customers_like
            return like(email, self._patience).value

        return ask

    def _read_by_customer(self, found: PersonSessions, *, is_asked: bool) -> None:
        """is_asked: the customer is all that was given, so a failure is one of the whole look."""
        if is_asked:
            self._take(found, self._list("customer", found.customer))
            return
        self._try_to_take(found, Unread.OF_CUSTOMER, "customer", found.customer)

    def _read_by_email(self, found: PersonSessions) -> None:
        """When only the customer was given."""
        if email := self._email_of(found):
            found.email = email
            self._try_to_take(found, Unread.OF_EMAIL, "email", email)

    def _read_other_spelling(self, found: PersonSessions) -> None:
        """Of a guest, whom Stripe knows by the very letters that they typed.

        Nothing found of an address in small letters leads to the other accounts first.
        """
        likeliest, *_ = (*other_spellings(found.email), "")
        has_rows = any(page.rows for page in self._pages)
        leaves_a_call = has_rows or not self._others or found.email != found.email.lower()
        if not (likeliest and leaves_a_call):
            return
        ask = partial(self._list, "email", likeliest)
        answer = self._try(found, Unread.OF_SPELLING, likeliest, ask)
        if answer.value:
            self._take(found, answer.value)
        if answer.was_read:
            page = answer.value.value if answer.value else None
            found.spellings.append(_counted(OtherPlace(likeliest, email=likeliest), page))

    def _list(self, name: str, value: str) -> Fetched[SessionPage]:
        self._calls += 1
        return read_page(
            self._data, name, value, self._place, reload=self._reload, patience=self._patience
        )

    def _take(self, found: PersonSessions, fetched: Fetched[SessionPage]) -> None:
        self._pages.append(fetched.value)
        ages = [fetched.fetched_at, found.fetched_at]
        found.fetched_at = min(at for at in ages if at is not None)
        found.failure = found.failure or fetched.failure
        found.strangers += fetched.value.strangers

    def _try_to_take(self, found: PersonSessions, part: Unread, name: str, value: str) -> None:
        self._try(found, part, value, lambda: self._take(found, self._list(name, value)))

    def _try(
        self, found: PersonSessions, part: Unread, of: str, work: Callable[[], T]
    ) -> _Answer[T]:
        """Do it if there is a call left; a failure is noted in `found.missing`."""
        if self._calls >= MOST_CALLS:
            return _Answer(None, was_read=False)
        try:
            return _Answer(work(), was_read=True)
        except NotFoundError:
            # No such customer, or one deleted since: Stripe has no sessions to list for it.
            return _Answer(None, was_read=True)
        except UpstreamError as error:
            found.missing.append(Missing(part, of, error))
            return _Answer(None, was_read=False)

    def _email_of(self, found: PersonSessions) -> str:
        """Named by the sessions of the customer, else by Stripe's customer, or ""."""
        emails, _ = other_handles(row for page in self._pages for row in page.rows)
        if emails:
            return emails[0]

        def ask() -> str:
            self._calls += 1
            known = self._data.directory.customer(found.customer, self._patience).value
            return (known[0].email or "") if known else ""

        return self._try(found, Unread.EMAIL_OF_CUSTOMER, found.customer, ask).value or ""

    def _put_together(self, found: PersonSessions) -> None:
        upwards = self._place.is_upwards
        parts = [Part(page.rows, page.has_more) for page in self._pages]
        page = merged(parts, PAGE_ROWS, self._place)
        found.rows = page.rows
        found.has_newer = page.more if upwards else self._place.starting_after is not None
        found.has_older = upwards or page.more
        found.is_short_of_the_top = upwards and not page.more and len(found.rows) < PAGE_ROWS
        emails, customers = other_handles(found.rows)
        known = (found.email, *found.customers, found.customer)
        found.others = tuple(one for one in (*emails, *customers) if one not in known)
        looked = {place.email for place in found.spellings}
        found.spellings += [
            OtherPlace(spelled, email=spelled)
            for spelled in other_spellings(found.email)
            if spelled not in looked
        ]

    def _look_elsewhere(self, found: PersonSessions) -> None:
        found.neighbours += found.spellings
        for account, data in self._others:
            there = OtherPlace(label_of(account), found.email, found.customer, account)
            found.neighbours.append(self._look_at(found, data, there))

    def _look_at(self, found: PersonSessions, data: AccountData, there: OtherPlace) -> OtherPlace:
        """The place with its count, or as it was when it could not be looked at."""
        name, value = ("email", there.email) if there.email else ("customer", there.customer)

        def ask() -> SessionPage:
            self._calls += 1
            return read_page(data, name, value, patience=self._patience).value

        answer = self._try(found, Unread.ELSEWHERE, there.label, ask)
        return _counted(there, answer.value) if answer.was_read else there


def _counted(there: OtherPlace, page: SessionPage | None) -> OtherPlace:
    """page: None where Stripe knows nothing of it."""
    count = len(page.rows) if page else 0
    more = page is not None and (page.has_more or count > PAGE_ROWS)
    return replace(there, count=min(count, PAGE_ROWS), more=more)
