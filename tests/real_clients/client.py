"""What an official client of Python's does with the emulator; it runs with any major since 8.

The address is the first argument. Prints what was done, as JSON.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from typing import Any

import stripe


def run() -> None:
    address = sys.argv[1]
    done = walk(address)
    print(json.dumps(done))


def walk(address: str) -> dict[str, Any]:
    """Lists, creation, payment, expiry and an error, as this client sees them."""
    api: Any = stripe
    api.api_key, api.api_base, api.max_network_retries = "sk_test_emulator", address, 0
    sessions = api.checkout.Session
    listed = [one.id for one in sessions.list(limit=100).auto_paging_iter()]
    events = list(api.Event.list(limit=100, type="checkout.session.*").auto_paging_iter())
    customers = list(api.Customer.list(limit=100).auto_paging_iter())
    price_data = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Tea"}}
    item = {"quantity": 2, "price_data": price_data}
    made = sessions.create(
        mode="payment", success_url=f"{address}/_emulator/stories", line_items=[item]
    )
    urllib.request.urlopen(made.url, data=b"email=kim%40example.com&method=card").close()
    paid = sessions.retrieve(made.id, expand=["payment_intent.latest_charge", "line_items"])
    left = sessions.create(mode="payment", success_url="http://127.0.0.1/", line_items=[item])
    expired = api.checkout.Session.expire(left.id)
    try:
        sessions.retrieve("cs_test_x")
    except _refusal() as error:
        code = error.code
    return {
        "client": f"Python {api.VERSION if hasattr(api, 'VERSION') else api.version.VERSION}",
        "sessions": len(listed),
        "distinct": len(set(listed)),
        "events": len(events),
        "customers": len(customers),
        "paid": [paid.status, paid.payment_status, paid.payment_intent.latest_charge.status],
        "expired": expired.status,
        "missing": code,
    }


def _refusal() -> Any:
    """Older majors keep their errors in a module."""
    found: Any = getattr(stripe, "InvalidRequestError", None)
    api: Any = stripe
    return found or api.error.InvalidRequestError


if __name__ == "__main__":
    run()
