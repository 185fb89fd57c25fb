"""`manage.py serve`: everything a start needs, then the production server in this very process."""

from __future__ import annotations

import fcntl
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from dashboard import static_files
from dashboard.env import env_secret
from dashboard.management.commands.check_key import check_keys
from dashboard.secret_key import FILE as SECRET_KEY_FILE
from dashboard.secret_key import own_secret_key
from dashboard.server import become
from sessions_browser.conf import get_conf
from sessions_browser.services import what_is_known_of
from sessions_browser.shared_state.machine_counters import FOLDER

LOCK_FILE = settings.BASE_DIR / "var" / "serve.lock"


class Command(BaseCommand):
    help = "Check the settings, migrate, collect static files and start the production server."
    # They run in `handle`, after the secret key is there.
    requires_system_checks: list[str] = []  # noqa: RUF012  Django's own declaration

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with one_at_a_time():
                self._make_ready()
        except OSError as error:
            raise CommandError(f"The server cannot start. {_words(error)}") from error
        except DatabaseError as error:
            raise CommandError(f"The server cannot start. The database says: {error}") from error
        self.stdout.flush()
        become(sys.executable, "-m", "dashboard.server")

    def _make_ready(self) -> None:
        # Asking Django for an empty key raises.
        if not env_secret("SECRET_KEY"):
            os.environ["SECRET_KEY_FILE"] = str(own_secret_key(SECRET_KEY_FILE))
            settings.SECRET_KEY = SECRET_KEY_FILE.read_text(encoding="utf-8")
        call_command("check", deploy=settings.HTTPS)
        call_command("migrate", verbosity=0)
        static_files.collect()
        if not settings.DEMO:
            self._check_new_keys()
        if not User.objects.filter(is_active=True).exists():
            self.stdout.write("Nobody can sign in yet. In another terminal, run: make user")
        if not settings.DEMO:
            address = f"http://{settings.BIND}:{settings.PORT}{settings.URL_PREFIX}/"
            self.stdout.write(f"Checkout Sessions on {address}")
        if settings.METRICS:
            # For the numbers of its processes together; see `machine_counters`.
            os.environ[FOLDER] = tempfile.mkdtemp(prefix="checkout-sessions-metrics-")

    def _check_new_keys(self) -> None:
        """Those that were never checked, as it takes calls; what one lacks stops no start."""
        new = [one for one in get_conf().accounts if what_is_known_of(one) is None]
        check_keys(new, self.stdout.write)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Servers that start out of one checkout wait for each other. Raises OSError."""
    LOCK_FILE.parent.mkdir(exist_ok=True)
    with LOCK_FILE.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _words(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or type(error).__name__}{where}"
