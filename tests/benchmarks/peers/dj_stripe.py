"""`python dj_stripe.py rows.jsonl db.sqlite3 begin end zone`, with the Python of a virtual
environment that has dj-stripe: the funnel of each day by its own models, as JSON.

Its table is made by its own migrations, and a row holds what its synchronisation would write. Two
ways to ask: as Django's documentation does, and with all that SQLite can do without Python.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.conf import settings

ROUNDS = 5
DAY = 86_400
# Day, made, paid, left.
Days = list[tuple[str, int, int, int]]


def set_up(database: str) -> None:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "djstripe"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DJSTRIPE_FOREIGN_KEY_TO_FIELD="id",
        SECRET_KEY="benchmark" * 8,
        STRIPE_TEST_SECRET_KEY="sk_test_nobody",
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def rows(path: str) -> Iterator[Any]:
    from djstripe.models import Session

    with open(path, encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)
            yield Session(
                id=data["id"],
                created=datetime.fromtimestamp(data["created"], UTC),
                livemode=data["livemode"],
                metadata=data["metadata"],
                stripe_data=data,
            )


def fill(path: str) -> None:
    from djstripe.models import Session

    waiting = rows(path)
    while some := list(islice(waiting, 2000)):
        Session.objects.bulk_create(some)


def by_django(begin: int, end: int, zone: ZoneInfo) -> Days:
    from django.db.models import Count, Q
    from django.db.models.functions import TruncDay
    from djstripe.models import Session

    first, last = (datetime.fromtimestamp(second, UTC) for second in (begin, end))
    paid = Q(stripe_data__status="complete", stripe_data__payment_status="paid")
    found = (
        Session.objects.filter(created__gte=first, created__lt=last)
        .annotate(day=TruncDay("created", tzinfo=zone))
        .values("day")
        .annotate(
            made=Count("pk"),
            paid=Count("pk", filter=paid),
            left=Count("pk", filter=Q(stripe_data__status="expired")),
        )
        .order_by("day")
    )
    return [(f"{one['day']:%F}", one["made"], one["paid"], one["left"]) for one in found]


def by_sqlite(begin: int, end: int, zone: ZoneInfo) -> Days:
    """Right only where the zone's offset stays the same for all of the range."""
    from django.db import connection

    shift = datetime.fromtimestamp(begin, zone).utcoffset()
    assert shift is not None
    seconds, status = int(shift.total_seconds()), "stripe_data ->> '$.status'"
    query = f"""
        select (unixepoch(created) + {seconds}) / {DAY} as day, count(*),
            sum({status} = 'complete' and stripe_data ->> '$.payment_status' = 'paid'),
            sum({status} = 'expired')
        from djstripe_session where created >= %s and created < %s group by day order by day"""  # noqa: S608  all of it is written here
    bounds = [f"{datetime.fromtimestamp(second, UTC):%F %T}" for second in (begin, end)]
    epoch = date(1970, 1, 1).toordinal()
    with connection.cursor() as cursor:
        cursor.execute(query, bounds)
        return [
            (f"{date.fromordinal(epoch + day):%F}", made, paid, left)
            for day, made, paid, left in cursor.fetchall()
        ]


def timed(question: Callable[[], Days]) -> tuple[float, Days]:
    taken, found = [], question()
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = question()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), found


def main() -> None:
    path, database, begin, end, zone = sys.argv[1:]
    set_up(database)
    fill(path)
    asked = int(begin), int(end), ZoneInfo(zone)
    ways: dict[str, Callable[[int, int, ZoneInfo], Days]] = {
        "Django's queries": by_django,
        "SQL alone": by_sqlite,
    }
    print(json.dumps({name: timed(partial(way, *asked)) for name, way in ways.items()}))


if __name__ == "__main__":
    main()
