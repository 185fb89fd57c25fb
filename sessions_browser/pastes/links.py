"""Web addresses in a pasted text: of payment links, and what other addresses name."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from sessions_browser.objects.ids import LONGEST_ADDRESS

_STRIPE_HOSTS = ("buy.stripe.com", "book.stripe.com", "donate.stripe.com")
_CODE = re.compile(r"/[A-Za-z0-9_-]{1,200}(?:/[A-Za-z0-9_-]{1,200}){0,2}\Z")
# On a domain of the shop's own: docs.stripe.com/payments/checkout/custom-domains
_OWN_DOMAIN_CODE = re.compile(r"/b/[A-Za-z0-9_-]{1,200}\Z")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
_WITHOUT_SCHEME = re.compile(
    r"(?:www\.|dashboard\.stripe\.|(?:buy|book|donate)\.stripe\.com(?:/|\Z)|[\w-]+(?:\.[\w-]+)+/b/\w)",
    re.IGNORECASE,
)


def is_web_address(text: str) -> bool:
    is_mail = text[:7].lower() == "mailto:"
    return ("://" in text and not is_mail) or _WITHOUT_SCHEME.match(text) is not None


def split(text: str) -> SplitResult:
    """`text`: with or without its scheme. Raises ValueError when it cannot be read."""
    return urlsplit(text if "://" in text else f"https://{text}")


def is_on_stripes_link_host(text: str) -> bool:
    try:
        return (split(text).hostname or "").lower() in _STRIPE_HOSTS
    except ValueError:
        return False


def payment_link_of(text: str) -> str:
    """The https address of the payment link that `text` is, or ""."""
    try:
        parts = split(text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    is_stripes = host in _STRIPE_HOSTS
    code = _CODE if is_stripes else _OWN_DOMAIN_CODE
    is_plain = parts.scheme.lower() in ("http", "https") and "@" not in parts.netloc
    if not is_plain or not _HOST.match(host) or (host.endswith("stripe.com") and not is_stripes):
        return ""
    address = f"https://{host}{path}"
    return address if code.match(path) and len(address) <= LONGEST_ADDRESS else ""


def pieces_of(text: str) -> list[str]:
    """Of a web address the segments of its path, then the values of its query string.

    Raises ValueError when it cannot be read.
    """
    parts = split(text)
    segments = [segment for segment in parts.path.split("/") if segment]
    return segments + [value for _, value in parse_qsl(parts.query)]
