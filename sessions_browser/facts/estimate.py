"""About how many calls a fill will take, told before it starts, from a few calls."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sessions_browser.facts.walker import Ask, checked
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery

# Beside the pages: slices that end amid a page, and what is read again.
MORE_CALLS = 1.05


@dataclass(frozen=True, slots=True)
class Estimate:
    """is_exact: there was nothing to guess."""

    sessions: int
    calls: int
    is_exact: bool


def estimate(ask: Ask, begin: int, end: int, samples: int = 5) -> Estimate:
    """How many sessions there are in [begin, end), by how dense they lie in some places of it.

    Between two of these places they lie as dense as in both on average.

    samples: calls at most. Raises UpstreamError.
    """
    sessions, newer, above = 0.0, 0.0, end
    for number in range(samples):
        # Closer together where they are newer, as most are.
        top = end - round((end - begin) * (number / samples) ** 2)
        bounds = (("created[gte]", str(begin)), ("created[lt]", str(top)))
        query = ListQuery(filters=bounds, limit=MAX_LIMIT)
        answer = ask(query)
        found = checked(answer, query)
        oldest = found[-1]["created"] if answer["has_more"] else begin
        density = len(found) / max(1, top - oldest)
        sessions += (newer + density) / 2 * (above - top)
        if not answer["has_more"]:
            # All that is left, so of the places below nothing has to be guessed.
            return _estimate(sessions + len(found), is_exact=number == 0)
        newer, above = density, top
    return _estimate(sessions + newer * (above - begin), is_exact=False)


def _estimate(sessions: float, *, is_exact: bool) -> Estimate:
    calls = max(1, math.ceil(sessions / MAX_LIMIT * (1 if is_exact else MORE_CALLS)))
    return Estimate(round(sessions), calls, is_exact)
