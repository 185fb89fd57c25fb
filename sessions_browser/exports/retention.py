"""Files of exports end after some hours, and what is left of those that never became a file."""

from __future__ import annotations

from sessions_browser.conf import get_conf
from sessions_browser.exports.folder import all_folders
from sessions_browser.exports.job import KIND
from sessions_browser.jobs.commands import UNFINISHED
from sessions_browser.models import Job

HOUR = 3600


def delete_old() -> int:
    """How many there were. Raises DatabaseError."""
    going = Job.objects.filter(kind=KIND, state__in=UNFINISHED)
    needed = {parameters["export"] for parameters in going.values_list("parameters", flat=True)}
    longest, deleted = get_conf().exports_keep_hours * HOUR, 0
    for folder in all_folders():
        if folder.token not in needed and folder.age() > longest:
            folder.delete()
            deleted += 1
    return deleted
