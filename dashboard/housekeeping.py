"""Once a day the server deletes what the site keeps and nobody needs any more."""

from __future__ import annotations

import logging
import random
import threading
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from sessions_browser.models import Verification

DAY_SECONDS = 24 * 60 * 60
# Several processes that start together do not all write at once.
FIRST_SECONDS = (60.0, 600.0)
logger = logging.getLogger(__name__)


def start() -> None:
    """In a thread of its own, for ever; called once in each process of the server."""
    threading.Thread(target=_clean_up_daily, name="housekeeping", daemon=True).start()


def clean_up() -> None:
    """Sign-ins that have ended, and verifications older than VERIFICATIONS_KEEP_DAYS."""
    now = timezone.now()
    signed_in, _ = Session.objects.filter(expire_date__lt=now).delete()
    oldest = now - timedelta(days=settings.VERIFICATIONS_KEEP_DAYS)
    verified, _ = Verification.objects.filter(at__lt=oldest).delete()
    logger.info("deleted sign_ins=%d verifications=%d", signed_in, verified)


def _clean_up_daily() -> None:
    pause = threading.Event()
    pause.wait(random.uniform(*FIRST_SECONDS))  # noqa: S311  nothing to guess
    while True:
        try:
            clean_up()
        except DatabaseError as error:
            logger.warning("old entries cannot be deleted: %s", type(error).__name__)
        finally:
            close_old_connections()
        pause.wait(DAY_SECONDS)
