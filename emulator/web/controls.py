"""Test controls under /_emulator/: sessions, stories, how they end, time, latency, faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from emulator.objects.context import Json
from emulator.web.request_log import RequestLog
from emulator.web.trouble import CONNECTION_TROUBLES, Planned, Trouble
from emulator.web.webhooks import ORDERS, Manner, Webhooks
from emulator.world.clock import Clock
from emulator.world.ids import Ids
from emulator.world.stories import STORIES, STORY_INDEX
from emulator.world.world import World

_MAX_ARRIVALS = 10_000
_MAX_SECONDS = 30 * 86_400


class CommandError(Exception):
    """The command does not exist, or its parameters do not fit."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Controls:
    """Runs the commands that the docstring of the package lists.

    Its callers hold the lock of the world.
    """

    def __init__(
        self, world: World, ids: Ids, clock: Clock, log: RequestLog, trouble: Trouble
    ) -> None:
        self._trouble = trouble
        # Where events are sent.
        self.webhooks: list[Webhooks] = []
        self._world = world
        self._ids = ids
        self._clock = clock
        self._log = log
        self._commands: dict[tuple[str, str], Callable[[dict[str, str]], Json]] = {
            ("GET", "requests"): self._requests,
            ("GET", "stories"): self._stories,
            ("GET", "deliveries"): self._deliveries,
            ("POST", "webhooks"): self._manner,
            ("POST", "story"): self._story,
            ("POST", "reset"): self._reset,
            ("POST", "latency"): self._latency,
            ("POST", "faults"): self._faults,
            ("POST", "fail"): self._fail,
            ("POST", "delay"): self._delay,
            ("POST", "rate_limit"): self._rate_limit,
            ("POST", "advance"): self._advance,
            ("POST", "arrive"): self._arrive,
            ("POST", "complete"): lambda values: self._end_session(values, complete=True),
            ("POST", "expire"): lambda values: self._end_session(values, complete=False),
        }

    def run(self, method: str, command: str, raw_query: str) -> Json:
        """The JSON answer of a command. Raises CommandError."""
        values = {name: found[-1] for name, found in parse_qs(raw_query).items()}
        run = self._commands.get((method, command))
        if run is None:
            raise CommandError(404, f"no such command: {method} {command}")
        return run(values)

    def _requests(self, _values: dict[str, str]) -> Json:
        return {"requests": self._log.all()}

    def _reset(self, _values: dict[str, str]) -> Json:
        self._log.clear()
        self._trouble.clear()
        return {}

    def _latency(self, values: dict[str, str]) -> Json:
        self._trouble.latency_ms = _number(values, "ms", 0, 60_000)
        return {"latency_ms": self._trouble.latency_ms}

    def _faults(self, values: dict[str, str]) -> Json:
        self._trouble.fault_percent = _number(values, "percent", 0, 100)
        return {"percent": self._trouble.fault_percent}

    def _fail(self, values: dict[str, str]) -> Json:
        what = values.get("status", "500")
        if what not in CONNECTION_TROUBLES:
            what = str(_number(values, "status", 400, 599, default=500))
        after = _number(values, "retry_after", 0, 86_400) if "retry_after" in values else None
        return self._plan(values, what, code=values.get("code"), retry_after=after)

    def _delay(self, values: dict[str, str]) -> Json:
        return self._plan(values, "delay", delay_ms=_number(values, "ms", 0, 60_000))

    def _plan(self, values: dict[str, str], what: str, **more: Any) -> Json:
        count = _number(values, "count", 1, 1_000_000, default=1)
        after, path = _number(values, "after", 0, 1_000_000, default=0), values.get("path", "")
        self._trouble.plan(Planned(what, count, after, path, **more))
        return {"status": what, "count": count, "after": after, "path": path}

    def _rate_limit(self, values: dict[str, str]) -> Json:
        self._trouble.rate_limit = _number(values, "per_second", 0, 100_000)
        return {"per_second": self._trouble.rate_limit}

    def _deliveries(self, _values: dict[str, str]) -> Json:
        tries = [entry for hooks in self.webhooks for entry in hooks.log()]
        return {"deliveries": sorted(tries, key=lambda entry: entry["time"])}

    def _manner(self, values: dict[str, str]) -> Json:
        if not self.webhooks:
            raise CommandError(409, "no events are sent: start with --webhook-url")
        order = values.get("order", "given")
        if order not in ORDERS:
            raise CommandError(400, f"order must be one of {', '.join(ORDERS)}")
        copies = _number(values, "copies", 1, 10, default=1)
        late = _number(values, "late_ms", 0, 3_600_000, default=0)
        for hooks in self.webhooks:
            hooks.manner = Manner(copies, late, order)
        return {"copies": copies, "late_ms": late, "order": order}

    def _advance(self, values: dict[str, str]) -> Json:
        self._clock.advance(_number(values, "seconds", 0, _MAX_SECONDS))
        self._world.advance(self._clock.now())
        return {"now": self._world.now}

    def _arrive(self, values: dict[str, str]) -> Json:
        count = _number(values, "count", 1, _MAX_ARRIVALS, default=1)
        rows = [self._world.add_session(self._clock.now()) for _ in range(count)]
        return {"sessions": [self._id(row) for row in rows]}

    def _stories(self, _values: dict[str, str]) -> Json:
        return {"stories": [{"name": story.name, "sentence": story.sentence} for story in STORIES]}

    def _story(self, values: dict[str, str]) -> Json:
        name = values.get("name", "")
        if name not in STORY_INDEX:
            raise CommandError(404, f"no such story: {name} (GET /_emulator/stories lists all)")
        return {"name": name, "session": self._id(self._world.add_story(STORY_INDEX[name]))}

    def _id(self, row: int) -> str:
        return self._ids.encode("checkout.session", self._world.numbers.number(row))

    def _end_session(self, values: dict[str, str], complete: bool) -> Json:
        id_ = values.get("session", "")
        number = self._ids.decode("checkout.session", id_)
        row = None if number is None else self._world.numbers.row(number)
        if row is None or row >= len(self._world):
            raise CommandError(404, f"no such session: {id_}")
        if not self._world.end_session(row, complete):
            raise CommandError(409, f"the session is not open: {id_}")
        return {"session": id_, "status": self._world.status(row)}


def _number(
    values: dict[str, str], name: str, minimum: int, maximum: int, default: int | None = None
) -> int:
    text = values.get(name, "" if default is None else str(default))
    if not text.isdecimal() or not minimum <= int(text) <= maximum:
        raise CommandError(400, f"{name} must be a whole number from {minimum} to {maximum}")
    return int(text)
