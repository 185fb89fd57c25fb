"""Before the emulator: each text that may be somebody's comes with a mark, to be searched for.

Marks of what is personal begin with MARK, those of what the shop wrote for everybody with SHOP.
What has to stay as it is, since the site decides by it, are Stripe's own words and ids, by the
names of their fields. Each object also gets a field that nobody knows yet.
"""

from __future__ import annotations

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode

# Written by hand and not read from the code under test.
WORDS_AND_IDS = """
    id object currency status payment_status mode type customer customer_account payment_intent
    payment_link subscription invoice setup_intent recovered_from latest_charge payment_method price
    product promotion_code coupon shipping_rate charge dispute balance_transaction country
    allowed_countries payment_method_types capture_method confirmation_method decline_code code
    failure_code brand funding network interval usage_type billing_scheme tax_behavior tax_exempt
    locale submit_type ui_mode terms_of_service promotions position provider collection_method
    billing_reason cancellation_reason reason risk_level network_status customer_creation
    billing_address_collection payment_method_collection request_three_d_secure checkout_session
    default_payment_method latest_invoice url next_page unit_amount_decimal amount_decimal
    subscription_item tax_rate discount
"""
KEPT = frozenset(WORDS_AND_IDS.split())
OF_THE_SHOP = re.compile(
    r"(line_items\.data\.description|custom_fields\.(key|label\.custom|dropdown\.options\.\w+)"
    r"|client_reference_id|display_name|promotion_code\.code)\Z"
)
MARK = re.compile(r"mark\d{5}", re.IGNORECASE)
SHOP = re.compile(r"shop\d{5}", re.IGNORECASE)


class Marks:
    """Equal values have equal marks, so that people stay who they are."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self.paths: dict[str, str] = {}
        self._lock = threading.Lock()

    def of(self, path: str, value: str) -> str:
        kind = "shop" if OF_THE_SHOP.search(path) else "mark"
        with self._lock:
            known = self._of.get((kind, value))
            if known is None:
                known = self._made(f"{kind}{len(self._of):05}", value)
                self._of[kind, value] = known
                self._values[known.lower()] = value
                self.paths[known] = path
        return known

    def _made(self, mark: str, value: str) -> str:
        if value.startswith("https://"):
            return f"{value}?{mark}"
        if "@" in value:
            return f"{mark}@{mark}.example"
        # Of a telephone number or a card the digits at its end are shown.
        return f"{mark.upper()} {value[-4:]}" if value[-4:].isdigit() else mark.upper()

    def value(self, marked: str) -> str:
        return self._values.get(marked.lower(), marked)

    def in_object(self, value: Any, path: str = "") -> Any:
        if isinstance(value, dict):
            parts = {name: self.in_object(part, f"{path}.{name}") for name, part in value.items()}
            if "object" in value:
                parts["field_of_tomorrow"] = self.of(f"{path}.tomorrow", f"{path} tomorrow")
            return parts
        if isinstance(value, list):
            return [self.in_object(part, path) for part in value]
        if not isinstance(value, str) or not value:
            return value
        name = path.rpartition(".")[2]
        return value if name in KEPT and "metadata" not in path else self.of(path, value)


ATTACKS = (
    "<script>window.hacked = 1</script>",
    "'\"><img src=x onerror=window.hacked=1>",
    "javascript:window.hacked=1",
    "</template></textarea></title></script><svg onload=window.hacked=1>",
    '" onmouseover="window.hacked=1" hx-get="/x" hx-trigger="load" data-x="',
    '=HYPERLINK("https://attack.example/","open")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202egnp.exe\u202c\u2066\u2067\u200f",
    "{{ 7|add:7 }}{% debug %}<!--",
    "x" * 10_000,
    "word " * 2_000,
    "\u0301" * 10_000,
)


class Attacks(Marks):
    """In place of a mark an attack, of each field another one from value to value."""

    def of(self, path: str, value: str) -> str:
        attack = ATTACKS[(len(path) + sum(map(ord, value))) % len(ATTACKS)]
        if "@" in value:
            return f"{attack}@{attack}"
        return f"https://pay.stripe.com/{attack}" if value.startswith("https://") else attack


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: MarkingServer

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        marks, pairs = self.server.marks, parse_qsl(query, keep_blank_values=True)
        asked = [(name, self._unmarked(value)) for name, value in pairs]
        url = f"{self.server.upstream}{path}?{urlencode(asked)}"
        headers = {"Authorization": self.headers.get("Authorization", "")}
        # What is further on a list is named as in its session.
        within = ".line_items" if path.endswith("/line_items") else ""
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                status, found = answer.status, marks.in_object(json.load(answer), within)
        except urllib.error.HTTPError as error:
            status, found = error.code, json.load(error)
        # A payment link is the shop's own.
        if path.startswith("/v1/payment_links"):
            found = json.loads(MARK.sub("link", json.dumps(found)))
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _unmarked(self, value: str) -> str:
        """Also within the words of a search."""
        parts = re.split(r"(mark\d{5}@mark\d{5}\.example)", value, flags=re.IGNORECASE)
        return "".join(map(self.server.marks.value, parts))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  of the base class
        pass


class MarkingServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, upstream: str, marks: Marks) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.marks = marks

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def marking(upstream: str, marks: Marks | None = None) -> Iterator[MarkingServer]:
    """upstream: the address of an emulator."""
    with MarkingServer(upstream, marks or Marks()) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
