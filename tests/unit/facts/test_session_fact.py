"""What of a session is remembered, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from sessions_browser.facts.cells import Became, Mode, Origin
from sessions_browser.facts.session_fact import Given, SessionFact

WHOLE: dict[str, Any] = {
    "id": "cs_test_1",
    "created": 1_795_000_000,
    "status": "expired",
    "payment_status": "unpaid",
    "mode": "subscription",
    "amount_total": 4900,
    "currency": "EUR",
    "presentment_details": {"presentment_amount": 5700, "presentment_currency": "USD"},
    "payment_link": "plink_1",
    "recovered_from": None,
    "consent": {"promotions": "opt_in", "terms_of_service": None},
    "after_expiration": {
        "recovery": {"enabled": True, "expires_at": 1_797_592_000, "url": "https://buy.example/r/1"}
    },
    "customer": "cus_1",
    "customer_details": {"email": "Ann@Example.com", "name": "Ann", "phone": "+4930123456"},
}


def test_each_field() -> None:
    assert SessionFact.from_object(WHOLE) == SessionFact(
        id="cs_test_1",
        created=1_795_000_000,
        outcome=Became.LEFT_KNOWN,
        mode=Mode.SUBSCRIPTION,
        origin=Origin.LINK,
        present=True,
        is_settled=True,
        amount=4900,
        currency="eur",
        presentment="usd",
        link="plink_1",
        consent=1,
        recovery_until=1_797_592_000,
        person="ann@example.com",
        given=Given.EMAIL | Given.PHONE | Given.CUSTOMER,
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"consent": {"promotions": "opt_out"}}, {"consent": 2}),
        ({"consent": None}, {"consent": 0}),
        ({"presentment_details": None}, {"presentment": ""}),
        (
            {"after_expiration": {"recovery": {"expires_at": 9, "url": None}}},
            {"recovery_until": None},
        ),
        ({"recovered_from": "cs_test_0"}, {"origin": Origin.RECOVERED}),
        ({"payment_link": None}, {"origin": Origin.API, "link": ""}),
        ({"customer_details": None}, {"person": "cus_1", "given": Given.CUSTOMER}),
    ],
)
def test_what_is_another_way(changed: dict[str, Any], expected: dict[str, Any]) -> None:
    fact = SessionFact.from_object({**WHOLE, **changed})
    assert {name: getattr(fact, name) for name in expected} == expected
