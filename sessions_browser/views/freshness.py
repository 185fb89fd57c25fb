"""The age of what a page shows, and the way to read it anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import ANSWER_MAX_AGE_SECONDS, Patience
from sessions_browser.cache.single_flight import PLACE_SECONDS
from sessions_browser.conf import get_conf
from sessions_browser.filters.parameters import RELOAD
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.times import Clock, Moment, ago


@dataclass(frozen=True, slots=True)
class PageAge:
    """age: such as "3 min ago". Addresses are paths.

    is_old: it is shown only because Stripe failed, for `old_reason`.
    is_part: nothing old is shown, but Stripe failed before all of the page was read.
    """

    fetched_at: Moment
    age: str
    is_old: bool
    old_reason: str
    reload_url: str
    share_url: str
    is_part: bool = False


def patience_of(*, reload: bool) -> Patience:
    """From now on. Whoever asked for a reload waits for it as long as for anything new."""
    whole = get_conf().timeouts.whole_call + PLACE_SECONDS
    return Patience(whole, whole) if reload else Patience(whole)


def page_age(fetched: Fetched[Any], clock: Clock, *, here: str, share: str = "") -> PageAge:
    """here: the address of this page. share: the one to give to others, when it differs."""
    seconds = clock.now - fetched.fetched_at
    return PageAge(
        fetched_at=clock.moment(fetched.fetched_at),
        age=ago(seconds),
        is_old=fetched.failure is not None,
        old_reason=message_for(fetched.failure).stale_reason if fetched.failure else "",
        reload_url=f"{here}{'&' if '?' in here else '?'}{RELOAD}=1",
        share_url=share or here,
        is_part=_is_cut_short(fetched.value) and seconds < ANSWER_MAX_AGE_SECONDS,
    )


def _is_cut_short(value: Any) -> bool:
    coverage = value.coverage if isinstance(value, SessionPage) else None
    return coverage is not None and coverage.is_cut_short
