"""How the subscription of a session stands, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sessions_browser.objects.subscription import Subscription
from sessions_browser.presentation.sentences import sentences
from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.phrases import customer_at
from sessions_browser.session.verdict import LOOK_FIRST, Verdict

# In these a customer can be told that the subscription runs.
_RUNS = ("active", "trialing")


def subscription_words(judged: JudgedSession) -> str:
    """Where it was read and is not simply active."""
    subscription = judged.session.subscription
    if subscription is None:
        return ""
    match subscription.status:
        case "active" | "trialing" | "canceled":
            return _with_its_end(judged, subscription)
        case "past_due" | "unpaid":
            return _("A later payment of the subscription is overdue.")
        case "paused":
            return _("The subscription is paused.")
    return _("Stripe calls the subscription “%(status)s”.") % {"status": subscription.status}


def _with_its_end(judged: JudgedSession, subscription: Subscription) -> str:
    moments = {
        "active": subscription.ends_at,
        "trialing": subscription.trial_ends_at,
        "canceled": subscription.ended_at,
    }
    end = judged.words_at(moments[subscription.status])
    dated = {
        "active": _("The subscription is to end on %(moment)s."),
        "trialing": _("The trial is to end on %(moment)s."),
        "canceled": _("The subscription ended on %(moment)s."),
    }
    undated = {
        "active": "",
        "trialing": _("The subscription is in its trial."),
        "canceled": _("The subscription ended."),
    }
    return dated[subscription.status] % {"moment": end} if end else undated[subscription.status]


def nothing_due(judged: JudgedSession) -> Verdict:
    """A subscription of which nothing was due at checkout."""
    subscription = judged.session.subscription
    hint = _("What is due later stands in the subscription in Stripe: do not promise an amount.")
    if subscription is None:
        began, message = _("The subscription was set up."), _set_up()
    elif subscription.status in _RUNS:
        began, message = _("The subscription runs."), _has_started(judged, subscription)
    else:
        began, message, hint = "", "", str(LOOK_FIRST)
    has_code = judged.session.totals.discount
    code = _("A discount covered the whole first amount.") if has_code else ""
    return Verdict(
        sentences(began, code, _("Nothing was due at checkout.")),
        subscription_words(judged) or _("When the first payment is due was not looked at."),
        message,
        hint,
    )


def _set_up() -> str:
    return pgettext("customer", "Your subscription was set up. Nothing was charged at checkout.")


def _has_started(judged: JudgedSession, subscription: Subscription) -> str:
    if trial := customer_at(judged, subscription.trial_ends_at):
        return pgettext(
            "customer",
            "Your subscription has started, with a trial until %(moment)s. Nothing was charged at"
            " checkout. Payments can become due after the trial.",
        ) % {"moment": trial}
    return pgettext("customer", "Your subscription has started. Nothing was charged at checkout.")
