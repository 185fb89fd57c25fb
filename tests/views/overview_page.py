"""Read the page of an overview as a manager would: figures, tables, links."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from django.contrib.auth.models import Permission, User
from django.test import Client

from sessions_browser.processes import kinds_of_work
from tests.views.page import Answer, ids, link

PAGE = "/demo/overview/"
NAMES = ("view_overview", "fill_facts")
TAG = re.compile(r"<[^>]+>")
NUMBER = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>\s*([0-9][0-9,]*)\s*</a>')
FIGURE = re.compile(r'id="figure-(\w+)">.*?<a class="big" href="([^"]+)">([^<]+)</a>', re.DOTALL)
# Stripe sends them times 100 (docs.stripe.com/currencies), and no page shows decimals of them.
WHOLE_IN_HUNDREDTHS = ("ISK", "UGX")
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
COUNTED = re.compile(r"<(td|dd)[^>]*>(.*?)</\1>", re.DOTALL)
# In this order, as some are within others: sentences and differences are no counts.
UNCOUNTED = (
    *(LINK, re.compile(r'<span class="code">.*?</span>', re.DOTALL)),
    re.compile(r'<span class="(?:change|sentence)">.*?</span>', re.DOTALL),
)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


@dataclass(frozen=True)
class Number:
    value: int
    url: str


def may_see(person: User, *names: str) -> None:
    person.user_permissions.add(*Permission.objects.filter(codename__in=names or NAMES))


def fill(again: int | None = None) -> None:
    """All that the emulator has, as the work behind the page does it."""
    kind = next(one for one in kinds_of_work() if one.name == "backfill")
    parameters = {"account": "demo", "again": again}
    state = kind.first(parameters)
    while state is not None:
        step = kind.step(parameters, state)
        assert step.note in ("", "budget"), step.note
        state = step.state


def main_of(response: Answer) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def words(text: str) -> str:
    return " ".join(html.unescape(TAG.sub(" ", text)).split())


def figures(response: Answer) -> dict[str, str]:
    """By name, as text."""
    return {name: text.strip() for name, _, text in FIGURE.findall(main_of(response))}


def numbers(response: Answer) -> list[Number]:
    """All whole numbers that are links."""
    found = NUMBER.findall(main_of(response))
    return [Number(int(text.replace(",", "")), html.unescape(url)) for url, text in found]


def without_a_link(response: Answer) -> list[str]:
    """What else stands in the cells and figures, but for shares in percent."""
    found = []
    for _, cell in COUNTED.findall(main_of(response)):
        for part in UNCOUNTED:
            cell = part.sub("", cell)
        found.append(words(cell))
    return [text for text in found if re.search(r"[0-9]", text) and not text.endswith(" %")]


def money(response: Answer) -> dict[str, list[Number]]:
    """By currency what was paid, left, left by somebody known, and recovered, in minor units."""
    part = main_of(response).partition('id="money-heading"')[2].partition("</table>")[0]
    found = {}
    for row in ROW.findall(part.partition("<tbody")[2]):
        currency = words(CELL.findall(row)[0])
        times = 100 if currency in WHOLE_IN_HUNDREDTHS else 1
        found[currency] = [
            Number(times * int(re.sub(r"\D", "", words(text))), html.unescape(url))
            for url, text in LINK.findall(row)
        ]
    return found


def table(response: Answer, heading: str) -> list[list[str]]:
    """The cells of the table that follows an element with this id, in words."""
    part = main_of(response).partition(f'id="{heading}"')[2]
    body = re.split(r"<tbody[^>]*>", part, maxsplit=1)[1].partition("</tbody>")[0]
    return [[words(cell) for cell in CELL.findall(row)] for row in ROW.findall(body)]


def rows_behind(client: Client, url: str) -> list[str]:
    """The ids on all pages of a list, or of a page of rows."""
    found: list[str] = []
    while url:
        response = client.get(url, follow=True)
        assert response.status_code == 200, url
        found += ids(response)
        url = link(response, "older")
    return found
