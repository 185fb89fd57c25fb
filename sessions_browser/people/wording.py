"""Numbers and lists of things as people say them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

_NUMBERS = {
    2: pgettext_lazy("number", "two"),
    3: pgettext_lazy("number", "three"),
    4: pgettext_lazy("number", "four"),
    5: pgettext_lazy("number", "five"),
    6: pgettext_lazy("number", "six"),
    7: pgettext_lazy("number", "seven"),
    8: pgettext_lazy("number", "eight"),
    9: pgettext_lazy("number", "nine"),
    10: pgettext_lazy("number", "ten"),
}
_ORDINALS = {
    1: pgettext_lazy("checkout", "the first"),
    2: pgettext_lazy("checkout", "the second"),
    3: pgettext_lazy("checkout", "the third"),
    4: pgettext_lazy("checkout", "the fourth"),
    5: pgettext_lazy("checkout", "the fifth"),
    6: pgettext_lazy("checkout", "the sixth"),
    7: pgettext_lazy("checkout", "the seventh"),
    8: pgettext_lazy("checkout", "the eighth"),
}


def number(count: int) -> str:
    """Of two or more."""
    return str(_NUMBERS.get(count, count))


def times(count: int) -> str:
    """Such as "twice"."""
    return _("twice") if count == 2 else _("%(number)s times") % {"number": number(count)}


def joined(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    *first, last = parts
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def share(count: int, of: int) -> str:
    """How many payments, as a subject: "the payment", "both payments", "all three payments"."""
    if of == 1:
        return pgettext("subject", "the payment")
    if count == 1:
        return pgettext("subject", "one payment")
    many = {"number": number(count)}
    if count < of:
        return pgettext("subject", "%(number)s payments") % many
    if of == 2:
        return pgettext("subject", "both payments")
    return pgettext("subject", "all %(number)s payments") % many


def which(first: int, last: int, of: int) -> str:
    """Such as "both", "the first", "the next three" of checkouts that are counted from 1."""
    count = last - first + 1
    if count == of:
        both = pgettext("checkouts", "both")
        return both if of == 2 else pgettext("checkouts", "all %(number)s") % {"number": number(of)}
    if count > 1:
        words = pgettext("checkouts", "the next %(number)s")
        if first == 1:
            words = pgettext("checkouts", "the first %(number)s")
        return words % {"number": number(count)}
    if first in _ORDINALS:
        return str(_ORDINALS[first])
    if first == of:
        return the_last()
    return pgettext("checkout", "number %(number)s") % {"number": first}


def the_last() -> str:
    return pgettext("checkout", "the last")
