"""Ten sessions of the emulator's random world, as a person sees them.

`python -m tests.drawn_sessions SEED` draws them, of different outcomes as far as there are; a
language behind the seed, as in `3 de`, is that of staff.
For each: the badge, the verdict, what to tell the customer, the hint for staff, the steps, and the
text for a ticket. People read it who have not written the sentences.
"""

from __future__ import annotations

import random
import sys
import time
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.utils import translation

import tests.environment  # noqa: F401  names the settings
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.payment import invoice_intent
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.session.detail import SessionDetail, session_detail
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.stripe_api.permissions import expand_paths, payment_paths
from tests.running import Emulator, running_emulator

SESSIONS = "/v1/checkout/sessions"
ALL_RIGHTS: frozenset[str] = frozenset()


def main() -> None:
    seed, language = (*sys.argv[1:], *("1", "en-gb")[len(sys.argv) - 1 :])
    django.setup()
    translation.activate(language)
    with running_emulator(f"--seed={seed}", "--sessions=2000") as emulator:
        for number, session in enumerate(_drawn(emulator, seed), start=1):
            sys.stdout.write("\n".join(_lines(number, _shown(emulator, session))) + "\n\n")


def _drawn(emulator: Emulator, seed: str) -> list[str]:
    """Ids of ten sessions, of ten different outcomes as far as there are so many."""
    found, after = [], ""
    for _ in range(10):
        page = emulator.get(f"{SESSIONS}?limit=100{after}")["data"]
        found += page
        after = f"&starting_after={page[-1]['id']}"
    random.Random(seed).shuffle(found)
    by_badge: dict[str, list[str]] = {}
    for session in found[:300]:
        badge = _shown(emulator, session["id"]).story.outcome.word
        by_badge.setdefault(badge, []).append(session["id"])
    rounds = max(map(len, by_badge.values()))
    drawn = [ids[turn] for turn in range(rounds) for ids in by_badge.values() if turn < len(ids)]
    return drawn[:10]


def _shown(emulator: Emulator, session_id: str) -> SessionDetail:
    paths = "&".join(f"expand[]={path}" for path in expand_paths(ALL_RIGHTS))
    session = emulator.get(f"{SESSIONS}/{session_id}?{paths}")
    whole = FullSession.from_json(session, ALL_RIGHTS, _intent(emulator, session))
    clock = Clock(ZoneInfo("Europe/Berlin"), time.time())
    urls = AccountUrls("/demo/sessions/", "/demo/people/", "/demo/search/", "/demo/links/")
    return session_detail(whole, DetailContext(clock, urls, True, account="Demo, test mode"))


def _intent(emulator: Emulator, session: dict[str, Any]) -> dict[str, Any] | None:
    intent = invoice_intent(session.get("invoice"))
    if not isinstance(intent, str):
        return None
    paths = "&".join(f"expand[]={path}" for path in payment_paths("", ALL_RIGHTS))
    found: dict[str, Any] = emulator.get(f"/v1/payment_intents/{intent}?{paths}")
    return found


def _lines(number: int, shown: SessionDetail) -> list[str]:
    story, verdict = shown.story, shown.story.verdict
    steps = [
        "     "
        + ", ".join(filter(None, (step.words, step.detail, step.at.text if step.at else "")))
        for step in story.steps
    ]
    ticket = next((copy.text for copy in shown.copies if copy.label == "Copy for ticket"), "")
    return [
        f"{number}. {shown.title} [{story.outcome.word}] {shown.amount or 'no amount'}",
        f"   Badge says: {story.outcome.sentence}",
        f"   Verdict: {verdict.sentence}",
        f"   Then: {verdict.when}",
        f"   Tell the customer: {verdict.customer_message}",
        f"   For staff: {verdict.staff_hint}",
        "   Steps:",
        *steps,
        "   Ticket:",
        *(f"     {line}" for line in ticket.splitlines()),
    ]


if __name__ == "__main__":
    main()
