"""The work that reads what facts leave over and looks for a text, newest first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from sessions_browser.facts.list_coverage import stretch_of
from sessions_browser.facts.session_fact import SessionFact, facts_of
from sessions_browser.facts.source import Source, finished, step_after, total_of
from sessions_browser.facts.walker import Page, Walk, Walker, checked
from sessions_browser.filters.choices import LINE_ITEMS
from sessions_browser.jobs.kinds import JobStep
from sessions_browser.models import Scan
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.scans import records
from sessions_browser.scans.candidates import next_portion
from sessions_browser.scans.records import Question
from sessions_browser.scans.references import Comparison, as_bytes, references_of, seen_of
from sessions_browser.scans.texts import ScanTexts, as_masked
from sessions_browser.scans.wanted import Wanted
from sessions_browser.stripe_api.errors import UpstreamError

# Of what ends this lately more may be made by Stripe's clock.
NEWEST_SECONDS = 600
# How often facts are asked in one step for what has to be read.
MOST_PORTIONS, LONGEST_STRIDE = 50, 4**6
# Takes the rows of what was found, so that whoever looks need not read them again.
KeepRows = Callable[[str, Sequence[SessionRow]], None]


class TextScan:
    """Of parameters {"account": slug, "scan": id of a Scan}.

    What is found is written before how far it is, so a step that is done twice misses nothing.
    """

    name = records.KIND

    def __init__(
        self,
        source_of: Callable[[str], Source],
        keep_rows: KeepRows,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._source_of = source_of
        self._keep_rows = keep_rows
        self._clock = clock

    def first(self, _parameters: dict[str, Any]) -> Any:
        return {"walk": None, "below": None, "stride": 1, "done": 0, "left": None, "failed": 0}

    def step(self, parameters: dict[str, Any], state: Any) -> JobStep:
        found = Scan.objects.select_related("references")
        scan = found.filter(pk=parameters["scan"]).first()
        texts = records.texts_of(scan) if scan else None
        if scan is None or texts is None:
            # Deleted, or sealed with a key that is no more.
            return finished(state)
        source = self._source_of(parameters["account"])
        if source.room() <= 0:
            return JobStep(state, state["done"], total_of(state), source.pause, "budget")
        work = _ScanStep(scan, texts, source, self._keep_rows, self._clock())
        try:
            return work.walk(state) if state["walk"] else work.top(state)
        except UpstreamError as error:
            return step_after(source, state, state, [error], read=0)


class _ScanStep:
    """One step of a scan. now: Unix seconds."""

    def __init__(
        self, scan: Scan, texts: ScanTexts, source: Source, keep_rows: KeepRows, now: float
    ) -> None:
        self._scan = scan
        self._texts = texts
        self._source = source
        self._keep_rows = keep_rows
        self._now = now
        self._question = Question.from_json(scan.question)
        self._filters = self._question.wanted.filters()
        self._expand = (LINE_ITEMS,) if texts.product else ()
        own = references_of(scan.references) if scan.references else None
        self._comparison = Comparison(own, seen_of(scan)) if own else None

    def top(self, state: Any) -> JobStep:
        """Up to where sessions are known to Stripe, whatever our clock says."""
        end, read = self._question.end, 0
        if end > self._now - NEWEST_SECONDS:
            query = ListQuery(limit=MAX_LIMIT, expand=self._expand)
            answer = self._source.ask(query)
            entries = checked(answer, query)
            self._look_at(entries)
            covers = stretch_of(query, answer, self._now)
            end = min(end, covers[1] if covers else max([0, *(s["created"] for s in entries)]))
        end = max(self._question.begin, end)
        records.note_progress(self._scan, end=end, reached=end)
        further = {**state, "walk": Walk(()).to_json(), "below": end}
        return step_after(self._source, state, further, [], read=read)

    def walk(self, state: Any) -> JobStep:
        """A round of the walk, filled up with what has to be read next."""
        stride = state["stride"]
        walk, below = self._filled(Walk.from_json(state["walk"]), state["below"], stride)
        done = Walker(self._source.ask, self._filters, self._source.parallel, self._expand).round(
            walk, self._source.room()
        )
        for page in done.pages:
            self._take(page)
        after, begin = done.walk, self._question.begin
        read, is_over = after.read - walk.read, after.is_finished and below <= begin
        reached = after.slices[0].at if after.slices else below
        total = state["done"] + read
        records.note_progress(
            self._scan, reached=reached, read=total, is_complete=is_over, skips=self._skips
        )
        for page in done.pages:
            if page.begin == below:
                # Where nothing was made, the rest is looked at in ever larger parts.
                stride = 1 if page.entries else min(LONGEST_STRIDE, stride * 4)
        further = {**state, "walk": after.to_json(), "below": below, "stride": stride}
        if is_over:
            return finished({**state, "done": total})
        left = None if self._skips else _left(after, below - begin)
        return step_after(self._source, state, further, done.failures, read=read, left=left)

    @property
    def _skips(self) -> bool:
        """Whether some sessions are ruled out unread, so that nobody can tell how many are left."""
        return self._question.wanted != Wanted()

    def _filled(self, walk: Walk, below: int, stride: int) -> tuple[Walk, int]:
        slices, begin = list(walk.slices), self._question.begin
        for _number in range(MOST_PORTIONS):
            if below <= begin or len(slices) >= self._source.parallel:
                break
            wanted, density = self._question.wanted, walk.density
            portion = next_portion(self._scan.account, wanted, begin, below, density, stride)
            slices += Walk.of(*portion.ranges).slices
            below = portion.below
        return Walk(tuple(slices), walk.read, walk.density), below

    def _take(self, page: Page) -> None:
        self._look_at(page.entries)
        covers = None if self._filters else (page.begin, page.end)
        facts = facts_of(page.entries)
        self._source.store.take(facts, self._now, now=self._now, covers=covers)

    def _look_at(self, entries: Sequence[Any]) -> None:
        found = [entry for entry in entries if self._fits(entry)]
        if self._comparison is not None:
            records.note_progress(self._scan, seen=as_bytes(self._comparison.seen))
        if not found:
            return
        rows = [SessionRow.from_object(entry) for entry in found]
        self._keep_rows(self._scan.account, rows)
        records.note_found(self._scan, [(row.id, row.created or 0) for row in rows if row.id])

    def _fits(self, entry: Any) -> bool:
        fact, question = SessionFact.from_object(entry), self._question
        if fact is None or not question.begin <= fact.created < question.end:
            return False
        shown = as_masked(entry) if question.masked else entry
        if not (question.wanted.fits(fact) and self._texts.fit(shown)):
            return False
        return self._comparison is None or self._comparison.is_missing(shown)


def _left(walk: Walk, seconds: int) -> int | None:
    """About how many sessions are left; None where nobody can tell."""
    if walk.density is None:
        return None
    return (walk.left or 0) + round(max(0, seconds) * walk.density)
