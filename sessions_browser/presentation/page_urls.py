"""The addresses of our own pages."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from sessions_browser.conf import Account
from sessions_browser.objects.ids import EMAIL, PLAIN_ID
from sessions_browser.objects.session_row import SessionRow


def same_value_url(path: str, name: str, value: str | None) -> str:
    """The address below `path` of all sessions with this value; "" for what cannot be asked for."""
    if not value or not (PLAIN_ID.match(value) or (name == "email" and EMAIL.match(value))):
        return ""
    return f"{path}?{urlencode({name: value}, safe='@')}"


def that_day_url(list_url: str, zone: ZoneInfo, unix: int) -> str:
    try:
        day = datetime.fromtimestamp(unix, zone).date().isoformat()
    except (OverflowError, ValueError):
        return ""
    return f"{list_url}?{urlencode({'created_from': day, 'created_to': day})}"


def person_url(path: str, row: SessionRow) -> str:
    """The page of whoever the session is of, from `path` of the list; "" when that is unknown."""
    people = f"{path.removesuffix('sessions/')}people/"
    return same_value_url(people, "email", row.email) or same_value_url(
        people, "customer", row.customer
    )


def sessions_url(account: Account) -> str:
    return reverse("session_list", kwargs={"account": account})


def session_url(account: Account, session_id: str) -> str:
    return f"{sessions_url(account)}{session_id}/"


@lru_cache(maxsize=64)
def page_url(name: str, account: Account) -> str:
    return reverse(name, kwargs={"account": account})


def list_path(account: Account, *parts: str) -> str:
    query = "&".join(part for part in parts if part)
    path = page_url("session_list", account)
    return f"{path}?{query}" if query else path
