"""How often the random world has what, as a table: `python -m emulator rates` prints it."""

from __future__ import annotations

from typing import NamedTuple

from emulator.world import rates
from emulator.world.stories import STORIES


class RateLine(NamedTuple):
    """permille: of what `of` names."""

    what: str
    permille: int
    of: str


RATE_LINES = (
    RateLine(
        "made ahead by API, sent out and never opened", rates.AHEAD, "API visits that pay once"
    ),
    RateLine("an agent buys for a person", rates.AGENTS, "API visits that pay once"),
    RateLine("several are open at once", rates.TABS, "API visits that pay once"),
    RateLine("left twice, came back twice", rates.CHAINS, "API visits that pay once"),
    RateLine("a crawler followed the link", rates.CRAWLERS, "visits to payment links"),
    RateLine("the e-mail was typed with capitals", rates.CAPITALS, "people"),
    RateLine("sold in Link's name", rates.MANAGED, "sessions"),
    RateLine(
        "the shop ended it early", rates.ENDED_EARLY, "abandoned sessions of two hours or more"
    ),
    RateLine("the card was declined", rates.OPEN_DECLINED, "open sessions with a try"),
    RateLine("waits at the bank", rates.OPEN_AT_THE_BANK, "open sessions with a try"),
    RateLine("left without a decline", rates.LEFT_WITHOUT_DECLINE, "expired sessions with a try"),
    RateLine("paid by a wallet", rates.WALLET, "card payments"),
    RateLine("a business bought", rates.BUSINESS, "complete sessions"),
    RateLine("paid in the buyer's own currency", rates.PRESENTMENT, "payments from abroad"),
    RateLine("refunded", rates.REFUNDED, "paid sessions"),
    RateLine("refunded in part", rates.REFUNDED_IN_PART, "paid sessions"),
    RateLine("disputed", rates.DISPUTED, "paid sessions after ten days"),
    RateLine("captured", rates.CAPTURED, "reserved payments"),
    RateLine("captured in part", rates.CAPTURED_IN_PART, "reserved payments"),
    RateLine("past due", rates.PAST_DUE, "subscriptions after a month"),
    RateLine("unpaid", rates.UNPAID, "subscriptions after a month"),
    RateLine("paused", rates.PAUSED, "trials that are over"),
)


def as_markdown() -> str:
    """The rates, then the stories, which no random session has."""
    lines = ["| what | of 1,000 | which |", "| --- | ---: | --- |"]
    lines += [f"| {line.what} | {line.permille} | {line.of} |" for line in RATE_LINES]
    lines += ["", "| story | what it tells |", "| --- | --- |"]
    lines += [f"| `{story.name}` | {story.sentence} |" for story in STORIES]
    return "\n".join(lines)
