"""The language of staff and the language of the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from sessions_browser.objects.full_session import FullSession
from sessions_browser.people.summary import summary
from sessions_browser.presentation.times import Clock
from sessions_browser.session.story import Story, customer_language, story_of
from tests.pseudo import outside, pseudo_language
from tests.unit.session.shown import story
from tests.unit.session.standings import CLOCK, combinations
from tests.unit.sessions import LEFT, NOW, PAID, WAITS, intent

OPEN = {"status": "open", "payment_status": "unpaid", "expires_at": NOW + 3600}
IN_GERMAN = (
    "Wir haben Ihre Zahlung über 49,00 EUR am 18. Nov. um 11:56 Uhr (Ortszeit Berlin) erhalten."
)
IN_ENGLISH = "We received your payment of EUR 49.00 on 18 Nov 11:56 (Berlin time)."
# What may stand outside gettext: numbers, codes, brands, ids, and Stripe's own words in quotes.
LITERAL = re.compile(
    r"[“„][^”“]*[”“]|[A-Z]{3} [\d.,]+|[\d:.]+|Visa|American Express|Klarna|Pix|cs_\w+|Berlin"
    r"|open|expired|melted|paid|unpaid|[—/(),;:.&–]"
)
ENGLISH = re.compile(r"\b(the|is|were|has|not|and|of|by|for|with|until|that|payment|refund)\b")


def paid(locale: str | None) -> Story:
    return story(**PAID, payment_intent=intent("succeeded"), locale=locale)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        (None, ""),
        ("", ""),
        ("auto", ""),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE", "de"),
        ("en", "en-gb"),
        ("en-GB", "en-gb"),
        ("fr", ""),
        ("pt-BR", ""),
        ("../../etc", ""),
        ("d" * 5000, ""),
    ],
)
def test_the_locale_of_a_checkout_is_a_language_of_the_site_or_none(
    locale: str | None, language: str
) -> None:
    assert customer_language(locale) == language


def test_a_customer_is_told_in_the_language_of_their_checkout() -> None:
    found = paid("de").verdict
    assert found.sentence == "EUR 49.00 was collected on 18 Nov 11:56."
    assert (found.customer_message, found.customer_language) == (IN_GERMAN, "de")
    with translation.override("de"):
        found = paid("en").verdict
        assert found.sentence.startswith("Die Zahlung über 49,00 EUR wurde am 18. Nov.")
        assert (found.customer_message, found.customer_language) == (IN_ENGLISH, "en-gb")


@pytest.mark.parametrize("locale", [None, "auto", "fr", "pt-BR"])
def test_without_a_language_of_the_site_the_customer_is_told_in_that_of_staff(
    locale: str | None,
) -> None:
    assert (paid(locale).verdict.customer_message, paid(locale).verdict.customer_language) == (
        IN_ENGLISH,
        "",
    )
    with translation.override("de"):
        assert paid(locale).verdict.customer_message == IN_GERMAN


def test_one_language_for_both_is_not_named() -> None:
    assert paid("en-GB").verdict.customer_language == ""
    with translation.override("de"):
        assert paid("de").verdict.customer_language == ""


def test_where_nothing_is_to_be_said_no_language_is_named() -> None:
    unread = story(**PAID, payment_intent="pi_1", locale="de").verdict
    assert (unread.customer_message, unread.customer_language) == ("", "")


def test_the_language_of_staff_is_in_force_again_after_that() -> None:
    paid("de")
    assert translation.get_language() == "en-gb"


def texts(found: Story) -> Iterator[str]:
    verdict = found.verdict
    yield from (verdict.sentence, verdict.when, verdict.customer_message, verdict.staff_hint)
    yield from (part for step in found.steps for part in (step.words, step.detail, step.gap))


def test_every_text_of_a_session_and_a_person_goes_through_gettext() -> None:
    """In a language of brackets nothing but numbers, names and Stripe's words stands outside."""
    left: set[str] = set()
    with pseudo_language() as code, translation.override(code):
        for each in combinations():
            row = FullSession.from_json(each.session).row
            said = (*texts(each.story()), summary([row], CLOCK, more=True).text)
            for words in said:
                left |= set(LITERAL.sub(" ", outside(words)).split())
    assert left == set()


def test_no_english_is_left_in_german() -> None:
    with translation.override("de"):
        for each in combinations():
            row = FullSession.from_json(each.session).row
            for words in (*texts(each.story()), summary([row], CLOCK, more=True).text):
                assert not ENGLISH.search(re.sub("„[^“]*“", "", words)), words


@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_a_session_without_an_amount_reads_as_well(language: str) -> None:
    with translation.override(language):
        for each in combinations():
            session: dict[str, Any] = each.session | {"amount_total": None}
            whole = FullSession.from_json(session)
            said = (*texts(story_of(whole, CLOCK)), summary([whole.row], CLOCK, more=False).text)
            for words in said:
                assert "None" not in words
                assert "%(" not in words
                assert ".." not in words
                assert "  " not in words.strip()


@pytest.mark.parametrize(
    ("session", "message"),
    [
        (OPEN, "Ihr Bezahlvorgang ist noch nicht abgeschlossen."),
        (LEFT, "Ihr Bezahlvorgang endete"),
        (WAITS | {"payment_intent": intent("processing")}, "Ihre Zahlung wurde am"),
        (PAID | {"payment_intent": intent("succeeded")}, "Wir haben Ihre Zahlung am"),
    ],
)
def test_a_customer_is_told_of_no_amount_where_there_is_none(
    session: dict[str, Any], message: str
) -> None:
    with translation.override("de"):
        found = story(**session | {"amount_total": None}).verdict
    assert found.customer_message.startswith(message)


@pytest.mark.parametrize(
    ("zone", "where"),
    [
        ("Europe/Vienna", "Ortszeit Wien"),
        ("America/Sao_Paulo", "Ortszeit São Paulo"),
        ("America/Argentina/Buenos_Aires", "Ortszeit Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_customer_reads_the_place_of_a_time_in_their_language(zone: str, where: str) -> None:
    session = FullSession.from_json(PAID | {"payment_intent": intent("succeeded"), "locale": "de"})
    found = story_of(session, Clock(ZoneInfo(zone), NOW)).verdict
    assert f" Uhr ({where}) erhalten." in found.customer_message
