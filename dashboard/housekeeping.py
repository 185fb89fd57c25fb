"""Once a day the server deletes what the site keeps and nobody needs any more; files each hour.

`manage.py clean_up` does the same at once, such as where no server runs.
"""

from __future__ import annotations

import logging
import random
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from sessions_browser.access.tokens import forget_old as forget_old_tokens
from sessions_browser.access.unmasking import forget_ended as forget_ended_unmaskings
from sessions_browser.conf import get_conf
from sessions_browser.desk.notes import forget_old as forget_old_notes
from sessions_browser.desk.saved_views import forget_orphans
from sessions_browser.exports.retention import delete_old as delete_old_exports
from sessions_browser.facts.retention import forget_old
from sessions_browser.jobs.commands import forget_ended
from sessions_browser.models import Verification
from sessions_browser.read_log.journal import seal_all
from sessions_browser.read_log.retention import TamperedError, prune
from sessions_browser.services import fact_store

HOUR_SECONDS, HOURS = 60 * 60, 24
# Several processes that start together do not all write at once.
FIRST_SECONDS = (60.0, 600.0)
logger = logging.getLogger(__name__)


def start() -> None:
    """In a thread of its own, for ever; called once in each process of the server."""
    threading.Thread(target=_clean_up_for_ever, name="housekeeping", daemon=True).start()


def clean_up() -> str:
    """What is past the days for which it is kept: sign-ins, verifications, notes, tokens, facts,
    looks, the history of the admin, ended jobs, and files of exports. How many, as `key=value`.
    """
    now = timezone.now()
    signed_in, _ = Session.objects.filter(expire_date__lt=now).delete()
    oldest = now - timedelta(days=settings.VERIFICATIONS_KEEP_DAYS)
    verified, _ = Verification.objects.filter(at__lt=oldest).delete()
    notes = forget_old_notes(now - timedelta(days=settings.NOTES_KEEP_DAYS))
    facts = sum(forget_old(fact_store(one.slug), now.timestamp()) for one in get_conf().accounts)
    forget_ended_unmaskings(now)
    forget_orphans()
    forget_old_tokens(now)
    jobs = forget_ended(now - timedelta(days=settings.JOBS_KEEP_DAYS))
    oldest_look = now - timedelta(days=get_conf().read_log_keep_days)
    looks = _forget_looks(oldest_look)
    changed, _ = LogEntry.objects.filter(action_time__lt=oldest_look).delete()
    exports = delete_old_exports()
    deleted = (
        f"sign_ins={signed_in} verifications={verified} notes={notes} facts={facts} jobs={jobs}"
        f" looks={looks} changes={changed} exports={exports}"
    )
    logger.info("deleted %s", deleted)
    return deleted


def _forget_looks(oldest: datetime) -> int:
    """Of the read log, which is sealed besides, so that no tail of it stays open for long."""
    seal_all()
    try:
        return prune(oldest)
    except TamperedError as error:
        logger.error("the read log was tampered with and is kept as it is: %s", error)
        return 0


def _clean_up_for_ever() -> None:
    """Files of exports each hour, all else once a day."""
    pause, hour = threading.Event(), 0
    pause.wait(random.uniform(*FIRST_SECONDS))  # noqa: S311  nothing to guess
    while True:
        try:
            if hour % HOURS:
                delete_old_exports()
            else:
                clean_up()
        except DatabaseError as error:
            logger.warning("old entries cannot be deleted: %s", type(error).__name__)
        finally:
            close_old_connections()
        hour += 1
        pause.wait(HOUR_SECONDS)
