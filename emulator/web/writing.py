"""What clients change: they make sessions and expire them, each request once by its key.

docs.stripe.com/api/idempotent_requests
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from urllib.parse import unquote

from emulator.objects import sessions
from emulator.objects.context import Json
from emulator.web import errors, write_errors
from emulator.web.call import Call, Reply, as_json
from emulator.web.creating import create_session
from emulator.web.endpoints import SESSIONS
from emulator.web.form import Form
from emulator.web.parameters import Query
from emulator.web.reader import Reader
from emulator.world.endings import Ending
from emulator.world.world import OPEN

WRITE = "rak_checkout_session_write"
_MOST_KEYS = 10_000
_LONGEST_KEY = 255


class Writer:
    """Answers POST for one account, while its world is locked."""

    def __init__(self) -> None:
        # By idempotency key: what was asked, and the answer.
        self._answered: OrderedDict[str, tuple[str, Reply]] = OrderedDict()

    def post(self, reader: Reader, call: Call) -> Reply:
        """Raises ApiError."""
        change = self._change(call)
        if change is None:
            raise errors.unrecognized_url(call.method, call.path)
        reader.require_to_write(WRITE)
        key = call.headers.get("idempotency-key")
        if key is None:
            return Reply(200, as_json(change(reader, Form.of_body(call.body))))
        return self._once(key, call, lambda: change(reader, Form.of_body(call.body)))

    def _once(self, key: str, call: Call, change: Callable[[], Json]) -> Reply:
        if not 0 < len(key) <= _LONGEST_KEY:
            raise write_errors.refused(f"Idempotency keys have 1 to {_LONGEST_KEY} characters.")
        asked = sha256(call.path.encode() + b"\n" + call.body).hexdigest()
        if key in self._answered:
            before, reply = self._answered[key]
            if before != asked:
                raise write_errors.key_used_before(key)
            return replace(reply, headers={**reply.headers, "Idempotent-Replayed": "true"})
        reply = Reply(200, as_json(change()), {"Idempotency-Key": key})
        self._answered[key] = (asked, reply)
        if len(self._answered) > _MOST_KEYS:
            self._answered.popitem(last=False)
        return reply

    def _change(self, call: Call) -> Callable[[Reader, Form], Json] | None:
        if call.path == SESSIONS:
            return _create
        ended = re.fullmatch(rf"{SESSIONS}/([^/]+)/expire", call.path)
        if not ended:
            return None
        id_ = unquote(ended[1])
        return lambda reader, form: _expire(reader, id_, form)


def _create(reader: Reader, form: Form) -> Json:
    paths = _paths(reader, form)
    prices = reader.context.world.made.prices
    before = len(prices)
    try:
        made = create_session(reader, form)
    except errors.ApiError:
        # What is refused leaves nothing behind.
        del prices[before:]
        raise
    return _shown(reader, reader.context.world.make_session(made), paths)


def _expire(reader: Reader, id_: str, form: Form) -> Json:
    """docs.stripe.com/api/checkout/sessions/expire"""
    form.refuse_unknown(("expand",))
    paths = _paths(reader, form)
    row, world = reader.lookup.row("checkout.session", id_), reader.context.world
    if row is None:
        raise errors.resource_missing("checkout.session", id_, "session", status=404)
    if world.status(row) != OPEN:
        raise write_errors.refused(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout'
            f" Session has a status of `{world.status(row)}`.",
            "session",
        )
    world.finish(row, Ending.ABANDONED)
    return _shown(reader, row, paths)


def _paths(reader: Reader, form: Form) -> list[str]:
    asked = "&".join(f"expand[]={path}" for path in form.texts("expand"))
    return reader.expansions(Query(asked), "checkout.session", in_list=False)


def _shown(reader: Reader, row: int, paths: list[str]) -> Json:
    fresh = Reader(reader.context, reader.granted, reader.strict_limit)
    shown = sessions.session(fresh.context, fresh.lookup.facts(row))
    fresh.expand_all([shown], "checkout.session", paths)
    return shown
