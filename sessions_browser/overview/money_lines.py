"""Money paid, left and recovered, by currency."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.facts.cells import LEFT, Became, Origin
from sessions_browser.facts.queries import Figures
from sessions_browser.facts.tally import Tally
from sessions_browser.overview.headline import LinkedNumber
from sessions_browser.overview.numbers_in_words import amount_change, amount_text
from sessions_browser.overview.scope import Scope, UrlOfOutcomes
from sessions_browser.presentation.page_urls import AccountUrls

PAID = frozenset((Became.PAID,))
KNOWN = frozenset((Became.LEFT_KNOWN,))


@dataclass(frozen=True, slots=True)
class MoneyAmount:
    """change: against the range before, "" where it is not known."""

    amount: LinkedNumber
    change: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """known: of what was left, with an e-mail or a phone number.

    recovered: paid in sessions that continue an expired one; part of `paid`.
    """

    currency: str
    paid: MoneyAmount
    left: MoneyAmount
    known: MoneyAmount
    recovered: MoneyAmount


def money_lines(
    found: Figures, before: Figures | None, scope: Scope, urls: AccountUrls
) -> list[MoneyLine]:
    """The currency with the most sessions first."""
    now, earlier = found.by_name("currency"), before.by_name("currency") if before else None
    again = _recovered(found)
    again_before = _recovered(before) if before else None
    return [
        _line(name, now[name], again, earlier, again_before, scope.narrowed(currency=name), urls)
        for name in sorted(now, key=lambda name: (-now[name].made, name))
        if name and now[name].amount()
    ]


def _recovered(found: Figures) -> dict[str, Tally]:
    """Tallies of recovered sessions by currency."""
    return found.by_currency_of(Origin.RECOVERED)


def _line(
    name: str,
    tally: Tally,
    again: dict[str, Tally],
    earlier: dict[str, Tally] | None,
    again_before: dict[str, Tally] | None,
    scope: Scope,
    urls: AccountUrls,
) -> MoneyLine:
    nothing = Tally()

    def amount(
        outcomes: frozenset[Became], of: Tally, before: Tally | None, url: UrlOfOutcomes
    ) -> MoneyAmount:
        number = of.amount(outcomes)
        return MoneyAmount(
            LinkedNumber(amount_text(number, name), url(outcomes)),
            "" if before is None else amount_change(number, before.amount(outcomes), name),
        )

    was = None if earlier is None else earlier.get(name, nothing)
    was_again = None if again_before is None else again_before.get(name, nothing)
    url = scope.urls_by_outcomes(urls)
    recovered = scope.narrowed(origin=Origin.RECOVERED).urls_by_outcomes(urls)
    return MoneyLine(
        currency=name.upper(),
        paid=amount(PAID, tally, was, url),
        left=amount(LEFT, tally, was, url),
        known=amount(KNOWN, tally, was, url),
        recovered=amount(PAID, again.get(name, nothing), was_again, recovered),
    )
