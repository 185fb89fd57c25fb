"""A session with the judgement of it at one moment, of which verdict and timeline are made."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.payment import Payment
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.presentation.times import Clock, Moment


@dataclass(frozen=True, slots=True)
class JudgedSession:
    session: FullSession
    standing: Standing
    clock: Clock

    @classmethod
    def judge(cls, session: FullSession, clock: Clock) -> JudgedSession:
        return cls(session, standing_of(session.row, clock.now, session.payment), clock)

    @property
    def row(self) -> SessionRow:
        return self.session.row

    @property
    def payment(self) -> Payment:
        return self.session.payment

    @property
    def total(self) -> Money | None:
        return money(self.row.amount_total, self.row.currency)

    @property
    def refunded(self) -> Money | None:
        return money(self.payment.refunded, self.row.currency)

    @property
    def recovery_url(self) -> str:
        return self.session.recovery.url_at(self.clock.now)

    def at(self, unix: int | None) -> Moment | None:
        return self.clock.maybe_moment(unix)

    def words_at(self, unix: int | None, before: str = " on ") -> str:
        found = self.at(unix)
        return f"{before}{found.text}" if found else ""
