"""What a person most likely does next with a session. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.states import UNFINISHED
from sessions_browser.session.copy_texts import recovery_link, way_to_start_again
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.session.story import Story


@dataclass(frozen=True, slots=True)
class Action:
    """A button: a page to go to or a text to copy; without both, watching the session."""

    label: str
    href: str = ""
    text: str = ""

    @property
    def is_watch(self) -> bool:
        return not (self.href or self.text)


def actions(session: FullSession, story: Story, view: DetailContext) -> Iterator[Action]:
    """The first is the main one. It does what the verdict advises."""
    watch = Action(_("Watch"))
    later, person = view.beside.recovered_by, view.urls.person_of(session.row)
    is_open = story.standing.state in UNFINISHED
    if later and is_session_id(later):
        yield Action(_("Open the later session"), href=view.urls.session(later))
    if link := recovery_link(session, view):
        yield Action(link.label, text=link.text)
    if is_open:
        yield watch
    if person:
        yield Action(_("All sessions of this customer"), href=person)
    if story.can_change and not is_open:
        yield watch
    if again := way_to_start_again(session, view):
        yield Action(again.label, text=again.text)
