"""Tables by payment link, origin, mode, currency and value: made, paid, left, conversion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from sessions_browser.facts.cells import BAND_STARTS, CONVERTED, LEFT, SETTLED, Became, Mode, Origin
from sessions_browser.facts.queries import Figures
from sessions_browser.facts.tally import Tally
from sessions_browser.objects.formats import grouping
from sessions_browser.objects.money import exponent, money
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.address import OverviewAddress
from sessions_browser.overview.headline import LinkedNumber
from sessions_browser.overview.numbers_in_words import share_text
from sessions_browser.overview.scope import Scope
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.rows import MODES, short_id

MOST_LINKS = 20
ORIGINS = {
    Origin.LINK: gettext_lazy("Payment link opened"),
    Origin.API: gettext_lazy("Made by the shop's system"),
    Origin.RECOVERED: gettext_lazy("Continues an expired one"),
    Origin.AGENT: gettext_lazy("An agent paid"),
}
PAID = frozenset((Became.PAID,))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """share: of the most that a line has made, in percent, for a bar.

    conversion: of those settled. title: more about the name, such as an ID; detail: the same in
        short, where the name alone is not clear.
    """

    name: str
    made: LinkedNumber
    paid: LinkedNumber
    left: LinkedNumber
    conversion: LinkedNumber
    share: int
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A table. total: of all lines, those not shown too. hidden: how many are not shown."""

    name: str
    label: str
    lines: tuple[GroupLine, ...]
    total: GroupLine
    hidden: int = 0
    is_sorted: bool = True


# A value of one dimension: what it is called, its tally, what `Only` has to be for it, its title.
Entry = tuple[str, Tally, dict[str, Any], str]


@dataclass(frozen=True, slots=True)
class SortLink:
    """The head of a column. order: as `aria-sort` has it; url: the other way round, or by it."""

    name: str
    label: str
    order: str
    url: str


def sort_links(address: OverviewAddress, urls: AccountUrls) -> list[SortLink]:
    """Names begin with A, numbers with the largest, rates with what leaks most."""
    labels = {
        "name": _("Name"),
        "made": _("Made"),
        "paid": _("Paid"),
        "left": _("Abandoned"),
        "conversion": _("Conversion"),
    }
    found = []
    for name, label in labels.items():
        is_sorted = address.sort.removeprefix("-") == name
        falls = address.sort.startswith("-")
        order = ("descending" if falls else "ascending") if is_sorted else ""
        first = name if name in ("name", "conversion") else f"-{name}"
        turned = f"-{name}" if order == "ascending" else name
        sort = turned if is_sorted else first
        url = urls.overview((*(p for p in address.query() if p[0] != "sort"), ("sort", sort)))
        found.append(SortLink(name, label, order, url))
    return found


def groups_of(
    found: Figures,
    scope: Scope,
    urls: AccountUrls,
    links: PaymentLinks,
    sort: str,
    *,
    all_links: bool,
) -> list[Group]:
    most = None if all_links else MOST_LINKS
    tables = (
        ("link", _("By payment link"), _links(found, links), most),
        ("origin", _("By origin"), _named(found.by_origin(), "origin", origin_words), None),
        ("mode", _("By mode"), _named(found.by_mode(), "mode", mode_words), None),
        ("currency", _("By currency"), _currencies(found), None),
    )
    return [
        _group(name, label, entries, scope, urls, sort, most=limit)
        for name, label, entries, limit in tables
    ]


def bands_of(found: Figures, scope: Scope, urls: AccountUrls, currency: str) -> Group:
    """In the order of values."""
    entries: list[Entry] = [
        (band_words(band, currency), tally, {"currency": currency, "band": band}, "")
        for band, tally in sorted(found.by_band(currency).items())
    ]
    label = _("By value, in %(currency)s") % {"currency": currency.upper()}
    total = scope.narrowed(currency=currency)
    return _group("band", label, entries, total, urls, "")


