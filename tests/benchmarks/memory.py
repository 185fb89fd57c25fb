"""What a cached session takes: in process, in Redis, and as the object that Stripe sends.

In a process of its own, which reads windows of 100 through the app's cache.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tracemalloc
import urllib.request

from tests.benchmarks.load import UNBOUND, judged, table
from tests.running import ROOT, Emulator, running_emulator, running_redis

WINDOWS = 40
ROWS = 100
SESSIONS = WINDOWS * ROWS


def measure(emulator: Emulator) -> None:
    parsed, in_process = (_inside(emulator, what) for what in ("parsed", "cached"))
    with running_redis() as (cache, _):
        before = _used(cache)
        _inside(emulator, "cached", CACHE_URL=cache)
        in_redis = _used(cache) - before
    rows = [
        ("as Stripe sends it, parsed", f"{parsed / SESSIONS:.0f}", "1", "", ""),
        *(
            (name, f"{size / SESSIONS:.0f}", *judged(size / parsed, bar))
            for name, size, bar in (
                ("cached, in process", in_process, 0.08),
                ("cached, in Redis", in_redis, 0.1),
            )
        ),
    ]
    head = (f"{SESSIONS:,} sessions in windows of {ROWS}", "bytes each", "× parsed", "bar", "")
    table("Memory of a session, with keys and pointers", head, *rows)
    mib = in_redis / WINDOWS * 1000 / 2**20
    print(f"\n1,000 windows of {ROWS} rows take {mib:.0f} MiB of Redis.")


def _inside(emulator: Emulator, what: str, **settings: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            **UNBOUND,
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "SECRET_KEY": "benchmark" * 8,
            "STRIPE_ACCOUNTS": "demo",
            "STRIPE_API_KEY_DEMO": "rk_test_emulator",
            "STRIPE_API_BASE": emulator.address,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "CACHE_FRESH_SECONDS": "3600",
            **settings,
        }
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", "tests.benchmarks.memory", what, emulator.address]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    return int(done.stdout)


def _used(cache: str) -> int:
    import redis

    used: int = redis.Redis.from_url(cache).info("memory")["used_memory"]
    return used


def _parsed(upstream: str) -> list[object]:
    pages: list[object] = []
    last = ""
    for _ in range(WINDOWS):
        call = urllib.request.Request(
            f"{upstream}/v1/checkout/sessions?limit={ROWS}{last}",
            headers={"Authorization": "Bearer rk_test_emulator"},
        )
        with urllib.request.urlopen(call) as answer:
            page = json.load(answer)
        pages.append(page)
        last = f"&starting_after={page['data'][-1]['id']}"
    return pages


def _cached() -> object:
    import django

    django.setup()
    from sessions_browser.conf import get_conf
    from sessions_browser.objects.list_query import ListQuery
    from sessions_browser.services import account_data, wait_for_background

    lists = account_data(get_conf().accounts[0]).lists
    # What the first call alone brings is not what a session takes.
    lists.page(ListQuery(filters=(("status", "open"),), limit=1))
    wait_for_background()
    tracemalloc.start()
    last = None
    for _ in range(WINDOWS):
        page = lists.page(ListQuery(limit=ROWS, starting_after=last)).value
        wait_for_background()
        last = page.rows[-1].id
    return lists


def main() -> None:
    if len(sys.argv) < 2:
        with running_emulator(f"--sessions={2 * SESSIONS}") as emulator:
            measure(emulator)
        return
    if sys.argv[1] == "parsed":
        tracemalloc.start()
        kept: object = _parsed(sys.argv[2])
    else:
        kept = _cached()
    print(tracemalloc.get_traced_memory()[0])
    assert kept


if __name__ == "__main__":
    main()
