"""Two listings of one person joined into one.

A guest has no customer in Stripe, so their sessions are found by e-mail alone. An open or expired
session of a known customer often has no e-mail, so it is found by customer alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sessions_browser.objects.session_row import SessionRow


def merged(
    lists: Sequence[Sequence[SessionRow]], limit: int, *, upwards: bool = False
) -> tuple[tuple[SessionRow, ...], bool]:
    """The newest sessions of all lists, each once, newest first, and whether some were left out.

    limit: how many at most.
    upwards: take the oldest instead, for a page that is reached on the way to newer sessions.
    """
    ordered = _each_once(_in_order([tuple(rows) for rows in lists]))
    if len(ordered) <= limit:
        return ordered, False
    return (ordered[-limit:] if upwards else ordered[:limit]), True


def _in_order(lists: list[tuple[SessionRow, ...]]) -> Iterator[SessionRow]:
    """Newest first; each list keeps its own order, since times within a second are equal."""
    places = [0] * len(lists)
    while True:
        heads = [n for n, rows in enumerate(lists) if places[n] < len(rows)]
        if not heads:
            return
        first = max(heads, key=lambda n: (lists[n][places[n]].created or 0, -n))
        yield lists[first][places[first]]
        places[first] += 1


def _each_once(rows: Iterable[SessionRow]) -> tuple[SessionRow, ...]:
    seen: set[str | None] = set()
    once = []
    for row in rows:
        if row.id is None or row.id not in seen:
            seen.add(row.id)
            once.append(row)
    return tuple(once)


def other_handles(rows: Iterable[SessionRow]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """E-mails and customers that these sessions name, the newest first."""
    kept = tuple(rows)
    emails = dict.fromkeys(row.email for row in kept if row.email)
    customers = dict.fromkeys(row.customer for row in kept if row.customer)
    return tuple(emails), tuple(customers)
