"""The person's sentence, the band and the ticket agree with what `objects.standing` judges."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import Dispute, Refund, State
from sessions_browser.stripe_api.permissions import list_payment_paths
from sessions_browser.views.person_bands import Band
from tests.running import Emulator, running_emulator
from tests.views.page import ROW, ids, text_of

PEOPLE = "/demo/people/"
SESSIONS = "/v1/checkout/sessions"
# Each story, with how many of its sessions the page of its buyer shows.
STORIES = {
    "three-customers": 2,
    "email-capital": 1,
    "quick-double": 2,
    "two-debits": 2,
    "subscription-twice": 2,
    "interleaved-doubles": 4,
    "recovered": 2,
}
LEFT = frozenset(state for state in State if state.name.startswith("LEFT_"))
UNREAD = "Refunds and disputes were not looked at."


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a person beside what its sessions are, by id, in the order of the page."""

    text: str
    sentence: str
    ticket: str
    bands: list[Band]
    judged: dict[str, tuple[SessionRow, Standing]]

    @property
    def paid(self) -> list[SessionRow]:
        return [row for row, standing in self.judged.values() if standing.is_paid]

    @property
    def refunds(self) -> set[Refund]:
        return {standing.refund for _, standing in self.judged.values() if standing.is_paid}

    def count(self, *states: State) -> int:
        return sum(standing.state in states for _, standing in self.judged.values())


@pytest.fixture(scope="module")
def told() -> Iterator[tuple[Emulator, dict[str, str]]]:
    """An emulator of these stories, and the e-mail of each buyer."""
    with running_emulator() as emulator:
        made = {name: emulator.control(f"story?name={name}")["session"] for name in STORIES}
        found = {name: emulator.get(f"{SESSIONS}/{one}") for name, one in made.items()}
        emails = {name: one["customer_details"]["email"] for name, one in found.items()}
        yield emulator, emails


def judged(emulator: Emulator, session_id: str) -> tuple[SessionRow, Standing]:
    """The session by itself, with the payment that a list can read as well."""
    paths = [path.removeprefix("data.") for path in list_payment_paths(frozenset())]
    query = "&".join(f"expand[]={path}" for path in paths)
    session: dict[str, Any] = emulator.get(f"{SESSIONS}/{session_id}?{query}")
    row = FullSession.from_json(session).row
    return row, standing_of(row, time.time())


@pytest.fixture(params=STORIES)
def page(
    request: pytest.FixtureRequest,
    signed_in: Client,
    told: tuple[Emulator, dict[str, str]],
    settings: Settings,
) -> Iterator[Page]:
    emulator, emails = told
    settings.STRIPE_API_BASE = emulator.address
    cache.clear()
    response = signed_in.get(PEOPLE, {"email": emails[request.param]})
    assert len(ids(response)) == STORIES[request.param]
    context = response.context
    yield Page(
        text_of(response),
        context["summary"].text,
        context["ticket"],
        context["bands"],
        {one: judged(emulator, one) for one in ids(response)},
    )
    services.wait_for_background()


def test_d4_the_ticket_has_the_sentence_and_each_session_as_it_stands(page: Page) -> None:
    lines = page.ticket.split("\n")
    assert page.sentence in lines
    sessions = [line for line in lines if line.startswith("- ")]
    assert [line.rpartition(", ")[2] for line in sessions] == list(page.judged)
    for line, (row, standing) in zip(sessions, page.judged.values(), strict=True):
        assert line.startswith("- Paid, ") is (
            standing.is_paid and standing.refund in (Refund.NONE, Refund.UNREAD)
        )
        assert line.startswith("- Processing, ") is (standing.state is State.STARTED)
        assert line.startswith("- Abandoned, ") is (standing.state in LEFT)
        assert f", {money(row.amount_total, row.currency)}, " in line


def test_d4_the_sentence_counts_what_was_paid(page: Page) -> None:
    sums: Counter[str] = Counter()
    for row in page.paid:
        sums[row.currency or ""] += row.amount_total or 0
    for currency, total in sums.items():
        said = f"Paid in all: {money(total, currency)}." in page.sentence
        assert said is (len(page.paid) > 1)
        assert str(money(total, currency)) in page.sentence or len(page.paid) > 1
    assert bool(re.search(r"\bpaid|Paid|Subscribed", page.sentence)) is bool(page.paid)
    assert ("still on the way" in page.sentence) is bool(page.count(State.STARTED))
    assert ("abandoned" in page.sentence) is bool(page.count(*LEFT))
    assert (UNREAD in page.sentence) is (page.refunds == {Refund.UNREAD})


def test_d4_the_band_holds_what_was_paid_or_is_on_its_way(page: Page) -> None:
    counts = (State.PAID, State.STARTED)
    notes = [(note, band) for band in page.bands for note in band.notes]
    for note, band in notes:
        inside = [page.judged[one] for one in ROW.findall(band.rows)]
        assert all(standing.state in counts for _, standing in inside)
        amounts = [str(money(row.amount_total, row.currency)) for row, _ in inside]
        assert sum(amount in note.words for amount in amounts) == 2
        assert ("paid sessions" in note.words or "Two subscriptions" in note.words) is all(
            standing.is_paid for _, standing in inside
        )
        assert ("no refund and no dispute" in note.words) is all(
            standing.is_paid and standing.refund is Refund.NONE and standing.dispute is Dispute.NONE
            for _, standing in inside
        )
        assert (UNREAD in note.words) is (page.refunds == {Refund.UNREAD})
        assert "one in Stripe" in note.advice
    in_sentence = len(re.findall(r"(?:Paid|pay|Subscribed) twice within", page.sentence))
    assert in_sentence == len(notes) == page.count(*counts) // 2


def test_c_capital_page_and_ticket_name_the_same_places_that_were_not_looked_at(page: Page) -> None:
    notice = page.text.partition("Not looked at: sessions with the address")[2]
    on_the_page = re.findall(r"<bdi>([^<]+)</bdi>", notice.partition("</p>")[0])
    line = next(line for line in page.ticket.split("\n") if line.startswith("Not looked at: "))
    assert on_the_page
    assert re.findall(r"sessions of ([^ ,]+@[^ ,]+[a-zA-Z])", line) == on_the_page
