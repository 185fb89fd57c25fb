"""What somebody asked to have exported, as it lies beside the file and is deleted with it.

It may name a customer (an e-mail in a filter), so it is in no table and no record of the engine.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.exports.columns import WITH_ITEMS, Column, Needs, columns_of
from sessions_browser.objects.list_query import Pairs

# Nothing of the kind was there before, so that no walk looks for sessions in decades without any.
FIRST_SESSIONS = 1_546_300_800


class FileFormat(StrEnum):
    """CSV: inert in spreadsheets. CSV_EXACT: each text as Stripe sent it, for programs."""

    XLSX = "xlsx"
    CSV = "csv"
    CSV_EXACT = "csv_exact"
    JSONL = "jsonl"

    @property
    def ending(self) -> str:
        return "csv" if self is FileFormat.CSV_EXACT else self.value


@dataclass(frozen=True, slots=True)
class Recipe:
    """listings: filters of each list that is read, without those by creation.

    begin, end: of creation, in Unix seconds; end None: what there is when it starts.
    outcome: name of the filter that picks the sessions, "" for all that were read.
    words: the filters as people read them. query: the list's address, or that of a person.
    most_rows: after which the file ends. in_order: newest first, so that it ends there exactly.
    named: how many sessions were found, whose ids lie beside this as far as there are to be rows;
        None where the lists are read. `listings` has then the filters that all of them match.
    coverage: how much was looked through to find them, in words. is_partial: it was not all.
    expected: sessions that are read, as was told before the start; None where nobody could tell.
    started: Unix seconds. language: of headings.
    """

    account: str
    owner: str
    format: str
    columns: tuple[str, ...]
    zone: str
    listings: tuple[Pairs, ...]
    begin: int = FIRST_SESSIONS
    end: int | None = None
    outcome: str = ""
    words: tuple[str, ...] = ()
    query: str = ""
    masked: bool = False
    most_rows: int = 1_000_000
    in_order: bool = False
    named: int | None = None
    coverage: str = ""
    is_partial: bool = False
    expected: int | None = None
    started: int = 0
    language: str = "en"

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Recipe:
        known = {one.name: values[one.name] for one in fields(cls) if one.name in values}
        listings = tuple(
            tuple((name, value) for name, value in listing) for listing in known["listings"]
        )
        tuples = {name: tuple(known.get(name, ())) for name in ("columns", "words")}
        return cls(**{**known, **tuples, "listings": listings})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def file_format(self) -> FileFormat:
        return FileFormat(self.format)

    def columns_in_order(self) -> tuple[Column, ...]:
        return columns_of(self.columns)

    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def needs_items(self) -> bool:
        return not WITH_ITEMS.isdisjoint(self.columns)

    @property
    def is_by_item(self) -> bool:
        """Whether each line item has a row of its own."""
        return any(column.needs is Needs.ITEM for column in self.columns_in_order())

    @property
    def is_guarded(self) -> bool:
        return self.file_format is FileFormat.CSV
