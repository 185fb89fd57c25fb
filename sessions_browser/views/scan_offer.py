"""What Stripe cannot search by, as a scan that one click begins."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sessions_browser.overview.address import USUAL_PRESET
from sessions_browser.pastes.characters import cleaned
from sessions_browser.search.unsearchable import Unsearchable, read_unsearchable
from sessions_browser.views.scan_form import LONGEST_TEXT, ScanForm


@dataclass(frozen=True, slots=True)
class ScanOffer:
    """form: filled with what was pasted. note: what of that no scan can look for, or ""."""

    form: ScanForm
    note: str


def offered(text: str, zone: ZoneInfo, now: float, *, hides_people: bool) -> ScanOffer | None:
    """None where it is too long for the form. zone: for days."""
    plain = " ".join(cleaned(text).split())
    if not plain or len(plain) > LONGEST_TEXT:
        return None
    found = read_unsearchable(plain, zone, now)
    form = ScanForm({"created": USUAL_PRESET, **dict(found.values)}, hides_people=hides_people)
    return ScanOffer(form, _note(found, form))


def _note(found: Unsearchable, form: ScanForm) -> str:
    if found.card == "sure":
        return _(
            "No session holds the digits of a card: they stand in its payment, by which no session"
            " can be looked for. Fill in what else is known, such as the amount and the day."
        )
    if found.card:
        return _(
            "This is looked for as your reference. If it is the end of a card number, no session"
            " holds it: fill in what else is known, such as the amount and the day."
        )
    if "name" in dict(found.values) and "name" not in form.fields:
        return _(
            "Your role sees names masked, so it cannot look for one. Fill in what else is known."
        )
    return ""
