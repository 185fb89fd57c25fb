"""What of a person could not be read, or was not looked at, in words. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sessions_browser.people.person import Missing, PersonSessions, Unread

_SENTENCES = {
    Unread.CUSTOMERS: gettext_lazy(
        "Whether Stripe has customers with this e-mail, whose sessions may lack it, could not be"
        " read."
    ),
    Unread.OF_CUSTOMER: gettext_lazy("The sessions of customer %(of)s could not be read."),
    Unread.OF_EMAIL: gettext_lazy("The sessions with this e-mail could not be read."),
    Unread.OF_SPELLING: gettext_lazy("The sessions of %(of)s could not be read."),
    Unread.EMAIL_OF_CUSTOMER: gettext_lazy("The customer's e-mail could not be read."),
    Unread.ELSEWHERE: gettext_lazy("The sessions in %(of)s could not be read."),
}
_IN_A_LIST = {
    Unread.CUSTOMERS: pgettext_lazy("not looked at", "customers in Stripe with this e-mail"),
    Unread.OF_CUSTOMER: pgettext_lazy("not looked at", "sessions of customer %(of)s"),
    Unread.OF_EMAIL: pgettext_lazy("not looked at", "sessions with this e-mail"),
    Unread.OF_SPELLING: pgettext_lazy("not looked at", "sessions of %(of)s"),
    Unread.EMAIL_OF_CUSTOMER: pgettext_lazy("not looked at", "the customer's e-mail"),
    Unread.ELSEWHERE: pgettext_lazy("not looked at", "sessions in %(of)s"),
}


def could_not_be_read(missing: Missing) -> str:
    return str(_SENTENCES[missing.part]) % {"of": missing.of}


def not_looked_at(found: PersonSessions) -> str:
    """Where this person may have more sessions, in words; "" when nothing is left."""
    without_email = _("sessions of %(customer)s without this e-mail")
    parts = [without_email % {"customer": customer} for customer in found.unread_customers]
    failed = {entry.of for entry in found.missing if entry.part is Unread.OF_SPELLING}
    of_spelling = _IN_A_LIST[Unread.OF_SPELLING]
    parts += [
        of_spelling % {"of": spelling.email}
        for spelling in found.unread_spellings
        if spelling.email not in failed
    ]
    parts += [str(_IN_A_LIST[entry.part]) % {"of": entry.of} for entry in found.missing]
    return ", ".join(parts)
