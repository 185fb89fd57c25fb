"""The hours of the week: when sessions are made, and how many of them are paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sessions_browser.facts.queries import Pulse
from sessions_browser.objects.formats import grouping, weekday_names
from sessions_browser.overview.numbers_in_words import whole_shares
from sessions_browser.overview.scope import Scope
from sessions_browser.presentation.page_urls import AccountUrls

# Shades of a cell; 0 is none.
SHADES = 5


class HourCell(NamedTuple):
    """paid: the share of those made, in percent, or "". shade: by how many were made."""

    made: str
    url: str
    paid: str
    shade: int


@dataclass(frozen=True, slots=True)
class HourLine:
    hour: str
    cells: tuple[HourCell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    days: tuple[str, ...]
    lines: tuple[HourLine, ...]


def week_of(found: Sequence[Pulse], scope: Scope, urls: AccountUrls) -> Week:
    """found: 168, from Monday at midnight on."""
    highest = max((one.made for one in found), default=0)
    # One address with the hour to be put in, as there are many.
    address = replace(scope, hour=0).url(urls).removesuffix("0")
    share, grouped = whole_shares(), grouping()
    cells = [
        HourCell(
            grouped(one.made),
            f"{address}{number}",
            share(one.paid, one.made) if one.made else "",
            -(-SHADES * one.made // highest) if highest else 0,
        )
        for number, one in enumerate(found)
    ]
    lines = tuple(HourLine(f"{hour:02}", tuple(cells[hour::24])) for hour in range(24))
    return Week(weekday_names(), lines)
