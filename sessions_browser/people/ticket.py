"""All that a ticket needs to know of a person, as text to copy. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.people.missing_words import not_looked_at
from sessions_browser.people.person import PersonSessions
from sessions_browser.people.summary import Summary
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.presentation.times import Clock


def ticket(
    found: PersonSessions, summary: Summary, clock: Clock, account: str, page_url: str
) -> str:
    """Who, what happened with totals, each session in a line, and what was not looked at.

    The zone of the times stands once; a day has its year where that is not this year.
    account: in words. page_url: with the host.
    """
    return "\n".join(_lines(found, summary, clock, account, page_url))


def _lines(
    found: PersonSessions, summary: Summary, clock: Clock, account: str, page_url: str
) -> Iterator[str]:
    name = next((row.name for row in found.rows if row.name), None)
    who = (name, f"<{found.email}>" if found.email else None, found.customer)
    yield _("Customer: %(who)s") % {"who": " ".join(part for part in who if part)}
    yield _("Times: %(zone)s") % {"zone": clock.zone.key}
    yield summary.text
    for row in found.rows:
        yield f"- {_line(row, clock)}"
    if found.has_newer:
        yield _("There are newer sessions.")
    if left := not_looked_at(found):
        yield _("Not looked at: %(what)s.") % {"what": left}
    read_at = clock.moment(clock.now if found.fetched_at is None else found.fetched_at)
    yield _("%(account)s, read at %(time)s") % {"account": account, "time": read_at.full}
    yield page_url


def _line(row: SessionRow, clock: Clock) -> str:
    created = clock.maybe_moment(row.created)
    parts = (
        outcome_of(row, clock.now).word,
        str(money(row.amount_total, row.currency) or _("no amount")),
        _("opened %(time)s") % {"time": created.full} if created else _("time not known"),
        row.payment_intent or row.subscription,
        row.id,
    )
    return ", ".join(part for part in parts if part)
