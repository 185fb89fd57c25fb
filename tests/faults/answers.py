"""What the faulty upstream says: HTTP answers that are whole, right and wrong in what they hold."""

from __future__ import annotations

import gzip
import http.client
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.factories import DAY, make_list, make_session

SESSIONS_PATH = "/v1/checkout/sessions"
LINKS_PATH = "/v1/payment_links"
REQUEST_ID = "req_FaultyUpstream01"
MIB = 1024 * 1024
BOMB_SIZE = 300 * MIB
STORED = 60
# Marks what must never be seen again, wherever it is sent.
SECRET = "cs_secret_SEENBYNOBODY"
# In tests of what leaks: every session answers to it.
MARKED_EMAIL = "marked.person@customer.example"
UPSTREAM_WORDS = "Upstream's own words"

Headers = tuple[tuple[str, str], ...]
JSON_TYPE: Headers = (("Content-Type", "application/json"),)


@dataclass(frozen=True, slots=True)
class Received:
    """A request; the names of its headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """`framing` replaces the header that says where the body ends."""

    status: int = 200
    body: bytes = b""
    headers: Headers = JSON_TYPE
    version: str = "HTTP/1.1"
    framing: Headers | None = None

    @property
    def head(self) -> bytes:
        framing = self.framing
        if framing is None:
            framing = (("Content-Length", str(len(self.body))),)
        lines = [f"{self.version} {self.status} {http.client.responses.get(self.status, 'Odd')}"]
        for name, value in (("Request-Id", REQUEST_ID), *framing, *self.headers):
            lines.append(f"{name}: {value}")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def to_bytes(self) -> bytes:
        return self.head + self.body


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


# What is right.


@lru_cache(maxsize=1)
def stored() -> tuple[dict[str, Any], ...]:
    """All sessions of this upstream, newest first."""
    return tuple(make_session(number) for number in range(STORED))


def _is_asked_for(session: dict[str, Any], params: Mapping[str, str]) -> bool:
    """Of the filters those that tests here use."""
    email = params.get("customer_details[email]")
    created = session["created"]
    return (
        email in (None, MARKED_EMAIL, session["customer_details"]["email"])
        and int(params.get("created[gte]", 0)) <= created
        and created < int(params.get("created[lt]", 1 << 62))
        and all(
            params[name] == session[name]
            for name in ("status", "customer", "payment_link", "payment_intent", "subscription")
            if name in params
        )
    )


def listed(received: Received) -> dict[str, Any]:
    """One page, as docs.stripe.com/api/pagination has it."""
    params, sessions = received.params, stored()
    limit = int(params.get("limit", "10"))
    # Any session serves as a cursor, also one that the filters leave out.
    places = {session["id"]: place for place, session in enumerate(sessions)}
    after, before = params.get("starting_after"), params.get("ending_before")
    beyond = sessions[places[after] + 1 if after else 0 : places[before] if before else None]
    asked = [session for session in beyond if _is_asked_for(session, params)]
    page = asked[-limit:] if before else asked[:limit]
    return make_list(page, SESSIONS_PATH, has_more=len(asked) > limit)


def found(received: Received) -> dict[str, Any] | None:
    """The session that the path names."""
    wanted = received.path.rpartition("/")[2]
    return next((session for session in stored() if session["id"] == wanted), None)


def good(received: Received) -> Answer:
    if received.path == LINKS_PATH:
        return Answer(body=encoded(make_list([], LINKS_PATH)))
    if received.path == SESSIONS_PATH:
        return Answer(body=encoded(listed(received)))
    session = found(received)
    return Answer(body=encoded(session)) if session else ERRORS["s404_missing"]


# Sessions that are not what they should be. Each function gets one session and its place.


def _each(session: dict[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: value if name == "id" else change(value) for name, value in session.items()}


def _of_another_type(value: Any) -> Any:
    match value:
        case bool():
            return "yes"
        case int():
            return str(value)
        case str():
            return [value]
        case dict():
            return [*value]
        case list():
            return {"data": value}
    return 7


def _in_depth(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {name: _in_depth(part, change) for name, part in value.items()}
    if isinstance(value, list):
        return [_in_depth(part, change) for part in value]
    return change(value)


HOSTILE = (
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}<!--",
    "\u202egnp.exe\u202c\u2066\u0000\u0008",
    "\ud800 half a pair \udfff",
    '" hx-get="/x" hx-trigger="load" data-x="',
    "</template></textarea></title></script><svg onload=alert(1)>",
    "x" * 5000,
)


def hostile(session: dict[str, Any], place: int) -> dict[str, Any]:
    """Every text is an attack, and what lets others pay stands on every level."""
    payload = HOSTILE[place % len(HOSTILE)]
    full = session | {
        "client_reference_id": "x",
        "customer": {"id": "x", "email": "x", "url": "x"},
        "payment_link": {"id": "x", "url": "x"},
        "invoice": {"id": "x", "hosted_invoice_url": "x"},
        "recovered_from": "x",
        "setup_intent": {"id": "x"},
        "subscription": {"id": "x"},
        "payment_intent": {"id": "x", "next_action": {"redirect_to_url": {"url": "x"}}},
        "metadata": {payload: "x", "order": "x"},
        "custom_fields": [
            {"key": "x", "type": "text", "label": {"custom": "x"}, "text": {"value": "x"}}
        ],
        "consent": {payload: "x"},
        "presentment_details": {"presentment_amount": 1, "presentment_currency": "x"},
        "url": "x",
    }

    def attack(value: Any) -> Any:
        return payload if isinstance(value, str) else value

    def with_secret(value: Any) -> Any:
        if isinstance(value, list):
            return [with_secret(part) for part in value]
        if isinstance(value, dict):
            parts = {name: with_secret(part) for name, part in value.items()}
            return parts | {"client_secret": SECRET}
        return value

    bad: dict[str, Any] = with_secret(_in_depth(full, attack))
    return bad | {"id": session["id"], "url": f"https://checkout.stripe.com/c/pay/{SECRET}"}


OF_EACH: dict[str, Callable[[dict[str, Any], int], Any]] = {
    "data_of_nulls": lambda _session, _place: None,
    "data_of_strings": lambda _session, _place: "session",
    "data_half_null": lambda session, place: session if place % 2 else None,
    "missing_fields": lambda session, _place: {"id": session["id"]},
    "nulls": lambda session, _place: _each(session, lambda _value: None),
    "wrong_types": lambda session, _place: _each(session, _of_another_type),
    "floats": lambda session, _place: _in_depth(
        session, lambda value: value + 0.5 if type(value) is int else value
    ),
    "huge_numbers": lambda session, _place: _in_depth(
        session, lambda value: 10**25 if type(value) is int else value
    ),
    # As many digits as Python reads.
    "longest_integers": lambda session, _place: _in_depth(
        session, lambda value: 10**4299 if type(value) is int else value
    ),
    "negative_numbers": lambda session, _place: _in_depth(
        session, lambda value: -value if type(value) is int else value
    ),
    "infinite_floats": lambda session, _place: _in_depth(
        session, lambda value: float("1e308") * 10 if type(value) is int else value
    ),
    "unknown_enums": lambda session, _place: (
        session
        | {"status": "on_hold", "payment_status": "half", "mode": "barter", "currency": "xqz"}
    ),
    "missing_id": lambda session, place: (
        session if place else {name: value for name, value in session.items() if name != "id"}
    ),
    "hostile_id": lambda session, place: session if place else session | {"id": HOSTILE[1]},
    "clock_skew": lambda session, _place: (
        session
        | {"created": session["created"] + 10 * 365 * DAY, "status": "open"}
        | {"payment_status": "unpaid", "expires_at": session["expires_at"] + 11 * 365 * DAY}
    ),
    "wrong_livemode": lambda session, _place: session | {"livemode": True},
    "hostile": hostile,
}


# Lists that are not what they should be.


def _first_page_again(page: dict[str, Any], received: Received) -> dict[str, Any]:
    count = len(page["data"]) or 1
    return make_list(list(stored()[:count]), SESSIONS_PATH, has_more=True)


def _twice(entries: list[Any]) -> list[Any]:
    return [entry for entry in entries for _ in range(2)][: len(entries)]


def _without(page: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in page.items() if key != name}


OF_LIST: dict[str, Callable[[dict[str, Any], Received], dict[str, Any]]] = {
    "duplicate_ids": lambda page, _received: (
        page
        | {"data": [session for session in page["data"] for _ in range(2)][: len(page["data"])]}
    ),
    "has_more_empty": lambda page, _received: page | {"data": [], "has_more": True},
    "loop_same_page": _first_page_again,
    "too_many_rows": lambda page, _received: (
        page | {"data": [make_session(number) for number in range(2000)]}
    ),
    "missing_data": lambda page, _received: _without(page, "data"),
    "missing_has_more": lambda page, _received: _without(page, "has_more"),
    "data_null": lambda page, _received: page | {"data": None},
    "data_object": lambda page, _received: page | {"data": {}},
}


# Bodies that are not what they should be.

HTML = f"<!doctype html><h1>{UPSTREAM_WORDS}</h1><script>alert(1)</script>".encode()
DEEP = b"[" * 100_000 + b"]" * 100_000


def _with_total(body: bytes, total: bytes) -> bytes:
    return body.replace(b'"amount_total": 4200', b'"amount_total": ' + total, 1)


OF_BODY: dict[str, Callable[[bytes], bytes]] = {
    "truncated_json": lambda body: body[:-20],
    "empty_200": lambda _body: b"",
    "html_200_as_json": lambda _body: HTML,
    "json_null": lambda _body: b"null",
    "json_array": lambda _body: b"[]",
    "json_string": lambda _body: b'"sessions"',
    "json_number": lambda _body: b"1",
    "error_200": lambda _body: encoded({"error": {"type": "api_error", "message": UPSTREAM_WORDS}}),
    "huge_int": lambda body: _with_total(body, b"9" * 5000),
    "deep_json": lambda _body: DEEP,
    "deep_field": lambda body: body.replace(b'"Teapot"', DEEP, 1),
    "nan": lambda body: _with_total(body, b"NaN"),
    "invalid_utf8": lambda body: body.replace(b"Guest", b"Gu\xe9st"),
    "bom": lambda body: b"\xef\xbb\xbf" + body,
}
# Deeper than any real answer; how deep is too deep depends on who reads.
for _levels in (100, 300, 600, 900):
    OF_BODY[f"nested_{_levels}"] = lambda body, levels=_levels: body.replace(  # type: ignore[misc]
        b'"Teapot"', b"[" * levels + b"]" * levels
    )


# Errors: docs.stripe.com/api/errors.


def _error(
    status: int, *headers: tuple[str, str], kind: str = "invalid_request_error", **fields: str
) -> Answer:
    body = {"error": {"type": kind, "message": UPSTREAM_WORDS} | fields}
    return Answer(status, encoded(body), (*JSON_TYPE, *headers))


RIGHT = "rak_checkout_session_read"
LACKS = f"The provided key 'rk_test_***' does not have '{RIGHT}', which would allow this request."
ERRORS: dict[str, Answer] = {
    "s400": _error(400, code="parameter_unknown", param="colour"),
    "s400_status": _error(400, param="status"),
    "s400_bare": _error(400),
    "s400_leaky": _error(
        400,
        code="no ana@customer.example",
        param="cus_1Ana",
        message="No such <b>customer</b>: ana@customer.example, key rk_test_TopSecret",
    ),
    "s400_rate_limit": _error(400, code="rate_limit"),
    "s401": _error(401),
    "s401_expired": _error(401, code="api_key_expired"),
    "s402": _error(402),
    "s403": _error(403, message=LACKS),
    "s403_unnamed": _error(403),
    "s404": _error(404),
    "s404_missing": _error(404, code="resource_missing", param="session"),
    "s409": _error(409),
    "s418": Answer(418, b"I am a teapot", (("Content-Type", "text/plain"),)),
    "s424": _error(424),
    "s429": _error(429, code="rate_limit"),
    "s429_limiter": _error(429, ("Stripe-Rate-Limited-Reason", "endpoint-rate"), code="rate_limit"),
    "s429_told_to_retry": _error(429, ("Stripe-Should-Retry", "true"), code="lock_timeout"),
    "s500_noretry": _error(500, ("Stripe-Should-Retry", "false"), kind="api_error"),
    "s409_told_to_retry": _error(409, ("Stripe-Should-Retry", "true")),
    "s503_retry_after": _error(503, ("Retry-After", "7200"), kind="api_error"),
    "s500_empty": Answer(500),
    "html_503": Answer(503, HTML, (("Content-Type", "text/html"),)),
    "s503_broken_gzip": Answer(503, b"not gzip", (*JSON_TYPE, ("Content-Encoding", "gzip"))),
    "s503_huge": Answer(503, b" " * (9 * MIB)),
    "s503_wrong_types": Answer(503, encoded({"error": {"code": 1, "param": [], "message": {}}})),
    "s201": Answer(201, b"{}"),
    "s204": Answer(204, framing=()),
    "s206": Answer(206, b"{}"),
    "s304": Answer(304, framing=()),
    "s999": Answer(999, b"{}"),
}
for _status in (500, 502, 503, 504):
    ERRORS[f"s{_status}"] = _error(_status, kind="api_error")
RETRY_AFTER = {
    "short": "2",
    "seconds": "7",
    "zero": "0",
    "negative": "-5",
    "garbage": "soon",
    "date": "Wed, 21 Oct 2026 07:28:00 GMT",
    "huge": "999999999",
    "endless": "9" * 5000,
    "other_digits": "\u00b2",
}
for _name, _value in RETRY_AFTER.items():
    ERRORS[f"s429_{_name}"] = _error(429, ("Retry-After", _value), code="rate_limit")


# Redirects; {trap} is the address of another host.

REDIRECTS = {
    "redirect_absolute": (302, "{trap}/v1/checkout/sessions"),
    "redirect_permanent": (301, "{trap}/v1/checkout/sessions"),
    "redirect_307": (307, "{trap}/v1/checkout/sessions"),
    "redirect_308": (308, "//{trap_host}/v1/checkout/sessions"),
    "redirect_relative": (303, "/v1/elsewhere"),
    "redirect_loop": (302, "/v1/checkout/sessions"),
    "redirect_file": (302, "file:///etc/passwd"),
    "redirect_bad_host": (302, "http://[::1"),
    "redirect_bad_port": (302, "http://localhost:99999999/"),
    "redirect_bad_bytes": (302, "\xff\xfe"),
}


def redirected(mode: str, trap: str) -> Answer:
    status, place = REDIRECTS[mode]
    location = place.format(trap=trap, trap_host=trap.partition("//")[2])
    return Answer(status, b"{}", (*JSON_TYPE, ("Location", location)))


# Legal answers in unusual clothes, and bodies whose packing lies.


def _packed(answer: Answer, body: bytes, *headers: tuple[str, str]) -> Answer:
    return replace(answer, body=body, headers=(*answer.headers, *headers))


def _gzipped(answer: Answer) -> Answer:
    return _packed(answer, gzip.compress(answer.body), ("Content-Encoding", "gzip"))


def _chunked(answer: Answer) -> Answer:
    parts = [answer.body[at : at + 1000] for at in range(0, len(answer.body), 1000)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])
    return replace(answer, body=body, framing=(("Transfer-Encoding", "chunked"),))


@lru_cache(maxsize=2)
def bomb(layers: int) -> bytes:
    """A small body that decodes to BOMB_SIZE."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join([*(packer.compress(bytes(MIB)) for _ in range(BOMB_SIZE // MIB))])
    body += packer.flush()
    for _ in range(layers - 1):
        body = gzip.compress(body)
    return body


