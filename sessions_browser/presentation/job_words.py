"""Jobs in words: what they do, how they stand, why they wait."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# By name of the kind; one without words is shown by its name.
KINDS = {
    "backfill": gettext_lazy("Read all sessions for the overview"),
    "scan": gettext_lazy("Look through sessions"),
    "export": gettext_lazy("Export sessions"),
}
STATES = {
    "waiting": gettext_lazy("Waiting"),
    "running": gettext_lazy("Running"),
    "done": gettext_lazy("Done"),
    "failed": gettext_lazy("Failed"),
    "cancelled": gettext_lazy("Cancelled"),
}
BADGES = {"waiting": "waiting", "running": "open", "done": "paid", "failed": "failed"}
NOBODY, DISK = "nobody", "disk"
# By the note of a job; one without words says nothing.
REASONS = {
    "person": gettext_lazy("Another job of this person runs first."),
    "account": gettext_lazy("Other jobs of this account run first."),
    "place": gettext_lazy("All workers are busy with other jobs."),
    "version": gettext_lazy("This version of the dashboard does not know this job."),
    NOBODY: gettext_lazy("Nothing works at jobs at the moment. Ask whoever runs the dashboard."),
    "budget": gettext_lazy("People who look something up go first. It goes on by itself."),
    "allowance": gettext_lazy("Its share of this month's reads is used. It goes on by itself."),
    "upstream": gettext_lazy("Stripe does not answer. It goes on by itself."),
    DISK: gettext_lazy("The dashboard cannot write to its database. It tries again by itself."),
    "given_up": gettext_lazy("What it had read was deleted."),
    "error": gettext_lazy("A step went wrong. The log of the dashboard says why."),
}


def kind_words(name: str) -> str:
    return str(KINDS.get(name, name))


def state_words(state: str) -> str:
    return str(STATES.get(state, state))


def reason_words(note: str) -> str:
    return str(REASONS.get(note, ""))


def progress_words(done: int, total: int | None) -> str:
    """Such as "1,200 of about 5,000", or no more than how much is done where that is all.

    total: mostly reckoned from how close sessions lay so far. None where nobody can tell.
    """
    if total is None or total <= done:
        return f"{done:,}" if done else ""
    return _("%(done)s of about %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"}


def too_many_words(whose: str, most: int) -> str:
    if whose == "person":
        return ngettext(
            "You already have %(count)s job that has not ended. Cancel it, or wait for it.",
            "You already have %(count)s jobs that have not ended. Cancel one, or wait for one.",
            most,
        ) % {"count": most}
    return _("This account already has %(count)s jobs that have not ended. Wait for one.") % {
        "count": most
    }
