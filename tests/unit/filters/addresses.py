"""Query strings as addresses of the list, and the parameters that they send to Stripe."""

from __future__ import annotations

from datetime import datetime

from sessions_browser.filters import list_address
from sessions_browser.filters.list_address import ListAddress

BERLIN = "Europe/Berlin"
Wire = list[tuple[str, str]]


def unix(text: str) -> int:
    """Such as 2026-11-19T00:00+01:00."""
    return int(datetime.fromisoformat(text).timestamp())


# A Thursday.
NOW = unix("2026-11-19T12:00+01:00")


def read(query_string: str, zone: str = BERLIN, now: float = NOW) -> ListAddress:
    return list_address.parse(query_string, zone, now)


def wire(address: ListAddress) -> Wire:
    assert address.errors == {}
    assert address.query is not None
    return address.query.to_params()


def created(first: str, end: str) -> Wire:
    return [("created[gte]", str(unix(first))), ("created[lt]", str(unix(end)))]


SINGLE: dict[str, str] = {
    "created": "1750000000",
    "created[gt]": "1700000000",
    "created[gte]": "1700000001",
    "created[lt]": "1800000000",
    "created[lte]": "1800000001",
    "customer": "cus_1",
    "customer_account": "acct_1",
    "customer_details[email]": "ana@example.com",
    "payment_intent": "pi_1",
    "payment_link": "plink_1",
    "status": "complete",
    "subscription": "sub_1",
    "limit": "7",
    "starting_after": "cs_test_1",
    "ending_before": "cs_test_2",
    "expand[]": "data.customer",
}
FILTERED = (
    "email=ana@example.com&customer=cus_1&customer_account=acct_1&payment_link=plink_1"
    "&payment_intent=pi_1&subscription=sub_1&status=complete&created_from=2026-11-01"
    "&created_to=2026-11-19&created[gt]=1700000000&created[lte]=1800000000"
    "&limit=10&expand=data.customer&tz=Asia/Tokyo&starting_after=cs_test_1"
)
