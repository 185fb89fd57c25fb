"""S1, S2, S4 and S7 by somebody whose browser asks for German: the same keys, all words German."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.browser.test_jobs import (
    ANA,
    MOST_ACTIONS,
    Begin,
    begin,
    cookies,
    desk,
    left_with_a_recovery_link,
    memory,
    of_email,
    shop,
)
from tests.running import Emulator

# The desk of the jobs, and whoever sits at it.
__all__ = ["begin", "cookies", "desk", "memory", "shop"]

GERMAN = {"locale": "de-DE"}


@pytest.fixture
def hands_of(begin: Begin) -> Any:
    return lambda job: begin(job, **GERMAN)


def done(hands: Hands) -> None:
    effort = hands.effort
    assert effort.keys + effort.pastes + effort.clicks <= MOST_ACTIONS[effort.job], effort.line
    expect(hands.page.locator("html")).to_have_attribute("lang", "de")


def test_s1_they_paid_but_nothing_came(hands_of: Any) -> None:
    hands = hands_of("S1")
    hands.find(ANA)
    expect(hands.page.locator("#summary")).to_have_text(
        re.compile(
            r"^Am .* 49,00\sEUR bezahlt \(geöffnet um \d\d:\d\d\)\. (Am|Vom) .* waren es"
            r" 3 Checkouts\. Der erste: abgebrochen; Stripe zeigt keinen Zahlungsversuch\."
            r" Der zweite: nach einem fehlgeschlagenen Zahlungsversuch abgebrochen\.$"
        )
    )
    done(hands)


def test_s2_the_ticket_has_an_id(hands_of: Any, shop: Emulator) -> None:
    session = of_email(shop, ANA, "&status=complete")[0]
    hands = hands_of("S2")
    hands.find(session["id"])
    expect(hands.page.locator("#verdict")).to_have_text(
        re.compile(r"^Die Zahlung über 49,00\sEUR wurde am .* eingezogen\.$")
    )
    expect(hands.page.locator(".say")).to_contain_text(
        re.compile(r"Wir haben Ihre Zahlung über 49,00\sEUR am .* erhalten\.")
    )
    done(hands)


def test_s4_it_said_the_page_had_expired(hands_of: Any, shop: Emulator) -> None:
    left = left_with_a_recovery_link(shop)
    hands = hands_of("S4")
    hands.find(left["customer_details"]["email"])
    expect(hands.page.locator("#summary")).to_contain_text("Stripe zeigt keinen Zahlungsversuch")
    hands.press("j", "o")
    expect(hands.page.locator("#drawer #verdict")).to_have_text(
        "Nicht bezahlt. Stripe zeigt keinen Zahlungsversuch."
    )
    expect(hands.page.get_by_role("button", name="Wiederherstellungslink kopieren")).to_be_visible()
    hands.press("a")
    expect(hands.page.get_by_role("button", name="Kopiert").first).to_be_visible()
    assert hands.clipboard() == left["after_expiration"]["recovery"]["url"]
    done(hands)


def test_s7_nothing_was_charged(hands_of: Any) -> None:
    hands = hands_of("S7")
    hands.find("elodie.lefevre@example.com")
    expect(hands.page.locator("#summary")).to_contain_text("abgeschlossen, nichts zu zahlen")
    hands.press("k", "o")
    expect(hands.page.locator("#drawer #verdict")).to_contain_text("Das ist kein Fehler.")
    done(hands)
