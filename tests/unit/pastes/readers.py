"""What the three readers of a paste see in it: the box, the filter and the caller check."""

from __future__ import annotations

from urllib.parse import urlencode

from sessions_browser.objects.full_session import FullSession
from sessions_browser.session.caller_check import Result, check_caller
from tests.unit.filters.addresses import read
from tests.unit.search.pasting import understand


def box_email(text: str) -> str:
    """Of the only person that the box looks for, or ""."""
    return dict(understand(text).params).get("email", "")


def filter_email(text: str) -> str:
    """Of the list that "Customer or e-mail" leads to; "" when it leads to none."""
    address = read(urlencode({"who": text}))
    sent = dict(address.query.filters) if address.query else {}
    return sent.get("customer_details[email]", "")


def is_email_of(known: str, said: str) -> bool:
    """Whether a caller who says this fits a session with the e-mail `known`."""
    session = FullSession.from_json({"customer_details": {"email": known}})
    return check_caller(session, {"email": said}) is Result.MATCH
