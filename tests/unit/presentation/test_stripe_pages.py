"""Links into Stripe's Dashboard lead to the very account."""

from __future__ import annotations

import pytest

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.stripe_pages import stripe_page

START = "https://dashboard.stripe.com"


@pytest.mark.parametrize(
    ("livemode", "account", "address"),
    [
        (True, "", f"{START}/payments/pi_1"),
        (False, "", f"{START}/test/payments/pi_1"),
        (True, "acct_1", f"{START}/acct_1/payments/pi_1"),
        (False, "acct_1", f"{START}/acct_1/test/payments/pi_1"),
    ],
)
def test_the_address_names_account_and_mode(livemode: bool, account: str, address: str) -> None:
    row = SessionRow.from_object({"id": "cs_test_1", "livemode": livemode})
    assert stripe_page(row, "payments", "pi_1", account) == address


def test_what_is_no_id_leads_nowhere() -> None:
    row = SessionRow.from_object({"id": "cs_test_1", "livemode": True})
    assert stripe_page(row, "payments", "pi_1/../x", "acct_1") == ""
