"""Which events webhooks have to tell of: those since the last look, as snapshots or thin."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.objects import events
from emulator.objects.context import Context
from emulator.web.call import as_json
from emulator.web.webhooks import Told
from emulator.world.happenings import ALL_KINDS, Moment, moments


class Teller:
    """Remembers what was told to one endpoint. Its callers hold the lock of the world.

    kind: one of `webhooks.KINDS`.
    connected: the endpoint is a platform's, to whom the account is named.
    """

    def __init__(self, context: Context, kind: str, connected: bool = False) -> None:
        self._kind = kind
        self._connected = connected
        self._since = context.world.now
        self._told = {events.event_id(context, moment) for moment in self._latest(context)}

    def news(self, context: Context) -> Iterator[Told]:
        """The events since the last call, oldest first."""
        found = list(self._latest(context))
        now = context.world.now
        for moment in found:
            id_ = events.event_id(context, moment)
            facts = None if id_ in self._told else events.facts_then(context, moment)
            if facts is None:
                continue
            event = events.event(context, moment, facts)
            event["pending_webhooks"] = len(context.undelivered)
            if self._kind != "thin":
                named = {"account": context.account} if self._connected else {}
                yield Told(id_, event["type"], "snapshot", as_json(event | named))
            if self._kind != "snapshot":
                thin = events.notification(context, moment, event)
                named = {"context": context.account} if self._connected else {}
                yield Told(id_, thin["type"], "thin", as_json(thin | named))
        # More can happen in this very second.
        self._since = now
        self._told = {events.event_id(context, one) for one in found if one.time >= now}

    def _latest(self, context: Context) -> Iterator[Moment]:
        world = context.world
        return moments(world, self._since, world.now + 1, ALL_KINDS, newest_first=False)
