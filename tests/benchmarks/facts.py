"""What facts cost: calls, time and memory to fill them, bytes on disk, and questions over them.

`python -m tests.benchmarks.facts` prints all of it. Each part runs in a process of its own, over a
database of its own. DuckDB, the peer of the questions, is installed for the run into a folder of
its own; without a package index that part is left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.server import OF_MEMORY
from tests.benchmarks.load import AT_REST, judged, running_site, table
from tests.running import ROOT, running_emulator

NOW = 1_795_000_000
DAY, DAYS = 86_400, 90
BYTES_BAR, CALLS_BAR, MIB_BAR = 120, 1.05, 150
# Of what one view of 90 days asks, against a bare signed-in view and against DuckDB.
VIEW_BARS = {100_000: 15.0, 1_000_000: 30.0}
DUCKDB_BAR = 3.0
ROUNDS = 15
PEER = """
import json, statistics, sys, time, duckdb
db = duckdb.connect()
db.execute("create table facts as select * from read_csv('%s', header=true)")
def timed(sql):
    taken = []
    for _ in range(15):
        started = time.perf_counter()
        rows = db.execute(sql).fetchall()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken), len(rows)
names = "link, currency, mode, origin, outcome, present, again, band"
print(json.dumps({
    "totals": timed(f"select {names}, count(*), sum(amount) from facts where created >= %d and"
        f" created < %d group by {names}"),
    "days": timed("select outcome, (created + 3600) // 86400, count(*) from facts where"
        " created >= %d and created < %d group by 1, 2"),
}))
"""


def child(
    folder: str, *arguments: str, module: str = "tests.benchmarks.facts", **settings: str
) -> Any:
    """What a part of a module prints last, as JSON; it has a database of the folder."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
        "SECRET_KEY": "benchmark" * 8,
        "STRIPE_ACCOUNTS": "demo",
        "STRIPE_API_KEY_DEMO": "rk_test_emulator",
        "STRIPE_API_BASE": "http://127.0.0.1:9",
        "STRIPE_READS_PER_MONTH": "1000000000",
        "UPSTREAM_CALLS_PER_SECOND": "1000",
        "DATABASE_URL": f"sqlite:///{folder}/facts.sqlite3",
        **OF_MEMORY,
        **settings,
    }
    migrate = [sys.executable, "manage.py", "migrate", "-v0", "--skip-checks"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


# In the child process.


def fill() -> dict[str, float]:
    import logging

    import django

    django.setup()
    logging.disable()
    from sessions_browser.models import Fact
    from sessions_browser.processes import kinds_of_work

    kind, parameters = kinds_of_work()[0], {"account": "demo"}
    before, started = peak_mib(), time.monotonic()
    state, steps, waited = kind.first(parameters), 0, 0.0
    while state is not None:
        step = kind.step(parameters, state)
        state, steps, waited = step.state, steps + 1, waited + step.wait
        time.sleep(step.wait)
    seconds = time.monotonic() - started
    return {
        "facts": Fact.objects.count(),
        "seconds": seconds,
        "waited": waited,
        "steps": steps,
        "mib": peak_mib() - before,
        "peak": peak_mib(),
    } | sizes()


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def sizes() -> dict[str, float]:
    """Bytes on disk of a fact with its indexes, and of the sums, by fact."""
    from django.db import connection

    from sessions_browser.models import Fact

    count = Fact.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name")
        by_name: dict[str, int] = dict(cursor.fetchall())
    facts = sum(
        size for name, size in by_name.items() if name.endswith("_fact") or name.startswith("fact_")
    )
    sums = sum(size for name, size in by_name.items() if name.endswith(("_factsum", "_factcell")))
    return {"fact_bytes": facts / count, "sum_bytes": sums / count}


def drawn(count: int, seed: int = 1) -> Iterator[Any]:
    """Facts of the last 90 days, newest first, as those of a shop with a dozen links."""
    from sessions_browser.facts.cells import Became, Mode, Origin
    from sessions_browser.facts.packed_ids import ALPHABET
    from sessions_browser.facts.session_fact import SessionFact

    draw = random.Random(seed)
    outcomes = (
        Became.PAID,
        Became.LEFT_KNOWN,
        Became.LEFT_UNKNOWN,
        Became.NOTHING_DUE,
        Became.PROCESSING,
    )
    for number in range(count):
        created = NOW - DAYS * DAY * number // count
        outcome = draw.choices(outcomes, (45, 20, 28, 5, 2))[0]
        link = draw.randrange(24)
        # What a link sells has its price; what is made by API costs anything.
        fixed = random.Random(link) if link < 12 else draw
        yield SessionFact(
            id="cs_test_" + "".join(draw.choices(ALPHABET, k=58)),
            created=created,
            outcome=Became.OPEN if created > NOW - DAY and link % 3 == 0 else outcome,
            mode=fixed.choices((Mode.PAYMENT, Mode.SUBSCRIPTION, Mode.SETUP), (85, 12, 3))[0],
            origin=Origin.LINK if link < 12 else Origin.API,
            present=outcome is not Became.LEFT_UNKNOWN or draw.random() < 0.3,
            is_settled=True,
            amount=fixed.choice((900, 1900, 2900, 4900, 4900, 9900, 14_900, 49_900)),
            currency=fixed.choices(("eur", "usd", "gbp", "chf"), (60, 25, 10, 5))[0],
            link=f"plink_{link}" if link < 12 else "",
            person=""
            if outcome is Became.LEFT_UNKNOWN
            else f"person{draw.randrange(count // 2)}@example.com",
        )


def build(facts: str) -> dict[str, float]:
    import django

    django.setup()
    from sessions_browser.facts.fact_store import FactStore

    store, batch, started = FactStore("demo", 400), [], time.monotonic()
    count = int(facts)
    for fact in drawn(count):
        batch.append(fact)
        if len(batch) == 1000:
            store.take(batch, NOW, now=NOW)
            batch = []
    store.take(batch, NOW, now=NOW, covers=(NOW - 100 * DAY, NOW + 1))
    return {"seconds": time.monotonic() - started} | sizes()


def ask(path: str) -> dict[str, Any]:
    """How long questions take, and the facts as rows for a peer."""
    import django

    django.setup()
    from sessions_browser.facts import queries
    from sessions_browser.facts.cells import Cell
    from sessions_browser.facts.fact_pages import sessions
    from sessions_browser.facts.only import Only
    from sessions_browser.models import Fact, FactCell

    berlin = ZoneInfo("Europe/Berlin")
    begin, end = NOW - 89 * DAY - 1234, NOW
    link, some = Only(link="plink_3"), Only(currency="eur")
    kathmandu = ZoneInfo("Asia/Kathmandu")
    questions: dict[str, Callable[[], object]] = {
        "totals": lambda: groups(queries.figures("demo", begin, end)),
        "days": lambda: queries.series("demo", begin, end, berlin),
        "days, Kathmandu": lambda: queries.series("demo", begin, end, kathmandu),
        "hours of the week": lambda: queries.hours_of_week("demo", begin, end, berlin),
        "days of a link": lambda: queries.series("demo", begin, end, berlin, "day", link),
        "days of a currency": lambda: queries.series("demo", begin, end, berlin, "day", some),
        "hours of a day": lambda: queries.series("demo", end - DAY, end, berlin, "hour"),
        "100 rows": lambda: sessions("demo", begin, end, link),
    }
    times = {name: median_seconds(question) for name, question in questions.items()}
    codes = dict(FactCell.objects.values_list("id", "code"))
    cells = {number: Cell.from_code(code) for number, code in codes.items()}
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        names = ("link", "currency", "mode", "origin", "outcome", "present", "again", "band")
        writer.writerow(("created", "amount", *names))
        for key, amount, cell in Fact.objects.values_list("key", "amount", "cell").iterator():
            one = cells[cell]
            row = (one.link, one.currency, one.mode, one.origin, one.outcome, one.present)
            writer.writerow((key >> 30, amount, *map(int, row), int(one.tried_again), one.band))
    return {"times": times, "begin": begin, "end": end}


def groups(found: Any) -> None:
    """What an overview takes from the totals."""
    found.total, found.by_name("link"), found.by_mode(), found.by_origin()
    found.by_name("currency"), found.by_name_and_currency(), found.by_band("eur")


def median_seconds(question: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        question()
        taken.append(time.perf_counter() - started)
    return median(taken)


# In the parent process.


@contextmanager
def bare_view() -> Iterator[Callable[[], float]]:
    """What measures a bare signed-in view, in seconds."""
    with (
        running_emulator("--sessions=100") as emulator,
        running_site(emulator.address, **AT_REST) as site,
    ):
        connection = site.connection()

        def seconds() -> float:
            return median(connection.get("/bench/bare").seconds for _ in range(100))

        seconds()
        yield seconds


def duckdb_times(folder: str, rows: str, asked: Any) -> dict[str, tuple[float, int]] | None:
    subprocess.run([sys.executable, "-m", "venv", f"{folder}/peer"], check=True)
    python = f"{folder}/peer/bin/python"
    install = [python, "-m", "pip", "install", "--quiet", "duckdb"]
    if subprocess.run(install, check=False, capture_output=True).returncode:
        return None
    script = PEER % (rows, *(asked["begin"], asked["end"]) * 2)
    done = subprocess.run([python, "-c", script], check=True, stdout=subprocess.PIPE)
    found: dict[str, tuple[float, int]] = json.loads(done.stdout)
    return found


def measure_fill(sessions: int) -> None:
    with running_emulator(f"--sessions={sessions}") as emulator, tempfile.TemporaryDirectory() as d:
        done = child(d, "fill", STRIPE_API_BASE=emulator.address)
        calls = len(emulator.queries())
    pages = done["facts"] / 100
    rows = [
        ("calls × pages", *judged(calls / pages, CALLS_BAR)),
        ("bytes of a fact with indexes", *judged(done["fact_bytes"], BYTES_BAR, ".0f")),
        ("bytes of the sums, by fact", f"{done['sum_bytes']:.0f}", "", ""),
        ("MiB of memory at its peak", *judged(done["peak"], MIB_BAR, ".0f")),
        ("MiB of it that filling took", f"{done['mib']:.0f}", "", ""),
        ("sessions a second", f"{done['facts'] / done['seconds']:.0f}", "", ""),
    ]
    table(f"Filling {done['facts']:,} facts, {calls:,} calls", ("what", "", "bar", ""), *rows)


def measure_questions(count: int, bare: Callable[[], float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = child(folder, "build", str(count))
        # The floor of the same moments, as the machine is never twice as busy.
        before = bare()
        asked = child(folder, "ask", f"{folder}/rows.csv")
        floor = (before + bare()) / 2
        peer = duckdb_times(folder, f"{folder}/rows.csv", asked)
    times: dict[str, float] = asked["times"]
    view = sum(times[name] for name in ("totals", "days", "hours of the week"))
    rows: list[tuple[str, ...]] = [
        (name, f"{seconds * 1000:.2f}", f"{seconds / floor:.1f}", "", "")
        for name, seconds in times.items()
    ]
    bar = judged(view / floor, VIEW_BARS.get(count, 30.0), ".1f")
    rows.append(("an overview: the first, second and fourth", f"{view * 1000:.2f}", *bar))
    head = (
        f"{count:,} facts of {DAYS} days; a bare view takes {floor * 1000:.2f} ms",
        "median ms",
        "× bare view",
        "bar",
        "",
    )
    table("Questions", head, *rows)
    if peer:
        rows = [
            (name, f"{peer[name][0] * 1000:.2f}", *judged(times[name] / peer[name][0], DUCKDB_BAR))
            for name in ("totals", "days")
        ]
        table("The same by DuckDB, native table", ("what", "its ms", "× its", "bar", ""), *rows)
    print(
        f"\nBuilt at {count / built['seconds']:.0f} facts a second;"
        f" {built['fact_bytes']:.0f} bytes a fact, {built['sum_bytes']:.0f} of sums."
    )


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in ("fill", "build", "ask"):
        name, *rest = sys.argv[1:]
        parts: dict[str, Callable[..., Any]] = {"fill": fill, "build": build, "ask": ask}
        print(json.dumps(parts[name](*rest)))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100_000, help="to fill")
    parser.add_argument("--facts", type=int, nargs="*", default=[100_000, 1_000_000])
    options = parser.parse_args()
    if options.sessions:
        measure_fill(options.sessions)
    if options.facts:
        with bare_view() as bare:
            for count in options.facts:
                measure_questions(count, bare)


if __name__ == "__main__":
    main()
