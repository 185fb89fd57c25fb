"""The addresses of pages in Stripe's Dashboard."""

from __future__ import annotations

from sessions_browser.objects.ids import PLAIN_ID
from sessions_browser.objects.session_row import SessionRow

STRIPE_DASHBOARD = "https://dashboard.stripe.com"


def stripe_page(row: SessionRow, page: str, identifier: str) -> str:
    """The page of an object that the session names; "" where the id is none.

    page: such as "payments". A Checkout Session has no page there that is documented.
    """
    if not PLAIN_ID.match(identifier):
        return ""
    start = STRIPE_DASHBOARD if row.livemode else f"{STRIPE_DASHBOARD}/test"
    return f"{start}/{page}/{identifier}"
