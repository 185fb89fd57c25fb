"""One Checkout Session for its own page: outcome, order, customer, references, links. No HTML.

Fields: docs.stripe.com/api/checkout/sessions/object. What is missing or of another type is left out
or shown as unknown; nothing here raises, whatever Stripe sends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import mapping
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.payment import PaymentState, payment_of
from sessions_browser.objects.session_row import project
from sessions_browser.presentation.outcome import Outcome, outcome_of
from sessions_browser.presentation.times import Moment
from sessions_browser.session.copy_texts import CopyText, copy_texts
from sessions_browser.session.order import Amount, OrderLine, amounts_of, order_lines
from sessions_browser.session.sections import (
    DetailContext,
    Section,
    answer_fields,
    checkout_fields,
    customer_fields,
    link_fields,
    payment_fields,
    reference_fields,
)
from sessions_browser.session.verdict import Story, story_of
from sessions_browser.stripe_api.permissions import MISSING_WORDS

HIDDEN = ("client_secret", "url")
LONGEST_JSON = 200_000


@dataclass(frozen=True, slots=True)
class SessionDetail:
    id: str
    title: str
    outcome: Outcome
    story: Story
    missing: tuple[str, ...]
    copies: tuple[CopyText, ...]
    amount: Money | None
    created: Moment | None
    ends: Moment | None
    amounts: tuple[Amount, ...]
    line_items: tuple[OrderLine, ...]
    more_line_items: bool
    line_items_missing: str
    sections: tuple[Section, ...]
    json: str
    hidden: tuple[str, ...] = HIDDEN


def session_detail(session: Mapping[str, Any], view: DetailContext) -> SessionDetail:
    row = project(session)
    outcome = outcome_of(row, view.clock.now)
    items = mapping(session.get("line_items"))
    entries = items.get("data")
    total = money(row.amount_total, row.currency)
    ends = view.clock.maybe_moment(row.expires_at)
    story = story_of(session, view.clock)
    payment = payment_of(session)
    hidden = payment.state is not PaymentState.NONE or session.get("discounts")
    sections = (
        Section("Payment", tuple(payment_fields(payment, row.currency))),
        Section("Customer", tuple(customer_fields(session, view))),
        Section("References", tuple(reference_fields(session, view))),
        Section("Answers and consent", tuple(answer_fields(session))),
        Section("Checkout", tuple(checkout_fields(session, view))),
        Section("In Stripe", tuple(link_fields(session, view))),
    )
    return SessionDetail(
        id=row.id or "",
        title=row.name or row.email or row.customer or "Customer not known",
        outcome=outcome,
        story=story,
        missing=tuple(MISSING_WORDS[right] for right in sorted(view.refused)) if hidden else (),
        copies=tuple(copy_texts(session, story, view)),
        amount=total,
        created=view.clock.maybe_moment(row.created),
        ends=ends if row.status == "open" else None,
        amounts=tuple(amounts_of(session)),
        line_items=tuple(order_lines(entries if isinstance(entries, list) else [], row.currency)),
        more_line_items=items.get("has_more") is True,
        line_items_missing="" if isinstance(entries, list) else "Stripe sent no line items.",
        sections=tuple(section for section in sections if section.fields),
        json=_json(session),
    )


def _json(session: Mapping[str, Any]) -> str:
    try:
        shown = json.dumps(session, indent=2, ensure_ascii=False)
    except RecursionError:
        return "… nested too deeply to be shown"
    clean = shown.encode("utf-8", "replace").decode("utf-8")
    if len(clean) <= LONGEST_JSON:
        return clean
    return f"{clean[:LONGEST_JSON]}\n… cut here: {len(clean):,} characters in all"
