"""The work that reads all sessions once: the newest, those worth reading again, then all gaps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError

from sessions_browser.facts import coverage, due
from sessions_browser.facts.list_coverage import stretch_of
from sessions_browser.facts.session_fact import facts_of
from sessions_browser.facts.slices import Slice
from sessions_browser.facts.source import DISK_SECONDS, Source, finished, step_after, total_of
from sessions_browser.facts.walker import Round, Walk, Walker, checked
from sessions_browser.jobs.kinds import JobStep
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery
from sessions_browser.stripe_api.errors import UpstreamError


class Backfill:
    """Of parameters {"account": slug, "begin": Unix second, or none for all that is kept,
    "again": Unix second from which on all is read once more, or none}.

    What is read is written and covered in each step, so a step that is done twice, two fills at
    once, or one that starts anew change nothing and miss nothing.
    """

    name = "backfill"

    def __init__(
        self, source_of: Callable[[str], Source], clock: Callable[[], float] = time.time
    ) -> None:
        self._source_of = source_of
        self._clock = clock

    def first(self, parameters: dict[str, Any]) -> Any:
        asked = {name: parameters.get(name) for name in ("begin", "again")}
        return {"phase": "top", "done": 0, "left": None, "failed": 0, **asked}

    def step(self, parameters: dict[str, Any], state: Any) -> JobStep:
        source = self._source_of(parameters["account"])
        if not source.store.keep_days:
            return JobStep(None, state["done"], state["done"])
        if source.room() <= 0:
            return JobStep(state, state["done"], total_of(state), source.pause, "budget")
        phase = {"top": self._top, "due": self._due, "walk": self._walk}[state["phase"]]
        try:
            return phase(source, state)
        except UpstreamError as error:
            return step_after(source, state, state, [error], read=0)
        except DatabaseError:
            return JobStep(state, state["done"], total_of(state), DISK_SECONDS, "disk")

    def _top(self, source: Source, state: Any) -> JobStep:
        """The newest page: up to where sessions are known to Stripe, whatever our clock says."""
        now, query = self._clock(), ListQuery(limit=MAX_LIMIT)
        answer = source.ask(query)
        facts = facts_of(checked(answer, query))
        covers = stretch_of(query, answer, now)
        source.store.take(facts, now, now=now, covers=covers)
        top = covers[1] if covers else max([0, *(fact.created for fact in facts)])
        further = {**state, "phase": "due", "top": top, "below": None, "slice": None}
        return step_after(source, state, further, [], read=len(facts))

    def _due(self, source: Source, state: Any) -> JobStep:
        """One page from the newest session on that is worth reading again and below the last."""
        now, oldest = self._clock(), source.store.oldest(self._clock())
        if state["slice"]:
            one = Slice.from_json(state["slice"])
        else:
            second = due.newest_due(source.store.slug, now, state["below"])
            if second is None:
                return self._gaps(source, state)
            one = Slice.of(min(oldest, second), second + 1)
        done = Walker(source.ask, parallel=1).round(Walk((one,)))
        self._take(source, done, now)
        further = {**state, "slice": one.to_json() if done.failures else None}
        for page in done.pages:
            due.put_off(source.store.slug, now, page.begin, page.end)
            if page.begin < page.end:
                further["below"] = page.begin
            elif done.walk.slices:
                # The page ended amid the sessions of one second.
                further["slice"] = done.walk.slices[0].to_json()
        return step_after(source, state, further, done.failures, read=done.walk.read)

    def _gaps(self, source: Source, state: Any) -> JobStep:
        begin = max(source.store.oldest(self._clock()), state["begin"] or 0)
        top, again = state["top"], state.get("again")
        until = top if again is None else min(top, max(begin, again))
        known = coverage.covered(source.store.slug, begin, until)
        # What is read again is no gap, yet is walked like one.
        walk = Walk.of((until, top), *coverage.gaps(known, begin, until))
        further = {**state, "phase": "walk", "walk": walk.to_json()}
        return self._walk(source, further) if walk.slices else finished(state)

    def _walk(self, source: Source, state: Any) -> JobStep:
        walk = Walk.from_json(state["walk"])
        now = self._clock()
        done = Walker(source.ask, parallel=source.parallel).round(walk, source.room())
        self._take(source, done, now)
        further = {**state, "walk": done.walk.to_json()}
        if done.walk.is_finished:
            return finished({**state, "done": state["done"] + done.walk.read - walk.read})
        read = done.walk.read - walk.read
        return step_after(source, state, further, done.failures, read=read, left=done.walk.left)

    def _take(self, source: Source, done: Round, now: float) -> None:
        for page in done.pages:
            facts = facts_of(page.entries)
            covers = (page.begin, page.end)
            source.store.take(facts, now, now=self._clock(), covers=covers)
