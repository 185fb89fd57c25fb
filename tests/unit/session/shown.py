"""What is shown of a session, from its JSON."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sessions_browser.objects.full_session import FullSession
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.session.detail import SessionDetail, session_detail
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.session.sections import Field
from sessions_browser.session.story import Story, story_of
from tests.unit.sessions import BERLIN, NOW

VIEW = DetailContext(
    Clock(ZoneInfo("Europe/Berlin"), NOW),
    AccountUrls("/demo/sessions/", "/demo/people/", "/demo/search/", "/demo/payment-links/"),
    links_to_stripe=True,
)


def detail(view: DetailContext = VIEW, **session: Any) -> SessionDetail:
    return session_detail(FullSession.from_json(session), view)


def field(shown: SessionDetail, label: str, section: str = "") -> Field | None:
    parts = (part for part in shown.sections if section in ("", part.title))
    fields = (field for part in parts for field in part.fields)
    return next((field for field in fields if field.label == label), None)


def story(**session: Any) -> Story:
    return story_of(FullSession.from_json({"mode": "payment"} | session), Clock(BERLIN, NOW))
