"""The address of an overview: what its query string asks for, and its spelling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from sessions_browser.facts.only import Only
from sessions_browser.filters import dates, list_address
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import encode
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.scope import EVERY, Scope, only_of
from sessions_browser.presentation.link_words import no_one_link_words

USUAL_PRESET = "last_7_days"
BOUNDS = ("created_from", "created_from_time", "created_to", "created_to_time")
OF_THE_LIST = (
    *("created", *BOUNDS, "created_gt", "created_lte", "payment_link", "tz"),
    *("created[gte]", "created[gt]", "created[lte]", "created[lt]"),
)
COMPARED = tuple(name.replace("created", "compare") for name in BOUNDS)
SHARED = ("mode", "origin", "currency")
SORTS = ("name", "made", "paid", "left", "conversion")
NOT_A_RANGE = gettext_lazy("Choose a preset or a range of days.")
ENDED = gettext_lazy("This range ends before anything was remembered.")
NOT_BEGUN = gettext_lazy("This range has not begun yet.")
UNKNOWN = gettext_lazy("There is no such value.")
Errors = dict[str, tuple[str, ...]]


# Compared by identity: it is made anew for each page.
@dataclass(frozen=True, slots=True, eq=False)
class OverviewAddress:
    """begin, end: Unix seconds, cut to what is kept and to now.

    preset: of the list, or "". compared: the range to compare with, None for the same weekdays.
    sort: a column of the tables, by a "-" before it the other way round.
    all_links: whether the table of links has all of them.
    is_cut: whether the range began before what is kept.
    errors: name of a parameter -> messages; the rest means nothing while there are some.
    pairs: the parameters in force, but for `sort` and `all_links`.
    data: name -> text, for the form.
    """

    zone: ZoneInfo
    begin: int = 0
    end: int = 0
    preset: str = ""
    only: Only = EVERY
    compared: tuple[int, int] | None = None
    sort: str = "-made"
    all_links: bool = False
    is_cut: bool = False
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: Pairs = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        return Scope(self.begin, self.end, self.zone, self.only)

    def query(self, **changes: str) -> Pairs:
        """The parameters with others in place; "" takes one away."""
        more = {"sort": self.sort if self.sort != "-made" else "", "links": "all" * self.all_links}
        return tuple(
            (name, text) for name, text in {**dict(self.pairs), **more, **changes}.items() if text
        )

    def other_days(self, **days: str) -> Pairs:
        return self.query(**{**dict.fromkeys(("created", *BOUNDS), ""), **days})


def parse(
    query: QueryDict, viewer_zone: str, now: float, oldest: int, links: PaymentLinks
) -> OverviewAddress:
    """oldest: the Unix second before which nothing is kept."""
    listed = _listed(query, viewer_zone, now, links)
    values = {name: query.get(name, "").strip() for name in query}
    errors: Errors = dict(listed.errors)
    begin, end = _range(listed, errors, oldest, now)
    only = _only(values, listed, errors)
    compared = _compared(values, listed, begin, end, errors, now)
    address = OverviewAddress(
        zone=listed.zone,
        preset=_preset(listed),
        sort=_sort(values.get("sort", "")),
        all_links=values.get("links") == "all",
        pairs=_pairs(listed, values),
        data={**_parted(values), **listed.form_data()},
        errors=errors,
    )
    if errors:
        return address
    return replace(
        address,
        begin=max(begin, oldest),
        end=min(end, int(now)),
        is_cut=begin < oldest,
        only=only,
        compared=compared,
    )


def _listed(query: QueryDict, viewer_zone: str, now: float, links: PaymentLinks) -> ListAddress:
    """The part of the address that a list has too."""
    pairs = [
        (name, value) for name in query if name in OF_THE_LIST for value in query.getlist(name)
    ]
    if not any(value.strip() for name, value in pairs if name not in ("payment_link", "tz")):
        pairs = [*((n, v) for n, v in pairs if n != "created"), ("created", USUAL_PRESET)]
    listed = list_address.parse(encode(tuple(pairs)), viewer_zone, now)
    text = listed.link_name or listed.link_address
    if not text:
        return listed
    found = links.meant(text)
    if len(found) != 1:
        return listed.with_error("payment_link", no_one_link_words(links, found))
    named = [(name, value) for name, value in pairs if name != "payment_link"]
    asked = encode((*named, ("payment_link", found[0].id)))
    return list_address.parse(asked, viewer_zone, now)


def _range(listed: ListAddress, errors: Errors, oldest: int, now: float) -> tuple[int, int]:
    if errors or listed.query is None:
        return 0, 0
    filters = dict(listed.query.filters)
    if "created" in filters:
        errors["created"] = (str(NOT_A_RANGE),)
        return 0, 0
    bounds = {name[8:-1]: int(text) for name, text in filters.items() if name[:8] == "created["}
    begin = max(bounds.get("gte", 0), bounds.get("gt", -1) + 1)
    end = min(bounds.get("lt", 1 << 40), bounds.get("lte", 1 << 40) + 1)
    if end <= oldest:
        errors["created_to"] = (str(ENDED),)
    elif begin >= now:
        errors["created_from"] = (str(NOT_BEGUN),)
    return begin, end


def _only(values: Mapping[str, str], listed: ListAddress, errors: Errors) -> Only:
    only = Only(link=listed.data.get("payment_link") or None, once=values.get("once") == "1")
    for name in SHARED:
        if not values.get(name):
            continue
        one = only_of({name: values[name].lower()})
        if one is None:
            errors[name] = (str(UNKNOWN),)
        else:
            only = only._replace(**{name: getattr(one, name)})
    return only


def _compared(
    values: Mapping[str, str],
    listed: ListAddress,
    begin: int,
    end: int,
    errors: Errors,
    now: float,
) -> tuple[int, int] | None:
    """Of only one end, a range as long as the other one."""
    given = {name: values[name] for name in COMPARED if values.get(name)}
    if not given or errors:
        return None
    pairs = [(name.replace("compare", "created"), text) for name, text in given.items()]
    other = list_address.parse(encode((*pairs, ("tz", listed.zone.key))), listed.zone.key, now)
    if other.errors or other.query is None:
        renamed = {name.replace("created", "compare"): one for name, one in other.errors.items()}
        errors.update(renamed)
        return None
    bounds, length = dict(other.query.filters), min(end, int(now)) - begin
    if "created[gte]" not in bounds:
        last = int(bounds["created[lt]"])
        return last - length, last
    first = int(bounds["created[gte]"])
    return first, int(bounds.get("created[lt]", first + length))


def _preset(listed: ListAddress) -> str:
    preset: str = listed.data.get("created", "")
    return preset if preset in dates.PRESETS else ""


def _parted(values: Mapping[str, str]) -> dict[str, str]:
    """With days apart from times, as the form has them."""
    found = dict(values)
    for name in COMPARED[::2]:
        day, _t, at = values.get(name, "").partition("T")
        if at:
            found |= {name: day, f"{name}_time": at}
    return found


def _sort(text: str) -> str:
    return text if text.removeprefix("-") in SORTS else "-made"


def _pairs(listed: ListAddress, values: Mapping[str, str]) -> Pairs:
    more = {name: values[name] for name in (*COMPARED, *SHARED) if values.get(name)}
    if values.get("once") == "1":
        more["once"] = "1"
    listed_pairs = [(name, str(text)) for name, text in QueryDict(listed.canonical).items()]
    return (*listed_pairs, *more.items())
