"""Texts to copy: for a ticket, a customer, a developer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.session_row import project
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.session.facts import recovery_of
from sessions_browser.session.sections import DetailContext, is_live
from sessions_browser.session.verdict import Story
from sessions_browser.stripe_api.permissions import expand_paths


@dataclass(frozen=True, slots=True)
class CopyText:
    """Something to copy: a label for the button, and the text."""

    label: str
    text: str


def copy_texts(session: Mapping[str, Any], story: Story, view: DetailContext) -> Iterator[CopyText]:
    """Nothing of it holds a key; a recovery link lets whoever has it go on, as it is meant to."""
    row = project(session)
    if not (row.id and is_session_id(row.id)):
        return
    created = view.clock.maybe_moment(row.created)
    who = " ".join(part for part in (row.name, f"<{row.email}>" if row.email else "") if part)
    ticket = (
        f"{outcome_of(row, view.clock.now).word}: {story.verdict}",
        f"Customer: {who or 'not known'}",
        f"Created: {created.full if created else 'not known'}, {view.account}",
        f"{row.id} {view.page_url}".strip(),
    )
    yield CopyText("Copy for ticket", "\n".join(ticket))
    if recovery := recovery_of(session, view.clock.now):
        yield CopyText("Copy recovery link", recovery)
    elif view.link_url and row.status == "expired":
        yield CopyText("Copy payment link", view.link_url)
    paths = expand_paths(view.refused)
    base, version = view.api
    pieces = [
        f"curl -G {base}/v1/checkout/sessions/{row.id}",
        '-u "$STRIPE_API_KEY:"',
        f'-H "Stripe-Version: {version}"',
        *(f'-d "expand[]={path}"' for path in paths),
    ]
    yield CopyText("Copy as curl", " ".join(pieces))
    expand = " ".join(f'--expand "{path}"' for path in paths)
    live = " --live" if is_live(session) else ""
    yield CopyText(
        "Copy as Stripe CLI", f"stripe checkout sessions retrieve {row.id} {expand}{live}"
    )
