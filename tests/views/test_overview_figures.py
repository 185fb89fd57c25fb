"""Each figure of the page is one computed from the emulator's data, and leads to its rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from sessions_browser.facts.only import Only
from sessions_browser.models import Job
from sessions_browser.objects.formats import day_words, weekday_words
from sessions_browser.overview import filling
from tests.facts import truth
from tests.facts.figures import ids as all_ids
from tests.facts.site import START, Site, running_site
from tests.views import overview_page
from tests.views.overview_page import PAGE
from tests.views.page import Answer, text_of

EVERY = Only()
NAMES = {
    "made": None,
    "paid": "PAID",
    "processing": "PROCESSING",
    "nothing_due": "NOTHING_DUE",
    "left_known": "LEFT_KNOWN",
    "left_unknown": "LEFT_UNKNOWN",
    "open": "OPEN",
}
# Zone, the day that is not 24 hours long, and how long it is; at the end of March and of October.
SPRING = [
    ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ("Europe/Berlin", "2026-03-29", 23),
    ("Asia/Kathmandu", "2026-04-01", 24),
]
AUTUMN = [
    ("Europe/Berlin", "2026-10-25", 25),
    ("America/St_Johns", "2026-11-01", 25),
    ("Australia/Lord_Howe", "2026-10-04", 23.5),
    ("UTC", "2026-10-31", 24),
]


def site_at(day: str) -> Iterator[Site]:
    now = int(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC).timestamp())
    with running_site("--sessions=4000", "--seed=5", now=now) as site:
        yield site


@pytest.fixture(scope="module")
def in_spring() -> Iterator[Site]:
    yield from site_at("2026-04-08")


@pytest.fixture(scope="module")
def in_autumn() -> Iterator[Site]:
    yield from site_at("2026-11-04")


@pytest.fixture
def manager(signed_in: Client, person: User) -> Client:
    overview_page.may_see(person)
    return signed_in


def stand_at(site: Site, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard over this emulator, at its time, with all sessions read."""
    settings.STRIPE_API_BASE = site.emulator.address
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    clock = SimpleNamespace(time=site.clock)
    monkeypatch.setattr("sessions_browser.views.overview.time", clock)
    site.fill()


@pytest.mark.parametrize(("zone", "day", "hours"), SPRING)
def test_figures_in_spring(
    in_spring: Site,
    manager: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    day: str,
    hours: float,
) -> None:
    stand_at(in_spring, settings, monkeypatch)
    check(in_spring, manager, zone, day, hours)


@pytest.mark.parametrize(("zone", "day", "hours"), AUTUMN)
def test_figures_in_autumn(
    in_autumn: Site,
    manager: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    zone: str,
    day: str,
    hours: float,
) -> None:
    stand_at(in_autumn, settings, monkeypatch)
    check(in_autumn, manager, zone, day, hours)


def check(site: Site, client: Client, zone_name: str, day: str, hours: float) -> None:
    zone = ZoneInfo(zone_name)
    assert truth.midnight(day, zone, 1) - truth.midnight(day, zone) == hours * 3600
    everything = truth.all_sessions(site.emulator)
    for first, last in ((day, day), (days(day, -6), days(day, 2))):
        begin, end = truth.midnight(first, zone), truth.midnight(last, zone, 1)
        there = truth.within(everything, begin, end)
        assert there
        query = {"created_from": first, "created_to": last, "tz": zone_name}
        check_page(client, query, everything, there, zone)


def check_page(
    client: Client,
    query: dict[str, str],
    everything: list[truth.Session],
    there: list[truth.Session],
    zone: ZoneInfo,
) -> None:
    again = truth.those_who_tried_again(everything, all_ids(0, 2**32, EVERY))
    page = client.get(PAGE, query)
    check_figures(overview_page.figures(page), there)
    once = [one for one in there if one["status"] != "expired" or one["id"] not in again]
    check_figures(overview_page.figures(client.get(PAGE, {**query, "once": "1"})), once)
    bars = {row[0]: (row[1], row[2]) for row in overview_page.table(page, "chart-heading")}
    if query["created_from"] == query["created_to"]:
        assert sum(int(made) for made, _ in bars.values()) == len(there)
    else:
        expected = truth.by_local_day(there, zone)
        named = {label_of(name): (str(made), str(paid)) for name, (made, paid) in expected.items()}
        assert {label: bar for label, bar in bars.items() if bar[0] != "0"} == named
        check_week(page, there, zone)
    check_money(page, there)


