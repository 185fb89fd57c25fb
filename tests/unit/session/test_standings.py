"""What is said of every reachable combination of a session, its payment and what was read.

Each property holds for all of them; docs/standings.md is the list for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.states import Dispute, Refund, State
from sessions_browser.people.summary import summary
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.session.story import Story
from tests.unit.session.standings import CLOCK, FILES, Combination, as_markdown, combinations
from tests.unit.sessions import NOW

ALL = tuple(combinations())
TIME = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d\d:\d\d")
AMOUNT = re.compile(r"\b[A-Z]{3} \d[\d,.]*\d")
# Words after which a moment may lie in the future, or must.
FUTURE = re.compile(r"(until|to end on) (\d{1,2} [A-Z][a-z]{2} \d\d:\d\d)")


def texts(story: Story) -> Iterator[str]:
    verdict = story.verdict
    yield from (verdict.sentence, verdict.when, verdict.customer_message, verdict.staff_hint)
    yield from (f"{step.words} {step.detail}" for step in story.steps)
    yield from (story.outcome.word, story.outcome.sentence)


def said(each: Combination) -> str:
    return "\n".join(texts(each.story()))


def moments_of(value: Any) -> set[int]:
    """Every moment that the session or what hangs on it gives."""
    if isinstance(value, dict):
        own = {
            part
            for name, part in value.items()
            if isinstance(part, int) and (name.endswith("_at") or name in _MOMENTS)
        }
        return own.union(*(moments_of(part) for part in value.values()))
    return set().union(*(moments_of(part) for part in value)) if isinstance(value, list) else set()


_MOMENTS = ("created", "expires_after", "trial_end")


@pytest.mark.parametrize("language", FILES)
def test_the_table_for_people_is_as_the_sentences_are(language: str) -> None:
    assert FILES[language].read_text(encoding="utf-8") == as_markdown(language), (
        "run python -m tests.unit.session.standings and read what changed"
    )


def test_the_table_holds_every_state() -> None:
    assert {each.story().standing.state for each in ALL} == set(State)
    assert {each.story().standing.refund for each in ALL} == set(Refund)
    assert {each.story().standing.dispute for each in ALL} == set(Dispute)
    assert len(ALL) >= 300


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_no_time_is_named_that_its_object_does_not_give(each: Combination) -> None:
    given = {CLOCK.moment(unix).text for unix in moments_of(each.session)}
    assert set(TIME.findall(said(each))) <= given


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_no_future_is_told_as_past(each: Combination) -> None:
    future = {CLOCK.moment(unix).text for unix in moments_of(each.session) if unix > NOW}
    announced = {time for _, time in FUTURE.findall(said(each))}
    assert set(TIME.findall(said(each))) & future <= announced
    for step in each.story().steps:
        assert step.is_next or step.at is None or step.at.unix <= NOW


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_no_past_is_told_as_still_to_come(each: Combination) -> None:
    future = {CLOCK.moment(unix).text for unix in moments_of(each.session) if unix > NOW}
    present = re.compile(r"(?:is open|can be paid|works) until (\d{1,2} [A-Z][a-z]{2} \d\d:\d\d)")
    assert set(present.findall(said(each))) <= future


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_a_time_is_only_that_of_collection_where_a_card_was_charged_at_once(
    each: Combination,
) -> None:
    payment = FullSession.from_json(each.session).payment
    at_once = payment.method.kind == "card" and not payment.captured_by_hand
    assert at_once or not re.search(r"(collected|received .*) on \d", said(each))


UNREAD = [each for each in ALL if not each.charge_read and each.story().standing.is_paid]


def test_some_payments_without_the_right_to_read() -> None:
    assert UNREAD


@pytest.mark.parametrize("each", UNREAD, ids=lambda each: each.words)
def test_no_certainty_without_the_right_to_read(each: Combination) -> None:
    story = each.story()
    assert "not looked at" in f"{story.verdict.when} {story.outcome.sentence}"
    assert story.standing.refund is Refund.UNREAD
    assert story.standing.dispute is Dispute.UNREAD


@pytest.mark.parametrize("each", [each for each in ALL if not each.payment_read])
def test_a_payment_that_was_not_read_is_not_judged(each: Combination) -> None:
    story = each.story()
    hedges = ("not looked at", "not known here", "cannot be seen", "Nothing was due")
    assert any(hedge in said(each) for hedge in hedges), story.verdict


# What a verdict has to say by the badge beside it.
SAYS = {
    "paid": "was collected|marked the session as paid",
    "refunded": "refunded|[Rr]efund",
    "disputed": "disput|bank ask",
    "processing": "not known",
    "waiting": "Not paid (yet|so far)|has not been collected",
    "failed": "^Not paid",
    "free": "[Nn]othing was|nothing was",
    "open": "^Not (paid yet|finished)",
    "left": "^(Not paid|The session ended)",
    "unusual": "unusual|is paid, but that its payment",
}


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_badge_and_verdict_never_disagree(each: Combination) -> None:
    story = each.story()
    assert re.search(SAYS[story.outcome.key], story.verdict.sentence), story
    collected = re.search("was collected|marked the session as paid", story.verdict.sentence)
    assert bool(collected) is (story.outcome.key in ("paid", "refunded", "disputed"))
    # A row that carries the payment has the same badge.
    assert outcome_of(FullSession.from_json(each.session).row, NOW) == story.outcome


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_the_customer_is_told_nothing_that_is_uncertain(each: Combination) -> None:
    verdict, standing = each.story().verdict, each.story().standing
    assert verdict.customer_message or verdict.staff_hint
    unknown = (
        State.FINISHED,
        State.LEFT_UNREAD,
        State.LEFT_WAITING,
        State.OPEN_UNREAD,
        State.PAST_ITS_END,
        State.CONTRADICTORY,
    )
    certain = standing.dispute is Dispute.NONE and standing.refund is not Refund.UNREAD
    undisputed = certain or standing.dispute is Dispute.SINCE_CLOSED
    asks_link = "contact Link's support" in verdict.customer_message
    if not undisputed or standing.state in unknown:
        assert verdict.customer_message == "" or asks_link
    if not standing.is_paid:
        assert "We have received" not in verdict.customer_message
    # The customer may live in another zone than whoever copies the text.
    for time in TIME.findall(verdict.customer_message):
        assert f"{time} (Berlin time)" in verdict.customer_message


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_only_money_that_stripe_named_is_named(each: Combination) -> None:
    known = {"EUR 49.00", "EUR 30.00", "EUR 19.00", "EUR 10.00", "EUR 5.00", "USD 55.00"}
    # What is left to refund is the one figure that is counted here, in one currency.
    left = re.findall("At most (EUR [0-9.]+) is left", said(each))
    assert set(AMOUNT.findall(said(each))) <= known | set(left)
    assert set(left) <= {"EUR 39.00", "EUR 20.00"}


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.words)
def test_the_sentence_of_a_person_does_not_contradict_the_badge(each: Combination) -> None:
    row, story = FullSession.from_json(each.session).row, each.story()
    sentence = summary([row], CLOCK, more=False).text.casefold()
    if story.standing.is_paid:
        assert "paid" in sentence
    else:
        assert not re.search(r"\bpaid (eur|nothing)", sentence)
    assert ("still open" in sentence) is (story.outcome.word == "Open")


def test_a1_ended_early_is_said_without_a_time() -> None:
    for each in ALL:
        early = each.words.startswith("expired before its time")
        state = each.story().standing.state
        if early and state.name.startswith("LEFT"):
            assert "The session was ended early" in each.story().verdict.when
            assert "30 min" not in said(each)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        # A2: a debit is not collected on the day on which it began.
        ("complete, paid: succeeded, SEPA debit", "The SEPA bank debit began on 15 Nov 12:08"),
        # A3: reserved, captured and released are three things.
        ("complete, paid: succeeded, captured by hand", "The amount was reserved on 15 Nov 12:08"),
        (
            "complete, paid: succeeded, captured in part",
            "EUR 30.00 of the reserved EUR 49.00 was collected, and EUR 19.00 was released.",
        ),
        # A4: the payment wins.
        ("complete, unpaid: succeeded, card", "EUR 49.00 was collected on 15 Nov 12:08."),
        # A5
        ("complete, paid, subscription: invoice not read", "hang on its invoice, which was not"),
        # A6
        ("complete, unpaid: requires_action, konbini", "has to pay the Konbini voucher of EUR"),
        ("complete, unpaid: requires_action, konbini", "It can be paid until 20 Nov 12:06."),
        ("complete, unpaid: requires_action, transfer", "EUR 19.00 of it has not arrived."),
        # A7
        ("complete, unpaid: requires_payment_method, debit failed", "SEPA bank debit of EUR 49"),
        ("expired, unpaid: succeeded, SEPA debit", "The session itself says that it expired."),
        # A8
        ("complete, paid: succeeded, dispute won", "the bank decided for the shop."),
        ("complete, paid: succeeded, disputed, dispute not read", "stands is not known here."),
        (
            "complete, paid: succeeded, refunded, dispute needs_response",
            "A full refund was made. The customer disputes it",
        ),
        # A9
        ("complete, unpaid: requires_capture, charge not read", "It was prepared on 15 Nov"),
        ("complete, unpaid: requires_capture, Klarna", "is reserved through Klarna, and has"),
        # A10
        ("open, setup: no payment", "Nothing is to be paid."),
        ("open, total 0: no payment", "Nothing is to be paid."),
        # A17
        ("complete, unpaid: canceled, no reason", "was prepared and not completed."),
        ("expired, unpaid: requires_action, redirect_to_url", "money can still arrive."),
        # A18
        ("expired, unpaid, sold by Link: no payment", "tried to pay cannot be seen."),
        ("expired, unpaid, sold by Link: no payment", "send the customer to Link's support."),
    ],
)  # fmt: skip
def test_a_fault_that_was_found_is_told_right(words: str, sentence: str) -> None:
    found = next(each for each in ALL if each.words == words)
    assert sentence in " ".join(texts(found.story()))
