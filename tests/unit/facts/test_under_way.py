"""Calls that go on between the steps of a job, and what becomes of their answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sessions_browser.facts.under_way import UnderWay

# Far more than it takes; nothing waits so long unless it fails.
PATIENCE = 20.0


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_answer_is_taken_once() -> None:
    under_way = UnderWay(1)
    under_way.begin("page", lambda: "rows")
    under_way.begin("page", lambda: "others")
    assert under_way.take(["page"], PATIENCE, every=True) == {"page": "rows"}
    assert under_way.take(["page"], 0.0, every=True) == {}


def test_what_nobody_takes_is_let_go_of() -> None:
    """A job that was cancelled leaves its last answers, and nobody may ever ask again."""
    under_way, go_on = UnderWay(2, keep=0.02), threading.Event()
    under_way.begin("page", lambda: "rows")
    under_way.begin("slow page", go_on.wait)
    until(lambda: not under_way.has("page"))
    # What is still under way is not forgotten: it would be asked twice at once.
    assert under_way.has("slow page")
    go_on.set()
    until(lambda: not under_way.has("slow page"))


def test_where_all_is_taken_nothing_waits_to_tidy() -> None:
    under_way = UnderWay(1)
    under_way.begin("page", lambda: "rows")
    timers = {one for one in threading.enumerate() if isinstance(one, threading.Timer)}
    assert timers
    under_way.take(["page"], PATIENCE, every=True)
    for timer in timers:
        timer.join(PATIENCE)
        assert not timer.is_alive()
