"""Read an answer as a person would: rows, links, messages."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Protocol
from urllib.parse import parse_qsl

from dashboard.request_log import LineFormatter


class Answer(Protocol):
    """A response of the test client, whose own type has no public name."""

    @property
    def content(self) -> bytes: ...


ROW = re.compile(r'<tr[^>]* data-session-id="([^"]+)"')
CHIP = re.compile(r'<li class="chip">(.*?)</li>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")

LIST = "/demo/sessions/"


def text_of(response: Answer) -> str:
    """The page, each run of white space one space, as a browser shows it."""
    return " ".join(html.unescape(response.content.decode()).split())


def ids(response: Answer) -> list[str]:
    return ROW.findall(response.content.decode())


def link(response: Answer, element_id: str) -> str:
    """The address of the link with this id, or "" when it is not on the page."""
    tag = re.search(rf'<a [^>]*id="{element_id}"[^>]*>', response.content.decode())
    if not tag:
        return ""
    address = re.search(r'href="([^"]*)"', tag[0])
    assert address
    return html.unescape(address[1])


def chips(response: Answer) -> list[str]:
    """The words of each chip, without markup."""
    found = CHIP.findall(response.content.decode())
    return [" ".join(html.unescape(TAG.sub(" ", chip)).split()) for chip in found]


def pairs(query: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query, keep_blank_values=True))


@contextmanager
def references_of_calls() -> Iterator[set[str]]:
    """Filled at the end: of the log's lines of all calls to Stripe that were made meanwhile."""
    lines, found = StringIO(), set[str]()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(LineFormatter("{ref} {message}", style="{"))
    logger = logging.getLogger("sessions_browser.stripe_api.client")
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
    found.update(line.split()[0] for line in lines.getvalue().splitlines())
