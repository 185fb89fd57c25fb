"""Pagination: cut one page out of a list (docs.stripe.com/api/pagination).

Row 0 is the oldest; a page shows the newest first. A page costs the same at the end of a million
rows as at the top.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Cursor:
    """A row next to which the page lies. It need not be among the filtered rows."""

    row: int
    # The side on which the page lies.
    towards: Literal["older", "newer"]


@dataclass(frozen=True)
class Page:
    """The rows of one page, newest first."""

    rows: list[int]
    # Whether there are more rows beyond the page: newer ones with `ending_before`, else older ones.
    has_more: bool


def page(
    rows: Sequence[int],
    limit: int,
    cursor: Cursor | None = None,
    first_row: int = 0,
    end_row: int | None = None,
) -> Page:
    """The page next to the cursor; without a cursor, the newest rows.

    rows: the filtered rows, ascending.
    limit: how many rows the page has at most.
    first_row, end_row: only rows with first_row <= row < end_row are listed.
    """
    low = bisect_left(rows, first_row) if first_row else 0
    high = len(rows) if end_row is None else max(low, bisect_left(rows, end_row))
    if cursor and cursor.towards == "newer":
        start = max(low, bisect_right(rows, cursor.row))
        end = min(start + limit, high)
        return Page(list(rows[start:end][::-1]), has_more=end < high)
    end = min(high, bisect_left(rows, cursor.row)) if cursor else high
    start = max(end - limit, low)
    return Page(list(rows[start:end][::-1]), has_more=start > low)
