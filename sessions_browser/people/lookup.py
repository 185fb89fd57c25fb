"""Who is behind an e-mail or a customer: their sessions, of two listings, and where else to look.

Three calls at most, however little was given. What is not looked at for that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sessions_browser.cache.account_data import AccountData
from sessions_browser.cache.freshness import Fetched
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
    """Where in the person's sessions; at most one is set, each the id of a session."""

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
    """Another place to look; count: sessions found there, None when it was not looked at.

    more: there are more than `count`. account: None for the one that was asked.
    """

    label: str
    email: str = ""
    customer: str = ""
    account: Account | None = None
    count: int | None = None
    more: bool = False


@dataclass(slots=True)
class PersonSessions:
    """email, customer: what the rows were read by; either may have been found on the way.

    fetched_at: Unix seconds of the oldest part. failure: why old rows are shown.
    others: e-mails and customers that these sessions name beside those.
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
    """The listing of one handle; `name` is "email", "customer" or another filter of one value."""
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
    """One look for one person, in one account."""

    def __init__(
        self,
        data: AccountData,
        others: Sequence[tuple[Account, AccountData]],
        place: Cursor,
        *,
        reload: bool,
    ) -> None:
        self._data = data
        self._others = others
        self._place = place
        self._reload = reload
        self._calls = 0
        self._pages: list[SessionPage] = []

    def look(self, email: str, customer: str) -> PersonSessions:
        """Raises UpstreamError when what was asked for itself cannot be read."""
        found = PersonSessions(email, customer)
        if email:
            self._take(found, self._list("email", email))
        if customer:
            self._look_at_customer(found, customer, is_asked=not email)
        elif customer := self._customer_of(found):
            found.customer = customer
            self._look_at_customer(found, customer, is_asked=False)
        if not found.email and (email := self._email_of(found)):
            found.email = email
            self._try(found, "The sessions with this e-mail", lambda: self._by_email(found))
        self._put_together(found)
        if not found.rows and self._place == FIRST_PAGE:
            self._look_elsewhere(found)
        return found

    def _list(self, name: str, value: str) -> Fetched[SessionPage]:
        self._calls += 1
        query = query_of(name, value, self._place)
        return self._data.lists.page(query, reload=self._reload)

    def _by_email(self, found: PersonSessions) -> None:
        self._take(found, self._list("email", found.email))

    def _take(self, found: PersonSessions, fetched: Fetched[SessionPage]) -> None:
        self._pages.append(fetched.value)
        ages = [fetched.fetched_at, found.fetched_at]
        found.fetched_at = min(at for at in ages if at is not None)
        found.failure = found.failure or fetched.failure

    def _look_at_customer(self, found: PersonSessions, customer: str, *, is_asked: bool) -> None:
        if is_asked:
            self._take(found, self._list("customer", customer))
            return
        what = f"The sessions of customer {customer}"
        self._try(found, what, lambda: self._take(found, self._list("customer", customer)))

    def _try(self, found: PersonSessions, what: str, work: Callable[[], T]) -> T | None:
        """None when there is no call left for it, or it failed, which is noted."""
        if self._calls >= MOST_CALLS:
            return None
        try:
            return work()
        except NotFoundError:
            # Deleted since: Stripe has no sessions to list for it.
            return None
        except UpstreamError as error:
            found.missing.append(Missing(what, error))
            return None

    def _customer_of(self, found: PersonSessions) -> str:
        """Named by the sessions with the e-mail; else Stripe's customer with that e-mail."""
        _, customers = other_handles(row for page in self._pages for row in page.rows)
        if customers:
            return customers[0]

        def ask() -> str:
            self._calls += 1
            known = self._data.directory.customers(found.email).value
            found.others = tuple(customer.id for customer in known[1:])
            return known[0].id if known else ""

        what = "Whether Stripe has a customer with this e-mail, whose sessions may lack it,"
        return self._try(found, what, ask) or ""

    def _email_of(self, found: PersonSessions) -> str:
        emails, _ = other_handles(row for page in self._pages for row in page.rows)
        if emails:
            return emails[0]

        def ask() -> str:
            self._calls += 1
            known = self._data.directory.customer(found.customer).value
            return (known[0].email or "") if known else ""

        return self._try(found, "The customer's e-mail", ask) or ""

    def _put_together(self, found: PersonSessions) -> None:
        upwards = self._place.ending_before is not None
        lists = [page.rows for page in self._pages]
        found.rows, cut = merged(lists, PAGE_ROWS, upwards=upwards)
        more = cut or any(page.has_more for page in self._pages)
        found.has_newer = more if upwards else self._place.starting_after is not None
        found.has_older = upwards or more
        found.is_short_of_the_top = upwards and not more and len(found.rows) < PAGE_ROWS
        emails, customers = other_handles(found.rows)
        told = (*emails, *customers, *found.others)
        known = (found.email, found.customer)
        found.others = tuple(dict.fromkeys(handle for handle in told if handle not in known))

    def _look_elsewhere(self, found: PersonSessions) -> None:
        lower = found.email.lower()
        if lower != found.email:
            here = OtherPlace(f"{lower}, in small letters", email=lower)
            found.neighbours.append(self._counted(found, self._data, here))
        for account, data in self._others:
            there = OtherPlace(label_of(account), found.email, found.customer, account)
            found.neighbours.append(self._counted(found, data, there))

    def _counted(self, found: PersonSessions, data: AccountData, there: OtherPlace) -> OtherPlace:
        name, value = ("email", there.email) if there.email else ("customer", there.customer)

        def ask() -> SessionPage:
            self._calls += 1
            return data.lists.page(query_of(name, value)).value

        if self._calls >= MOST_CALLS:
            return there
        page = self._try(found, f"The sessions in {there.label}", ask)
        if page is None:
            # Also when Stripe knows no such customer there.
            known = not any(entry.what.endswith(there.label) for entry in found.missing)
            return replace(there, count=0) if known else there
        return replace(there, count=len(page.rows), more=page.has_more)
