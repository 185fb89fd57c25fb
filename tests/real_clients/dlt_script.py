"""What dlt does with the emulator, in a project where its source for Stripe is.

The address is the first argument. Prints rows of each table, as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import dlt
import stripe
from dlt.sources.rest_api import rest_api_source
from stripe_analytics import incremental_stripe_source, stripe_source

KEY = "sk_test_emulator"
ENDPOINTS = ("Customer", "Subscription", "Invoice", "Product", "Price", "Coupon")
INCREMENTAL = ("Event", "BalanceTransaction")


def rows_in(pipeline: Any, table: str, what: str = "count(*)") -> int:
    with pipeline.sql_client() as client:
        return int(client.execute_sql(f"select {what} from {table}")[0][0])  # noqa: S608  our own names


def rest(address: str) -> dict[str, int]:
    """The sessions, by the source that is made of a description of an API."""
    source = rest_api_source(
        {
            "client": {
                "base_url": f"{address}/v1/",
                "auth": {"type": "http_basic", "username": KEY, "password": ""},
                "paginator": {
                    "type": "cursor",
                    "cursor_path": "data[-1].id",
                    "cursor_param": "starting_after",
                    "has_more_path": "has_more",
                },
            },
            "resources": [
                {
                    "name": "sessions",
                    "primary_key": "id",
                    "endpoint": {
                        "path": "checkout/sessions",
                        "params": {"limit": 100, "expand[]": "data.line_items"},
                        "data_selector": "data",
                    },
                }
            ],
        }
    )
    pipeline = dlt.pipeline("rest", destination="duckdb", dataset_name="of_rest")
    pipeline.run(source)
    return {
        "sessions": rows_in(pipeline, "sessions"),
        "distinct": rows_in(pipeline, "sessions", "count(distinct id)"),
    }


def verified() -> tuple[dict[str, int], int]:
    """Rows by endpoint, and those of events once they were asked for again."""
    pipeline = dlt.pipeline("verified", destination="duckdb", dataset_name="of_stripe")
    pipeline.run(stripe_source(endpoints=ENDPOINTS, stripe_secret_key=KEY))
    for _ in range(2):
        pipeline.run(incremental_stripe_source(endpoints=INCREMENTAL, stripe_secret_key=KEY))
        found = {name: rows_in(pipeline, table(name)) for name in (*ENDPOINTS, *INCREMENTAL)}
    return found, rows_in(pipeline, "event")


def table(name: str) -> str:
    """As dlt names it: words in lower case with a line between."""
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name).lstrip("_")


if __name__ == "__main__":
    stripe.api_base = sys.argv[1]
    rows, again = verified()
    print(json.dumps({"rest": rest(sys.argv[1]), "verified": rows, "again": again}))
