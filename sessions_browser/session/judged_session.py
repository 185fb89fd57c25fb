"""A session with the judgement of it at one moment, of which verdict and timeline are made."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.payment import Payment
from sessions_browser.objects.payment_method import MethodKind
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import State
from sessions_browser.presentation.times import Clock, Moment


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the session itself.

    link_is_off: its payment link is known to be switched off.
    recovered_by: id of a later session that continues it, where one was found.
    later_looked_at: whether it was looked for such a session.
    """

    link_is_off: bool = False
    recovered_by: str | None = None
    later_looked_at: bool = False


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True)
class JudgedSession:
    session: FullSession
    standing: Standing
    clock: Clock
    beside: Beside = NOTHING_BESIDE

    @classmethod
    def judge(
        cls, session: FullSession, clock: Clock, beside: Beside = NOTHING_BESIDE
    ) -> JudgedSession:
        return cls(session, standing_of(session.row, clock.now), clock, beside)

    @property
    def row(self) -> SessionRow:
        return self.session.row

    @property
    def state(self) -> State:
        return self.standing.state

    @property
    def payment(self) -> Payment:
        return self.session.payment

    @property
    def own_total(self) -> str:
        """The session's total in its own currency."""
        return str(money(self.row.amount_total, self.row.currency) or "the amount")

    @property
    def total(self) -> str:
        """The session's own total, and the other amount where there were two currencies."""
        second = "" if self.row.amount_total is None else self._second_amount()
        return f"{self.own_total}{second}"

    def _second_amount(self) -> str:
        totals = self.session.totals
        if totals.presentment_amount is not None:
            seen = money(totals.presentment_amount, totals.presentment_currency)
            return f" (the customer saw {seen})"
        if totals.source_amount is not None:
            own = money(totals.source_amount, totals.source_currency)
            return f" ({own} in the shop's currency)"
        return ""

    @property
    def total_for_customer(self) -> str:
        """The amount in the currency in which the customer saw it."""
        totals = self.session.totals
        if totals.presentment_amount is not None:
            return str(money(totals.presentment_amount, totals.presentment_currency))
        return self.own_total

    def of_payment(self, amount: int | None) -> Money | None:
        """amount: in minor units of the payment's own currency."""
        return money(amount, self.row.payment_currency)

    @property
    def payment_of_total(self) -> str:
        """Such as "SEPA bank debit of EUR 49.00", "payment of EUR 49.00 by Klarna"."""
        method = self.payment.method
        if method.is_delayed:
            return f"{method.name} of {self.total}"
        by = f" by {method.in_a_sentence}" if method.name else ""
        return f"payment of {self.total}{by}"

    def with_method(self, whose: str = "the customer's") -> str:
        """Such as " on the customer's Visa ending in 4242" or " through Klarna", or ""."""
        method = self.payment.method
        if method.kind is MethodKind.CARD:
            return f" on {whose} {method.in_a_sentence}"
        return f" through {method.name}" if method.name else ""

    @property
    def reason(self) -> str:
        """Why the payment was declined, in the bank's words, as the end of a sentence."""
        declined = self.payment.declined
        return f": “{declined}”" if declined else "."

    @property
    def recovery_url(self) -> str:
        """The address, while it works and nobody has used it yet as far as is known."""
        return "" if self.beside.recovered_by else self.session.recovery.url_at(self.clock.now)

    def at(self, unix: int | None) -> Moment | None:
        return self.clock.maybe_moment(unix)

    def words_at(self, unix: int | None, before: str = " on ") -> str:
        found = self.at(unix)
        return f"{before}{found.text}" if found else ""

    def for_customer(self, unix: int | None, before: str = " until ") -> str:
        """As `words_at`, with the zone, since the customer may live in another."""
        zone = self.clock.zone.key
        place = zone.rpartition("/")[2].replace("_", " ")
        named = zone if "/" not in zone else f"{place} time"
        words = self.words_at(unix, before)
        return f"{words} ({named})" if words else ""
