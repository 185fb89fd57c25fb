"""What calls to Stripe were for: what the dashboards counted, and what the emulator was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs

from prometheus_client.parser import text_string_to_metric_families

from tests.benchmarks.load import Site, table

LISTS = "/v1/checkout/sessions"
BEHIND = {"refresh": "pages renewed behind them", "ahead": "read ahead for those who page on"}
EMAIL = "customer_details[email]"


def background_work(sites: Sequence[Site]) -> Counter[str]:
    """What was begun behind pages, on all of the sites."""
    found: Counter[str] = Counter()
    for site in sites:
        text = site.connection().get("/metrics").text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == "checkout_sessions_background_total":
                    found[sample.labels["what"]] += int(sample.value)
    return found


def questions(requests: Iterable[dict[str, Any]]) -> Counter[str]:
    return Counter(_question(request["path"], parse_qs(request["query"])) for request in requests)


def _question(path: str, query: dict[str, list[str]]) -> str:
    if path != LISTS:
        return "a session" if path.startswith(LISTS) else path.removeprefix("/v1/").split("/")[0]
    if EMAIL in query:
        return "list of an e-mail"
    place = "below" if "starting_after" in query else "above" if "ending_before" in query else ""
    return f"list{f' {place} a session' if place else ''}, {query['limit'][0]} rows"


def print_purposes(calls: int, actions: int, behind: Counter[str], asked: Counter[str]) -> None:
    """What was begun behind a page and found done takes no call, so people waited for a few more.

    behind: as of `background_work`. asked: as of `questions`.
    """
    by_purpose = [(words, behind[what]) for what, words in BEHIND.items()]
    waited_for = calls - sum(count for _, count in by_purpose)
    rows = [("people waited for", waited_for), *by_purpose, *asked.most_common()]
    table(
        "What the calls of this dashboard were for, then what was asked",
        ("calls", "made", "an action"),
        *((name, count, f"{count / actions:.3f}") for name, count in rows),
    )
