"""Texts to copy: for a ticket, a customer, a developer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.access.masked_forms import is_masked
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.session.order import order_heading
from sessions_browser.session.story import Story
from sessions_browser.stripe_api.permissions import expand_paths

MOST_ITEMS = 10


@dataclass(frozen=True, slots=True)
class CopyText:
    """Something to copy: a label for the button, the text, and a key or ""."""

    label: str
    text: str
    key: str = ""


def copy_texts(session: FullSession, story: Story, view: DetailContext) -> Iterator[CopyText]:
    """The text for a ticket, and commands. No text holds a key."""
    row = session.row
    if not (row.id and is_session_id(row.id)):
        return
    yield CopyText(_("Copy for ticket"), _ticket(session, story, view), "t")
    paths = expand_paths(session.refused)
    yield CopyText(_("Copy as curl"), _curl(row.id, paths, view), "u")
    yield CopyText(_("Copy as Stripe CLI"), _stripe_cli(row, paths), "s")


def recovery_link(session: FullSession, view: DetailContext) -> CopyText | None:
    """Whoever has the link can continue with it, as it is meant to, and sees the e-mail there."""
    if session.row.status != "expired" or view.beside.recovered_by:
        return None
    link = session.recovery.url_at(view.clock.now)
    return CopyText(_("Copy recovery link"), link) if link and not is_masked(link) else None


def way_to_start_again(session: FullSession, view: DetailContext) -> CopyText | None:
    """Of an expired session that cannot be continued: where the customer can pay anew."""
    row = session.row
    link = session.recovery.url_at(view.clock.now)
    if row.status != "expired" or view.beside.recovered_by or link:
        return None
    if view.link_url:
        return CopyText(_("Copy payment link"), view.link_url)
    if session.cart_page and not row.payment_link:
        return CopyText(_("Copy the shop's page"), session.cart_page)
    return None


def _ticket(session: FullSession, story: Story, view: DetailContext) -> str:
    row, verdict = session.row, story.verdict
    created = view.clock.maybe_moment(row.created)
    who = " ".join(part for part in (row.name, f"<{row.email}>" if row.email else "") if part)
    read = view.clock.moment(view.read_at).full if view.read_at is not None else ""
    lines = (
        "" if row.livemode else _("TEST MODE: no real money moved."),
        f"{story.outcome.word}: {verdict.sentence}",
        verdict.when,
        _line(_("For staff"), verdict.staff_hint),
        _line(_("Customer"), who or _("not known")),
        _line(_("Amount"), str(money(row.amount_total, row.currency) or _("none"))),
        _line(order_heading(row), _items(session)),
        _line(_("Order number"), session.references.client_reference_id),
        _line(_("Payment"), row.payment_intent),
        _line(_("Subscription"), row.subscription),
        _line(_("Decline code"), session.payment.decline_code),
        _line(_("Created"), f"{created.full if created else _('not known')}, {view.account}"),
        _line(_("Read"), read),
        _line(_("Times"), view.clock.zone.key),
        f"{row.id} {view.page_url}".strip(),
    )
    return "\n".join(line for line in lines if line)


def _line(label: str, value: str | None) -> str:
    if not value:
        return ""
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def _items(session: FullSession) -> str:
    """The line items in one line; of many the first."""
    items = session.items or ()
    shown = [
        f"{item.quantity} × {item.description}" if item.quantity else item.description or ""
        for item in items[:MOST_ITEMS]
        if item.description
    ]
    left = len(items) - MOST_ITEMS
    if left > 0:
        shown.append(ngettext("%(count)d more", "%(count)d more", left) % {"count": left})
    elif session.row.more_items:
        shown.append(_("and more"))
    return ", ".join(shown)


def _curl(session_id: str, paths: tuple[str, ...], view: DetailContext) -> str:
    base, version = view.api
    pieces = (
        f"curl -G {base}/v1/checkout/sessions/{session_id}",
        '-u "$STRIPE_API_KEY:"',
        f'-H "Stripe-Version: {version}"',
        *(f'-d "expand[]={path}"' for path in paths),
    )
    return " ".join(pieces)


def _stripe_cli(row: SessionRow, paths: tuple[str, ...]) -> str:
    expand = " ".join(f'--expand "{path}"' for path in paths)
    live = " --live" if row.livemode else ""
    return f"stripe checkout sessions retrieve {row.id} {expand}{live}"
