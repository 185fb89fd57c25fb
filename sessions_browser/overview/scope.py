"""Which sessions a number counts, as an address of our own: the one filter for it and its rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.http import QueryDict

from sessions_browser.conf import zone_names
from sessions_browser.facts.cells import BAND_STARTS, Became, Mode, Origin
from sessions_browser.facts.only import Only
from sessions_browser.facts.zones import HOURS_OF_WEEK
from sessions_browser.filters import dates
from sessions_browser.filters.parameters import encode
from sessions_browser.objects.list_query import Pairs
from sessions_browser.presentation.page_urls import AccountUrls

EVERY = Only()
# In the place of the link or the currency of sessions that have none.
NONE = "none"
# By begin, end and whether all of it was read.
UrlOfRange = Callable[[int, int, bool], str]
UrlOfOutcomes = Callable[[frozenset[Became]], str]
_SECOND = re.compile(r"[0-9]{1,10}\Z")
_LINK = re.compile(r"(?:plink_[A-Za-z0-9_]{1,250}|none)\Z")
_CURRENCY = re.compile(r"(?:[a-z]{3}|none)\Z")
_MODES = {mode.name.lower(): mode for mode in Mode}
_ORIGINS = {origin.name.lower(): origin for origin in Origin}
_BECAME = {one.name.lower(): one for one in Became}
_FLAGS = {"0": False, "1": True}


@dataclass(frozen=True, slots=True)
class Scope:
    """[begin, end) in Unix seconds, and which of the sessions made then.

    hour: of the week in `zone`, see `facts.zones`; None for all.
    is_whole: every session of the range was read, so that Stripe's list shows the same.
    """

    begin: int
    end: int
    zone: ZoneInfo
    only: Only = EVERY
    hour: int | None = None
    is_whole: bool = False

    def narrowed(self, **values: Any) -> Scope:
        """values: of `Only`."""
        only = self.only._replace(**values)
        return Scope(self.begin, self.end, self.zone, only, self.hour, self.is_whole)

    def url(self, urls: AccountUrls) -> str:
        """Of exactly its rows: the list, where Stripe can filter it, else a page of facts."""
        return self.urls_by_range(urls)(self.begin, self.end, self.is_whole)

    def urls_by_range(self, urls: AccountUrls) -> UrlOfRange:
        """`url` of other ranges, of which a page has hundreds."""
        link = _link_of_list(self.only) if self.hour is None else None
        zone, rest = _zone(self.zone.key), self._rest()

        def url(begin: int, end: int, is_whole: bool) -> str:
            if link is None or not is_whole:
                return urls.overview_rows(f"from={begin}&to={end}&{rest}")
            first, last = _typed_at(begin, self.zone), _typed_at(end, self.zone)
            return urls.list(link, f"created_from={first}&created_to={last}&{zone}")

        return url

    def urls_by_outcomes(self, urls: AccountUrls) -> UrlOfOutcomes:
        """`url` of those that became one of these, of a scope of all outcomes."""
        address = urls.overview_rows(self.query())
        return lambda outcomes: f"{address}&outcome={_spelled(outcomes)}"

    def query(self) -> str:
        """What `scope_of` reads."""
        return f"from={self.begin}&to={self.end}&{self._rest()}"

    def _rest(self) -> str:
        """What it has in common with other ranges."""
        rest = _rest(self.zone.key, self.only)
        return rest if self.hour is None else f"{rest}&hour={self.hour}"


@lru_cache(maxsize=64)
def _spelled(outcomes: frozenset[Became]) -> str:
    return ",".join(sorted(one.name.lower() for one in outcomes))


@lru_cache(maxsize=1024)
def _rest(zone: str, only: Only) -> str:
    return encode((("tz", zone), *pairs_of_only(only)))


@lru_cache(maxsize=1024)
def _zone(zone: str) -> str:
    return encode((("tz", zone),))


@lru_cache(maxsize=1024)
def _link_of_list(only: Only) -> str | None:
    """The filter of the list that shows the same; None where there is none that does."""
    if only.link == "" or only._replace(link=None) != EVERY:
        return None
    return encode((("payment_link", only.link),)) if only.link else ""


@lru_cache(maxsize=4096)
def _typed_at(second: int, zone: ZoneInfo) -> str:
    return quote(dates.typed_at(second, zone), safe=":")


def pairs_of_only(only: Only) -> Pairs:
    found: list[tuple[str, str]] = []
    if only.outcomes is not None:
        found.append(("outcome", _spelled(only.outcomes)))
    for name, text in (("link", only.link), ("currency", only.currency)):
        if text is not None:
            found.append((name, text or NONE))
    for name, member in (("mode", only.mode), ("origin", only.origin)):
        if member is not None:
            found.append((name, member.name.lower()))
    if only.band is not None:
        found.append(("band", str(only.band)))
    for name in ("present", "tried_again"):
        value = getattr(only, name)
        if value is not None:
            found.append((name, str(int(value))))
    return (*found, ("once", "1")) if only.once else tuple(found)


def scope_of(query: QueryDict) -> Scope | None:
    """What `Scope.query` has written; None for what means nothing."""
    values = {name: query.get(name, "") for name in query}
    begin, end, hour = values.get("from", ""), values.get("to", ""), values.get("hour")
    only, zone = only_of(values), values.get("tz", "")
    if not (_SECOND.match(begin) and _SECOND.match(end)) or only is None:
        return None
    if zone not in zone_names():
        return None
    if hour is not None and not (hour.isascii() and hour.isdigit() and len(hour) < 4):
        return None
    number = None if hour is None else int(hour)
    if number is not None and number >= HOURS_OF_WEEK:
        return None
    return Scope(int(begin), int(end), ZoneInfo(zone), only, number)


def only_of(values: dict[str, str]) -> Only | None:
    """None where a value is none of those that there are."""
    try:
        found = {name: read(values[name]) for name, read in _READERS.items() if name in values}
        if "outcome" in values:
            found["outcomes"] = _outcomes(values["outcome"])
        return Only(**found)
    except (KeyError, ValueError):
        return None


def _outcomes(text: str) -> frozenset[Became]:
    return frozenset(_BECAME[name] for name in text.split(",", maxsplit=len(_BECAME)))


def _name(shape: re.Pattern[str], text: str) -> str:
    if not shape.match(text):
        raise ValueError
    return "" if text == NONE else text


def _band(text: str) -> int:
    if not re.match(r"[0-9]{1,2}\Z", text) or int(text) > len(BAND_STARTS) + 1:
        raise ValueError
    return int(text)


# By the names that they have in Only too.
_READERS: dict[str, Any] = {
    "link": lambda text: _name(_LINK, text),
    "currency": lambda text: _name(_CURRENCY, text),
    "mode": _MODES.__getitem__,
    "origin": _ORIGINS.__getitem__,
    "band": _band,
    "present": _FLAGS.__getitem__,
    "tried_again": _FLAGS.__getitem__,
    "once": _FLAGS.__getitem__,
}
