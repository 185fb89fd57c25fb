"""Words that set filters."""

from __future__ import annotations

import pytest

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, check_case, understand

CASES: Cases = [
    # Words
    ("status:expired", Kind.LIST, "status=expired"),
    ("status:expired from:2026-11-01", Kind.LIST, "status=expired&created_from=2026-11-01"),
    ("is:open link:plink_x", Kind.LIST, "outcome=open&payment_link=plink_x"),
    ("STATUS:Open", Kind.LIST, "status=open"),
    ("link:https://buy.stripe.com/8wM", Kind.LIST, "payment_link=https://buy.stripe.com/8wM"),
    ("email:ana@example.com on:yesterday", Kind.LIST, "email=ana@example.com&created=yesterday"),
    ("ana@example.com status:open", Kind.LIST, "email=ana@example.com&status=open"),
    (
        "status:open ana@example.com yesterday",
        Kind.LIST,
        "status=open&email=ana@example.com&created=yesterday",
    ),
    ("customer:cus_1 from:monday", Kind.LIST, "customer=cus_1&created_from=2026-11-16"),
    ("account:acct_1 to:2026-11-18", Kind.LIST, "customer_account=acct_1&created_to=2026-11-18"),
    ("payment:pi_1", Kind.LIST, "payment_intent=pi_1"),
    ("sub:sub_1", Kind.LIST, "subscription=sub_1"),
    ("on:last_7_days", Kind.LIST, "created=last_7_days"),
    ("on:last-7-days", Kind.LIST, "created=last_7_days"),
    ("from:yesterday to:today", Kind.LIST, "created_from=2026-11-17&created_to=2026-11-18"),
    (
        "since:2026-11-01 until:2026-11-03",
        Kind.LIST,
        "created_from=2026-11-01&created_to=2026-11-03",
    ),
    ("from:2026-11-17T14:00", Kind.LIST, "created_from=2026-11-17T14:00"),
    ("after:17.11.2026", Kind.LIST, "created_from=2026-11-17"),
    ("status:open limit:10", Kind.LIST, "status=open&limit=10"),
    # Outcomes
    ("paid", Kind.LIST, "outcome=paid"),
    ("Paid.", Kind.LIST, "outcome=paid"),
    ("abandoned", Kind.LIST, "outcome=abandoned"),
    ("left", Kind.LIST, "outcome=abandoned"),
    ("processing", Kind.LIST, "outcome=processing"),
    ("open", Kind.LIST, "outcome=open"),
    ("free", Kind.LIST, "outcome=no_payment_due"),
    ("outcome:paid", Kind.LIST, "outcome=paid"),
    ("outcome:no-payment-due", Kind.LIST, "outcome=no_payment_due"),
    ("is:paid", Kind.LIST, "outcome=paid"),
    ("is:abandoned", Kind.LIST, "outcome=abandoned"),
    ("is:expired", Kind.LIST, "status=expired"),
    ("paid yesterday", Kind.LIST, "outcome=paid&created=yesterday"),
    ("paid email:ana@example.com", Kind.LIST, "outcome=paid&email=ana@example.com"),
    # Words that do not fit
    ("no payment due", Kind.LIST, "outcome=no_payment_due"),
    ("No payment due yesterday", Kind.LIST, "outcome=no_payment_due&created=yesterday"),
    ("expired", Kind.LIST, "status=expired"),
    ("Complete", Kind.LIST, "status=complete"),
    ("expired yesterday", Kind.LIST, "status=expired&created=yesterday"),
    ("expired ana@example.com", Kind.PERSON, "email=ana@example.com"),
    (
        "paid last week",
        Kind.LIST,
        "outcome=paid&created_from=2026-11-09&created_to=2026-11-15",
    ),
    ("no payment", Kind.EXPLAINED, ""),
    ("status:paid", Kind.EXPLAINED, "outcome:paid"),
    ("outcome:succeeded", Kind.EXPLAINED, "outcome:paid"),
    ("is:completed", Kind.EXPLAINED, "status:complete"),
    ("outcome:banana", Kind.EXPLAINED, ""),
    ("paid open", Kind.EXPLAINED, ""),
    ("outcome:paid status:open", Kind.EXPLAINED, ""),
    ("outcome:paid status:complete", Kind.LIST, "outcome=paid&status=complete"),
    ("status:banana", Kind.EXPLAINED, ""),
    ("statuss:open", Kind.EXPLAINED, ""),
    ("status:open status:expired", Kind.EXPLAINED, ""),
    ("from:2026-11-18 to:2026-11-01", Kind.EXPLAINED, ""),
    ("on:today from:2026-11-01", Kind.EXPLAINED, ""),
    ("from:last_7_days", Kind.EXPLAINED, ""),
    ("from:tomorrowish", Kind.EXPLAINED, ""),
    ("limit:10", Kind.EXPLAINED, ""),
    ("limit:1000 status:open", Kind.EXPLAINED, ""),
    ("customer:pi_1", Kind.EXPLAINED, ""),
    ("email:ana status:open", Kind.EXPLAINED, ""),
    ("status:open please", Kind.EXPLAINED, ""),
    ("note:hello", Kind.EXPLAINED, ""),
    ("a:b", Kind.EXPLAINED, ""),
    ("link:plink_a_b", Kind.EXPLAINED, ""),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_filter_words_are_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)


@pytest.mark.parametrize(
    ("pasted", "summary"),
    [
        ("statuss:open", "There is no filter called “statuss”"),
    ],
)
def test_an_unknown_filter_is_named(pasted: str, summary: str) -> None:
    assert summary in understand(pasted).summary


@pytest.mark.parametrize("pasted", ["paid twice", "left without paying", "I paid", "paid 49.00"])
def test_an_outcome_in_a_sentence_is_no_filter(pasted: str) -> None:
    assert understand(pasted).kind is Kind.EXPLAINED


def test_an_outcome_beside_a_person_leads_to_the_person() -> None:
    assert understand("ana@example.com paid").kind is Kind.PERSON


def test_an_outcome_is_named_as_its_badge_is() -> None:
    assert understand("free").summary == "Sessions with outcome No payment due"
