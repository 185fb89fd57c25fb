"""The figures of an overview as plain numbers, for programs: what the page says in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.conf import Account
from sessions_browser.exports.cells import moment_text
from sessions_browser.facts import queries
from sessions_browser.facts.cells import LEFT, Became, Origin
from sessions_browser.facts.queries import Figures
from sessions_browser.facts.tally import Tally
from sessions_browser.objects.money import exponent
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.address import OverviewAddress
from sessions_browser.overview.bars import unit_of
from sessions_browser.overview.headline import COUNTS, OTHER
from sessions_browser.overview.periods import weekdays_before
from sessions_browser.overview.reading import known_part

# Tables that a file of rows can hold, with their columns; the first unless another is asked for.
UTC = ZoneInfo("UTC")
_OF_GROUPS = ("name", "made", "paid", "left", "conversion")
TABLES = {
    "bars": ("begin", "end", "unit", "made", "paid", "left", "is_complete"),
    "payment_links": (*_OF_GROUPS, "title"),
    **dict.fromkeys(("origins", "modes", "currencies"), _OF_GROUPS),
    "money": (
        *("currency", "decimals", "paid_minor", "left_minor"),
        *("left_known_minor", "recovered_minor"),
    ),
}
Row = dict[str, Any]


def plain_figures(account: Account, address: OverviewAddress, links: PaymentLinks) -> Row:
    """Of the range that was read, and of the one before it. Raises DatabaseError."""
    slug = account.slug
    found = queries.figures(slug, address.begin, address.end, address.only)
    end = known_part(found.reach).end
    begin_before, end_before = address.compared or weekdays_before(address.begin, end, address.zone)
    before = queries.figures(slug, begin_before, end_before, address.only)
    return {
        "zone": address.zone.key,
        "now": _range_of(found),
        "before": _range_of(before),
        "bars": _bars(slug, replace(address, end=end)),
        "payment_links": _by_link(found, links),
        "origins": _by((one.name.lower(), tally) for one, tally in found.by_origin().items()),
        "modes": _by((one.name.lower(), tally) for one, tally in found.by_mode().items()),
        "currencies": _by(found.by_name("currency").items()),
        "money": list(_money(found)),
    }


def _iso(second: int | None) -> str | None:
    return None if second is None else moment_text(second, UTC)


def _range_of(found: Figures) -> Row:
    """With how much of it was read: nothing else is counted."""
    known, tally = known_part(found.reach), found.total
    return {
        "begin": _iso(known.begin),
        "end": _iso(known.end),
        "is_complete": known.is_any and known.is_whole,
        "percent_read": known.percent,
        "read_at": _iso(known.read_at),
        "counts": {one.name: one.of(tally) for one in (*COUNTS, OTHER)},
        "conversion": _rate(tally.conversion),
        "conversion_present": _rate(tally.conversion_of_present),
    }


def _bars(slug: str, address: OverviewAddress) -> list[Row]:
    """By hour or by day of the zone, as on the page; a page of weeks has its days here."""
    unit: queries.Unit = "day"
    if unit_of(address.begin, address.end) == "hour":
        unit = "hour"
    made = queries.series(slug, address.begin, address.end, address.zone, unit, address.only)
    return [
        {
            "begin": _iso(one.begin),
            "end": _iso(one.end),
            "unit": unit,
            "made": one.made,
            "paid": one.paid,
            "left": one.left,
            "is_complete": one.is_read,
        }
        for one in made
    ]


def _by_link(found: Figures, links: PaymentLinks) -> list[Row]:
    rows = _by(found.by_name("link").items())
    return [{**row, "title": links.name_of(row["name"] or "") or None} for row in rows]


def _by(tallies: Iterable[tuple[str, Tally]]) -> list[Row]:
    """Most sessions first. name: None of those that have none."""
    ordered = sorted(tallies, key=lambda entry: (-entry[1].made, entry[0]))
    return [
        {
            "name": name or None,
            "made": tally.made,
            "paid": tally.paid,
            "left": tally.left,
            "conversion": _rate(tally.conversion),
        }
        for name, tally in ordered
    ]


def _money(found: Figures) -> Iterable[Row]:
    """In minor units, of which so many digits are decimals."""
    again: Mapping[str, Tally] = found.by_currency_of(Origin.RECOVERED)
    for name, tally in sorted(found.by_name("currency").items()):
        if not (name and tally.amount()):
            continue
        yield {
            "currency": name,
            "decimals": exponent(name),
            "paid_minor": tally.amount([Became.PAID]),
            "left_minor": tally.amount(LEFT),
            "left_known_minor": tally.amount([Became.LEFT_KNOWN]),
            "recovered_minor": again.get(name, Tally()).amount([Became.PAID]),
        }


def _rate(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 6)
