"""A session explained: badge, verdict, steps, and whether it is worth watching. Pure.

A session says neither when it was completed nor whether it was refunded or disputed
(docs.stripe.com/api/checkout/sessions/object). Its payment does, where the key may read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import get_language

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.standing import Standing, can_change
from sessions_browser.objects.states import State
from sessions_browser.presentation.outcome import Outcome, outcome_in_words
from sessions_browser.presentation.times import Clock
from sessions_browser.session import (
    free_words,
    left_words,
    open_words,
    paid_words,
    reserved_words,
    unpaid_words,
    voucher_words,
)
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
    """What to tell the customer is in the language of their checkout, where the site has it."""
    verdict, language = _verdict(judged), customer_language(judged.session.locale)
    if not verdict.customer_message or language in ("", get_language()):
        return verdict
    with translation.override(language):
        message = _verdict(judged).customer_message
    return replace(verdict, customer_message=message, customer_language=language)


def customer_language(locale: str | None) -> str:
    """The site's language for Stripe's `locale` of a session, "" where there is none.

    docs.stripe.com/api/checkout/sessions/object, locale. "auto" is the browser's language, which
    Stripe does not tell.
    """
    try:
        return translation.get_supported_language_variant((locale or "auto").lower())
    except LookupError:
        return ""


def _verdict(judged: JudgedSession) -> Verdict:
    verdict = _WORDS[judged.state](judged)
    return sold_by_link(judged, verdict) if judged.row.managed else verdict


_WORDS: dict[State, Callable[[JudgedSession], Verdict]] = {
    State.PAID: paid_words.paid,
    State.FINISHED: unpaid_words.finished,
    State.STARTED: unpaid_words.started,
    State.VOUCHER_WAITS: voucher_words.voucher_waits,
    State.TRANSFER_WAITS: unpaid_words.transfer_waits,
    State.CUSTOMER_HAS_TO_ACT: unpaid_words.customer_has_to_act,
    State.SHOP_HAS_TO_CONFIRM: unpaid_words.shop_has_to_confirm,
    State.RESERVED: reserved_words.reserved,
    State.RELEASED: reserved_words.released,
    State.FAILED: unpaid_words.failed,
    State.NOT_COMPLETED: unpaid_words.not_completed,
    State.METHOD_SAVED: free_words.method_saved,
    State.NOTHING_DUE_YET: free_words.nothing_due_yet,
    State.TOTAL_ZERO: free_words.total_zero,
    State.OPEN: open_words.still_open,
    State.OPEN_AFTER_DECLINE: open_words.open_after_decline,
    State.OPEN_CONFIRMING: open_words.open_confirming,
    State.OPEN_NOTHING_TO_PAY: open_words.open_nothing_to_pay,
    State.OPEN_UNREAD: open_words.open_unread,
    State.PAST_ITS_END: open_words.past_its_end,
    State.LEFT_AFTER_DECLINE: left_words.left_after_decline,
    State.LEFT_NOT_COMPLETED: left_words.left_not_completed,
    State.LEFT_WAITING: left_words.left_waiting,
    State.LEFT_UNREAD: left_words.left_unread,
    State.LEFT_WITHOUT_TRYING: left_words.left_without_trying,
    State.LEFT_UNSEEN: left_words.left_unseen,
    State.LEFT_NOTHING_SAVED: left_words.left_nothing_saved,
    State.CONTRADICTORY: uncertain,
    State.UNUSUAL: uncertain,
}
