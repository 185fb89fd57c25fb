"""A session explained: badge, verdict, steps, and whether it is worth watching. Pure.

A session says neither when it was completed nor whether it was refunded or disputed
(docs.stripe.com/api/checkout/sessions/object). Its payment does, where the key may read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.standing import Standing, can_change
from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import Outcome, outcome_in_words
from sessions_browser.presentation.times import Clock
from sessions_browser.session import paid_words, unfinished_words, unpaid_words
from sessions_browser.session.judged_session import NOTHING_BESIDE, Beside, JudgedSession
from sessions_browser.session.timeline import Step, timeline, with_gaps
from sessions_browser.session.verdict import Verdict, sold_by_link, uncertain


@dataclass(frozen=True, slots=True)
class Story:
    """What a session's page says first.

    outcome: the badge that belongs to the verdict.
    can_change: whether the session is worth watching.
    """

    outcome: Outcome
    verdict: Verdict
    steps: tuple[Step, ...]
    can_change: bool
    standing: Standing


def story_of(session: FullSession, clock: Clock, beside: Beside = NOTHING_BESIDE) -> Story:
    judged = JudgedSession.judge(session, clock, beside)
    return Story(
        outcome=outcome_in_words(judged.standing, judged.row),
        verdict=verdict_of(judged),
        steps=with_gaps(tuple(timeline(judged))),
        can_change=can_change(judged.row, judged.standing),
        standing=judged.standing,
    )


def verdict_of(judged: JudgedSession) -> Verdict:
    verdict = _WORDS[judged.state](judged)
    return sold_by_link(judged, verdict) if judged.row.managed else verdict


_WORDS: dict[State, Callable[[JudgedSession], Verdict]] = {
    State.PAID: paid_words.paid,
    State.FINISHED: unpaid_words.finished,
    State.STARTED: unpaid_words.started,
    State.VOUCHER_WAITS: unpaid_words.voucher_waits,
    State.TRANSFER_WAITS: unpaid_words.transfer_waits,
    State.CUSTOMER_HAS_TO_ACT: unpaid_words.customer_has_to_act,
    State.SHOP_HAS_TO_CONFIRM: unpaid_words.shop_has_to_confirm,
    State.RESERVED: unpaid_words.reserved,
    State.RELEASED: unpaid_words.released,
    State.FAILED: unpaid_words.failed,
    State.NOT_COMPLETED: unpaid_words.not_completed,
    **unfinished_words.WORDS,
    State.CONTRADICTORY: uncertain,
    State.UNUSUAL: uncertain,
}
