"""The keyed hash that joins the sessions of one person and leads back to nobody.

Its key is drawn once and kept in the database beside the facts: were it made from SECRET_KEY, a
rolled one would count everybody twice.
"""

from __future__ import annotations

import hashlib
import secrets

from sessions_browser.models import FactSecret

# 48 bits take a third less on disk than 64. Of a million persons hardly two share a hash.
_SIZE = 6


def secret_key() -> bytes:
    """Drawn at its first use. Raises DatabaseError."""
    found, _ = FactSecret.objects.get_or_create(id=1, defaults={"key": secrets.token_bytes(32)})
    return bytes(found.key)


def person_hash(key: bytes, account: str, person: str) -> int | None:
    """None for nobody. One person has another hash in another account."""
    if not person:
        return None
    text = f"{account}\0{person}".encode()
    digest = hashlib.blake2b(text, key=key, digest_size=_SIZE).digest()
    return int.from_bytes(digest, "big", signed=True)
