"""Numbers, shares and changes as an overview writes them. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sessions_browser.objects.formats import grouped
from sessions_browser.objects.money import MINUS, money

DASH = "–"


def share_text(share: float | None) -> str:
    """In percent, with one decimal; a dash where there is none."""
    return DASH if share is None else _percent(round(100 * share, 1), get_language())


# Tables are full of them, and there are few.
@lru_cache(maxsize=4096)
def _percent(
    percent: float,
    language: str,  # noqa: ARG001  the one in force
) -> str:
    return _("%(share)s %%") % {"share": number_format(percent, 1)}


def whole_share(part: int, whole: int) -> str:
    """In whole percent."""
    return whole_shares()(part, whole)


def whole_shares() -> Callable[[int, int], str]:
    """`whole_share` in the language in force, for a page that has hundreds of them."""
    words = _("%(share)s %%")

    def share(part: int, whole: int) -> str:
        return words % {"share": round(100 * part / whole) if whole else 0}

    return share


def signed(number: int) -> str:
    sign = MINUS if number < 0 else "+" if number else "±"
    return f"{sign}{grouped(abs(number))}"


def change_text(now: int, before: int) -> str:
    """In numbers, and in percent where there was something before."""
    if not before:
        return signed(now - before)
    percent = round(100 * (now - before) / before)
    words = {"number": signed(now - before), "percent": signed(percent)}
    return _("%(number)s (%(percent)s %%)") % words


def points_text(now: float | None, before: float | None) -> str:
    """The change of a rate in percentage points."""
    if now is None or before is None:
        return DASH
    tenths = round(1000 * (now - before))
    sign = MINUS if tenths < 0 else "+" if tenths else "±"
    return _("%(number)s points") % {"number": f"{sign}{number_format(abs(tenths) / 10, 1)}"}


def amount_text(amount: int, currency: str) -> str:
    return str(money(amount, currency) or DASH)


def amount_change(now: int, before: int, currency: str) -> str:
    difference = now - before
    sign = MINUS if difference < 0 else "+" if difference else "±"
    return f"{sign}{money(abs(difference), currency)}"
