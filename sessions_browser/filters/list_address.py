"""The address of a list: what its query string asks for, and its canonical spelling. Pure.

The query string is the state of a page. Stripe's own spelling (`created[gte]=…`, `expand[]=…`) is
taken too, so that a query can be pasted from a log. `canonical` has our spelling where there is
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import get_language

from sessions_browser.conf import zone_names
from sessions_browser.filters import dates
from sessions_browser.filters.chips import Chip, chips_of
from sessions_browser.filters.choices import COMPLETE, LINE_ITEMS
from sessions_browser.filters.columns import ShownColumn, columns_of
from sessions_browser.filters.filterset import SessionFilterSet
from sessions_browser.filters.parameters import (
    BOUNDS,
    CURSORS,
    LAYOUT,
    NAMES,
    PLACE,
    SPELLED_AS_UPSTREAM,
    canonical_pairs,
    encode,
    pairs_of,
)
from sessions_browser.filters.query_data import collect, translate_unix_bounds
from sessions_browser.objects.list_query import DEFAULT_LIMIT, ListQuery, Pairs
from sessions_browser.objects.outcome_filter import (
    OUTCOME_FILTERS,
    OutcomeFilter,
    filter_by_status,
)

QUARTER_HOUR = 15 * 60


# Compared by identity: `parse` caches, so that equal query strings give the same object (one for
# each language, of whose words it is).
@dataclass(frozen=True, slots=True, eq=False)
class ListAddress:
    """What a query string means.

    zone: the time zone in which days begin.
    query: what goes to Stripe; None when there are `errors`, when a payment link is to be looked
    up, and when a session was asked for.
    canonical: the canonical query string, without a leading "?"; "" while there are errors.
    is_canonical: the query string is canonical already, in whatever order.
    chips: one for each filter that is in force.
    ignored: names of parameters that mean nothing here.
    errors: field name -> messages.
    link_address: the https address of a payment link in place of its id.
    unknown: the ignored part of the query string, so that a redirect can keep it.
    data: field name -> text; as typed while there are errors, settled otherwise.
    link_name: the name of a payment link, or its beginning, in place of its id.
    session_id: of the one session that was asked for in place of a list, or "".
    today: the day from which a preset counts; None while there are errors.
    """

    zone: ZoneInfo
    query: ListQuery | None
    canonical: str
    is_canonical: bool
    chips: tuple[Chip, ...]
    ignored: tuple[str, ...]
    errors: Mapping[str, tuple[str, ...]]
    link_address: str | None
    unknown: str
    data: Mapping[str, Any]
    link_name: str = ""
    session_id: str = ""
    today: date | None = None

    @property
    def sieve(self) -> OutcomeFilter | None:
        """What picks the rows from Stripe's answers; None where Stripe filters by itself."""
        outcome = OUTCOME_FILTERS.get(self.data.get("outcome", ""))
        return outcome if outcome and outcome.is_sieve else None

    @property
    def shows_items(self) -> bool:
        return self.query is not None and LINE_ITEMS in self.query.expand

    @property
    def columns(self) -> tuple[ShownColumn, ...]:
        """Call only where there are no errors."""
        return columns_of(self.data["columns"])

    def with_cursor(self, name: str, cursor: str) -> str:
        """The query string of a neighbouring page."""
        is_relative = self.data.get("created") in dates.PRESETS and self.today is not None
        day = [("today", str(self.today))] if is_relative else []
        return encode((*self._pairs(), *day, (name, cursor)))

    def shared(self) -> str:
        """The query string that means the same days to somebody in another zone."""
        pairs = canonical_pairs(self.data)
        has_days = any(name in ("created", *BOUNDS) for name, _ in pairs)
        return encode(canonical_pairs({**self.data, "tz": self.zone.key}) if has_days else pairs)

    def dated(self) -> str:
        """As `shared`, with the days that a preset has today; "" without one."""
        preset = self.data.get("created")
        if preset not in dates.PRESETS or self.today is None:
            return ""
        first, last = dates.preset_days(preset, self.today)
        days = {"created": "", "created_from": str(first), "created_to": str(last), "today": ""}
        return replace(self, data={**self.data, **days}).shared()

    def first_page(self) -> str:
        return encode(self._pairs())

    def with_value(self, name: str, value: str) -> str:
        """The query string with another value of one filter, at its first page."""
        return self.with_values({name: value})

    def with_values(self, values: Mapping[str, str]) -> str:
        return replace(self, data={**self.data, **values}).first_page()

    def cleared(self) -> str:
        """The query string of the whole list that looks the same."""
        return encode(tuple(pair for pair in self._pairs() if pair[0] in LAYOUT))

    def undated(self) -> str:
        """The query string without its dates; "" when it has none, or nothing else."""
        names = ("created", *BOUNDS, *SPELLED_AS_UPSTREAM)
        if not any(self.data.get(name) for name in names):
            return ""
        return self.with_values(dict.fromkeys(names, ""))

    def with_error(self, name: str, message: str) -> ListAddress:
        """The same address, after Stripe or the list of payment links has refused a value."""
        return replace(self, query=None, errors={name: (message,)})

    def given(self) -> frozenset[str]:
        """Names of the parameters that have a value other than their default."""
        defaults = {"limit": str(DEFAULT_LIMIT)}
        return frozenset(
            name for name, value in self.data.items() if value and value != defaults.get(name)
        )

    def form_data(self) -> dict[str, Any]:
        """What the fields show: `who` for e-mail and customer, days apart from times.

        An outcome for a status: the one that shows the same sessions, or COMPLETE.
        """
        data = dict(self.data)
        if (status := data.get("status")) and not data.get("outcome") and not self.errors:
            same = filter_by_status(status)
            data["outcome"] = same.name if same else COMPLETE
        if not self.errors:
            data["status"] = ""
        if not data.get("who"):
            data["who"] = data.pop("email", "") or data.pop("customer", "")
        for name in BOUNDS:
            if not data.get(f"{name}_time"):
                shown = self._wall_clock(name) or ""
                data[name], _, data[f"{name}_time"] = shown.partition("T")
        if data.get("limit") == str(DEFAULT_LIMIT):
            data["limit"] = ""
        if LINE_ITEMS in data["expand"]:
            data["items"] = "on"
        return data

    def hidden_fields(self) -> Pairs:
        """Parameters that stay in force although no visible field holds them."""
        hidden = [("expand", path) for path in self.data["expand"] if path != LINE_ITEMS]
        spelled = [(SPELLED_AS_UPSTREAM[name], self.data.get(name)) for name in SPELLED_AS_UPSTREAM]
        exact = [(name, self.data[name]) for name in BOUNDS if self._wall_clock(name) is None]
        looks = [(name, self.data.get(name)) for name in LAYOUT]
        given = [(name, value) for name, value in (*spelled, *looks) if value]
        return (*hidden, *given, *exact)

    def _wall_clock(self, name: str) -> str | None:
        """A bound as a day and a time in `zone`; None when it needs an offset from UTC.

        Of an hour that comes twice, a range begins with the first and ends with the second.
        """
        text: str = self.data.get(name, "")
        try:
            typed = dates.parse(text)
        except dates.DateError:
            return text
        if not typed.offset:
            return str(typed)
        try:
            seconds = BOUNDS[name](typed, self.zone)
            plain = replace(dates.parse(dates.typed_at(seconds, self.zone)), offset="")
        except dates.DateError:
            return None
        return str(plain) if BOUNDS[name](plain, self.zone) == seconds else None

    def _pairs(self) -> Pairs:
        return tuple(pair for pair in canonical_pairs(self.data) if pair[0] not in PLACE)


