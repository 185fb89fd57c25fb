"""About how many calls it takes to read sessions that are known one by one."""

from __future__ import annotations

import math
from array import array
from itertools import islice

from sessions_browser.conf import Account
from sessions_browser.facts import queries
from sessions_browser.facts.cells import CONVERTED, LEFT, Became
from sessions_browser.facts.estimate import Estimate
from sessions_browser.facts.only import Only
from sessions_browser.objects.list_query import MAX_LIMIT, Pairs
from sessions_browser.views.export_asked import NamedSessions

# A file of them has no more rows: their ids are written down before the first call.
MOST_NAMED = 100_000
# In each, as many of them, they lie about as close together everywhere.
PARTS = 8
_STATUSES = {"complete": CONVERTED | {Became.PROCESSING}, "expired": LEFT}


def named_cost(account: Account, named: NamedSessions, filters: Pairs) -> Estimate:
    """filters: of Stripe's, by which they are asked for. Raises DatabaseError.

    sessions: as many as there are, at most one more than MOST_NAMED.
    """
    places = islice(named.places(), MOST_NAMED + 1)
    seconds = array("q", (created for _id, created in places))
    length = max(1, math.ceil(len(seconds) / PARTS))
    only, calls = _only(filters), 0.0
    for begin in range(0, len(seconds), length):
        part = seconds[begin : begin + length]
        known, made = queries.counts(account.slug, part[-1], part[0] + 1, only)
        calls += _calls(len(part), made.made if known.is_complete else None)
    return Estimate(len(seconds), max(1, math.ceil(calls)), is_exact=True)


def _calls(count: int, among: int | None) -> float:
    """among: how many sessions there are between them; None where nobody knows.

    A page has those that lie next to each other; the next page begins at the next one that is
    wanted, which is on average as far as they lie apart.
    """
    if among is None or among < count:
        return count
    return min(count, count * among / (count * MAX_LIMIT + among - count))


def _only(filters: Pairs) -> Only:
    values = dict(filters)
    return Only(outcomes=_STATUSES.get(values.get("status", "")), link=values.get("payment_link"))
