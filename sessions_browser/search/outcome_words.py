"""Words for outcomes and statuses, alone or beside days: "paid last week", "no payment due"."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from sessions_browser.filters.choices import STATUSES
from sessions_browser.objects.list_query import Pairs
from sessions_browser.pastes.characters import EDGES_OF_ID
from sessions_browser.search.natural_dates import parse_date

# What people may write for an outcome, with or without a word before it -> the outcome.
OUTCOME_WORDS = {
    "paid": "paid",
    "processing": "processing",
    "no_payment_due": "no_payment_due",
    "free": "no_payment_due",
    "open": "open",
    "abandoned": "abandoned",
    "left": "abandoned",
}
_NO_PAYMENT_DUE = re.compile(r"\bno payment due\b", re.IGNORECASE)


def outcome_of(token: str) -> str | None:
    return OUTCOME_WORDS.get(_plain(token))


def outcome_or_status(token: str) -> Pairs:
    """The filter that the word sets by itself; () for other words."""
    if outcome := outcome_of(token):
        return (("outcome", outcome),)
    status = _plain(token)
    return (("status", status),) if status in STATUSES else ()


def _plain(token: str) -> str:
    return token.strip(EDGES_OF_ID).lower().replace("-", "_")


def phrases(tokens: list[str], zone: ZoneInfo, now: float) -> list[str]:
    """`tokens` with the words of one outcome as one, and those of one day beside outcomes."""
    joined = _NO_PAYMENT_DUE.sub("no_payment_due", " ".join(tokens)).split()
    others = " ".join(token for token in joined if not outcome_or_status(token))
    is_day = " " in others and (day := parse_date(others, zone, now)) and day.params
    if not is_day:
        return joined
    return [*(token for token in joined if outcome_or_status(token)), others]
