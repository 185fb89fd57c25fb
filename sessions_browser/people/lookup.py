"""Who is behind an e-mail or a customer: their sessions from two listings, and where else to look.

One look makes three calls at most. The result names what was not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import Patience
from sessions_browser.conf import Account
from sessions_browser.filters.choices import LINE_ITEMS
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.merge import merged, other_handles
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError

MOST_CALLS = 3
PAGE_ROWS = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list of the person's sessions. At most one id of a session is set."""

    starting_after: str | None = None
    ending_before: str | None = None


FIRST_PAGE = Cursor()


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be read, as the end of a sentence, and why."""

    what: str
    error: UpstreamError


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """Another place to look.

    account: None for the one that was asked.
    count: sessions found there, None when it was not looked at.
    more: there are more than `count`.
    """

    label: str
    email: str = ""
    customer: str = ""
    account: Account | None = None
    count: int | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    """What came of one attempt to read.

    value: None when Stripe has nothing to answer, or was not read.
    was_read: False when no call was left or the call failed.
    """

    value: T | None
    was_read: bool


@dataclass(slots=True)
class PersonSessions:
    """The sessions of one person, newest first.

    email, customer: what the rows were read by; either may have been found during the look.
    fetched_at: Unix seconds of the oldest part.
    failure: why old rows are shown.
    others: e-mails and customers that these sessions name beside those two.
    """

    email: str
    customer: str
    rows: tuple[SessionRow, ...] = ()
    has_newer: bool = False
    has_older: bool = False
    is_short_of_the_top: bool = False
    fetched_at: float | None = None
    failure: UpstreamError | None = None
    missing: list[Missing] = field(default_factory=list)
    neighbours: list[OtherPlace] = field(default_factory=list)
    others: tuple[str, ...] = ()


def query_of(name: str, value: str, place: Cursor = FIRST_PAGE) -> ListQuery:
    """The listing of the sessions with one value.

    name: "email", "customer" or another filter of one value.
    """
    wire = {"email": "customer_details[email]"}.get(name, name)
    return ListQuery(
        filters=((wire, value),),
        expand=(LINE_ITEMS,),
        limit=PAGE_ROWS,
        starting_after=place.starting_after,
        ending_before=place.ending_before,
    )


def label_of(account: Account) -> str:
    return f"{account.name} ({account.key_mode} mode)"


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
        self._pages: list[SessionPage] = []

    def look(self, email: str, customer: str) -> PersonSessions:
        """Raises UpstreamError when the listing that was asked for cannot be read."""
        found = PersonSessions(email, customer)
        if email:
            self._take(found, self._list("email", email))
        self._read_by_customer(found, is_asked=not email)
        self._read_by_email(found)
        self._put_together(found)
        if not found.rows and self._place == FIRST_PAGE:
            self._look_elsewhere(found)
        return found

    def _read_by_customer(self, found: PersonSessions, *, is_asked: bool) -> None:
        """is_asked: the customer is all that was given, so a failure is one of the whole look."""
        if is_asked:
            self._take(found, self._list("customer", found.customer))
            return
        found.customer = found.customer or self._customer_of(found)
        if found.customer:
            what = f"The sessions of customer {found.customer}"
            self._try_to_take(found, what, "customer", found.customer)

    def _read_by_email(self, found: PersonSessions) -> None:
        """When only the customer was given."""
        if not found.email and (email := self._email_of(found)):
            found.email = email
            self._try_to_take(found, "The sessions with this e-mail", "email", email)

    def _list(self, name: str, value: str) -> Fetched[SessionPage]:
        self._calls += 1
        query = query_of(name, value, self._place)
        return self._data.lists.page(query, reload=self._reload, patience=self._patience)

    def _take(self, found: PersonSessions, fetched: Fetched[SessionPage]) -> None:
        self._pages.append(fetched.value)
        ages = [fetched.fetched_at, found.fetched_at]
        found.fetched_at = min(at for at in ages if at is not None)
        found.failure = found.failure or fetched.failure

    def _try_to_take(self, found: PersonSessions, what: str, name: str, value: str) -> None:
        self._try(found, what, lambda: self._take(found, self._list(name, value)))

    def _try(self, found: PersonSessions, what: str, work: Callable[[], T]) -> _Answer[T]:
        """Do it if there is a call left; a failure is noted in `found.missing`."""
        if self._calls >= MOST_CALLS:
            return _Answer(None, was_read=False)
        try:
            return _Answer(work(), was_read=True)
        except NotFoundError:
            # No such customer, or one deleted since: Stripe has no sessions to list for it.
            return _Answer(None, was_read=True)
        except UpstreamError as error:
            found.missing.append(Missing(what, error))
            return _Answer(None, was_read=False)

    def _customer_of(self, found: PersonSessions) -> str:
        """Named by the sessions with the e-mail, else Stripe's customer with that e-mail, or ""."""
        _, customers = other_handles(row for page in self._pages for row in page.rows)
        if customers:
            return customers[0]

        def ask() -> str:
            self._calls += 1
            known = self._data.directory.customers(found.email, self._patience).value
            found.others = tuple(customer.id for customer in known[1:])
            return known[0].id if known else ""

        what = "Whether Stripe has a customer with this e-mail, whose sessions may lack it,"
        return self._try(found, what, ask).value or ""

    def _email_of(self, found: PersonSessions) -> str:
        """Named by the sessions of the customer, else by Stripe's customer, or ""."""
        emails, _ = other_handles(row for page in self._pages for row in page.rows)
        if emails:
            return emails[0]

        def ask() -> str:
            self._calls += 1
            known = self._data.directory.customer(found.customer, self._patience).value
            return (known[0].email or "") if known else ""

        return self._try(found, "The customer's e-mail", ask).value or ""

    def _put_together(self, found: PersonSessions) -> None:
        upwards = self._place.ending_before is not None
        lists = [page.rows for page in self._pages]
        found.rows, cut = merged(lists, PAGE_ROWS, upwards=upwards)
        more = cut or any(page.has_more for page in self._pages)
        found.has_newer = more if upwards else self._place.starting_after is not None
        found.has_older = upwards or more
        found.is_short_of_the_top = upwards and not more and len(found.rows) < PAGE_ROWS
        found.others = _others(found)

    def _look_elsewhere(self, found: PersonSessions) -> None:
        lower = found.email.lower()
        if lower != found.email:
            here = OtherPlace(f"{lower}, in small letters", email=lower)
            found.neighbours.append(self._counted(found, self._data, here))
        for account, data in self._others:
            there = OtherPlace(label_of(account), found.email, found.customer, account)
            found.neighbours.append(self._counted(found, data, there))

    def _counted(self, found: PersonSessions, data: AccountData, there: OtherPlace) -> OtherPlace:
        """The place with its count, or as it was when it could not be looked at."""
        name, value = ("email", there.email) if there.email else ("customer", there.customer)

        def ask() -> SessionPage:
            self._calls += 1
            return data.lists.page(query_of(name, value), patience=self._patience).value

        answer = self._try(found, f"The sessions in {there.label}", ask)
        if not answer.was_read:
            return there
        page = answer.value
        return replace(
            there, count=len(page.rows) if page else 0, more=bool(page and page.has_more)
        )


def _others(found: PersonSessions) -> tuple[str, ...]:
    emails, customers = other_handles(found.rows)
    named = dict.fromkeys((*emails, *customers, *found.others))
    return tuple(handle for handle in named if handle not in (found.email, found.customer))
