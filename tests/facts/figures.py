"""Hold every figure of the app against the truth of the emulator."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

from sessions_browser.facts import queries
from sessions_browser.facts.cells import BAND_STARTS, LEFT, Became, Mode, Origin
from sessions_browser.facts.fact_pages import Hour, sessions
from sessions_browser.facts.only import Only
from sessions_browser.facts.tally import Tally
from tests.facts import truth
from tests.facts.site import SLUG

ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "America/St_Johns",
    )
]
# Decimals that are not two (docs.stripe.com/currencies), of those in the emulator.
DIGITS = {"jpy": 0, "krw": 0, "clp": 0, "kwd": 3, "bhd": 3}


def told(tally: Tally) -> Counter[str]:
    return Counter({one.name: n for one in Became if (n := tally.count([one]))})


def ids(begin: int, end: int, only: Only, hour: Hour | None = None, limit: int = 100) -> list[str]:
    found: list[str] = []
    after = None
    for _ in count():
        page = sessions(SLUG, begin, end, only, hour=hour, after=after, limit=limit)
        assert len(page.rows) <= limit
        found += [row.id for row in page.rows]
        if page.further is None:
            return found
        after = page.further
    raise AssertionError


def check(everything: list[truth.Session], begin: int, end: int) -> None:
    """All that is told of [begin, end), which has to be read in full."""
    there = truth.within(everything, begin, end)
    again = truth.those_who_tried_again(everything, ids(0, 2**32, Only()))
    found = queries.figures(SLUG, begin, end)
    assert found.reach.is_complete, found.reach.gaps
    assert told(found.total) == truth.outcomes(there), wrong(there, begin, end)
    assert found.total.present == sum(map(truth.was_there, there))
    left = [one for one in there if one["status"] == "expired"]
    known, pulse = queries.counts(SLUG, begin, end)
    assert known == found.reach
    total = found.total
    assert (pulse.made, pulse.paid, pulse.left) == (total.made, total.paid, total.left)
    assert found.total.left_once == sum(one["id"] not in again for one in left)
    check_groups(found, there)
    check_money(found, there, again)
    for zone in ZONES:
        check_zone(there, begin, end, zone)


def wrong(there: list[truth.Session], begin: int, end: int) -> list[tuple[str, str]]:
    """Id and outcome of sessions that facts and truth do not agree on, for a failing test."""
    named = {(row, one.name) for one in Became for row in ids(begin, end, Only(frozenset([one])))}
    return sorted({(one["id"], truth.outcome_of(one)) for one in there} ^ named)[:9]


def check_groups(found: queries.Figures, there: list[truth.Session]) -> None:
    groups: dict[str, dict[str, list[truth.Session]]] = defaultdict(lambda: defaultdict(list))
    for one in there:
        groups["link"][one["payment_link"] or ""].append(one)
        groups["currency"][one["currency"] or ""].append(one)
        groups["mode"][one["mode"].upper()].append(one)
        groups["origin"][truth.origin_of(one)].append(one)
    tallies = {
        "link": found.by_name("link"),
        "currency": found.by_name("currency"),
        "mode": {mode.name: tally for mode, tally in found.by_mode().items()},
        "origin": {origin.name: tally for origin, tally in found.by_origin().items()},
    }
    for name, by_value in groups.items():
        expected = {value: truth.outcomes(rows) for value, rows in by_value.items()}
        assert {value: told(tally) for value, tally in tallies[name].items()} == expected
    for currency, rows in groups["currency"].items():
        bands = Counter(band(one) for one in rows)
        told_bands = {n: tally.made for n, tally in found.by_band(currency).items()}
        assert told_bands == bands


def band(session: truth.Session) -> int:
    amount = session["amount_total"] or 0
    if not amount:
        return 0
    units: int = amount // 10 ** DIGITS.get(session["currency"], 2)
    return 1 + sum(start <= units for start in BAND_STARTS)


def check_money(found: queries.Figures, there: list[truth.Session], again: set[str]) -> None:
    lost, once, recovered = Counter[str](), Counter[str](), Counter[str]()
    by_outcome: dict[str, Counter[str]] = defaultdict(Counter)
    for one in there:
        currency, amount = one["currency"] or "", one["amount_total"] or 0
        by_outcome[truth.outcome_of(one)][currency] += amount
        if one["status"] == "expired":
            lost[currency] += amount
            once[currency] += amount * (one["id"] not in again)
        elif truth.origin_of(one) == "RECOVERED" and truth.outcome_of(one) == "PAID":
            recovered[currency] += amount
    tallies = found.by_name("currency")
    for outcome in Became:
        assert amounts(tallies, [outcome]) == +by_outcome[outcome.name], outcome
    assert amounts(tallies, LEFT) == +lost
    assert amounts(tallies, LEFT, tried_again=False) == +once
    assert amounts(found.by_currency_of(Origin.RECOVERED), [Became.PAID]) == +recovered


def amounts(
    tallies: dict[str, Tally], outcomes: Iterable[Became], *, tried_again: bool | None = None
) -> dict[str, int]:
    """By currency, in minor units, where there is any."""
    found = {name: one.amount(outcomes, tried_again=tried_again) for name, one in tallies.items()}
    return {name: amount for name, amount in found.items() if amount}


def check_zone(there: list[truth.Session], begin: int, end: int, zone: ZoneInfo) -> None:
    days = queries.series(SLUG, begin, end, zone)
    assert (days[0].begin, days[-1].end) == (begin, end)
    assert all(one.is_read for one in days)
    by_day = {datetime.fromtimestamp(bar.begin, zone).date().isoformat(): bar for bar in days}
    assert len(by_day) == len(days)
    expected = truth.by_local_day(there, zone)
    assert {day: (bar.made, bar.paid) for day, bar in by_day.items() if bar.made} == expected
    hours = queries.series(SLUG, begin, end, zone, "hour")
    assert sum(bar.end - bar.begin for bar in hours) == end - begin
    found = {
        f"{datetime.fromtimestamp(bar.begin, zone):%Y-%m-%dT%H %z}": (bar.made, bar.paid)
        for bar in hours
        if bar.made
    }
    assert found == truth.by_local_hour(there, zone)
    week = queries.hours_of_week(SLUG, begin, end, zone)
    found_hours = {n: (one.made, one.paid) for n, one in enumerate(week) if one.made}
    assert found_hours == truth.by_hour_of_week(there, zone)
    left = [one for one in there if truth.outcome_of(one).startswith("LEFT")]
    of_days, of_week = truth.by_local_day(left, zone), truth.by_hour_of_week(left, zone)
    assert {day: bar.left for day, bar in by_day.items()} == {
        day: of_days.get(day, (0, 0))[0] for day in by_day
    }
    assert [one.left for one in week] == [of_week.get(n, (0, 0))[0] for n in range(168)]


def check_rows(everything: list[truth.Session], begin: int, end: int) -> None:
    """The rows behind numbers are as many as the number, and the right ones."""
    there = truth.within(everything, begin, end)
    again = truth.those_who_tried_again(everything, ids(0, 2**32, Only()))
    links = sorted({one["payment_link"] or "" for one in there})
    filters = {
        Only(): there,
        Only(outcomes=frozenset([Became.PAID])): [
            one for one in there if truth.outcome_of(one) == "PAID"
        ],
        Only(outcomes=frozenset([Became.LEFT_KNOWN]), tried_again=False): [
            one for one in there if truth.outcome_of(one) == "LEFT_KNOWN" and one["id"] not in again
        ],
        Only(mode=Mode.SUBSCRIPTION, origin=Origin.API): [
            one for one in there if one["mode"] == "subscription" and truth.origin_of(one) == "API"
        ],
        Only(currency="eur", present=False): [
            one for one in there if one["currency"] == "eur" and not truth.was_there(one)
        ],
        Only(link="plink_unknown"): [],
    } | {
        Only(link=link): [one for one in there if (one["payment_link"] or "") == link]
        for link in links[:4]
    }
    for only, rows in filters.items():
        found = ids(begin, end, only, limit=37)
        assert len(found) == len(set(found))
        assert set(found) == {one["id"] for one in rows}
        created = {one["id"]: one["created"] for one in rows}
        assert [created[one] for one in found] == sorted(created.values(), reverse=True)
        assert queries.figures(SLUG, begin, end, only).total.made == len(rows)
        assert queries.counts(SLUG, begin, end, only)[1].made == len(rows)
        bars = queries.series(SLUG, begin, end, ZONES[2], "day", only)
        assert sum(bar.made for bar in bars) == len(rows)
        became = truth.outcomes(rows)
        assert sum(bar.paid for bar in bars) == became["PAID"]
        assert sum(bar.left for bar in bars) == became["LEFT_KNOWN"] + became["LEFT_UNKNOWN"]
    zone, hour = ZONES[1], datetime.fromtimestamp(there[0]["created"], ZONES[1])
    number = hour.weekday() * 24 + hour.hour
    behind = ids(begin, end, Only(), Hour(zone, number))
    assert len(behind) == truth.by_hour_of_week(there, zone)[number][0]


def utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
