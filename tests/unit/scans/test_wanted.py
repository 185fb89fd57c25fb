"""The one filter: what a session that was read says, and how it is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sessions_browser.facts.cells import Became, Mode, Origin
from sessions_browser.facts.session_fact import Given, SessionFact
from sessions_browser.scans.wanted import Wanted

FACT = SessionFact(
    id="cs_test_1",
    created=1,
    outcome=Became.PAID,
    mode=Mode.PAYMENT,
    origin=Origin.API,
    present=True,
    is_settled=True,
    amount=4900,
    currency="eur",
    given=Given.EMAIL,
)
YEN = SessionFact(
    **{name: getattr(FACT, name) for name in ("id", "created", "outcome", "mode", "origin")},
    present=True,
    is_settled=True,
    amount=4900,
    currency="jpy",
)
PAID, LEFT = frozenset((Became.PAID,)), frozenset((Became.LEFT_KNOWN, Became.LEFT_UNKNOWN))


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(outcomes=PAID | LEFT), True),
        (Wanted(outcomes=LEFT), False),
        (Wanted(outcomes=LEFT, without=frozenset(("outcomes",))), True),
        (Wanted(outcomes=PAID, without=frozenset(("outcomes",))), False),
        (Wanted(least=Decimal("49.00"), most=Decimal(49)), True),
        (Wanted(least=Decimal("49.01")), False),
        (Wanted(most=Decimal("48.99")), False),
        (Wanted(currencies=frozenset(("usd", "eur"))), True),
        (Wanted(links=frozenset(("",))), True),
        (Wanted(links=frozenset(("plink_1",))), False),
        (Wanted(has=Given.EMAIL, lacks=Given.PHONE | Given.CUSTOMER), True),
        (Wanted(has=Given.EMAIL | Given.PHONE), False),
        (Wanted(lacks=Given.EMAIL), False),
    ],
)
def test_a_session_fits_or_not(wanted: Wanted, fits: bool) -> None:
    assert wanted.fits(FACT) is fits
    assert Wanted.from_json(wanted.to_json()) == wanted


def test_an_amount_is_in_units_of_its_currency() -> None:
    wanted = Wanted(least=Decimal(4000))
    assert wanted.fits(YEN)
    assert not wanted.fits(FACT)


@pytest.mark.parametrize(
    ("wanted", "filters"),
    [
        (Wanted(outcomes=PAID), (("status", "complete"),)),
        (Wanted(outcomes=LEFT), (("status", "expired"),)),
        (Wanted(outcomes=PAID | LEFT), ()),
        (Wanted(outcomes=frozenset((Became.OTHER,))), ()),
        (Wanted(outcomes=PAID, without=frozenset(("outcomes",))), ()),
        (Wanted(links=frozenset(("plink_1",))), (("payment_link", "plink_1"),)),
        (Wanted(links=frozenset(("",))), ()),
        (Wanted(links=frozenset(("plink_1", "plink_2"))), ()),
    ],
)
def test_stripe_filters_what_it_can_and_nothing_that_would_hide_a_match(
    wanted: Wanted, filters: tuple[tuple[str, str], ...]
) -> None:
    assert wanted.filters() == filters
