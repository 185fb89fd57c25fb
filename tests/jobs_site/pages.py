"""A kind of job that sums up what numbered pages say."""

from __future__ import annotations

import urllib.request
from typing import Any

from sessions_browser.jobs.kinds import JobStep


def value(page: int) -> int:
    """Of each page another, so that no two mistakes make up for each other."""
    return page * page + 1


def sum_of(pages: int) -> int:
    return sum(value(page) for page in range(1, pages + 1))


class Pages:
    """parameters: address of a server, and how many pages to ask it for."""

    name = "pages"

    def first(self, _parameters: dict[str, Any]) -> dict[str, int]:
        return {"page": 1, "sum": 0}

    def step(self, parameters: dict[str, Any], state: dict[str, int]) -> JobStep:
        address = f"{parameters['address']}/{state['page']}"
        with urllib.request.urlopen(address, timeout=30) as answer:
            so_far = state["sum"] + int(answer.read())
        total = sum_of(parameters["pages"])
        if state["page"] == parameters["pages"]:
            return JobStep(None, so_far, total)
        return JobStep({"page": state["page"] + 1, "sum": so_far}, so_far, total)
