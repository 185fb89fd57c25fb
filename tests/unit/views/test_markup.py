from __future__ import annotations

from html import unescape

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.overview.bars import Chart, ChartBar
from sessions_browser.overview.groups import Group, GroupLine, SortLink
from sessions_browser.overview.headline import Figure, LinkedNumber
from sessions_browser.overview.money_lines import MoneyAmount, MoneyLine
from sessions_browser.overview.week import HourCell, HourLine, Week
from sessions_browser.views.markup import filled, joined
from sessions_browser.views.overview_html import (
    chart_parts,
    figure_list,
    group_part,
    money_rows,
    week_lines,
)

BAD = "<script>\"'&{}"


@given(st.text(), st.integers())
def test_it_writes_what_django_writes(text: str, number: int) -> None:
    template = '<a title="{}">{}</a>{}'
    html = SafeString("<b>&amp;</b>")
    assert filled(template, text, html, number) == format_html(template, text, html, number)


def test_parts_are_joined_as_they_are() -> None:
    assert joined([filled("<b>{}</b>", "&"), SafeString("<i>")]) == "<b>&amp;</b><i>"
    assert isinstance(joined([]), SafeString)


def number() -> LinkedNumber:
    return LinkedNumber(BAD, BAD)


def bar(*, is_read: bool) -> ChartBar:
    return ChartBar(BAD, BAD, number(), number(), BAD, 3, 0, 9, 0, 9, is_read, True, True)


@pytest.mark.parametrize("is_read", [True, False])
def test_no_text_of_a_chart_is_taken_for_html(is_read: bool) -> None:
    chart = Chart("day", (bar(is_read=is_read),), 20, "9", (), True, True, True)
    parts = chart_parts(chart)
    assert BAD in unescaped(parts.rows)
    assert (BAD in unescaped(parts.bars)) == is_read


def test_no_text_of_a_table_is_taken_for_html() -> None:
    line = GroupLine(BAD, number(), number(), number(), number(), 50, BAD, BAD)
    part = group_part(Group("link", "By", (line,), line), [SortLink("name", BAD, "", BAD)])
    assert unescaped(part.heads).count(BAD) == 2
    assert unescaped(part.lines).count(BAD) == 3 + 8
    assert unescaped(part.total).count(BAD) == 1 + 8
    week = Week((), (HourLine(BAD, (HourCell(BAD, BAD, BAD, 1),)),))
    assert unescaped(week_lines(week)).count(BAD) == 4


def test_no_text_of_a_figure_is_taken_for_html() -> None:
    figure = Figure("made", BAD, BAD, number(), (number(), number()), number(), BAD)
    assert unescaped(figure_list([figure])).count(BAD) == 2 + 2 + 4 + 2 + 1


def test_the_code_of_a_currency_is_apart_before_a_number_and_behind_it() -> None:
    before = MoneyAmount(LinkedNumber("EUR 1.00", BAD), "−EUR 2.00")
    behind = MoneyAmount(LinkedNumber("1,00 EUR", "/o/"), "")
    html = money_rows([MoneyLine("EUR", before, behind, behind, behind)])
    assert '><span class="code">EUR </span>1.00</a>' in html
    assert '>−<span class="code">EUR </span>2.00</span>' in html
    assert '>1,00<span class="code"> EUR</span></a>' in html
    assert BAD in unescaped(html)


def unescaped(markup: str) -> str:
    """With what was escaped, and nothing else, as it was; none of it came through as HTML."""
    assert "<script" not in markup
    assert "\"'" not in markup
    return unescape(markup)
