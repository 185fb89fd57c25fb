"""Sessions as lines of an export: sieved, masked, their values read and written."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sessions_browser.exports.files import row_writer
from sessions_browser.exports.parts import Line
from sessions_browser.exports.recipe import Recipe
from sessions_browser.exports.seen import Seen
from sessions_browser.exports.sources import ExportCalls
from sessions_browser.objects.json_fields import id_of, mapping
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.stripe_api.errors import BudgetError, BusyError

# Of 100 items each, as on a session's page.
MOST_ITEM_PAGES = 5
# For further items of sessions, a step waits so long for the budget at most.
LONGEST_WAIT = 30.0


class LineMaker:
    def __init__(self, recipe: Recipe, calls: ExportCalls) -> None:
        self._recipe = recipe
        self._calls = calls
        self._sieve = OUTCOME_FILTERS.get(recipe.outcome)
        self._reads = [column.read for column in recipe.columns_in_order()]
        self._write = row_writer(recipe)
        self._by_item, self._needs_items = recipe.is_by_item, recipe.needs_items

    def lines(self, entries: Sequence[Mapping[str, Any]]) -> list[Line]:
        """Raises UpstreamError, where the further line items of a session are not to be had."""
        return list(self._lines(entries))

    def _lines(self, entries: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
        masked, reads, write = self._recipe.masked, self._reads, self._write
        for entry in entries:
            if self._needs_items:
                entry = self._with_all_items(entry)
            seen = Seen.of_object(entry, masked=masked)
            if self._sieve is not None and not self._sieve.matches(seen.row):
                continue
            each = seen.by_item() if self._by_item else (seen,)
            rows = [write([read(one) for read in reads]) for one in each]
            yield entry["created"], entry["id"], rows

    def _with_all_items(self, session: Mapping[str, Any]) -> Mapping[str, Any]:
        items = mapping(session.get("line_items"))
        entries = list(items.get("data") or ())
        pages, deadline = 0, time.monotonic() + LONGEST_WAIT
        while items.get("has_more") is True and entries and pages < MOST_ITEM_PAGES:
            try:
                items = self._calls.line_items(session["id"], id_of(entries[-1]))
            except (BudgetError, BusyError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(self._calls.pause)
                continue
            entries += items["data"]
            pages += 1
        whole = {"data": entries, "has_more": items.get("has_more") is True}
        return {**session, "line_items": whole} if pages else session
