"""`python -m tests.system.first_entries`: two write the first entries of a PostgreSQL at once.

The second one comes while the first has not committed. Prints kind and number of each entry.
"""

from __future__ import annotations

import threading
import time

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from sessions_browser.read_log.events import ReadEvent  # noqa: E402
from sessions_browser.read_log.journal import append  # noqa: E402
from sessions_browser.read_log.models import Entry  # noqa: E402

SECONDS = 20
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def write_the_second() -> None:
    append([ReadEvent("list", "ben")])
    connection.close()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def main() -> None:
    second = threading.Thread(target=write_the_second)
    with transaction.atomic():
        append([ReadEvent("list", "ana")])
        second.start()
        end = time.monotonic() + SECONDS
        while not somebody_waits():
            assert time.monotonic() < end, "the second did not wait for the first"
            time.sleep(0.05)
    second.join()
    for entry in Entry.objects.order_by("number"):
        print(entry.kind, entry.number)  # noqa: T201  what the test reads


if __name__ == "__main__":
    main()
