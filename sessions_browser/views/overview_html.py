"""The figures of an overview, the bars of its chart and the rows of its tables as HTML.

They are most of the page, and a template takes ten times as long for them. What there are hundreds
of is written at once; what stands in its braces is a number or `escaped`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sessions_browser.overview.bars import BAR, HEIGHT, Chart, ChartBar
from sessions_browser.overview.groups import Group, GroupLine, SortLink
from sessions_browser.overview.headline import Figure, LinkedNumber
from sessions_browser.overview.money_lines import MoneyAmount, MoneyLine
from sessions_browser.overview.numbers_in_words import DASH
from sessions_browser.overview.week import HourCell, HourLine, Week
from sessions_browser.views.markup import escaped, filled, joined, worded

NOTHING = SafeString("")
SHORT_BAR = f'<rect class="short" x="{{}}" y="0" width="{BAR}" height="30"/>'
UNREAD_BAR = f'<rect class="unread" x="{{}}" y="0" width="{BAR}" height="{HEIGHT}"/>'
LINK = '<a href="{}">{}</a>'
NUMBERS = '<td role="cell" class="number"><a href="{}">{}</a></td>' * 4
LINE = (
    '<tr role="row"><th role="rowheader" scope="row"{}><bdi>{}</bdi>{}'
    ' <svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
    f'<rect width="{{}}" height="4"/></svg></th>{NUMBERS}</tr>\n'
)
TOTAL = f'<tr role="row"><th role="rowheader" scope="row">{{}}</th>{NUMBERS}</tr>\n'
NO_HOUR = SafeString('<td class="number shade-0">0 <span></span></td>')
FIGURE = (
    '<div class="figure{}" id="figure-{}"><dt>{}</dt><dd><a class="big" href="{}">{}</a>{}{}'
    '<span class="sentence">{}</span></dd></div>\n'
)
PARTS = '<span class="parts">{}</span>'
CHANGE = '<span class="change">{} <span class="quiet">{}</span></span>'
HEAD = '<th role="columnheader" scope="col"{}{}>{}</th>\n'
MONEY = '<tr role="row"><th role="rowheader" scope="row">{}</th>{}</tr>\n'
AMOUNT = '<td role="cell" class="number"><a href="{}">{}</a>{}</td>'
AMOUNT_CHANGE = ' <span class="change">{}</span>'
# Left out where there is no room, since the row has it.
CODE = '{}<span class="code">{}</span>{}'


class GroupPart(NamedTuple):
    """A table, and its rows as HTML."""

    group: Group
    heads: SafeString
    lines: SafeString
    total: SafeString


class ChartParts(NamedTuple):
    """bars: of the drawing. rows: of the table of the same."""

    bars: SafeString
    rows: SafeString


def chart_parts(chart: Chart) -> ChartParts:
    marks = {
        "partial": _mark("quiet", _("not over yet")),
        "unread": _mark("quiet", _("not read in full")),
        "short": _mark("mark", _("far fewer paid than usual")),
    }
    bars, rows = [], []
    for bar in chart.bars:
        made, paid = escaped(bar.made.url), escaped(bar.paid.url)
        bars.append(_bar(bar, made, paid))
        rows.append(_bar_row(bar, made, paid, marks))
    return ChartParts(joined(bars), joined(rows))


def _mark(name: str, words: str) -> SafeString:
    return filled(' <span class="{}">{}</span>', name, words)


def _bar(bar: ChartBar, made: SafeString, paid: SafeString) -> SafeString:
    """made, paid: their addresses. The whole height can be pressed."""
    if not bar.is_read:
        return filled(UNREAD_BAR, bar.x)
    name, kind = escaped(bar.name), " partial" if bar.is_partial else ""
    short = filled(SHORT_BAR, bar.x) if bar.is_short else NOTHING
    return SafeString(
        f'<a href="{made}" tabindex="-1"><title>{name}</title>'
        f'<rect class="reach" x="{bar.x}" y="0" width="{BAR}" height="{HEIGHT}"/>'
        f'<rect class="made{kind}" x="{bar.x}" y="{bar.made_y}" width="{BAR}"'
        f' height="{bar.made_height}"/></a>'
        f'<a href="{paid}" tabindex="-1"><title>{name}</title>'
        f'<rect class="paid" x="{bar.x}" y="{bar.paid_y}" width="{BAR}"'
        f' height="{bar.paid_height}"/></a>{short}'
    )


def _bar_row(
    bar: ChartBar, made: SafeString, paid: SafeString, marks: dict[str, SafeString]
) -> SafeString:
    said = (("partial", bar.is_partial), ("unread", not bar.is_read), ("short", bar.is_short))
    told = joined([marks[name] for name, is_so in said if is_so])
    short = ' class="short"' if bar.is_short else ""
    return SafeString(
        f'<tr{short}><th scope="row">{escaped(bar.label)}{told}</th>'
        f'<td class="number"><a href="{made}">{escaped(bar.made.text)}</a></td>'
        f'<td class="number"><a href="{paid}">{escaped(bar.paid.text)}</a></td>'
        f'<td class="number">{escaped(bar.share or DASH)}</td></tr>\n'
    )


def group_part(group: Group, sorts: Sequence[SortLink]) -> GroupPart:
    heads = joined(_head(one, group) for one in sorts)
    lines = joined(_line(line) for line in group.lines)
    total = filled(TOTAL, group.total.name, *_numbers(group.total))
    return GroupPart(group, heads, lines, total)


def _head(one: SortLink, group: Group) -> SafeString:
    is_sorted = group.is_sorted and one.order
    return filled(
        HEAD,
        NOTHING if one.name == "name" else SafeString(' class="number"'),
        filled(' aria-sort="{}"', one.order) if is_sorted else NOTHING,
        filled(LINK, f"{one.url}#by-{group.name}", one.label) if group.is_sorted else one.label,
    )


def _line(line: GroupLine) -> SafeString:
    return filled(
        LINE,
        filled(' title="{}"', line.title) if line.title else NOTHING,
        line.name,
        filled(' <span class="quiet mono">{}</span>', line.detail) if line.detail else NOTHING,
        line.share,
        *_numbers(line),
    )


def _numbers(line: GroupLine) -> list[str]:
    """Address and text of each."""
    numbers = line.made, line.paid, line.left, line.conversion
    return [text for one in numbers for text in (one.url, one.text)]


def linked(number: LinkedNumber) -> SafeString:
    return filled(LINK, number.url, number.text)


def money_rows(lines: Sequence[MoneyLine]) -> SafeString:
    return joined(
        filled(
            MONEY,
            line.currency,
            joined(
                _amount(one, line.currency)
                for one in (line.paid, line.left, line.known, line.recovered)
            ),
        )
        for line in lines
    )


def _amount(one: MoneyAmount, currency: str) -> SafeString:
    change = filled(AMOUNT_CHANGE, _with_code(one.change, currency)) if one.change else NOTHING
    return filled(AMOUNT, one.amount.url, _with_code(one.amount.text, currency), change)


def _with_code(text: str, currency: str) -> SafeString:
    """Behind the number in some languages."""
    before, code, after = text.partition(currency)
    if after:
        return filled(CODE, before, f"{code} ", after.lstrip())
    return filled(CODE, before.rstrip(), f" {code}", after)


def figure_list(figures: Sequence[Figure]) -> SafeString:
    said, earlier = _("%(part)s of %(whole)s"), _("from %(number)s")
    return joined(_figure(one, said, earlier) for one in figures)


def _figure(one: Figure, said: str, earlier: str) -> SafeString:
    """said: of its parts; earlier: of what it was."""
    parts = change = NOTHING
    if one.parts:
        part, whole = map(linked, one.parts)
        parts = filled(PARTS, worded(said, part=part, whole=whole))
    if one.before:
        change = filled(CHANGE, one.change, worded(earlier, number=linked(one.before)))
    return filled(
        FIGURE,
        " figure-rate" if one.is_rate else "",
        one.name,
        one.label,
        one.now.url,
        one.now.text,
        parts,
        change,
        one.sentence,
    )


def week_lines(week: Week) -> SafeString:
    return joined(_hours(line) for line in week.lines)


def _hours(line: HourLine) -> SafeString:
    cells = joined([_hour(one) if one.paid else NO_HOUR for one in line.cells])
    return SafeString(f'<tr><th scope="row">{escaped(line.hour)}</th>{cells}</tr>\n')


def _hour(one: HourCell) -> SafeString:
    return SafeString(
        f'<td class="number shade-{one.shade}"><a href="{escaped(one.url)}">{escaped(one.made)}</a>'
        f" <span>{escaped(one.paid)}</span></td>"
    )
