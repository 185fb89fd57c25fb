"""Paid sessions of one person that may be one payment made twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import is_paid
from sessions_browser.presentation.times import duration

DOUBLE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class DoublePayment:
    """Paid sessions that may be one payment made twice.

    first, last: their places in the rows; sessions between them need not belong to it.
    ids: of the paid sessions.
    """

    first: int
    last: int
    ids: frozenset[str]
    words: str


def double_payments(rows: Sequence[SessionRow]) -> tuple[DoublePayment, ...]:
    """Neighbours in time among the paid: same amount, same items, within an hour.

    rows: newest first.
    """
    pairs = [group for group in _groups(rows) if len(group) > 1]
    return tuple(_double(rows, group) for group in _apart(pairs))


def _groups(rows: Sequence[SessionRow]) -> list[list[int]]:
    """Places of the paid sessions, each with those that look like the same payment."""
    groups: list[list[int]] = []
    for place, row in enumerate(rows):
        if not (is_paid(row) and row.amount_total and row.created is not None):
            continue
        group = next((g for g in groups if _is_again(rows[g[-1]], row)), None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    return groups


def _is_again(newer: SessionRow, older: SessionRow) -> bool:
    near = (newer.created or 0) - (older.created or 0) <= DOUBLE_SECONDS
    same = (newer.amount_total, newer.currency) == (older.amount_total, older.currency)
    return near and same and newer.items == older.items and newer.mode == older.mode


def _apart(groups: list[list[int]]) -> Iterator[list[int]]:
    """Bands that would cross are shown one after the other: the second begins below the first."""
    last = -1
    for group in groups:
        if group[0] > last:
            last = group[-1]
            yield group


def _double(rows: Sequence[SessionRow], group: list[int]) -> DoublePayment:
    newest, oldest = rows[group[0]], rows[group[-1]]
    apart = duration((newest.created or 0) - (oldest.created or 0))
    amount = money(newest.amount_total, newest.currency)
    words = f"Possible double payment: {len(group)} paid sessions of {amount}, {apart} apart."
    ids = frozenset(identifier for n in group if (identifier := rows[n].id))
    return DoublePayment(group[0], group[-1], ids, words)
