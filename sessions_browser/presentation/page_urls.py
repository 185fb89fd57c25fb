"""The addresses of our own pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from sessions_browser.conf import Account
from sessions_browser.filters.choices import STATUSES
from sessions_browser.filters.parameters import encode
from sessions_browser.objects.emails import EMAIL
from sessions_browser.objects.ids import PLAIN_ID, is_session_id
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.outcome_filter import filter_of_row
from sessions_browser.objects.session_row import SessionRow

# The parameter that names a person by the ID of one of their sessions.
BY_SESSION = "by_session"


# Compared by identity: a cheap part of the key of a rendered row.
@dataclass(frozen=True, slots=True, eq=False)
class AccountUrls:
    """Of the pages of one account, as paths of this site; get it from `urls_of`.

    hides_people: an address names a person by one of their sessions and never by e-mail.
    """

    session_list: str
    person_page: str
    search_page: str
    payment_links: str
    overview_page: str = ""
    saved_views: str = ""
    columns_page: str = ""
    notes: str = ""
    scan_page: str = ""
    exports: str = ""
    hides_people: bool = False

    def list(self, *queries: str) -> str:
        """The list with these query strings joined; empty ones are left out."""
        return _with_query(self.session_list, *queries)

    def session(self, session_id: str) -> str:
        return f"{self.session_list}{session_id}/"

    def session_state(self, session_id: str) -> str:
        return f"{self.session(session_id)}state/"

    def caller_check(self, session_id: str) -> str:
        return f"{self.session(session_id)}verify/"

    def newer_sessions(self, *queries: str) -> str:
        return _with_query(f"{self.session_list}newer/", *queries)

    def unmask_session(self, session_id: str) -> str:
        return f"{self.session(session_id)}unmask/"

    def mask_session(self, session_id: str) -> str:
        return f"{self.session(session_id)}mask/"

    def notes_of(self, session_id: str) -> str:
        return f"{self.session(session_id)}notes/"

    def person(self, pairs: Pairs) -> str:
        return _with_query(self.person_page, encode(pairs))

    def unmask_person(self, pairs: Pairs) -> str:
        return _with_query(f"{self.person_page}unmask/", encode(pairs))

    def mask_person(self, pairs: Pairs) -> str:
        return _with_query(f"{self.person_page}mask/", encode(pairs))

    def search(self, pairs: Pairs) -> str:
        return _with_query(self.search_page, encode(pairs))

    def overview(self, pairs: Pairs = ()) -> str:
        return _with_query(self.overview_page, encode(pairs))

    def overview_rows(self, query: str) -> str:
        return _with_query(f"{self.overview_page}rows/", query)

    def new_view(self, query: str) -> str:
        """The form that saves the list of this query string as a view."""
        return _with_query(f"{self.saved_views}new/", query)

    def columns(self, query: str) -> str:
        """The form that chooses the columns of the list of this query string."""
        return _with_query(self.columns_page, query)

    def saved_view(self, view_id: int) -> str:
        return f"{self.saved_views}{view_id}/"

    def scan(self, pairs: Pairs = ()) -> str:
        return _with_query(self.scan_page, encode(pairs))

    def scan_result(self, scan: UUID, pairs: Pairs = (), part: str = "") -> str:
        return _with_query(f"{self.scan_page}{scan}/{part}", encode(pairs))

    @staticmethod
    def twin(page: str, ending: str, query: str = "") -> str:
        """Of a page of ours, for programs."""
        return _with_query(f"{page.removesuffix('/')}.{ending}", query)

    def new_export(self, *queries: str) -> str:
        """The form for a file of the sessions of a list, or of a person."""
        return _with_query(f"{self.exports}new/", *queries)

    def same_value(self, name: str, value: str | None) -> str:
        """The list of all sessions with this value; "" where one cannot filter by it."""
        return self.list(encode(((name, value),))) if value and self._takes(name, value) else ""

    def same_outcome(self, row: SessionRow) -> str:
        """The list of all sessions with the outcome of this one; "" for an unusual one."""
        outcome = filter_of_row(row)
        return self.list(encode((("outcome", outcome.name),))) if outcome else ""

    def person_by(self, name: str, value: str | None) -> str:
        """The page of the person with this e-mail or customer; "" where that is none."""
        return self.person(((name, value),)) if value and self._takes(name, value) else ""

    def person_of(self, row: SessionRow) -> str:
        """The page of the person whose session it is; "" when that is unknown."""
        if self.hides_people and row.email and row.id and is_session_id(row.id):
            return self.person(((BY_SESSION, row.id),))
        return self.person_by("email", row.email) or self.person_by("customer", row.customer)

    def _takes(self, name: str, value: str) -> bool:
        is_hidden = self.hides_people and name == "email"
        return not is_hidden and _filters_by(name, value)

    def that_day(self, zone: ZoneInfo, unix: int) -> str:
        """The list of the day on which this Unix second falls; "" outside the calendar."""
        try:
            day = datetime.fromtimestamp(unix, zone).date().isoformat()
        except (OverflowError, ValueError):
            return ""
        return self.list(encode((("created_from", day), ("created_to", day))))


@lru_cache(maxsize=64)
def urls_of(account: Account, *, hides_people: bool = False) -> AccountUrls:
    def path(name: str) -> str:
        return reverse(name, kwargs={"account": account})

    return AccountUrls(
        session_list=path("session_list"),
        person_page=path("person"),
        search_page=path("search"),
        payment_links=path("payment_links"),
        overview_page=path("overview"),
        saved_views=path("saved_views"),
        columns_page=path("columns"),
        notes=path("notes"),
        scan_page=path("scan"),
        exports=path("exports"),
        hides_people=hides_people,
    )


def _filters_by(name: str, value: str) -> bool:
    if name == "status":
        return value in STATUSES
    return bool(PLAIN_ID.match(value) or (name == "email" and EMAIL.match(value)))


def _with_query(path: str, *queries: str) -> str:
    query = "&".join(filter(None, queries))
    return f"{path}?{query}" if query else path
