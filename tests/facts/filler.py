"""A process that fills facts again and again, for tests that kill it.

With "once" it fills once and prints what the facts tell, as JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from zoneinfo import ZoneInfo

import django

django.setup()
logging.disable()

from sessions_browser.facts import queries  # noqa: E402
from sessions_browser.facts.cells import Became  # noqa: E402
from sessions_browser.models import Fact, FactSum  # noqa: E402
from sessions_browser.processes import kinds_of_work  # noqa: E402


def fill() -> None:
    kind = next(one for one in kinds_of_work() if one.name == "backfill")
    parameters = {"account": "demo"}
    state = kind.first(parameters)
    while state is not None:
        step = kind.step(parameters, state)
        assert step.note != "disk", "the database did not take it"
        state = step.state
        time.sleep(step.wait)


def told() -> dict[str, object]:
    total = queries.figures("demo", 0, 2**32).total
    return {
        "facts": Fact.objects.count(),
        "different": Fact.objects.values("session").distinct().count(),
        "outcomes": {one.name: n for one in Became if (n := total.count([one]))},
        "again": total.count(tried_again=True),
        "negative": FactSum.objects.filter(count__lte=0).count(),
        "pulse": sum(bar.made for bar in queries.series("demo", 0, 2**32, ZoneInfo("UTC"))),
    }


def main() -> None:
    if sys.argv[1:] == ["once"]:
        fill()
        sys.stdout.write(json.dumps(told()))
        return
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        fill()


if __name__ == "__main__":
    main()
