"""A process that fills facts again and again, for tests that kill it.

With "once" it fills once, holds every figure against the sessions that it is given as JSON, and
prints counts as JSON.
"""

from __future__ import annotations

import json
import logging
import sys
import time

import django

django.setup()
logging.disable()

from sessions_browser.models import Fact, FactSum  # noqa: E402
from sessions_browser.processes import kinds_of_work  # noqa: E402
from tests.facts import figures  # noqa: E402


def fill() -> None:
    kind = next(one for one in kinds_of_work() if one.name == "backfill")
    parameters = {"account": "demo"}
    state = kind.first(parameters)
    while state is not None:
        step = kind.step(parameters, state)
        assert step.note != "disk", "the database did not take it"
        state = step.state
        time.sleep(step.wait)


def told() -> dict[str, int]:
    return {
        "facts": Fact.objects.count(),
        "different": Fact.objects.values("session").distinct().count(),
        "negative": FactSum.objects.filter(count__lte=0).count(),
    }


def check() -> None:
    """All but the newest second, which is not over. Raises AssertionError."""
    everything = json.load(sys.stdin)
    begin, end = everything[-1]["created"], everything[0]["created"]
    figures.check(everything, begin, end)
    figures.check_rows(everything, begin, end)


def main() -> None:
    if sys.argv[1:] == ["once"]:
        fill()
        check()
        sys.stdout.write(json.dumps(told()))
        return
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        fill()


if __name__ == "__main__":
    main()
