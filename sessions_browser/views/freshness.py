"""How old what is shown is, and how to get it anew."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.address import RELOAD
from sessions_browser.page_cache import Fetched
from sessions_browser.presentation import Moment, moment_in
from sessions_browser.problems import words_for


@dataclass(frozen=True, slots=True)
class Freshness:
    """is_old: shown only because Stripe failed, for `old_reason`. Addresses are paths."""

    fetched_at: Moment
    # Unix seconds, for the browser, whose own clock may be wrong.
    now: int
    age: str
    is_old: bool
    old_reason: str
    reload_url: str
    share_url: str


def freshness_of(fetched: Fetched[Any], zone: ZoneInfo, *, here: str, share: str = "") -> Freshness:
    """here: the address of this page; share: the one to give away, where it is another."""
    now = time.time()
    return Freshness(
        fetched_at=moment_in(fetched.fetched_at, zone, datetime.fromtimestamp(now, zone).year),
        now=int(now),
        age=age_words(now - fetched.fetched_at),
        is_old=fetched.failure is not None,
        old_reason=words_for(fetched.failure).old if fetched.failure else "",
        reload_url=f"{here}{'&' if '?' in here else '?'}{RELOAD}=1",
        share_url=share or here,
    )


def age_words(seconds: float) -> str:
    seconds = max(0, int(seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 86_400 else f"{seconds // 86_400} d"
