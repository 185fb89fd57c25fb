"""What the fields of the list's filter make of a paste: one a line."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks
from tests.unit.filters.addresses import read
from tests.unit.search.pasting import S

PAYMENT = "payment_intent=pi_3ABC"
BUY = "link https://buy.stripe.com/test_0240"
# Field, what is pasted into it, and what is asked for.
CASES = f"""
who | cus_9 | customer=cus_9
who | <cus_9> | customer=cus_9
who | cus_9\u200b | customer=cus_9
who | cus_9. | customer=cus_9
who | customer: cus_9 | customer=cus_9
who | "customer": "cus_9" | customer=cus_9
who | https://dashboard.stripe.com/customers/cus_9 | customer=cus_9
who | https://dashboard.stripe.com/acct_1/test/customers/cus_9 | customer=cus_9
who | acct_9 | customer_account=acct_9
who | (acct_9) | customer_account=acct_9
who | pi_3ABC | {PAYMENT}
who | pi_3ABC_secret_xyz | {PAYMENT}
who | https://dashboard.stripe.com/payments/pi_3ABC | {PAYMENT}
who | sub_9 | subscription=sub_9
who | "sub_9", | subscription=sub_9
who | plink_9 | payment_link=plink_9
who | https://buy.stripe.com/test_0240 | {BUY}
who | https://pay.shop.example/b/test_custom1 | link https://pay.shop.example/b/test_custom1
who | {S} | session {S}
who | <{S}> | session {S}
who | https://checkout.stripe.com/c/pay/{S}#x | session {S}
who | {S}_secret_x | session {S}
who | ana@localhost | customer_details[email]=ana@localhost
who | <ana@localhost> | customer_details[email]=ana@localhost
who | ana | error who
who | anna@gmail,com | error who
who | anna [at] example.com | error who
who | Priya | error who
who | in_1 | error who
who | cs_test_a1IF…4vpc0f | error who
who | {S[:40]} {S[40:]} | error who
who | cus_1 cus_2 | error who
who | ana@example.com cus_1 | error who
who | 4242 4242 4242 4242 | error who
who | card 4242424242424242 | error who
who | https://shop.example/ | error who
email | 4242424242424242@example.com | error email
payment_intent | <pi_3ABC> | {PAYMENT}
payment_intent | pi_3ABC\u2060 | {PAYMENT}
payment_intent | pi_3ABC, | {PAYMENT}
payment_intent | pi_3ABC_secret_xyz | {PAYMENT}
payment_intent | "pi_3ABC" | {PAYMENT}
payment_intent | payment_intent=pi_3ABC | {PAYMENT}
payment_intent | https://dashboard.stripe.com/test/payments/pi_3ABC | {PAYMENT}
payment_intent | pi_3ABC…xyz | error payment_intent
payment_intent | cus_9 | error payment_intent
payment_intent | pi_1 pi_2 | error payment_intent
payment_intent | pi_1 please | error payment_intent
subscription | <sub_9> | subscription=sub_9
subscription | https://dashboard.stripe.com/subscriptions/sub_9 | subscription=sub_9
customer | ‹cus_9› | customer=cus_9
customer | ｃｕｓ＿９ | customer=cus_9
customer | ana@example.com | error customer
customer_account | acct_9; | customer_account=acct_9
payment_link | <plink_9> | payment_link=plink_9
payment_link | plink_9\ufeff | payment_link=plink_9
payment_link | https://dashboard.stripe.com/payment-links/plink_9 | payment_link=plink_9
payment_link | https://buy.stripe.com/test_0240 | {BUY}
payment_link | Link: https://buy.stripe.com/test_0240 | {BUY}
payment_link | see https://buy.stripe.com/test_0240 | error payment_link
payment_intent | Payment: pi_3ABC | {PAYMENT}
payment_link | buy.stripe.com/test_0240?x=1 | {BUY}
payment_link | http://buy.stripe.com/test_0240 | {BUY}
payment_link | <https://buy.stripe.com/test_0240> | {BUY}
payment_link | [buy](https://buy.stripe.com/test_0240) | {BUY}
payment_link | https://www.google.com/url?q=https://buy.stripe.com/test_0240&sa=D | {BUY}
payment_link | https://pay.shop.example/b/test_custom1 | link https://pay.shop.example/b/test_custom1
payment_link | https://pay.shop.example/other | link https://pay.shop.example/other
payment_link | Summer camp | name Summer camp
payment_link | Course 240 | name Course 240
payment_link | Yoga (10 lessons) | name Yoga (10 lessons)
payment_link | 10 % off | name 10 % off
payment_link | Café | name Café
payment_link | Course: advanced | name Course: advanced
payment_link | pi_1 | error payment_link
payment_link | javascript:alert(1) | error payment_link
payment_link | 4242424242424242 | error payment_link
"""


def asked_for(field: str, pasted: str) -> str:
    address = read(urlencode({field: pasted}))
    if address.errors:
        return f"error {' '.join(address.errors)}"
    if address.query is not None:
        ((name, value),) = address.query.filters
        return f"{name}={value}"
    if address.session_id:
        return f"session {address.session_id}"
    return f"name {address.link_name}" if address.link_name else f"link {address.link_address}"


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_a_field_reads_what_is_pasted_into_it(line: str) -> None:
    """C, and ids go to the field where they belong."""
    field, pasted, right = line.split(" | ")
    assert asked_for(field, pasted) == right


@pytest.mark.parametrize("pasted", ["anna@example,com", "anna [at] example.com"])
def test_a_slip_in_an_email_gets_a_correction(pasted: str) -> None:
    """The box offered one, while the filter asked for the text as it was."""
    assert "Did you mean anna@example.com?" in read(urlencode({"who": pasted})).errors["who"][0]


@pytest.mark.parametrize("field", ["who", "payment_link", "payment_intent", "customer", "tz"])
def test_a_card_number_does_not_stay_in_its_field(field: str) -> None:
    """C"""
    address = read(urlencode({field: "4242 4242 4242 4242"}))
    assert "looks like the number of a card" in address.errors[field][0]
    assert "4242" not in str(address.form_data()) + str(address.hidden_fields())


LINKS = PaymentLinks(
    tuple(
        PaymentLink(f"plink_{number}", name, "", active=True)
        for number, name in enumerate(("Summer camp", "Course", "Course 240", "Course 12"))
    ),
    complete=True,
)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Summer camp", ["plink_0"]),
        ("summer CAMP", ["plink_0"]),
        ("Summer", ["plink_0"]),
        ("Course", ["plink_1"]),
        ("Course 2", ["plink_2"]),
        ("Cour", ["plink_1", "plink_2", "plink_3"]),
        ("camp", []),
    ],
)
def test_a_link_is_found_by_its_name_or_its_beginning(name: str, ids: list[str]) -> None:
    assert [link.id for link in LINKS.by_name(name)] == ids
