"""Keys, MACs and hashes of the record, all derived from SECRET_KEY. Pure but for the settings."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import lru_cache

from sessions_browser.conf import signing_keys

_SALT = b"checkout-sessions.read-log."
_MACS, _VALUES, _NAMES = b"macs", b"values", b"names"
# 128 bits: nobody finds a second value with the same hash.
_HASH_HEX = 32


def key_name() -> str:
    """Of the key in force."""
    return _name(signing_keys()[0])


def mac(name: str, content: str) -> str | None:
    """By the key of this name; None when there is no such key any more."""
    key = _keys(signing_keys()).get(name)
    return None if key is None else hmac.digest(key, content.encode(), "sha256").hex()


def subject(kind: str, value: str) -> str:
    """ "kind:hash" of a value, by the key in force; e-mails in any case of letters are one."""
    return _subject(signing_keys()[0], kind, value)


def subjects_to_find(kind: str, value: str) -> list[str]:
    """The same by each key, since older entries have it by an older one."""
    return [_subject(secret, kind, value) for secret in signing_keys()]


def digest_of_ids(ids: Iterable[str | None]) -> str:
    key = _derived(signing_keys()[0], _VALUES)
    text = "\n".join(one or "" for one in ids)
    return hmac.digest(key, text.encode(), "sha256").hex()[:_HASH_HEX]


def _subject(secret: str, kind: str, value: str) -> str:
    text = value.strip().casefold() if kind == "email" else value.strip()
    found = hmac.digest(_derived(secret, _VALUES), f"{kind}\0{text}".encode(), "sha256")
    return f"{kind}:{found.hex()[:_HASH_HEX]}"


@lru_cache(maxsize=4)
def _keys(secrets: tuple[str, ...]) -> dict[str, bytes]:
    return {_name(secret): _derived(secret, _MACS) for secret in secrets}


def _name(secret: str) -> str:
    return _derived(secret, _NAMES).hex()[:8]


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: bytes) -> bytes:
    return hmac.digest(secret.encode(), _SALT + purpose, "sha256")
