"""The verdict on a session that the customer finished and in which nothing was to be paid."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import total
from sessions_browser.session.subscription_words import nothing_due
from sessions_browser.session.verdict import Verdict


def method_saved(_judged: JudgedSession) -> Verdict:
    return Verdict(
        _("The customer saved a payment method. Nothing was to be paid, and nothing was charged."),
        "",
        pgettext("customer", "You have saved a payment method. Nothing was charged."),
    )


def nothing_due_yet(judged: JudgedSession) -> Verdict:
    if judged.row.mode == "subscription":
        return nothing_due(judged)
    words = _("Nothing was due at checkout, though the total is %(amount)s.")
    return Verdict(
        words % {"amount": total(judged)},
        staff_hint=_("Look at the session in Stripe before you promise anything."),
    )


def total_zero(judged: JudgedSession) -> Verdict:
    sentence = _("The total was 0, so nothing was charged. This is not an error.")
    if judged.session.totals.discount:
        sentence = _(
            "A discount covered the whole price, so nothing was charged. This is not an error."
        )
    return Verdict(
        sentence,
        "",
        pgettext("customer", "Your checkout is complete. Nothing had to be paid."),
    )
