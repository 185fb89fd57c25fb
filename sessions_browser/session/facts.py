"""What the verdict and the timeline of a session are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import mapping, moment, text
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.payment import Payment
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.times import Clock, Moment


@dataclass(frozen=True, slots=True)
class Facts:
    session: Mapping[str, Any]
    row: SessionRow
    payment: Payment
    clock: Clock

    @property
    def total(self) -> Money | None:
        return money(self.row.amount_total, self.row.currency)

    def at(self, unix: int | None) -> Moment | None:
        return self.clock.maybe_moment(unix)

    def words_at(self, unix: int | None, before: str = " on ") -> str:
        found = self.at(unix)
        return f"{before}{found.text}" if found else ""


def recovery_of(session: Mapping[str, Any], now: float) -> str:
    """The address through which the customer can go on, while it holds, else ""."""
    recovery = mapping(mapping(session.get("after_expiration")).get("recovery"))
    url, ends = text(recovery.get("url"), 2000), moment(recovery.get("expires_at"))
    return url if url and url.startswith("https://") and (ends is None or ends > now) else ""