def _group(
    name: str,
    label: str,
    entries: Iterable[Entry],
    scope: Scope,
    urls: AccountUrls,
    sort: str,
    *,
    most: int | None = None,
) -> Group:
    """sort: "" keeps the order."""
    ordered = _in_order(list(entries), sort) if sort else list(entries)
    whole = Tally()
    for _name, tally, _only, _title in ordered:
        whole.take(tally)
    highest, numbers = max((one[1].made for one in ordered), default=0), grouping()
    names = Counter(entry[0] for entry in ordered)
    lines = tuple(
        _line(entry, scope, urls, numbers, highest, is_clear=names[entry[0]] == 1)
        for entry in ordered[:most]
    )
    total = _line((_("All"), whole, {}, ""), scope, urls, numbers, 0)
    return Group(name, label, lines, total, len(ordered) - len(lines), bool(sort))


def _line(
    entry: Entry,
    scope: Scope,
    urls: AccountUrls,
    grouped: Callable[[int], str],
    highest: int,
    *,
    is_clear: bool = True,
) -> GroupLine:
    name, tally, only, title = entry
    mine = scope.narrowed(**only) if only else scope
    url, made = mine.urls_by_outcomes(urls), tally.made
    return GroupLine(
        name=name,
        made=LinkedNumber(grouped(made), mine.url(urls)),
        paid=LinkedNumber(grouped(tally.paid), url(PAID)),
        left=LinkedNumber(grouped(tally.left), url(LEFT)),
        conversion=LinkedNumber(share_text(_rate(tally)), url(SETTLED)),
        share=round(100 * made / highest) if highest else 0,
        title=title,
        detail="" if is_clear else short_id(title),
    )


def _rate(tally: Tally) -> float | None:
    settled = tally.count(SETTLED)
    return tally.count(CONVERTED) / settled if settled else None


_KEYS: dict[str, Callable[[Entry], Any]] = {
    "name": lambda entry: entry[0].casefold(),
    "made": lambda entry: entry[1].made,
    "paid": lambda entry: entry[1].paid,
    "left": lambda entry: entry[1].left,
    # Without a rate last, whichever way it is sorted.
    "conversion": lambda entry: _rate(entry[1]) or 0.0,
}


def _in_order(entries: list[Entry], sort: str) -> list[Entry]:
    entries.sort(key=_KEYS["name"])
    entries.sort(key=_KEYS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return entries


def _links(found: Figures, links: PaymentLinks) -> list[Entry]:
    return [
        (
            (links.name_of(link) or link) if link else _("Without a payment link"),
            tally,
            {"link": link},
            link,
        )
        for link, tally in found.by_name("link").items()
    ]


def _currencies(found: Figures) -> list[Entry]:
    return [
        (money_name(name), tally, {"currency": name}, "")
        for name, tally in found.by_name("currency").items()
    ]


def _named(
    tallies: Mapping[Any, Tally], dimension: str, words: Callable[[Any], str]
) -> list[Entry]:
    return [(words(value), tally, {dimension: value}, "") for value, tally in tallies.items()]


def money_name(currency: str) -> str:
    return currency.upper() or _("Without a currency")


def origin_words(origin: Origin) -> str:
    return str(ORIGINS[origin])


def mode_words(mode: Mode) -> str:
    return str(MODES.get(mode.name.lower(), pgettext("mode of a session", "Another mode")))


def band_words(band: int, currency: str) -> str:
    """0 is nothing; 1 begins above it; see `facts.cells.band_of`."""
    return _band_words(band, currency, get_language())


@lru_cache(maxsize=1024)
def _band_words(
    band: int,
    currency: str,
    language: str,  # noqa: ARG001  the one in force
) -> str:
    if band == 0:
        return _("Nothing to pay")
    unit = 10 ** exponent(currency)
    if band == 1:
        return _("under %(amount)s") % {"amount": money(BAND_STARTS[0] * unit, currency)}
    start = str(money(BAND_STARTS[band - 2] * unit, currency))
    if band > len(BAND_STARTS):
        return _("%(amount)s and more") % {"amount": start}
    return _("%(amount)s to under %(end)s") % {
        "amount": start,
        "end": money(BAND_STARTS[band - 1] * unit, currency),
    }