FOREIGN: Headers = (
    ("Set-Cookie", "who=alice; Path=/"),
    ("Set-Cookie", "sessionid=stolen; Path=/; Domain=127.0.0.1"),
    ("Set-Cookie", "=; ; ;;expires=never;domain=\xff"),
    ("Access-Control-Allow-Origin", "*"),
    ("Content-Security-Policy", "default-src *"),
    ("Cache-Control", "public, max-age=9999"),
    ("X-Frame-Options", "ALLOWALL"),
    ("Clear-Site-Data", '"*"'),
    ("Refresh", "0; url=https://elsewhere.example/"),
)


OF_ANSWER: dict[str, Callable[[Answer], Answer]] = {
    "gzip_ok": _gzipped,
    "chunked_ok": _chunked,
    "no_content_type": lambda answer: replace(answer, headers=()),
    "wrong_content_type": lambda answer: replace(
        answer, headers=(("Content-Type", "text/html; charset=utf-7"),)
    ),
    "http10_close": lambda answer: replace(answer, version="HTTP/1.0", framing=()),
    "until_close": lambda answer: replace(answer, framing=(("Connection", "close"),)),
    "upstream_headers": lambda answer: replace(answer, headers=(*answer.headers, *FOREIGN)),
    "html_200": lambda answer: replace(answer, body=HTML, headers=(("Content-Type", "text/html"),)),
    "gzip_bomb": lambda answer: _packed(answer, bomb(1), ("Content-Encoding", "gzip")),
    "gzip_nested": lambda answer: _packed(answer, bomb(2), ("Content-Encoding", "gzip, gzip")),
    "gzip_chain": lambda answer: _packed(
        answer, answer.body, ("Content-Encoding", ", ".join(["gzip"] * 40))
    ),
    "gzip_corrupt": lambda answer: _packed(
        answer, gzip.compress(answer.body)[:-30] + bytes(22), ("Content-Encoding", "gzip")
    ),
    # Promises more than comes, and ends; promises less than comes; promises two things.
    "length_lie": lambda answer: replace(answer, framing=(("Content-Length", str(2**40)),)),
    "length_short": lambda answer: replace(answer, framing=(("Content-Length", "100"),)),
    "lengths_differ": lambda answer: replace(answer, framing=(("Content-Length", "100, 200"),)),
    "length_garbage": lambda answer: replace(answer, framing=(("Content-Length", "many"),)),
}
CLOSES = ("http10_close", "until_close", "length_lie", "length_garbage")


