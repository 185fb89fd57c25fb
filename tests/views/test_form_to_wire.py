"""Every parameter, alone and with every other: what an address makes upstream receive.

The ids belong to nobody, so upstream refuses most of these; what it received is what counts.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from django.test import Client

from tests.running import Emulator
from tests.views.page import LIST, pairs

CURSOR = "cs_test_a1" + "0" * 56
# Typed in the address -> name and value on the wire.
PARAMETERS = {
    "created[gt]=1700000000": [("created[gt]", "1700000000")],
    "created[lte]=1790000000": [("created[lte]", "1790000000")],
    "created_from=2026-03-29": [("created[gte]", "1774738800")],
    "created_to=2026-10-25": [("created[lt]", "1792969200")],
    "customer=cus_1": [("customer", "cus_1")],
    "customer_account=acct_1": [("customer_account", "acct_1")],
    "email=a%2Bb@c.example": [("customer_details[email]", "a+b@c.example")],
    "payment_intent=pi_1": [("payment_intent", "pi_1")],
    "payment_link=plink_1": [("payment_link", "plink_1")],
    "subscription=sub_1": [("subscription", "sub_1")],
    "status=complete": [("status", "complete")],
    "limit=7": [("limit", "7")],
    f"starting_after={CURSOR}": [("starting_after", CURSOR)],
    f"ending_before={CURSOR}": [("ending_before", CURSOR)],
    "expand=data.line_items": [("expand[]", "data.line_items")],
}
BOTH_CURSORS = {f"starting_after={CURSOR}", f"ending_before={CURSOR}"}
PAIRS = [pair for pair in combinations(PARAMETERS, 2) if set(pair) != BOTH_CURSORS]
# A day of 23 hours and one of 25, where they are; Lord Howe's clocks move by half an hour.
DAYS = [
    ("Europe/Berlin", "2026-03-29", 1774738800, 1774821600),
    ("Europe/Berlin", "2026-10-25", 1792879200, 1792969200),
    ("America/New_York", "2026-03-08", 1772946000, 1773028800),
    ("America/New_York", "2026-11-01", 1793505600, 1793595600),
    ("Australia/Lord_Howe", "2026-04-05", 1775307600, 1775395800),
    ("Australia/Lord_Howe", "2026-10-04", 1791034200, 1791118800),
    ("UTC", "2026-03-29", 1774742400, 1774828800),
]


def received(client: Client, upstream: Emulator, query: str) -> list[tuple[str, str]]:
    client.get(f"{LIST}?{query}", follow=False)
    return pairs(upstream.queries()[0])


@pytest.mark.parametrize("typed", [one for one in PARAMETERS if not one.startswith("status")])
@pytest.mark.parametrize(
    ("outcome", "status"),
    [("abandoned", "expired"), ("paid", "complete"), ("no_payment_due", "complete")],
)
def test_an_outcome_with_every_other(
    signed_in: Client, upstream: Emulator, typed: str, outcome: str, status: str
) -> None:
    """A sieved list is read a hundred sessions at a time, whatever the size of the page."""
    signed_in.cookies["tz"] = "Europe/Berlin"
    sent = [pair for pair in wire(typed, "status=complete") if pair != ("status", "complete")]
    if status == "complete":
        sent = [("limit", "100"), *(pair for pair in sent if pair[0] != "limit")]
    expected = sorted([*sent, ("status", status)])
    assert received(signed_in, upstream, f"{typed}&outcome={outcome}") == expected


def wire(*typed: str) -> list[tuple[str, str]]:
    sent = [pair for one in typed for pair in PARAMETERS[one]]
    limit = [] if any(name == "limit" for name, _ in sent) else [("limit", "25")]
    return sorted(sent + limit)


@pytest.mark.parametrize("typed", PARAMETERS)
def test_each_parameter_alone(signed_in: Client, upstream: Emulator, typed: str) -> None:
    signed_in.cookies["tz"] = "Europe/Berlin"
    assert received(signed_in, upstream, typed) == wire(typed)


@pytest.mark.parametrize("pair", PAIRS, ids="&".join)
def test_every_two_together(signed_in: Client, upstream: Emulator, pair: tuple[str, str]) -> None:
    signed_in.cookies["tz"] = "Europe/Berlin"
    assert received(signed_in, upstream, "&".join(pair)) == wire(*pair)


def test_all_at_once(signed_in: Client, upstream: Emulator) -> None:
    signed_in.cookies["tz"] = "Europe/Berlin"
    typed = [one for one in PARAMETERS if not one.startswith("ending_before")]
    assert received(signed_in, upstream, "&".join(typed)) == wire(*typed)


@pytest.mark.parametrize(("zone", "day", "start", "end"), DAYS)
def test_a_day_is_as_long_as_it_was_there(
    signed_in: Client, upstream: Emulator, zone: str, day: str, start: int, end: int
) -> None:
    signed_in.cookies["tz"] = zone
    query = received(signed_in, upstream, f"created_from={day}&created_to={day}")
    expected = [("created[gte]", str(start)), ("created[lt]", str(end)), ("limit", "25")]
    assert query == expected
