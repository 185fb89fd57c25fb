"""What Stripe cannot search by, as a scan that one click begins."""

from __future__ import annotations

import re
from decimal import Decimal

from sessions_browser.overview.address import USUAL_PRESET
from sessions_browser.pastes.characters import cleaned
from sessions_browser.pastes.spoken_amounts import spoken_amount
from sessions_browser.search.interpret import is_amount
from sessions_browser.views.scan_form import LONGEST_TEXT, ScanForm

_DIGIT = re.compile(r"[0-9]")


def offered(text: str, *, hides_people: bool) -> ScanForm | None:
    """The form filled with what was pasted; None where that is too long for it."""
    plain = cleaned(text).strip()
    if not plain or len(plain) > LONGEST_TEXT:
        return None
    values = _values(plain)
    return ScanForm({"created": USUAL_PRESET, **values}, hides_people=hides_people)


def _values(plain: str) -> dict[str, str]:
    amount = spoken_amount(plain.lstrip("+-"))
    if amount is not None and is_amount(plain):
        numbers = sorted(
            (f"{whole}.{rest}" if rest else whole for whole, rest in amount.readings), key=Decimal
        )
        return {"least": numbers[0], "most": numbers[-1]}
    return {"reference" if _DIGIT.search(plain) else "name": plain}
