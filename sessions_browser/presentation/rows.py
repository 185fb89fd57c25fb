"""A session as a row of the table, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions_browser.objects.money import Money, money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.outcome import Outcome, outcome_of
from sessions_browser.presentation.times import Clock, Moment

# Characters after the prefix, and at the end.
SHORT_HEAD, SHORT_TAIL = 4, 6
# Items that a row names; the session names all.
MOST_ITEMS = 3


def short_id(identifier: str) -> str:
    """Shortened in the middle; the full id stays in the title and behind the copy button."""
    head = identifier.rfind("_") + 1 + SHORT_HEAD
    if head + SHORT_TAIL >= len(identifier):
        return identifier
    return f"{identifier[:head]}…{identifier[-SHORT_TAIL:]}"


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the table, ready for a template.

    when: the moment in short. name: of the link to the session, when it is read out of its row.
    what_became: a sentence or two. until: when an open session ends. items: in one line, or "".
    """

    id: str | None
    short_id: str
    name: str
    created: Moment | None
    when: str
    outcome: Outcome
    what_became: str
    until: Moment | None
    amount: Money | None
    who: str
    email: str | None
    customer: str | None
    is_guest: bool
    items: str
    payment_link: str | None
    mode: str


MODES = {
    "payment": gettext_lazy("One-off payment"),
    "subscription": gettext_lazy("Subscription"),
    "setup": gettext_lazy("Card setup"),
}


def notes_words(count: int) -> str:
    return ngettext("%(count)s note", "%(count)s notes", count) % {"count": count}


def kind_words(mode: str | None) -> str:
    return str(MODES.get(mode or "", mode or "—"))


def row_view(row: SessionRow, clock: Clock) -> RowView:
    created = clock.maybe_moment(row.created)
    when = created.text if created else _("Unknown time")
    outcome = outcome_of(row, clock.now)
    until = clock.maybe_moment(row.expires_at) if row.status == "open" else None
    who = row.name or row.email or row.customer or "—"
    return RowView(
        id=row.id,
        short_id=short_id(row.id) if row.id else "—",
        name=_("%(when)s, %(who)s, %(outcome)s")
        % {"when": when, "who": who, "outcome": outcome.word},
        created=created,
        when=when,
        outcome=outcome,
        what_became=_with_end(outcome.sentence, until, clock),
        until=until,
        amount=money(row.amount_total, row.currency),
        who=who,
        email=row.email if row.name else None,
        customer=row.customer or row.customer_account,
        is_guest=not (row.customer or row.customer_account) and bool(row.name or row.email),
        items=_items_words(row),
        payment_link=row.payment_link,
        mode=kind_words(row.mode),
    )


def _with_end(sentence: str, until: Moment | None, clock: Clock) -> str:
    if until is None or until.unix <= clock.now:
        return sentence
    return f"{sentence} " + _("It expires on %(when)s unless paid.") % {"when": until.text}


def _items_words(row: SessionRow) -> str:
    items = row.items or ()
    words, more = ", ".join(items[:MOST_ITEMS]), len(items) - MOST_ITEMS
    if row.more_items:
        return _("%(items)s and more") % {"items": words}
    return (
        _("%(items)s and %(count)s more") % {"items": words, "count": more} if more > 0 else words
    )