def parse(query_string: str, viewer_zone: str, now: float) -> ListAddress:
    """`now` in Unix seconds: presets such as "today" move with it."""
    return _parse(query_string, viewer_zone, int(now // QUARTER_HOUR), get_language())


# Every midnight of the world falls on a quarter of an hour, so a result holds until the next.
@lru_cache(maxsize=512)
def _parse(
    query_string: str,
    viewer_zone: str,
    quarter_hours: int,
    language: str,  # noqa: ARG001  the one in force, of which chips and errors are
) -> ListAddress:
    raw = QueryDict(query_string)
    data, ignored, errors = collect(raw)
    # A zone that does not exist is an error of the form, and the form shows times in the viewer's.
    zone = ZoneInfo(data["tz"] if data.get("tz") in zone_names() else viewer_zone)
    errors |= translate_unix_bounds(data, zone)
    filterset = SessionFilterSet(data, zone)
    for name, messages in filterset.form.errors.items():
        errors.setdefault(name, tuple(str(message) for message in messages))
    if errors:
        return ListAddress(zone, None, "", True, (), ignored, errors, None, "", data)
    today = datetime.fromtimestamp(quarter_hours * QUARTER_HOUR, zone).date()
    return _valid_address(raw, filterset, ignored, today)


def _valid_address(
    raw: QueryDict, filterset: SessionFilterSet, ignored: tuple[str, ...], today: date
) -> ListAddress:
    data = _settled(filterset.form.cleaned_data)
    if data["today"]:
        today = date.fromisoformat(data["today"])
    pairs = canonical_pairs(data)
    link, session_id = data["payment_link"], filterset.form.cleaned_data.get("session_id", "")
    is_address = link.startswith("https://")
    is_name = bool(link) and not (is_address or link.startswith("plink_"))
    return ListAddress(
        zone=filterset.zone,
        query=None if is_address or is_name or session_id else filterset.to_query(today),
        canonical=encode(pairs),
        is_canonical=sorted(pairs) == sorted(pairs_of(raw, known=True)),
        chips=tuple(chips_of(data, pairs, filterset.zone, today)),
        ignored=ignored,
        errors={},
        link_address=link if is_address else None,
        unknown=encode(pairs_of(raw, known=False)),
        data=data,
        link_name=link if is_name else "",
        session_id=session_id,
        today=today,
    )


def _settled(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The validated values as text again, name -> text."""
    data = {name: str(cleaned[name] or "") for name in NAMES if name != "expand"}
    has_cursor = any(data[name] for name in CURSORS)
    if not has_cursor or data["created"] not in dates.PRESETS:
        data["today"] = ""
    return data | {"expand": sorted(cleaned["expand"])}
