"""How far a scan that reads has come, in sentences that are true at each moment."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.jobs.commands import UNFINISHED
from sessions_browser.models import Job, Scan
from sessions_browser.objects.formats import grouped
from sessions_browser.presentation.times import Clock
from sessions_browser.scans.records import Question


def progress_words(scan: Scan, job: Job, count: int, clock: Clock) -> str:
    """count: of what was found."""
    words = reach_words(scan, job, count, clock)
    if job.state not in UNFINISHED:
        return words
    goes_on = _("It goes on when you leave.")
    return f"{words} {goes_on}"


def reach_words(scan: Scan, job: Job, count: int, clock: Clock) -> str:
    """The same of this moment alone."""
    words = _reach(scan, job, count, clock)
    if not scan.skips or scan.end is None:
        return words
    told = _("What is known of the others rules them out, so they are not read.")
    return f"{words} {told}"


def _reach(scan: Scan, job: Job, count: int, clock: Clock) -> str:
    if scan.end is None or scan.reached is None:
        return _("Nothing has been read yet.")
    words: dict[str, Any] = {
        "read": ngettext("%(count)s session", "%(count)s sessions", scan.read)
        % {"count": grouped(scan.read)},
        "match": ngettext("%(count)s matches", "%(count)s match", count)
        % {"count": grouped(count)},
        "end": clock.moment(scan.end).text,
        "back": clock.moment(scan.reached).text,
        "begin": clock.moment(Question.from_json(scan.question).begin).text,
        "total": grouped(job.total or 0),
    }
    if scan.is_complete:
        return (
            _(
                "Looked through all that was made from %(begin)s to %(end)s: read %(read)s,"
                " %(match)s."
            )
            % words
        )
    if job.state not in UNFINISHED:
        return (
            _(
                "Stopped. Read %(read)s, from %(end)s back to %(back)s: %(match)s. Older ones are"
                " not looked through."
            )
            % words
        )
    if job.total and job.total > scan.read and not scan.skips:
        return (
            _("Read %(read)s of about %(total)s, from %(end)s back to %(back)s: %(match)s so far.")
            % words
        )
    return _("Read %(read)s, from %(end)s back to %(back)s: %(match)s so far.") % words
