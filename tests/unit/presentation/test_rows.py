"""A session as a row of the table."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.rows import row_view, short_id
from sessions_browser.presentation.times import Clock
from tests.unit.strategies import any_json, zone_infos

NOW = 1_795_000_000.0


BERLIN = ZoneInfo("Europe/Berlin")


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
    row_view(SessionRow.from_object(session), Clock(zone, NOW))


def test_16_an_open_session_says_when_it_ends_until_it_has() -> None:
    ahead = row_view(SessionRow(status="open", expires_at=int(NOW) + 60), Clock(BERLIN, NOW))
    assert ahead.what_became.endswith("It expires on 18 Nov 12:07 unless paid.")
    over = row_view(SessionRow(status="open", expires_at=int(NOW) - 60), Clock(BERLIN, NOW))
    assert "It expires" not in over.what_became


def test_the_link_of_a_row_names_customer_and_outcome() -> None:
    row = SessionRow(
        created=int(NOW), status="expired", payment_status="unpaid", mode="payment", name="Ana"
    )
    assert row_view(row, Clock(BERLIN, NOW)).name == "18 Nov 12:06, Ana, Abandoned"


@pytest.mark.parametrize(
    ("items", "more", "words"),
    [
        (None, False, ""),
        (("Mug",), False, "Mug"),
        (("Mug", "Bag", "Pen"), False, "Mug, Bag, Pen"),
        (("Mug", "Bag", "Pen", "Ink", "Pad"), False, "Mug, Bag, Pen and 2 more"),
        (("Mug", "Bag", "Pen", "Ink"), True, "Mug, Bag, Pen and more"),
    ],
)
def test_a_row_names_three_items(items: tuple[str, ...] | None, more: bool, words: str) -> None:
    row = SessionRow(items=items, more_items=more)
    assert row_view(row, Clock(BERLIN, NOW)).items == words
