"""What the status page says of webhooks: which events come, and whether some are missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions_browser.conf import Account, get_conf
from sessions_browser.presentation.status_words import (
    NO_EVENT_YET,
    NO_WEBHOOK,
    SNAPSHOTS,
    THIN_EVENTS,
    missed_words,
)
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.services import deliveries


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """Which events come to the webhook of an account, in words. warning: "" without one."""

    account: str
    last: list[tuple[str, Moment]]
    nothing: str
    warning: str


def webhook_row(account: Account, clock: Clock) -> WebhookRow:
    """The row of this account."""
    if account.slug not in get_conf().webhook_secrets:
        return WebhookRow(account.name, [], str(NO_WEBHOOK), "")
    state = deliveries(account).state()
    last = [
        (_(words), clock.moment(at))
        for words, at in ((SNAPSHOTS, state.snapshot), (THIN_EVENTS, state.thin))
        if at
    ]
    nothing = "" if last else str(NO_EVENT_YET)
    missed = missed_words(clock.moment(state.missed).text) if state.missed else ""
    return WebhookRow(account.name, last, nothing, missed)
