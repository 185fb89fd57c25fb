"""A session with the judgement of it at one moment, of which verdict and timeline are made."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.payment import Payment
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import State
from sessions_browser.presentation.times import Clock, Moment


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the session itself.

    link_is_off: its payment link is known to be deactivated.
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

    def of_payment(self, amount: int | None) -> Money | None:
        """amount: in minor units of the payment's own currency."""
        return money(amount, self.row.payment_currency)

    @property
    def recovery_url(self) -> str:
        """The address, while it works and nobody has used it yet as far as is known."""
        return "" if self.beside.recovered_by else self.session.recovery.url_at(self.clock.now)

    def at(self, unix: int | None) -> Moment | None:
        return self.clock.maybe_moment(unix)

    def words_at(self, unix: int | None) -> str:
        """ "" where the moment is not known."""
        found = self.at(unix)
        return found.text if found else ""
