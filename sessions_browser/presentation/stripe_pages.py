"""The addresses of pages in Stripe's Dashboard."""

from __future__ import annotations

from sessions_browser.objects.ids import PLAIN_ID
from sessions_browser.objects.session_row import SessionRow

STRIPE_DASHBOARD = "https://dashboard.stripe.com"


def stripe_page(row: SessionRow, page: str, identifier: str, account: str = "") -> str:
    """The page of an object that the session names; "" where the id is none.

    page: such as "payments". A Checkout Session has no page there that is documented.
    account: Stripe's id of it (`acct_…`), or "". Without it Stripe shows the account that one has
        open there, and in another one, such as another sandbox, it finds nothing.
    """
    if not PLAIN_ID.match(identifier):
        return ""
    parts = (STRIPE_DASHBOARD, account, "" if row.livemode else "test", page, identifier)
    return "/".join(part for part in parts if part)
