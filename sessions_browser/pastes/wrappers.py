"""Links that mail programs and search engines wrap around other links: the link inside."""

from __future__ import annotations

import base64
import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
# The end of a host's name, how its path begins, and the parameter that holds the link.
_PARAMETERS = (
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("google.com", "/url", ("q", "url")),
    ("urldefense.proofpoint.com", "/v1/url", ("u",)),
    ("linkprotect.cudasvc.com", "/url", ("a",)),
    ("facebook.com", "/l.php", ("u",)),
    ("slack-redir.net", "/link", ("url",)),
)
_WRAPPED_TWICE = 3
# The letter behind "**" -> how many signs it replaces.
_RUNS = {
    letter: length
    for length, letter in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", start=2
    )
}


def unwrapped(text: str) -> str:
    """`text` with the link inside in the place of each wrapped one."""
    return _LINK.sub(lambda match: _inside(match[0]), text) if "://" in text else text


def _inside(link: str) -> str:
    for _ in range(_WRAPPED_TWICE):
        try:
            inner = _once(link)
        except ValueError:
            return link
        if not re.match(r"(?:https?://|mailto:)\S", inner, re.IGNORECASE):
            return link
        link = re.split(r"\s", inner)[0]
    return link


def _once(link: str) -> str:
    """The link within `link`, or "". Raises ValueError for a link that cannot be read."""
    parts = urlsplit(link.replace("&amp;", "&"))
    host = (parts.hostname or "").lower()
    if host in ("urldefense.com", "urldefense.us") or host.endswith(".urldefense.com"):
        return _third_version(link)
    if host == "urldefense.proofpoint.com" and parts.path.startswith("/v2/"):
        (coded,) = parse_qs(parts.query).get("u", [""])[:1]
        return unquote(coded.translate({ord("-"): "%", ord("_"): "/"}))
    return _parameter(parts, host)


def _parameter(parts: SplitResult, host: str) -> str:
    for end, path, names in _PARAMETERS:
        if f".{host}".endswith(f".{end}") and parts.path.startswith(path):
            values = parse_qs(parts.query)
            return next((values[name][0] for name in names if name in values), "")
    return ""


def _third_version(link: str) -> str:
    """Signs that were replaced by "*" follow in Base64; "**" and a letter replace a run of them.

    The form is "/v3/__LINK__;SIGNS!…".
    """
    coded, is_whole, rest = link.partition("/v3/__")[2].partition("__;")
    replaced, has_end, _ = rest.partition("!")
    if not (is_whole and has_end):
        return ""
    padded = replaced + "=" * (-len(replaced) % 4)
    signs = iter(base64.urlsafe_b64decode(padded).decode("utf-8", "replace"))

    def original(star: re.Match[str]) -> str:
        count = _RUNS.get(star[1], 1) if star[1] else 1
        return "".join(sign for _, sign in zip(range(count), signs, strict=False))

    link = re.sub(r"\*(?:\*(.))?", original, coded)
    # A mail program may have joined two slashes.
    return re.sub(r"\A(https?:/)(?=[^/])", r"\1/", link)
