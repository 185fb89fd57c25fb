"""`python -m tests.benchmarks.peers`: fill the database, print a session's cookie, and serve."""

from __future__ import annotations

import os
import random
import sys
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.peers.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tests.benchmarks.peers.models import Session  # noqa: E402

SESSIONS = 100_000


def fill() -> None:
    draw, at = random.Random(1), datetime.now(UTC)
    rows = []
    for number in range(SESSIONS):
        at -= timedelta(seconds=draw.expovariate(1 / 60))
        status = draw.choices(("complete", "expired", "open"), (45, 50, 5))[0]
        rows.append(
            Session(
                id=f"cs_test_a1{number:056d}",
                created=at,
                status=status,
                payment_status="paid" if status == "complete" else "unpaid",
                mode="payment",
                amount_total=draw.randrange(500, 50_000),
                currency=draw.choice(("eur", "usd", "gbp")),
                email=f"person{draw.randrange(SESSIONS // 5)}@example.com",
                payment_link=f"plink_{draw.randrange(20):024d}",
            )
        )
    Session._default_manager.bulk_create(rows, batch_size=2000)


def main() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill()
    client = Client()
    client.force_login(User.objects.create_superuser("admin", password="demo"))
    print(f"sessionid={client.cookies['sessionid'].value}", flush=True)
    options = [f"--port={sys.argv[1]}", "--blocking-threads=80", "--backpressure=80", "--no-ws"]
    application = "tests.benchmarks.peers.wsgi:application"
    command = [sys.executable, "-m", "granian", "--interface=wsgi", *options, "--log-level=error"]
    os.execv(sys.executable, [*command, application])  # noqa: S606  all of it is written here


if __name__ == "__main__":
    main()
