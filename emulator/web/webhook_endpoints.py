"""Which account's events are sent where: the options `--webhook-url` and `--webhook-secret`.

At Stripe each account has endpoints of its own, each with its secret. A platform has others, for
the events of connected accounts (docs.stripe.com/connect/webhooks).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

# In place of a key: all accounts but the first, which are connected to it.
CONNECT = "connect"


class Endpoint(NamedTuple):
    """account: the key of the account whose events it gets, or CONNECT; "" is the first."""

    account: str
    url: str
    secret: str


def endpoints(
    urls: Iterable[str], secrets: Iterable[str], usual_secret: str, keys: Collection[str]
) -> Iterator[Endpoint]:
    """Those that the options ask for. Raises ValueError with words for people.

    urls, secrets: each may begin with the key of an account and `=`.
    usual_secret: where no other is given.
    keys: of all accounts.
    """
    given = {"": usual_secret, **dict(_account_and_secret(text, keys) for text in secrets)}
    for text in urls:
        account, url = ("", text) if _is_address(text) else _named(text, keys)
        if not _is_address(url):
            raise ValueError(f"must be an address that begins with http:// or https://: {url}")
        yield Endpoint(account, url, given.get(account, given[""]))


def _account_and_secret(text: str, keys: Collection[str]) -> tuple[str, str]:
    # A secret may have a `=` of its own.
    is_named = text.partition("=")[0] in (*keys, CONNECT) or "=whsec_" in text
    account, secret = _named(text, keys) if is_named else ("", text)
    if not secret:
        raise ValueError("a secret must not be empty")
    return account, secret


def _named(text: str, keys: Collection[str]) -> tuple[str, str]:
    name, _, rest = text.partition("=")
    if name not in (*keys, CONNECT):
        raise ValueError(f"no such account: {name}")
    return name, rest


def _is_address(text: str) -> bool:
    return urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).netloc)
