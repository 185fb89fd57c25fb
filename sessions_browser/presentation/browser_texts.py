"""The texts of the scripts, as JSON in the head of each page; `text("name")` in JavaScript.

A text with a number has a form for one and a form for others (see Intl.PluralRules).
"""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

Texts = dict[str, str | dict[str, str]]


def browser_texts() -> str:
    return _json(get_language())


@lru_cache(maxsize=8)
def _json(language: str) -> str:  # noqa: ARG001  the one in force
    texts = {**_times(), **_list(), **_session(), **_frame()}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def _times() -> Texts:
    return {
        "in_minutes": _("in %(count)s min"),
        "in_hours": _("in %(count)s h"),
        "in_a_moment": _("in a moment"),
        "minutes_left": _("%(count)s min left"),
        "seconds_ago": _("%(count)s s ago"),
        "minutes_ago": _("%(count)s min ago"),
        "hours_ago": _("%(count)s h ago"),
        "days_ago": _forms(
            ngettext("%(count)s day ago", "%(count)s days ago", 1),
            ngettext("%(count)s day ago", "%(count)s days ago", 2),
        ),
        "just_now": _("just now"),
        "updated": _("Updated %(ago)s"),
    }


def _list() -> Texts:
    return {
        "newer": _("%(count)s newer"),
        "newer_at_least": _("%(count)s+ newer"),
        "newer_announced": _forms(
            ngettext("%(count)s newer session", "%(count)s newer sessions", 1),
            ngettext("%(count)s newer session", "%(count)s newer sessions", 2),
        ),
        "newer_announced_at_least": _("More than %(count)s newer sessions"),
        "look_for_newer": _("Look for newer"),
        "last_session": _("This is the last session of the list"),
        "first_session": _("This is the first session of the list"),
        "list_unchanged": _("The list below is unchanged. Check your connection and try again."),
    }


def _session() -> Texts:
    return {
        "outcome_seen": _("%(outcome)s, seen %(ago)s"),
        "watch": _("Watch"),
        "stop_watching": _("Stop watching"),
        "watching": _("Watching …"),
        "stopped_watching": _("Stopped watching."),
        "watched_long": _("Stopped after 15 minutes. Watch again to go on."),
        "signed_out": _("You have been signed out. Reload the page."),
        "still_watching": _("Stripe did not answer. Still watching."),
        "still_watching_old": _("%(reason)s Still watching, read %(ago)s."),
        "nothing_new": _("Watching. Nothing new, read %(ago)s."),
    }


def _frame() -> Texts:
    return {
        "copied": _("Copied"),
        "copy_refused": _("Copying was refused by the browser."),
        "no_answer": _("No answer from the dashboard"),
        "check_connection": _("Check your connection and try again."),
        "try_again_in": _("Try again (%(count)s s)"),
        "too_long": _(
            "This is too long: %(count)s characters, where %(most)s can be read at once."
            " Nothing was put in."
        ),
    }


def _forms(one: str, other: str) -> dict[str, str]:
    return {"one": one, "other": other}
