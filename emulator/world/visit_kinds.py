"""Kinds of visitors beside people who come to buy, drawn apart so that no other visit changes."""

from __future__ import annotations

from enum import Enum

from emulator.world import rates
from emulator.world.catalog import NO_LINK


class VisitKind(Enum):
    """What made the sessions of a visit.

    AHEAD: the shop made it by API and sent it out; nobody opened it.
    CRAWLER: a program followed a payment link.
    AGENT: a program buys for a person, with Link and within seconds.
    TABS: a customer opens the same order again and again, so that several are open at once.
    CHAIN: left, came back by the recovery link, left again, and came back once more.
    """

    PLAIN = "plain"
    AHEAD = "ahead"
    CRAWLER = "crawler"
    AGENT = "agent"
    TABS = "tabs"
    CHAIN = "chain"


_OF_API = (
    (VisitKind.AHEAD, rates.AHEAD),
    (VisitKind.AGENT, rates.AGENTS),
    (VisitKind.TABS, rates.TABS),
    (VisitKind.CHAIN, rates.CHAINS),
)
_OF_LINKS = ((VisitKind.CRAWLER, rates.CRAWLERS),)


# A number drawn from 1,000 that is not below this makes a visit plain.
MOST_KINDS = max(sum(rate for _, rate in of) for of in (_OF_API, _OF_LINKS))


def kind_of_visit(drawn: int, link: int, mode: str) -> VisitKind:
    """drawn: from 0 to 999. link, mode: of the visit."""
    if mode != "payment":
        return VisitKind.PLAIN
    for kind, permille in _OF_API if link == NO_LINK else _OF_LINKS:
        if drawn < permille:
            return kind
        drawn -= permille
    return VisitKind.PLAIN
