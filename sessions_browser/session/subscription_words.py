"""How the subscription of a session stands, in sentences."""

from __future__ import annotations

from sessions_browser.session.judged_session import JudgedSession
from sessions_browser.session.verdict import LOOK_FIRST, Verdict, sentences

# In these a customer can be told that the subscription runs.
_RUNS = ("active", "trialing")


def subscription_words(judged: JudgedSession) -> str:
    """Where it was read and is not simply active."""
    subscription = judged.session.subscription
    if subscription is None:
        return ""
    match subscription.status:
        case "active":
            end = judged.words_at(subscription.ends_at, "The subscription is to end on ")
            return f"{end}." if end else ""
        case "trialing":
            return f"The trial is to end{judged.words_at(subscription.trial_ends_at)}."
        case "canceled":
            return f"The subscription ended{judged.words_at(subscription.ended_at)}."
        case "past_due" | "unpaid":
            return "A later payment of the subscription is overdue."
        case "paused":
            return "The subscription is paused."
    return f"Stripe calls the subscription “{subscription.status}”."


def nothing_due(judged: JudgedSession) -> Verdict:
    """A subscription of which nothing was due at checkout."""
    subscription = judged.session.subscription
    code = "A discount covered the whole first amount." if judged.session.totals.discount else ""
    later = subscription_words(judged) or "When the first payment is due was not looked at."
    free = "Nothing was charged at checkout."
    hint = "What is due later stands in the subscription in Stripe: do not promise an amount."
    if subscription is None:
        began, message = "The subscription was set up.", f"Your subscription was set up. {free}"
    elif subscription.status in _RUNS:
        trial = judged.for_customer(subscription.trial_ends_at, ", with a trial until ")
        after = " Payments can become due after the trial." if trial else ""
        began = "The subscription runs."
        message = f"Your subscription has started{trial}. {free}{after}"
    else:
        began, message, hint = "", "", LOOK_FIRST
    return Verdict(sentences(began, code, "Nothing was due at checkout."), later, message, hint)
