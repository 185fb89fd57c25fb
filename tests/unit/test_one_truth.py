"""Badge, verdict, ticket and the person's sentence say the same of one session."""

from __future__ import annotations

import itertools
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.objects.full_session import FullSession
from sessions_browser.people.summary import summary
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.session.detail import SessionDetail, session_detail
from sessions_browser.session.detail_context import DetailContext

NOW = 1_795_000_000
CLOCK = Clock(ZoneInfo("Europe/Berlin"), NOW)
VIEW = DetailContext(CLOCK, AccountUrls("/s/", "/p/", "/q/", "/l/"), links_to_stripe=True)
DECLINED = {"id": "pi_1", "status": "requires_payment_method"}
SESSIONS: list[dict[str, Any]] = [
    {
        "id": "cs_test_1",
        "status": status,
        "payment_status": payment_status,
        "mode": mode,
        "payment_intent": intent,
        "amount_total": total,
        "currency": "eur",
    }
    for status, payment_status, mode, intent, total in itertools.product(
        ("open", "complete", "expired", "melted", None),
        ("paid", "unpaid", "no_payment_required", "melted", None),
        ("payment", "subscription", "setup", "rent", None),
        (None, "pi_1", DECLINED),
        (0, 4900),
    )
]
# Each a claim, with the words in which the badge, the verdict or the sentence makes it.
CLAIMS = {
    "did not try": ("shows no payment attempt",),
    "failed": (
        "last attempt failed",
        "last payment attempt failed",
        "after a failed payment attempt",
    ),
    "unseen": ("cannot be seen",),
    "nothing saved": ("no payment method was saved",),
    "saved": ("a payment method was saved", "saved a payment method"),
    "paid": ("was collected", "paid eur", "marked it as paid", "marked the session as paid"),
    "total zero": ("the total was 0",),
    "open": ("not finished", "not paid yet", "still open"),
    "unusual": ("an unusual state", "ended as"),
}


def claims(words: str) -> set[str]:
    said = words.casefold()
    return {claim for claim, ways in CLAIMS.items() if any(way in said for way in ways)}


def shown(session: dict[str, Any]) -> SessionDetail:
    return session_detail(FullSession.from_json(session), VIEW)


def test_no_two_texts_contradict_each_other() -> None:
    for session in SESSIONS:
        row, page = FullSession.from_json(session).row, shown(session)
        badge, verdict = outcome_of(row, NOW), page.story.verdict
        ticket = next(copy.text for copy in page.copies if copy.label == "Copy for ticket")
        assert page.story.outcome == badge, session
        assert f"{badge.word}: {verdict.sentence}" in ticket, session
        assert claims(badge.sentence) == claims(verdict.sentence), session
        # The person's sentence may say less: it has one word for several.
        person = claims(summary([row], CLOCK, more=False).text) - {"unusual"}
        assert person <= claims(badge.sentence), session


def test_never_is_said_only_of_a_one_off_payment_without_intent() -> None:
    for session in SESSIONS:
        row = FullSession.from_json(session).row
        never = (
            session["status"] == "expired"
            and session["payment_status"] in ("unpaid", "no_payment_required")
            and session["mode"] == "payment"
            and session["payment_intent"] is None
        )
        badge, verdict = outcome_of(row, NOW).sentence, shown(session).story.verdict.sentence
        for words in (badge, verdict, summary([row], CLOCK, more=False).text):
            assert ("did not try" in claims(words)) is never, session


@pytest.mark.parametrize(
    ("mode", "says"),
    [("subscription", "cannot be seen"), ("setup", "No payment method was saved")],
)
def test_list_and_page_agree_on_who_left_without_an_intent(mode: str, says: str) -> None:
    session = {"status": "expired", "payment_status": "unpaid", "mode": mode}
    assert says in outcome_of(FullSession.from_json(session).row, NOW).sentence
    assert says in shown(session).story.verdict.sentence
