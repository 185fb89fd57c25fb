from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sessions_browser.facts.queries import Bar
from sessions_browser.overview.bars import Chart, Unit, bar_label, chart_of, unit_of
from sessions_browser.overview.jumps import Reading
from sessions_browser.overview.scope import Scope
from sessions_browser.presentation.page_urls import AccountUrls

URLS = AccountUrls("/s/", "/p/", "/q/", "/l/", "/o/")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = 86_400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp())


def chart(
    bars: list[Bar],
    begin: int,
    end: int,
    unit: Unit,
    usual: float | None = None,
    *,
    is_judged: bool = True,
) -> Chart:
    scope, readings = Scope(begin, end, BERLIN), [Reading(0, end + DAY)] if is_judged else []
    return chart_of(bars, scope, URLS, unit, 2026, usual, readings)


def days(first: str, *counts: tuple[int, int]) -> list[Bar]:
    begin = at(first)
    return [
        Bar(begin + n * DAY, begin + (n + 1) * DAY, made, paid, is_read=True)
        for n, (made, paid) in enumerate(counts)
    ]


def test_units() -> None:
    assert unit_of(0, 25 * 3600) == "hour"
    assert unit_of(0, 7 * DAY) == "day"
    assert unit_of(0, 400 * DAY) == "week"


def test_the_highest_bar_is_as_high_as_the_drawing() -> None:
    found = chart(days("2026-11-02", (10, 5), (20, 0), (0, 0)), *span("2026-11-02", 3), "day")
    assert [bar.made_height for bar in found.bars] == [500, 1000, 0]
    assert [bar.paid_height for bar in found.bars] == [250, 0, 0]
    assert [bar.paid_y for bar in found.bars] == [750, 1000, 1000]
    assert found.highest == "20"
    assert found.bars[0].name == "Mon 2 Nov: 10 made, 5 paid"
    assert not found.has_partial


def span(first: str, count: int) -> tuple[int, int]:
    return at(first), at(first) + count * DAY


def test_what_is_not_read_has_its_place() -> None:
    read = days("2026-11-04", (10, 5))
    read[0] = Bar(read[0].begin + 3600, read[0].end, 10, 5, is_read=True)
    found = chart(read, *span("2026-11-02", 3), "day")
    assert [bar.is_read for bar in found.bars] == [False, False, False]
    assert [bar.made.text for bar in found.bars] == ["0", "0", "10"]
    assert found.has_unread


def test_a_day_that_has_not_ended_is_partial() -> None:
    begin = at("2026-11-02")
    found = chart([Bar(begin, begin + 5000, 1, 0, is_read=True)], begin, begin + 5000, "day")
    assert found.bars[0].is_partial
    assert found.width == 7 * 20, "it does not fill the page"


def test_weeks_begin_on_monday() -> None:
    counts = [(1, 0)] * 10
    found = chart(days("2026-11-05", *counts), *span("2026-11-05", 10), "week")
    assert [bar.made.text for bar in found.bars] == ["4", "6"]
    assert [bar.label for bar in found.bars] == ["week of 5 Nov", "week of 9 Nov"]


def test_far_fewer_paid_than_usual_is_marked() -> None:
    found = chart(days("2026-11-02", (40, 20), (40, 2)), *span("2026-11-02", 2), "day", 0.5)
    assert [bar.is_short for bar in found.bars] == [False, True]


@pytest.mark.parametrize(("left", "is_short"), [(40, True), (30, True), (29, False), (0, False)])
def test_before_a_time_is_judged_what_has_not_expired_may_be_paid(
    left: int, is_short: bool
) -> None:
    begin, end = span("2026-11-02", 1)
    bars = [Bar(begin, end, 40, 0, is_read=True, left=left)]
    assert chart(bars, begin, end, "day", 0.5, is_judged=False).bars[0].is_short is is_short
    assert chart(bars, begin, end, "day", 0.5).bars[0].is_short
    unread = [replace(bars[0], is_read=False)]
    assert not chart(unread, begin, end, "day", 0.5, is_judged=False).bars[0].is_short


def test_a_week_has_all_that_its_days_have_left() -> None:
    begin, end = span("2026-11-02", 7)
    bars = [replace(one, left=one.made) for one in days("2026-11-02", *[(6, 0)] * 7)]
    assert chart(bars, begin, end, "week", 0.5, is_judged=False).bars[0].is_short


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    first = at("2026-10-25T02:00")
    labels = [bar_label(begin, BERLIN, "hour", 2026) for begin in (first, first + 3600)]
    assert labels == ["Sun 02:00 CEST", "Sun 02:00 CET"]
    assert bar_label(first + 7200, BERLIN, "hour", 2026) == "Sun 03:00"
