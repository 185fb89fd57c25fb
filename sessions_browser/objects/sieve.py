"""A page of a list that Stripe cannot filter: the sessions that match, out of those read. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from sessions_browser.objects.list_query import Coverage, ListQuery, SessionPage, cursor_of
from sessions_browser.objects.outcome_filter import OutcomeFilter
from sessions_browser.objects.session_row import SessionRow


def sieved_page(
    stretches: Sequence[SessionPage],
    query: ListQuery,
    outcome: OutcomeFilter,
    *,
    is_cut_short: bool = False,
) -> SessionPage:
    """The page of `query`, with where its reader looked.

    stretches: what was read from the place of `query` on, in its direction; at least one.
    is_cut_short: a failure ended the reading.
    """
    rows, last = _in_direction_of_travel(stretches), stretches[-1]
    stop = _stop(rows, query.limit, outcome)
    if stop < len(rows) or last.has_more:
        stop = _to_a_cursor(rows, stop)
    looked_at = rows[:stop]
    newest_first = looked_at[::-1] if query.ending_before else looked_at
    return SessionPage(
        query=query,
        rows=tuple(row for row in newest_first if outcome.matches(row)),
        has_more=stop < len(rows) or last.has_more,
        fetched_at=min(stretch.fetched_at for stretch in stretches),
        unreadable=sum(stretch.unreadable for stretch in stretches),
        strangers=sum(stretch.strangers for stretch in stretches),
        coverage=Coverage(
            len(looked_at),
            newest_first[0] if newest_first else None,
            newest_first[-1] if newest_first else None,
            is_cut_short,
        ),
        version=_version(stretches, outcome, is_cut_short),
    )


def _version(
    stretches: Sequence[SessionPage], outcome: OutcomeFilter, is_cut_short: bool
) -> Hashable:
    """Of a page that is a function of these; None as soon as one of them has none."""
    versions = tuple((stretch.query, stretch.version) for stretch in stretches)
    is_known = all(version is not None for _, version in versions)
    return (versions, outcome, is_cut_short) if is_known else None


def _in_direction_of_travel(stretches: Sequence[SessionPage]) -> list[SessionRow]:
    """Each session once: lists that shift while they are read can repeat one."""
    rows: list[SessionRow] = []
    seen: set[str | None] = set()
    for stretch in stretches:
        for row in stretch.rows[::-1] if stretch.query.ending_before else stretch.rows:
            if row.id is None or row.id not in seen:
                seen.add(row.id)
                rows.append(row)
    return rows


def _stop(rows: Sequence[SessionRow], limit: int, outcome: OutcomeFilter) -> int:
    """How many rows a page looks at: up to the first match that it has no room for.

    So a full page whose other rows match nothing is known to be the last.
    """
    matches = [place for place, row in enumerate(rows) if outcome.matches(row)]
    return matches[limit] if len(matches) > limit else len(rows)


def _to_a_cursor(rows: Sequence[SessionRow], stop: int) -> int:
    """Back to a row from which one can go on. What is then left out, the next page looks at."""
    places = (place for place in range(stop, 0, -1) if cursor_of(rows[place - 1]))
    return next(places, stop)
