"""Texts that are in the database under SECRET_KEY alone."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from sessions_browser.conf import signing_keys

SECOND_FACTOR, SCAN = b"second factor", b"scan"


def sealed(text: str, purpose: bytes) -> str:
    """The newest key seals, each opens. purpose: what another has sealed cannot be opened."""
    return _fernet(purpose).encrypt(text.encode()).decode()


def opened(token: str, purpose: bytes) -> str | None:
    """None where it was sealed with a key that is no more."""
    try:
        return _fernet(purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        return None


def _fernet(purpose: bytes) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key, purpose)) for key in signing_keys()])


def _derived(key: str, purpose: bytes) -> bytes:
    digest = hashlib.blake2b(key.encode(), digest_size=32, person=purpose)
    return base64.urlsafe_b64encode(digest.digest())
