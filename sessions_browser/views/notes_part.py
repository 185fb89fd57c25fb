"""The notes of one session: on its page, in the drawer, and alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.access.roles import USE_NOTES
from sessions_browser.access.unmasking import mask_of
from sessions_browser.conf import Account
from sessions_browser.desk import notes as desk
from sessions_browser.models import SessionNote
from sessions_browser.models.desk import LONGEST_NOTE
from sessions_browser.pastes.secrets import NO_CARD_NUMBERS, holds_card_number, holds_secret_key
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock, Moment


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
        help_text=gettext_lazy(
            "@name tells a colleague. Write no more of the customer than the job takes."
        ),
        error_messages={
            "required": gettext_lazy("The note is empty."),
            "max_length": gettext_lazy(
                "A note has at most %(limit_value)d characters, and this one has %(show_value)d."
            ),
        },
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if holds_card_number(text):
            raise forms.ValidationError(str(NO_CARD_NUMBERS))
        if holds_secret_key(text):
            raise forms.ValidationError(_("This holds a secret key, which does not belong here."))
        return text


@dataclass(frozen=True, slots=True)
class NoteLine:
    """delete_url: "" for who may not take it back. text: as HTML, "" where it is not shown."""

    person: str
    at: Moment
    text: SafeString
    delete_url: str


class NotesPart(TypedDict):
    """Of `_notes.html`. url: where one is posted. notices: what became of the last one."""

    lines: list[NoteLine]
    form: NoteForm
    url: str
    notices: Iterable[object]


def notes_part(
    request: HttpRequest,
    account: Account,
    session_id: str,
    clock: Clock,
    *,
    form: NoteForm | None = None,
    notices: Iterable[object] = (),
) -> NotesPart | None:
    """None for who sees no notes. form: the one with mistakes, to be corrected."""
    if not request.user.has_perm(USE_NOTES):
        return None
    url = urls_of(account).notes_of(session_id)
    found = list(desk.notes_on(account, session_id))
    hides = hides_notes(request, account, session_id)
    return {
        "lines": [line_of(request, account, one, clock, hides=hides) for one in found],
        "form": form or NoteForm(auto_id="note_%s"),
        "url": url,
        "notices": notices,
    }


def note_form(data: QueryDict) -> NoteForm:
    return NoteForm(data, auto_id="note_%s")


def hides_notes(request: HttpRequest, account: Account, session_id: str) -> bool:
    """Whether the words of others are hidden: personal data is masked, and not unmasked here."""
    return mask_of(request.user, account, (("session", session_id),)).is_on


def line_of(
    request: HttpRequest, account: Account, note: SessionNote, clock: Clock, *, hides: bool
) -> NoteLine:
    is_mine = desk.may_take_back(request.user, note)
    url = f"{urls_of(account).notes_of(note.session_id)}{note.pk}/delete/"
    return NoteLine(
        person=note.person,
        at=clock.moment(note.at.timestamp()),
        text=SafeString("") if hides and not is_mine else _html(note.text, account),
        delete_url=url if is_mine else "",
    )


def _html(text: str, account: Account) -> SafeString:
    """With the names of those who were told in bold."""
    known = desk.people_named(text, account) if "@" in text else {}
    pieces, end = list[str](), 0
    for found in desk.NAMED.finditer(text):
        if found[1] in known:
            pieces += [text[end : found.start()], format_html("<strong>{}</strong>", found[0])]
            end = found.end()
    return format_html_join("", "{}", ((piece,) for piece in (*pieces, text[end:])))
