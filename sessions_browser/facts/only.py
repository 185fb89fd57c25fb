"""Which sessions a figure counts: the one filter for figures and for the rows behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sessions_browser.facts.cells import (
    Became,
    Mode,
    Origin,
    codes_of_account,
    conditions,
    tries_before_another,
)
from sessions_browser.facts.numbers import number_of_name


class Only(NamedTuple):
    """None is any. link, currency: "" is none, as of sessions that no payment link made.

    present: whether somebody was there. tried_again: whether the person made a later session.
    once: without those left whose person made a later session, so that several tries count once.
    """

    outcomes: frozenset[Became] | None = None
    link: str | None = None
    currency: str | None = None
    mode: Mode | None = None
    origin: Origin | None = None
    band: int | None = None
    present: bool | None = None
    tried_again: bool | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """A condition on the codes of cells, as SQL over the table `c` of cells.

    Where only rows of facts are picked by it, it may speak of the table `f` of facts too.
    """

    sql: str
    parameters: tuple[int, ...]


def chosen(account: int, only: Only, *, coarse: bool = False) -> Chosen | None:
    """None where no cell can match, as with a link of which there is no fact."""
    first, last = codes_of_account(account, coarse=coarse)
    sql, parameters = ["c.code BETWEEN %s AND %s"], [first, last]
    values = _values(only)
    if values is None:
        return None
    for mask, wanted in conditions(values):
        marks = ", ".join(["%s"] * len(wanted))
        sql.append(f"(c.code & %s) IN ({marks})")
        parameters += [mask, *wanted]
    if only.once:
        mask, (one, other) = tries_before_another()
        sql.append("(c.code & %s) NOT IN (%s, %s)")
        parameters += [mask, one, other]
    return Chosen(" AND ".join(sql), tuple(parameters))


def _values(only: Only) -> Mapping[str, Iterable[int]] | None:
    values: dict[str, Iterable[int]] = {}
    for name in ("mode", "origin", "band", "present", "tried_again"):
        value = getattr(only, name)
        if value is not None:
            values[name] = [int(value)]
    if only.outcomes is not None:
        values["outcome"] = only.outcomes or [7]
    for kind, text in (("link", only.link), ("currency", only.currency)):
        if text is None:
            continue
        number = number_of_name(kind, text)
        if number is None:
            return None
        values[kind] = [number]
    return values
