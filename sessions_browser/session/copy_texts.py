"""Texts to copy: for a ticket, a customer, a developer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.money import money
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.session.sections import DetailContext
from sessions_browser.session.story import Story
from sessions_browser.stripe_api.permissions import expand_paths


@dataclass(frozen=True, slots=True)
class CopyText:
    """Something to copy: a label for the button, and the text."""

    label: str
    text: str


def copy_texts(session: FullSession, story: Story, view: DetailContext) -> Iterator[CopyText]:
    """No text holds a key. Whoever has a recovery link can continue with it, as it is meant to."""
    row = session.row
    if not (row.id and is_session_id(row.id)):
        return
    yield CopyText("Copy for ticket", _ticket(session, story, view))
    yield from _ways_to_pay_again(session, view)
    paths = expand_paths(session.refused)
    yield CopyText("Copy as curl", _curl(row.id, paths, view))
    yield CopyText("Copy as Stripe CLI", _stripe_cli(row, paths))


def _ways_to_pay_again(session: FullSession, view: DetailContext) -> Iterator[CopyText]:
    if session.row.status != "expired" or view.beside.recovered_by:
        return
    if recovery := session.recovery.url_at(view.clock.now):
        yield CopyText("Copy recovery link", recovery)
    elif view.link_url:
        yield CopyText("Copy payment link", view.link_url)


def _ticket(session: FullSession, story: Story, view: DetailContext) -> str:
    row, verdict = session.row, story.verdict
    created = view.clock.maybe_moment(row.created)
    who = " ".join(part for part in (row.name, f"<{row.email}>" if row.email else "") if part)
    read = view.clock.moment(view.read_at).full if view.read_at is not None else ""
    lines = (
        "" if row.livemode else "TEST MODE: no real money moved.",
        f"{story.outcome.word}: {verdict.sentence}",
        verdict.when,
        _line("For staff", verdict.staff_hint),
        f"Customer: {who or 'not known'}",
        f"Amount: {money(row.amount_total, row.currency) or 'none'}",
        _line("Order", session.references.client_reference_id),
        _line("Payment", row.payment_intent),
        _line("Subscription", row.subscription),
        _line("Failure code", session.payment.decline_code),
        f"Created: {created.full if created else 'not known'}, {view.account}",
        _line("Read", read),
        f"Times: {view.clock.zone.key}",
        f"{row.id} {view.page_url}".strip(),
    )
    return "\n".join(line for line in lines if line)


def _line(label: str, value: str | None) -> str:
    return f"{label}: {value}" if value else ""


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
