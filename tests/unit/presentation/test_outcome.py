"""What people read: outcomes, moments and the cells of a row."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.json_fields import LATEST_MOMENT
from sessions_browser.objects.session_row import SessionRow, project
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.presentation.rows import row_view, short_id
from sessions_browser.presentation.times import Clock
from tests.unit.strategies import any_json, zone_infos

NOW = 1_795_000_000.0
BERLIN = ZoneInfo("Europe/Berlin")


def in_year(year: int, zone: ZoneInfo = BERLIN) -> Clock:
    """Somebody looks in the middle of this year."""
    return Clock(zone, datetime(year, 7, 1, tzinfo=zone).timestamp())


@pytest.mark.parametrize(
    ("row", "key", "word", "says"),
    [
        (SessionRow(status="open", payment_status="unpaid"), "open", "Open", "can still pay"),
        (
            SessionRow(status="open", payment_status="no_payment_required"),
            "open",
            "Open",
            "Not finished",
        ),
        (
            SessionRow(status="open", payment_status="unpaid", expires_at=int(NOW) + 1),
            "open",
            "Open",
            "can still pay",
        ),
        (
            SessionRow(status="open", payment_status="unpaid", expires_at=int(NOW)),
            "open",
            "Expiring",
            "has not closed it yet",
        ),
        (SessionRow(status="complete", payment_status="paid"), "paid", "Paid", "refund or dispute"),
        # A session that was paid stays paid, whatever the clock says.
        (
            SessionRow(status="complete", payment_status="paid", expires_at=1),
            "paid",
            "Paid",
            "collected",
        ),
        (
            SessionRow(status="complete", payment_status="unpaid"),
            "processing",
            "Processing",
            "awaits capture",
        ),
        (
            SessionRow(status="complete", payment_status="no_payment_required", mode="setup"),
            "free",
            "No payment due",
            "method was saved",
        ),
        (
            SessionRow(
                status="complete",
                payment_status="no_payment_required",
                mode="payment",
                amount_total=0,
            ),
            "free",
            "No payment due",
            "total was 0",
        ),
        (
            SessionRow(
                status="complete",
                payment_status="no_payment_required",
                mode="subscription",
                amount_total=0,
            ),
            "free",
            "No payment due",
            "trial",
        ),
        (
            SessionRow(status="expired", payment_status="unpaid"),
            "left",
            "Left",
            "never pressed Pay",
        ),
        (
            SessionRow(status="expired", payment_status="unpaid", payment_intent="pi_1"),
            "left",
            "Left",
            "tried to pay",
        ),
    ],
)
def test_two_states_are_one_outcome(row: SessionRow, key: str, word: str, says: str) -> None:
    outcome = outcome_of(row, NOW)
    assert (outcome.key, outcome.word) == (key, word)
    assert says in outcome.sentence


@pytest.mark.parametrize(
    ("status", "payment_status", "word"),
    [
        ("paused", "unpaid", "paused / unpaid"),
        ("complete", "partially_paid", "complete / partially_paid"),
        ("open", "paid", "open / paid"),
        ("expired", "paid", "expired / paid"),
        ("Complete", "paid", "Complete / paid"),
        (None, "paid", "— / paid"),
        ("complete", None, "complete / —"),
        (None, None, "— / —"),
    ],
)
def test_an_unknown_pair_is_unusual_and_never_hidden(
    status: str | None, payment_status: str | None, word: str
) -> None:
    outcome = outcome_of(SessionRow(status=status, payment_status=payment_status), NOW)
    assert (outcome.key, outcome.word) == ("unusual", word)


def test_a_moment_is_told_in_the_viewers_zone_and_in_utc() -> None:
    moment = in_year(2026).moment(1_795_042_801.9)
    assert moment.text == "19 Nov 00:00"
    assert moment.iso == "2026-11-18T23:00:01Z"
    assert moment.full == "2026-11-19 00:00:01 CET (2026-11-18 23:00:01 UTC)"
    assert in_year(2027).moment(1_795_042_801).text == "19 Nov 2026 00:00"


@pytest.mark.parametrize(
    ("unix", "zone", "this_year", "shown"),
    [
        # The year of the zone counts, not that of UTC.
        (1_798_740_000, "Asia/Kathmandu", 2026, "31 Dec 23:45"),
        (1_798_741_800, "Asia/Kathmandu", 2026, "1 Jan 2027 00:15"),
        (0, "America/Lima", 2026, "31 Dec 1969 19:00"),
        (1_792_888_200, "Europe/Berlin", 2026, "25 Oct 02:30"),
    ],
)
def test_the_year_is_told_when_it_is_another(
    unix: int, zone: str, this_year: int, shown: str
) -> None:
    assert in_year(this_year, ZoneInfo(zone)).moment(unix).text == shown


def test_the_two_passes_of_an_hour_are_told_apart() -> None:
    first, second = (in_year(2026).moment(unix) for unix in (1_792_888_200, 1_792_891_800))
    assert first.text == second.text
    assert first.full != second.full


@given(st.integers(0, LATEST_MOMENT), zone_infos)
def test_every_moment_that_is_let_in_can_be_told(unix: int, zone: ZoneInfo) -> None:
    moment = in_year(2026, zone).moment(unix)
    assert moment.unix == unix
    assert moment.text


def test_the_last_second_of_all_is_told_in_utc() -> None:
    assert in_year(2026, ZoneInfo("Asia/Tokyo")).moment(LATEST_MOMENT).text == "31 Dec 9999 23:59"


def test_no_moment_is_none() -> None:
    assert in_year(2026).maybe_moment(None) is None
    assert in_year(2026).maybe_moment(0) is not None


@pytest.mark.parametrize(
    ("identifier", "short"),
    [
        ("cs_test_a1B2c3D4e5F6g7H8i9J0", "cs_test_a1B2…H8i9J0"),
        ("cs_live_" + "a" * 58, "cs_live_aaaa…aaaaaa"),
        ("cs_test_1", "cs_test_1"),
        ("x" * 20, "xxxx…xxxxxx"),
        ("", ""),
    ],
)
def test_an_id_is_shortened_in_the_middle(identifier: str, short: str) -> None:
    assert short_id(identifier) == short


@given(st.text("ab_", max_size=40))
def test_a_short_id_shows_only_what_is_there(identifier: str) -> None:
    head, _, tail = short_id(identifier).partition("…")
    assert identifier.startswith(head)
    assert identifier.endswith(tail)
    assert len(short_id(identifier)) <= len(identifier)


@pytest.mark.parametrize(
    ("row", "who", "email", "customer", "guest"),
    [
        (SessionRow(name="Ana", email="a@b.co"), "Ana", "a@b.co", None, True),
        (SessionRow(email="a@b.co"), "a@b.co", None, None, True),
        (SessionRow(name="Ana", customer="cus_1"), "Ana", None, "cus_1", False),
        (SessionRow(customer="cus_1"), "cus_1", None, "cus_1", False),
        (SessionRow(name="Ana", customer_account="acct_1"), "Ana", None, "acct_1", False),
        (SessionRow(), "—", None, None, False),
    ],
)
def test_who_it_was(
    row: SessionRow, who: str, email: str | None, customer: str | None, guest: bool
) -> None:
    view = row_view(row, Clock(BERLIN, NOW))
    assert (view.who, view.email, view.customer, view.is_guest) == (who, email, customer, guest)


def test_an_end_is_shown_only_while_the_session_is_open() -> None:
    for status in ("complete", "expired", None):
        assert row_view(SessionRow(status=status, expires_at=5), Clock(BERLIN, NOW)).until is None
    until = row_view(SessionRow(status="open", expires_at=5), Clock(BERLIN, NOW)).until
    assert until is not None
    assert until.unix == 5


@pytest.mark.parametrize(
    ("mode", "shown"),
    [("payment", "One-off payment"), ("setup", "Card setup"), ("rent", "rent"), (None, "—")],
)
def test_an_unknown_mode_is_shown_as_sent(mode: str | None, shown: str) -> None:
    assert row_view(SessionRow(mode=mode), Clock(BERLIN, NOW)).mode == shown


def test_a_row_of_nothing_has_no_amount_and_no_id() -> None:
    view = row_view(SessionRow(), Clock(BERLIN, NOW))
    assert (view.id, view.short_id, view.amount, view.created) == (None, "—", None, None)


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("id", "created", "expires_at", "status", "mode"), any_json)
    ),
    zone_infos,
)
def test_no_object_of_stripes_breaks_a_row(session: dict[str, object], zone: ZoneInfo) -> None:
    row_view(project(session), Clock(zone, NOW))
