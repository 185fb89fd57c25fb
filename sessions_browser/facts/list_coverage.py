"""Which stretch of time a page of a list tells everything of. Pure."""

from __future__ import annotations

from typing import Any

from sessions_browser.objects.json_fields import integer, mapping
from sessions_browser.objects.list_query import ListQuery

# Clocks of Stripe and of this machine that differ by less do no harm.
CLOCKS_DIFFER_SECONDS = 600
_BOUNDS = {"created[gte]": 0, "created[gt]": 1, "created[lt]": 0, "created[lte]": 1}


def stretch_of(
    query: ListQuery, answer: dict[str, Any], asked_at: float, cursor_created: int | None = None
) -> tuple[int, int] | None:
    """[begin, end) in Unix seconds; None where the page leaves out sessions, or tells too little.

    The newest second counts only up to the newest session: more may be made in it, and by a clock
    that is not ours.

    cursor_created: second of the cursor, where all sessions above it in that second are known.
    """
    bounds = dict(query.filters)
    if query.ending_before or not bounds.keys() <= _BOUNDS.keys():
        return None
    created = [integer(mapping(entry).get("created")) for entry in answer["data"]]
    seconds = [second for second in created if second is not None]
    if len(seconds) < len(created) or (query.starting_after and not seconds):
        return None
    lower, upper = _range(bounds)
    begin = max(lower, seconds[-1] + 1) if answer["has_more"] and seconds else lower
    if query.starting_after:
        end = seconds[0] if cursor_created is None else cursor_created + 1
    else:
        end = max([int(asked_at) - CLOCKS_DIFFER_SECONDS, *seconds[:1]])
    end = end if upper is None else min(end, upper)
    return (begin, end) if begin < end else None


def _range(bounds: dict[str, str]) -> tuple[int, int | None]:
    """As [lower, upper)."""
    values = {name: int(value) + _BOUNDS[name] for name, value in bounds.items()}
    lower = [value for name, value in values.items() if name in ("created[gte]", "created[gt]")]
    upper = [value for name, value in values.items() if name in ("created[lt]", "created[lte]")]
    return max(lower, default=0), min(upper, default=None)
