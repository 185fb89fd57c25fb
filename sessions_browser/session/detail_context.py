"""From where a session is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.session.judged_session import NOTHING_BESIDE, Beside


@dataclass(frozen=True, slots=True)
class DetailContext:
    """From where a session is looked at.

    stripe_id: of the account, `acct_…`, where it is known.
    page_url: of this session for others, with the host.
    api: Stripe's address and version, for commands to copy.
    account: in words.
    link_url: the public address of the session's payment link, where it is known and active.
    link_name: the name of the payment link, where it is known.
    read_at: Unix seconds at which Stripe sent the session, None where that is not known.
    beside: what is known beside the session itself.
    """

    clock: Clock
    urls: AccountUrls
    links_to_stripe: bool
    stripe_id: str = ""
    page_url: str = ""
    api: tuple[str, str] = ("https://api.stripe.com", "")
    account: str = ""
    link_url: str = ""
    link_name: str = ""
    read_at: float | None = None
    beside: Beside = NOTHING_BESIDE
