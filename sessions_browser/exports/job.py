"""The work that makes a file of sessions: read them part by part, then join the parts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.utils import translation

from sessions_browser.exports.about import about_of
from sessions_browser.exports.files import write_file
from sessions_browser.exports.folder import ExportFolder, written
from sessions_browser.exports.named import NamedSource
from sessions_browser.exports.parts import PartWriter, has_part, lines_of
from sessions_browser.exports.places import PlacesFile
from sessions_browser.exports.recipe import Recipe
from sessions_browser.exports.rows import LineMaker
from sessions_browser.exports.sources import ExportCalls, ListingSource, RowSource, SourceReading
from sessions_browser.facts.pauses import pause_after
from sessions_browser.jobs.kinds import JobStep
from sessions_browser.stripe_api.errors import (
    InvalidRequestError,
    NotFoundError,
    UpstreamError,
)

KIND = "export"
# A step goes on reading for so long: a kill costs the calls of one step and those under way.
STEP_SECONDS = 0.8
CAP = "cap"


class ExportJob:
    """Of parameters {"account": slug, "export": name of the folder}.

    All that may name a customer lies in the folder. The state says where the source stands, which
    part was the last, and how much was read.
    """

    name = KIND

    def __init__(
        self, calls_of: Callable[[str], ExportCalls], clock: Callable[[], float] = time.time
    ) -> None:
        self._calls_of = calls_of
        self._clock = clock

    def first(self, parameters: dict[str, Any]) -> Any:  # noqa: ARG002  as of every kind
        return {
            "source": None,
            "part": "",
            "number": 0,
            "read": 0,
            "rows": 0,
            "failed": 0,
            "over": "",
        }

    def step(self, parameters: dict[str, Any], state: Any) -> JobStep:
        folder = ExportFolder.called(parameters["export"])
        recipe = folder.recipe()
        if recipe is None:
            raise FileNotFoundError("the folder of the export is not there")
        if folder.is_ready:
            return JobStep(None, state["read"], state["read"])
        if not has_part(folder.parts, state["part"]):
            # Of a machine whose folder others do not share: what it has read is lost.
            state = {**self.first(parameters), "number": state["number"]}
        if state["over"]:
            self._join(folder, recipe, state)
            return JobStep(None, state["read"], state["read"])
        return _Reader(folder, recipe, self._calls_of(parameters["account"])).step(state)

    def _join(self, folder: ExportFolder, recipe: Recipe, state: Any) -> None:
        lines = lines_of(folder.parts, state["part"])
        tell = partial(about_of, recipe, state, self._clock())
        with (
            translation.override(recipe.language),
            written(folder.path / "joined") as path,
        ):
            about = write_file(path, recipe, lines, tell)
        folder.finish(folder.path / "joined", recipe, about)


class _Reader:
    """One step that reads."""

    def __init__(self, folder: ExportFolder, recipe: Recipe, calls: ExportCalls) -> None:
        self._folder = folder
        self._recipe = recipe
        self._calls = calls
        self._source: RowSource = (
            ListingSource(recipe, calls)
            if recipe.named is None
            else NamedSource(recipe, calls, PlacesFile(folder.named))
        )
        self._maker = LineMaker(recipe, calls)

    def step(self, before: Any) -> JobStep:
        """Where a session's further items are not to be had, the whole step counts as not done."""
        failures: Sequence[UpstreamError]
        try:
            state, failures = self._read_on(before)
        except UpstreamError as error:
            state, failures = before, (error,)
        for failure in failures:
            if isinstance(failure, InvalidRequestError) and not isinstance(failure, NotFoundError):
                # To ask again is no use; a cursor that is gone is not asked for again.
                raise failure
        return self._after(before, state, failures)

    def _read_on(self, before: Any) -> tuple[Any, Sequence[UpstreamError]]:
        state = {**before, "number": before["number"] + 1}
        began = time.monotonic()
        with PartWriter(self._folder.parts, state["number"], state["part"]) as part:
            while True:
                room = self._calls.room()
                reading, state = self._round(part, state, room)
                is_late = time.monotonic() - began > STEP_SECONDS
                is_stuck = room <= 0 and not reading.pages
                if reading.failures or state["over"] or is_late or is_stuck:
                    break
            state["part"] = part.close()
        return state, reading.failures

    def _round(self, part: PartWriter, state: Any, room: int) -> tuple[SourceReading, Any]:
        place = state["source"] or self._source.first()
        reading = self._source.read(place, room)
        read = rows = 0
        for stream, entries in reading.pages:
            lines = self._maker.lines(entries)
            part.write(stream, lines)
            read += len(entries)
            rows += sum(len(line[2]) for line in lines)
        further = {
            **state,
            "source": reading.state,
            "read": state["read"] + read,
            "rows": state["rows"] + rows,
        }
        if reading.state is None:
            further["over"] = "done"
        elif reading.is_in_order and further["rows"] > self._recipe.most_rows:
            further["over"] = CAP
        return reading, further

    def _after(self, before: Any, state: Any, failures: Sequence[UpstreamError]) -> JobStep:
        is_empty = state["read"] == before["read"]
        pause = pause_after(failures, before["failed"], self._calls.pause, is_empty=is_empty)
        state, wait, note = {**state, "failed": pause.failed}, pause.seconds, pause.note
        if not wait and is_empty and not state["over"] and self._calls.room() <= 0:
            # Nothing was under way, and nothing could be begun.
            wait, note = self._calls.pause, "budget"
        return JobStep(state, state["read"], self._total(state), wait, note)

    def _total(self, state: Any) -> int | None:
        """None also where more is there than was told."""
        expected = self._recipe.expected
        return expected if expected is not None and expected >= state["read"] else None
