"""A person as people see them whose role does not show personal data. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sessions_browser.access.masked_forms import masked_email
from sessions_browser.access.masking import masked_row
from sessions_browser.people.person import Missing, OtherPlace, PersonSessions
from sessions_browser.people.spellings import other_spellings


def shown_handle(value: str, brought: Collection[str]) -> str:
    """brought: what the person who looks has given; an e-mail that was found is masked."""
    return masked_email(value) if "@" in value and value not in brought else value


def masked_person(found: PersonSessions, email: str) -> PersonSessions:
    """email: that the person who looks has given, or ""."""
    brought = (email, *other_spellings(email)) if email else ()

    def shown(value: str) -> str:
        return shown_handle(value, brought)

    def place(there: OtherPlace) -> OtherPlace:
        return replace(there, label=shown(there.label), email=shown(there.email))

    return replace(
        found,
        email=shown(found.email),
        rows=tuple(map(masked_row, found.rows)),
        missing=[Missing(one.part, shown(one.of), one.error) for one in found.missing],
        spellings=list(map(place, found.spellings)),
        neighbours=list(map(place, found.neighbours)),
        others=tuple(map(shown, found.others)),
    )