def _without_modes(received: Received) -> Answer:
    """As fakes give ids: cs_a1… for cs_test_a1…; and every session is one of customer cus_1."""
    path, query = (text.replace("cs_a1", "cs_test_a1") for text in (received.path, received.query))
    answer = good(replace(received, path=path, query=query.replace("customer=cus_1", "")))
    body = answer.body.replace(b"cs_test_a1", b"cs_a1")
    return replace(answer, body=body.replace(b'"customer": null', b'"customer": "cus_1"'))


# Whether a parameter is one that the upstream does not look at.
IGNORES: dict[str, Callable[[str], bool]] = {
    "ignores_filters": lambda name: name not in ("limit", "starting_after", "ending_before"),
    "ignores_cursors": lambda name: name in ("starting_after", "ending_before"),
}


def _ignoring(mode: str, received: Received) -> Answer:
    kept = [(name, value) for name, value in received.params.items() if not IGNORES[mode](name)]
    return good(replace(received, query=urlencode(kept)))


def answer_to(mode: str, received: Received, trap: str) -> Answer:
    """The whole answer of a mode that has one."""
    if mode in ERRORS:
        return ERRORS[mode]
    if mode in REDIRECTS:
        return redirected(mode, trap)
    if mode == "ids_without_mode":
        return _without_modes(received)
    if mode in IGNORES:
        return _ignoring(mode, received)
    if mode == "cursor_deleted":
        for name in ("starting_after", "ending_before"):
            if name in received.params:
                return _error(400, code="resource_missing", param=name)
        return good(received)
    answer = good(received)
    if answer.status != http.client.OK:
        return answer
    if mode in OF_ANSWER:
        return OF_ANSWER[mode](answer)
    if mode in OF_BODY:
        return replace(answer, body=OF_BODY[mode](answer.body))
    value = json.loads(answer.body)
    if mode in OF_LIST and "has_more" in value:
        value = OF_LIST[mode](value, received)
    elif mode in OF_EACH:
        change = OF_EACH[mode]
        if "has_more" in value:
            value["data"] = [change(session, place) for place, session in enumerate(value["data"])]
        else:
            value = change(value, stored().index(value))
    return replace(answer, body=encoded(value))


WHOLE = (
    "ok",
    "cursor_deleted",
    "ids_without_mode",
    *IGNORES,
    *ERRORS,
    *REDIRECTS,
    *OF_ANSWER,
    *OF_BODY,
    *OF_LIST,
    *OF_EACH,
)
