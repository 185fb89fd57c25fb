"""The whole person as text to copy."""

from __future__ import annotations

from sessions_browser.people.person import Missing, OtherPlace, PersonSessions, Unread
from sessions_browser.people.summary import summary
from sessions_browser.people.ticket import ticket
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import APIConnectionError
from tests.unit.people.rows import BERLIN, DAY, LEFT, NOW, PAID, row

URL = "https://sessions.example.com/shop/people/?email=ana@x.example"


def copied(found: PersonSessions) -> list[str]:
    clock = Clock(BERLIN, NOW)
    told = summary(found.rows, clock, more=found.has_older)
    return ticket(found, told, clock, "Shop (live mode)", URL).split("\n")


def test_each_session_has_its_line_with_badge_amount_time_and_payment() -> None:
    rows = (row(60, name="Ana", **PAID), row(120, **LEFT))
    assert copied(PersonSessions("ana@x.example", "cus_1", rows, fetched_at=NOW - 5)) == [
        "Customer: Ana <ana@x.example> cus_1",
        "Times: Europe/Berlin",
        "Paid EUR 49.00 on 18 Nov (opened 12:05). 2 checkouts on 18 Nov. The first: abandoned;"
        " Stripe shows no payment attempt. Refunds and disputes were not looked at.",
        "- Paid, EUR 49.00, opened 2026-11-18 12:05:40 CET (2026-11-18 11:05:40 UTC), pi_1,"
        " cs_test_60",
        "- Abandoned, EUR 49.00, opened 2026-11-18 12:04:40 CET (2026-11-18 11:04:40 UTC),"
        " cs_test_120",
        "Shop (live mode), read at 2026-11-18 12:06:35 CET (2026-11-18 11:06:35 UTC)",
        URL,
    ]


def test_what_was_not_looked_at_is_in_it() -> None:
    found = PersonSessions(
        "ana@x.example",
        "cus_1",
        (row(60, **PAID),),
        has_newer=True,
        customers=("cus_1", "cus_2"),
        spellings=[OtherPlace("Ana@x.example", email="Ana@x.example")],
        missing=[Missing(Unread.OF_CUSTOMER, "cus_1", APIConnectionError("no answer"))],
    )
    lines = copied(found)
    assert "There are newer sessions." in lines
    assert (
        "Not looked at: sessions of cus_2 without this e-mail, sessions of Ana@x.example,"
        " sessions of customer cus_1." in lines
    )


def test_a_day_of_another_year_has_its_year_and_the_zone_stands_once() -> None:
    found = PersonSessions("ana@x.example", "", (row(60, **PAID), row(400 * DAY, **LEFT)))
    lines = copied(found)
    assert lines[1] == "Times: Europe/Berlin"
    assert "Paid EUR 49.00 on 18 Nov (opened 12:05)." in lines[2]
    assert "First seen on 14 Oct 2025." in lines[2]
    assert sum("Europe/Berlin" in line for line in lines) == 1


def test_a_double_payment_of_another_year_has_its_year() -> None:
    rows = (row(400 * DAY, **PAID), row(400 * DAY + 360, **PAID))
    lines = copied(PersonSessions("ana@x.example", "", rows))
    assert "EUR 49.00 opened on 14 Oct 2025 at " in lines[2]


def test_a_spelling_that_could_not_be_read_is_named_once() -> None:
    spelling = OtherPlace("Ana@x.example", email="Ana@x.example")
    missing = [Missing(Unread.OF_SPELLING, "Ana@x.example", APIConnectionError("no answer"))]
    found = PersonSessions(
        "ana@x.example", "", (row(60, **PAID),), spellings=[spelling], missing=missing
    )
    assert "Not looked at: sessions of Ana@x.example." in copied(found)
