"""How old an answer may be that can still change, and how long a page waits for a newer one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import can_change, standing_of

# An open session may be paid at any moment: somebody who is told an old state pays twice.
ANSWER_MAX_AGE_SECONDS = 30.0
# For so long a page waits for a newer answer when it could show an old one.
REFRESH_SECONDS = 2.0


def is_old_answer(fetched_at: float, now: float) -> bool:
    """Whether it may not be shown as the present state of what can change; both Unix seconds."""
    return now - fetched_at >= ANSWER_MAX_AGE_SECONDS


def may_have_changed(row: SessionRow, now: float) -> bool:
    """Whether another state can have followed since the session was read.

    now: Unix seconds.
    """
    return can_change(row, standing_of(row, now))


class Patience:
    """How long one page may wait for all its calls together, from now on.

    whole: seconds for all of them.
    refresh: seconds for those among them for which an old answer is known.
    """

    def __init__(self, whole: float, refresh: float = REFRESH_SECONDS) -> None:
        self._end = time.monotonic() + whole
        self._refresh = refresh

    @contextmanager
    def for_a_call(self, *, old_is_known: bool) -> Iterator[float]:
        """The seconds that the call within may take; never negative."""
        began = time.monotonic()
        left = max(0.0, self._end - began)
        if not old_is_known:
            yield left
            return
        try:
            yield min(left, max(0.0, self._refresh))
        finally:
            self._refresh -= time.monotonic() - began


class NoPatience(Patience):
    """Of a page that can do with what is there: its calls are those of the background.

    They are made at once or not at all, and leave half of the budget to people.
    """

    def __init__(self) -> None:
        super().__init__(0, 0)
