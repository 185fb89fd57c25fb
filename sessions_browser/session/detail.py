"""One Checkout Session for its own page: outcome, order, customer, references, links. No HTML.

What Stripe did not send is left out or shown as unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.rows import short_id
from sessions_browser.session.actions import Action, actions
from sessions_browser.session.copy_texts import CopyText, copy_texts
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.session.order import (
    Amount,
    OrderLine,
    amounts_of,
    items_note,
    order_heading,
    order_line,
    other_amounts,
    total_label,
)
from sessions_browser.session.sections import (
    Section,
    answer_fields,
    checkout_fields,
    customer_fields,
    link_fields,
    page_fields,
    payment_fields,
    reference_fields,
)
from sessions_browser.session.story import Story, story_of
from sessions_browser.stripe_api.permissions import MISSING_WORDS

HIDDEN = ("client_secret", "url")
LONGEST_JSON = 200_000


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """What the page and the drawer of a session show.

    missing: what the key may not read, in words.
    actions: what one most likely does next; the first is the main one.
    amount_label: what the total is where there are other amounts, or "".
    other_amounts: the total in other currencies, also among `amounts`.
    line_items_missing: why no line items are shown, or "".
    line_items_note: what the line items that are shown leave open, or "".
    payment, references: below the story and below the order. aside: the other sections.
    json: the object as text; hidden: names of the fields that were taken out of it.
    """

    id: str
    short_id: str
    title: str
    story: Story
    missing: tuple[str, ...]
    actions: tuple[Action, ...]
    copies: tuple[CopyText, ...]
    amount: Money | None
    amount_label: str
    amounts: tuple[Amount, ...]
    other_amounts: tuple[Amount, ...]
    order_heading: str
    line_items: tuple[OrderLine, ...]
    line_items_missing: str
    line_items_note: str
    payment: Section
    references: Section
    aside: tuple[Section, ...]
    json: str
    hidden: tuple[str, ...] = HIDDEN

    @property
    def sections(self) -> tuple[Section, ...]:
        return (self.payment, self.references, *self.aside)


def session_detail(session: FullSession, view: DetailContext) -> SessionDetail:
    row, story = session.row, story_of(session, view.clock, view.beside)
    return SessionDetail(
        id=row.id or "",
        short_id=short_id(row.id or ""),
        title=_title(row),
        story=story,
        missing=tuple(_missing(session)),
        actions=tuple(actions(session, story, view)),
        copies=tuple(copy_texts(session, story, view)),
        amount=money(row.amount_total, row.currency),
        amount_label=total_label(session),
        amounts=tuple(amounts_of(session)),
        other_amounts=tuple(other_amounts(session)),
        order_heading=order_heading(row),
        line_items=tuple(map(order_line, session.items or ())),
        line_items_missing=_line_items_missing(session),
        line_items_note=items_note(session),
        payment=Section(_("Payment"), tuple(payment_fields(session, view.clock))),
        references=Section(_("References"), tuple(reference_fields(session, view))),
        aside=tuple(section for section in _aside(session, view) if section.fields),
        json=_json(session.raw),
    )


def _title(row: SessionRow) -> str:
    return row.name or row.email or row.customer or _("Customer not known")


def _line_items_missing(session: FullSession) -> str:
    """A card setup sells nothing."""
    is_missing = session.items is None and session.row.mode != "setup"
    return _("Stripe sent no line items.") if is_missing else ""


def _missing(session: FullSession) -> Iterator[str]:
    """What a refused right hides; nothing where the session has nothing of its kind."""
    has_payment = session.payment.state is not PaymentState.NONE
    there = {
        "rak_charge_read": has_payment,
        "rak_dispute_read": session.payment.is_disputed,
        "rak_invoice_read": session.invoice is not None,
        "rak_payment_intent_read": has_payment,
        "rak_promotion_code_read": session.has_discounts,
        "rak_shipping_rate_read": session.totals.has_shipping,
        "rak_subscription_read": session.row.subscription is not None,
        "rak_tax_rate_read": bool(session.totals.tax),
    }
    yield from (str(MISSING_WORDS[right]) for right in sorted(session.refused) if there[right])


def _aside(session: FullSession, view: DetailContext) -> Iterator[Section]:
    yield Section(_("Customer"), tuple(customer_fields(session, view)))
    yield Section(_("Answers and consent"), tuple(answer_fields(session)))
    yield Section(_("What the customer saw"), tuple(page_fields(session)))
    yield Section(_("Checkout"), tuple(checkout_fields(session, view)))
    yield Section(_("In Stripe"), tuple(link_fields(session, view)))


def _json(session: Mapping[str, Any]) -> str:
    try:
        shown = json.dumps(session, indent=2, ensure_ascii=False)
    except RecursionError:
        return _("… nested too deeply to be shown")
    clean = shown.encode("utf-8", "replace").decode("utf-8")
    if len(clean) <= LONGEST_JSON:
        return clean
    cut = _("… cut here: %(count)s characters in all") % {"count": f"{len(clean):,}"}
    return f"{clean[:LONGEST_JSON]}\n{cut}"