def check_figures(found: dict[str, str], there: list[truth.Session]) -> None:
    outcomes = truth.outcomes(there)
    for name, outcome in NAMES.items():
        expected = outcomes[outcome] if outcome else len(there)
        assert found[name] == f"{expected:,}", name
    assert found["present"] == f"{sum(map(truth.was_there, there)):,}"
    for name, rows in (
        ("conversion", there),
        ("conversion_present", list(filter(truth.was_there, there))),
    ):
        of = truth.outcomes(rows)
        converted = of["PAID"] + of["NOTHING_DUE"]
        settled = converted + of["LEFT_KNOWN"] + of["LEFT_UNKNOWN"]
        expected_rate = f"{round(100 * converted / settled, 1):.1f} %" if settled else "–"
        assert found[name] == expected_rate


def check_week(page: Answer, there: list[truth.Session], zone: ZoneInfo) -> None:
    rows = overview_page.table(page, "week-heading")
    found = {
        24 * day + hour: cell.split()[0]
        for hour, row in enumerate(rows)
        for day, cell in enumerate(row[1:])
        if cell != "0"
    }
    expected = truth.by_hour_of_week(there, zone)
    assert found == {hour: str(made) for hour, (made, _) in expected.items()}


def check_money(page: Answer, there: list[truth.Session]) -> None:
    found = overview_page.money(page)
    expected = defaultdict[str, Counter[str]](Counter)
    for one in there:
        amounts = expected[(one["currency"] or "").upper()]
        outcome, amount = truth.outcome_of(one), one["amount_total"] or 0
        amounts["all"] += amount
        amounts["paid"] += amount * (outcome == "PAID")
        amounts["left"] += amount * outcome.startswith("LEFT")
        amounts["known"] += amount * (outcome == "LEFT_KNOWN")
        amounts["recovered"] += amount * (outcome == "PAID" and bool(one["recovered_from"]))
    assert {name: [one.value for one in line] for name, line in found.items()} == {
        name: [amounts[column] for column in ("paid", "left", "known", "recovered")]
        for name, amounts in expected.items()
        if amounts["all"]
    }


def days(day: str, later: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=later))


def label_of(day: str) -> str:
    local = date.fromisoformat(day)
    return f"{weekday_words(local)} {day_words(local, 2026)}"


def test_m4_an_hour_in_which_nobody_paid_is_marked(
    manager: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It broke, and at the end of the hour after it the overview is looked at."""
    with running_site("--sessions=4000", "--seed=5", now=START // 86_400 * 86_400 + 36_000) as site:
        stand_at(site, settings, monkeypatch)
        for session in site.emulator.control("arrive?count=40")["sessions"]:
            site.emulator.control(f"expire?session={session}")
        page = manager.get(PAGE, {"created": "today", "tz": "UTC"})
        assert "far fewer paid" not in text_of(page), "its customers may still be paying"
        site.advance(2 * 3600)
        site.fill(again=site.now - 26 * 3600)
        again, started = site.now - 26 * 3600, datetime.fromtimestamp(site.now, UTC)
        parameters = {"account": "demo", "again": again}
        Job.objects.create(
            kind="backfill", account="demo", state="done", parameters=parameters, started=started
        )
        monkeypatch.setattr(filling, "FRESH_SECONDS", 10**9)
        page = manager.get(PAGE, {"created": "today", "tz": "UTC"})
        marked = [row for row in overview_page.table(page, "chart-heading") if "fewer" in row[0]]
        assert len(marked) == 1
        assert int(marked[0][1]) >= 40
        assert "of which so few were paid that chance does not explain it" in text_of(page)


def test_every_number_leads_to_exactly_its_rows(
    in_autumn: Site, manager: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(in_autumn, settings, monkeypatch)
    query = {"created_from": "2026-10-24", "created_to": "2026-10-26", "tz": "Europe/Berlin"}
    page = manager.get(PAGE, query)
    found = {one.url: one.value for one in overview_page.numbers(page)}
    assert len(found) > 60
    # An hour of the week in which none was made has no rows.
    assert set(overview_page.without_a_link(page)) <= {"0"}
    lists = [url for url in found if "/rows/" not in url]
    assert lists, "the list shows what Stripe can filter"
    wrong = []
    for url, number in found.items():
        rows = overview_page.rows_behind(manager, url)
        if len(set(rows)) != number or len(rows) != number:
            wrong.append((number, len(rows), url))
    assert not wrong, wrong[:5]
    check_rows_of_money(page, manager, truth.all_sessions(in_autumn.emulator))


def check_rows_of_money(page: Answer, client: Client, everything: list[truth.Session]) -> None:
    """The amounts of the rows behind one add up to it."""
    there = {one["id"]: one["amount_total"] for one in everything}
    found = overview_page.money(page)
    assert any(line[0].value and line[1].value for line in found.values())
    for currency, line in found.items():
        for one in line:
            amounts = [there[row] or 0 for row in overview_page.rows_behind(client, one.url)]
            assert sum(amounts) == one.value, (currency, one.url)
