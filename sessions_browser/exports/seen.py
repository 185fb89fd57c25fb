"""A session as columns read it: whole or a row of a list, plain or masked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sessions_browser.access.masked_json import masked_json
from sessions_browser.access.masking import masked_row
from sessions_browser.objects.json_fields import mapping, mappings
from sessions_browser.objects.session_row import SessionRow, UnreadRow

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """session: as Stripe sent it; empty where only the row is known.

    item: one of its line items, where each has a line of its own.
    """

    row: SessionRow
    session: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_row(cls, row: SessionRow, *, masked: bool) -> Seen:
        return cls(masked_row(row) if masked else row, NOTHING, NOTHING)

    @classmethod
    def of_object(cls, session: Mapping[str, Any], *, masked: bool) -> Seen:
        if masked:
            session = masked_json(session)
        return cls(UnreadRow(session), session, NOTHING)

    def by_item(self) -> Iterator[Seen]:
        """The session once for each of its line items; once without one where it has none."""
        items = list(mappings(mapping(self.session.get("line_items")).get("data")))
        for item in items or [NOTHING]:
            yield replace(self, item=item)
