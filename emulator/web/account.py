"""One account: its world, its keys, its request log and its test controls."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import parse_qs

from emulator.objects.context import Context, Json
from emulator.web import api_keys, errors, pay_pages
from emulator.web.call import Call, Reply, as_json
from emulator.web.controls import CommandError, Controls
from emulator.web.endpoints import Endpoints
from emulator.web.reader import Reader
from emulator.web.request_log import RequestLog
from emulator.web.telling import Teller
from emulator.web.trouble import CONNECTION_TROUBLES, Trouble, spoiled
from emulator.web.versions import in_newest, in_version, served_version
from emulator.web.webhook_endpoints import CONNECT, Endpoint
from emulator.web.webhooks import Told, Webhooks
from emulator.web.writing import Writer
from emulator.world.clock import Clock
from emulator.world.ids import Ids
from emulator.world.world import World


class Emulator:
    """The account of `--api-key`, and those that are connected to it.

    api_key: may read everything.
    strict_limit: refuse a `limit` outside 1 to 100 rather than take the nearest.
    livemode: say that all objects are of live mode.
    rate_limit: how many requests a second are answered; 0 for any number.
    """

    def __init__(
        self,
        world: World,
        clock: Clock,
        api_key: str,
        strict_limit: bool = False,
        livemode: bool = False,
        rate_limit: float = 0,
    ) -> None:
        self._livemode = livemode
        self.log = RequestLog()
        self._ids = Ids(world.seed)
        self._world = world
        self._clock = clock
        self._api_key = api_key
        self._strict_limit = strict_limit
        self._context = Context(world, self._ids)
        self._writer = Writer()
        self._request_numbers = itertools.count(1)
        self._lock = threading.Lock()
        # Other accounts, by key. None sees the objects of another.
        self.others: dict[str, Emulator] = {}
        self.trouble = Trouble(world.seed, rate_limit)
        self.controls = Controls(world, self._ids, clock, self.log, self.trouble)

    def request_id(self) -> str:
        """The next id for the header Request-Id."""
        return f"req_{self._ids.token('request', next(self._request_numbers), 14)}"

    @property
    def id(self) -> str:
        return self._context.account

    @property
    def accounts(self) -> dict[str, Emulator]:
        """All accounts by their ids, this one first."""
        return {self.id: self, **{other.id: other for other in self.others.values()}}

    def answer(self, call: Call, request_id: str) -> Reply:
        """Answer a request to the API."""
        asked = call.headers.get("stripe-version")
        try:
            version = served_version(asked)
            own = {key: other.id for key, other in self.others.items()}
            named = _named_account(call.headers)
            id_ = api_keys.account_of(
                call.authorization, named, {"": self.id, **own}, self._api_key
            )
        except errors.ApiError as error:
            return Reply(error.status, as_json(error.body(request_id)), error.headers)
        # Of the same seed, accounts have the same id.
        owner = self.others.get(api_keys.key_of(call.authorization) or "", self)
        account = owner if owner.id == id_ else self.accounts[id_]
        call = replace(call, query=in_newest(call.query, asked))
        reply = account._answer_alone(call, request_id, platform_key=self._api_key)
        headers = {"Stripe-Version": version, **reply.headers}
        return replace(reply, body=in_version(reply.body, version), headers=headers)

    def _answer_alone(self, call: Call, request_id: str, *, platform_key: str) -> Reply:
        if self._livemode:
            path, query = (text.replace("cs_live_", "cs_test_") for text in (call.path, call.query))
            call = Call(call.method, path, query, call.headers, call.body)
        reply = self._troubled(call, request_id, (platform_key, self._api_key))
        return replace(reply, body=self._in_own_mode(reply.body))

    def _in_own_mode(self, told: str) -> str:
        """JSON as an account of this mode says it."""
        if not self._livemode:
            return told
        told = told.replace('"livemode":false', '"livemode":true')
        return told.replace("cs_test_", "cs_live_")

    def _troubled(self, call: Call, request_id: str, full_keys: tuple[str, str]) -> Reply:
        """full_keys: those that may read everything."""
        try:
            granted = api_keys.permissions_of(call.authorization, *full_keys)
            suffers = self.trouble.next_for(call.path)
        except errors.ApiError as error:
            return Reply(error.status, as_json(error.body(request_id)), error.headers)
        reply = self._object(call, request_id, granted)
        if suffers and suffers.what in CONNECTION_TROUBLES:
            return spoiled(reply, suffers.what)
        return replace(reply, delay_ms=suffers.delay_ms) if suffers else reply

    def _object(self, call: Call, request_id: str, granted: frozenset[str]) -> Reply:
        try:
            if call.method not in ("GET", "HEAD", "POST"):
                raise errors.unrecognized_url(call.method, call.path)
            with self._lock:
                self._world.advance(self._clock.now())
                if call.method == "POST":
                    reader = Reader(self._context, granted, self._strict_limit)
                    return self._writer.post(reader, call)
                endpoints = Endpoints(self._context, granted, self._strict_limit)
                return Reply(200, as_json(endpoints.get(call.path, call.query)))
        except errors.ApiError as error:
            return Reply(error.status, as_json(error.body(request_id)), error.headers)

    def page(self, call: Call) -> Reply:
        """Answer somebody with a browser."""
        for account in self.accounts.values():
            reply = account._page_alone(call)
            if reply is not None:
                return reply
        return Reply(404, "<h1>Not found</h1>", content_type="text/html; charset=utf-8")

    def _page_alone(self, call: Call) -> Reply | None:
        if self._livemode and "cs_test_" in call.path:
            return None
        path = call.path.replace("cs_live_", "cs_test_") if self._livemode else call.path
        with self._lock:
            self._world.advance(self._clock.now())
            reader = Reader(self._context, api_keys.FULL_RIGHTS, self._strict_limit)
            reply = pay_pages.page(reader, replace(call, path=path))
        if reply is None or not self._livemode:
            return reply
        headers = {name: self._in_own_mode(value) for name, value in reply.headers.items()}
        return replace(reply, headers=headers)

    def open_pages(self, address: str) -> None:
        """Say where this emulator's payment pages are."""
        for account in self.accounts.values():
            account._context = replace(account._context, pages=address)

    def send_webhooks(self, endpoints: Iterable[Endpoint], kind: str, retry_seconds: float) -> None:
        """Tell these endpoints of what happens from now on.

        kind: one of `webhooks.KINDS`.
        """
        for endpoint in endpoints:
            connected = endpoint.account == CONNECT
            accounts = self.others.values() if connected else [self._with_key(endpoint.account)]
            for account in accounts:
                hooks = account._webhooks(endpoint, connected, kind, retry_seconds)
                if account is not self:
                    self.controls.webhooks.append(hooks)
        for hooks in self.controls.webhooks:
            hooks.start()

    def _webhooks(
        self, endpoint: Endpoint, connected: bool, kind: str, retry_seconds: float
    ) -> Webhooks:
        teller = Teller(self._context, kind, connected)

        def news() -> list[Told]:
            with self._lock:
                self._world.advance(self._clock.now())
                told = list(teller.news(self._context))
            return [one._replace(body=self._in_own_mode(one.body)) for one in told]

        hooks = Webhooks(self.id, endpoint.url, endpoint.secret, news, retry_seconds)
        waiting = (*self._context.undelivered, hooks.undelivered)
        self._context = replace(self._context, undelivered=waiting)
        self.controls.webhooks.append(hooks)
        return hooks

    def _with_key(self, key: str) -> Emulator:
        return self.others.get(key, self)

    def control(self, method: str, command: str, query: str) -> tuple[int, Json]:
        """Run a test control: status and body. `account=` names another account than this."""
        if (method, command) == ("GET", "accounts"):
            return 200, {"accounts": list(self.accounts)}
        named = parse_qs(query).get("account", [self._api_key])[-1]
        accounts = {self._api_key: self, **self.others, **self.accounts}
        if named not in accounts:
            return 404, {"error": f"no such account: {named}"}
        return accounts[named]._control_alone(method, command, query)

    def _control_alone(self, method: str, command: str, query: str) -> tuple[int, Json]:
        query = query.replace("cs_live_", "cs_test_") if self._livemode else query
        try:
            with self._lock:
                self._world.advance(self._clock.now())
                told = self.controls.run(method, command, query)
            return 200, json.loads(self._in_own_mode(as_json(told)))
        except CommandError as error:
            return error.status, {"error": str(error)}


def _named_account(headers: Mapping[str, str]) -> str | None:
    """docs.stripe.com/connect/authentication, docs.stripe.com/context. Raises ApiError."""
    account, context = headers.get("stripe-account"), headers.get("stripe-context")
    if account and context:
        raise errors.both_accounts()
    return account or context
