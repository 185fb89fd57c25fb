"""The figures at the top: each with what it counts, its change, and its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from sessions_browser.facts.cells import CONVERTED, SETTLED, Became
from sessions_browser.facts.tally import EVERY, Tally
from sessions_browser.objects.formats import grouped
from sessions_browser.overview.numbers_in_words import (
    change_text,
    points_text,
    share_text,
    whole_share,
)
from sessions_browser.overview.scope import Scope
from sessions_browser.presentation.page_urls import AccountUrls

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class LinkedNumber(NamedTuple):
    """Its rows are at `url`."""

    text: str
    url: str

    @property
    def link(self) -> SafeString:
        return format_html('<a href="{}">{}</a>', self.url, self.text)


@dataclass(frozen=True, slots=True)
class Figure:
    """sentence: what it counts, and of what.

    parts: of a rate, the numbers that make it, each with its rows; else none.
    before, change: None where nothing is known to compare with.
    """

    name: str
    label: str
    sentence: str
    now: LinkedNumber
    parts: tuple[LinkedNumber, ...] = ()
    before: LinkedNumber | None = None
    change: str = ""
    is_rate: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """outcomes, present: as in `Only`; None is any."""

    name: str
    label: _StrPromise
    sentence: _StrPromise
    outcomes: frozenset[Became] | None = None
    present: bool | None = None

    def of(self, tally: Tally) -> int:
        return tally.count(self.outcomes or EVERY, present=self.present)

    def scope(self, scope: Scope) -> Scope:
        return scope.narrowed(outcomes=self.outcomes, present=self.present)


def _one(became: Became) -> frozenset[Became]:
    return frozenset((became,))


MADE = Count(
    "made",
    gettext_lazy("Made"),
    gettext_lazy("All sessions, whether a customer or the shop's system made them."),
)
COUNTS = (
    MADE,
    Count(
        "present",
        gettext_lazy("Somebody was there"),
        gettext_lazy("%(share)s of those made: with an e-mail, a name or a payment, or completed."),
        present=True,
    ),
    Count(
        "paid",
        gettext_lazy("Paid"),
        gettext_lazy("%(share)s of those made: completed, and the payment succeeded."),
        _one(Became.PAID),
    ),
    Count(
        "processing",
        gettext_lazy("Processing"),
        gettext_lazy("%(share)s of those made: completed, and the money has not arrived."),
        _one(Became.PROCESSING),
    ),
    Count(
        "nothing_due",
        gettext_lazy("No payment due"),
        gettext_lazy("%(share)s of those made: completed with nothing to pay, such as a trial."),
        _one(Became.NOTHING_DUE),
    ),
    Count(
        "left_known",
        gettext_lazy("Abandoned, known"),
        gettext_lazy("%(share)s of those made: expired, with an e-mail or phone to write to."),
        _one(Became.LEFT_KNOWN),
    ),
    Count(
        "left_unknown",
        gettext_lazy("Abandoned, unknown"),
        gettext_lazy("%(share)s of those made: expired, and nobody can be written to."),
        _one(Became.LEFT_UNKNOWN),
    ),
    Count(
        "open",
        gettext_lazy("Open now"),
        gettext_lazy("%(share)s of those made: can still be paid, so they are in no rate."),
        _one(Became.OPEN),
    ),
)
# Only where there are some, so that the others add up.
OTHER = Count(
    "other",
    gettext_lazy("In another state"),
    gettext_lazy("%(share)s of those made: in a state that is not known here."),
    _one(Became.OTHER),
)
RATES = (
    (
        "conversion",
        None,
        gettext_lazy("Settled conversion"),
        gettext_lazy(
            "Paid or nothing due, of those that were paid, had nothing due or were abandoned."
        ),
    ),
    (
        "conversion_present",
        True,
        gettext_lazy("Where somebody was there"),
        gettext_lazy("The same rate of sessions with an e-mail, a name or a payment."),
    ),
)


@dataclass(frozen=True, slots=True)
class ScopedTally:
    """A tally with the scope that it counts."""

    tally: Tally
    scope: Scope


def figures_of(now: ScopedTally, before: ScopedTally | None, urls: AccountUrls) -> list[Figure]:
    """before: None where nothing is known to compare with."""
    return [*_rates(now, before, urls), *_counts(now, before, urls)]


def _counts(now: ScopedTally, before: ScopedTally | None, urls: AccountUrls) -> Iterator[Figure]:
    made = now.tally.made
    for one in (*COUNTS, OTHER):
        number = one.of(now.tally)
        if one is OTHER and not number:
            continue
        earlier = None if before is None else one.of(before.tally)
        yield Figure(
            name=one.name,
            label=str(one.label),
            sentence=str(one.sentence) % {"share": whole_share(number, made)},
            now=LinkedNumber(grouped(number), one.scope(now.scope).url(urls)),
            before=None
            if before is None or earlier is None
            else LinkedNumber(grouped(earlier), one.scope(before.scope).url(urls)),
            change="" if earlier is None else change_text(number, earlier),
        )


def _rates(now: ScopedTally, before: ScopedTally | None, urls: AccountUrls) -> Iterator[Figure]:
    for name, present, label, sentence in RATES:
        rate, parts = _rate(now, present, urls)
        earlier, earlier_parts = _rate(before, present, urls) if before else (None, ())
        yield Figure(
            name=name,
            label=str(label),
            sentence=str(sentence),
            now=LinkedNumber(share_text(rate), parts[0].url),
            parts=parts,
            before=LinkedNumber(share_text(earlier), earlier_parts[1].url) if before else None,
            change=points_text(rate, earlier) if before else "",
            is_rate=True,
        )


def _rate(
    of: ScopedTally, present: bool | None, urls: AccountUrls
) -> tuple[float | None, tuple[LinkedNumber, ...]]:
    """The rate, and the two numbers that make it."""
    parts = tuple(
        LinkedNumber(
            grouped(of.tally.count(outcomes, present=present)),
            of.scope.narrowed(outcomes=outcomes, present=present).url(urls),
        )
        for outcomes in (CONVERTED, SETTLED)
    )
    settled = of.tally.count(SETTLED, present=present)
    converted = of.tally.count(CONVERTED, present=present)
    return (converted / settled if settled else None), parts
