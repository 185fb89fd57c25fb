"""What the filter form offers to choose from."""

from __future__ import annotations

STATUSES = {"open": "Open", "complete": "Complete", "expired": "Expired"}
# Numbers of rows on a page.
LIMITS = (10, 25, 50, 100)
LINE_ITEMS = "data.line_items"
# What a list may be asked to expand; all within Stripe's depth of four and wanted by a table.
EXPANDABLE = (
    LINE_ITEMS,
    "data.customer",
    "data.invoice",
    "data.payment_intent",
    "data.payment_intent.latest_charge",
    "data.payment_link",
    "data.setup_intent",
    "data.subscription",
    "data.total_details.breakdown",
)
