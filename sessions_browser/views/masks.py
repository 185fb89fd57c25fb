"""What the page of a session or a person says of its mask, and the ways to take it off and on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions_browser.access.unmasking import Mask
from sessions_browser.presentation.times import Clock


@dataclass(frozen=True, slots=True)
class MaskNote:
    """unmask_url: of the form that asks why. mask_url: where to post the end of it. Each or "".

    unmaskings: what ends then.
    """

    words: str
    unmask_url: str = ""
    mask_url: str = ""
    unmaskings: tuple[int, ...] = ()


def mask_note(mask: Mask, clock: Clock, unmask_url: str, mask_url: str) -> MaskNote | None:
    """None for people whose role shows personal data."""
    if mask.until is not None:
        until = clock.moment(mask.until.timestamp())
        return MaskNote(
            _("Personal data is shown until %(time)s, on record.") % {"time": until.text},
            mask_url=mask_url,
            unmaskings=mask.unmaskings,
        )
    if not mask.is_on:
        return None
    words = _("Personal data is masked for your role, and so are links that lead to it.")
    return MaskNote(words, unmask_url=unmask_url if mask.may_unmask else "")
