"""What was found out about one person, and what was not looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from django.utils.translation import gettext as _

from sessions_browser.conf import Account
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.stripe_api.errors import UpstreamError


class Unread(Enum):
    """What of a person can be left unread.

    CUSTOMERS: whether Stripe has customers with this e-mail, whose sessions may lack it.
    OF_SPELLING: sessions with the e-mail in other letters. ELSEWHERE: those in another account.
    """

    CUSTOMERS = "customers"
    OF_CUSTOMER = "sessions of a customer"
    OF_EMAIL = "sessions with the e-mail"
    OF_SPELLING = "sessions with another spelling"
    EMAIL_OF_CUSTOMER = "e-mail of the customer"
    ELSEWHERE = "sessions elsewhere"


@dataclass(frozen=True, slots=True)
class Missing:
    """What could not be read, and why.

    of: the customer, the spelling or the account that it belongs to, where there are several.
    """

    part: Unread
    of: str
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


@dataclass(slots=True)
class PersonSessions:
    """The sessions of one person, newest first.

    email, customer: what the rows were read by; either may have been found during the look.
    fetched_at: Unix seconds of the oldest part.
    failure: why old rows are shown.
    strangers: how many sessions came that are not this person's; they are not among the rows.
    spellings: the same e-mail in other letters; the rows hold the sessions of one that has a count.
    customers: all that Stripe or the sessions name, the one that was read first.
    searched_customers: they were looked for in capital and small letters.
    neighbours: where to look when nothing was found.
    others: e-mails and customers that these sessions name beside the first two.
    """

    email: str
    customer: str
    rows: tuple[SessionRow, ...] = ()
    has_newer: bool = False
    has_older: bool = False
    is_short_of_the_top: bool = False
    fetched_at: float | None = None
    failure: UpstreamError | None = None
    strangers: int = 0
    missing: list[Missing] = field(default_factory=list)
    spellings: list[OtherPlace] = field(default_factory=list)
    customers: tuple[str, ...] = ()
    searched_customers: bool = False
    neighbours: list[OtherPlace] = field(default_factory=list)
    others: tuple[str, ...] = ()

    @property
    def unread_customers(self) -> tuple[str, ...]:
        """Customers of this person of whom only sessions with the e-mail were looked at."""
        return tuple(one for one in self.customers if one != self.customer)

    @property
    def unread_spellings(self) -> tuple[OtherPlace, ...]:
        """Every likely spelling whose sessions were not looked at, the likeliest first."""
        return tuple(place for place in self.spellings if place.count is None)


def label_of(account: Account) -> str:
    """With its mode as Stripe has it: "test" of a demo too; without one where nobody knows it."""
    if account.key_mode == "live":
        words = _("%(account)s (live mode)")
    elif account.sandbox:
        words = _("%(account)s (sandbox)")
    elif account.key_mode == "test":
        words = _("%(account)s (test mode)")
    else:
        words = "%(account)s"
    return words % {"account": account.name}
