"""Ids in Stripe's forms that carry their number, so that a million need no table.

An id is a prefix, some filler drawn from the number, and the number itself, spread over eight
base-62 characters. Reading one back checks every character: a made-up id names nothing.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from emulator.world.seeded_random import mix

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_TO_ALPHABET = bytes(ord(ALPHABET[byte % 62]) for byte in range(256))
_CODE = 8
_SPACE = 62**_CODE


class Form(NamedTuple):
    prefix: str
    # Characters after the prefix.
    length: int
    # Ids of newer kinds hold the account's token, as Stripe's do.
    with_account: bool


FORMS = {
    "checkout.session": Form("cs_test_", 58, with_account=False),
    "item": Form("li_", 24, with_account=True),
    "price": Form("price_", 24, with_account=True),
    "product": Form("prod_", 14, with_account=False),
    "customer": Form("cus_", 14, with_account=False),
    "account": Form("acct_", 16, with_account=False),
    "payment_intent": Form("pi_", 24, with_account=True),
    "setup_intent": Form("seti_", 24, with_account=True),
    "charge": Form("ch_", 24, with_account=True),
    "payment_method": Form("pm_", 24, with_account=True),
    "subscription": Form("sub_", 24, with_account=True),
    "subscription_item": Form("si_", 14, with_account=False),
    "invoice": Form("in_", 24, with_account=True),
    "payment_link": Form("plink_", 24, with_account=True),
    "promotion_code": Form("promo_", 24, with_account=True),
    "discount": Form("di_", 24, with_account=True),
    "shipping_rate": Form("shr_", 24, with_account=True),
    "tax_rate": Form("txr_", 24, with_account=True),
    "payment_method_configuration": Form("pmc_", 24, with_account=True),
}


class Ids:
    """Every id of one world; another seed gives other ids."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._key = (seed % (1 << 64)).to_bytes(8, "little")
        self.account = self.token("account", 0, 10)
        self._steps = {kind: self._step(place) for place, kind in enumerate(FORMS)}

    def encode(self, kind: str, number: int) -> str:
        form = FORMS[kind]
        step, start, _ = self._steps[kind]
        value = (number * step + start) % _SPACE
        code = ""
        for _ in range(_CODE):
            value, digit = divmod(value, 62)
            code += ALPHABET[digit]
        filler = self.token(kind, number, form.length - _CODE)
        if form.with_account:
            return f"{form.prefix}1{filler[:5]}{self.account}{code}"
        if kind == "checkout.session":
            # Stripe's test ids begin with a1 or b1.
            filler = ("a1" if number % 2 else "b1") + filler[2:]
        return f"{form.prefix}{filler}{code}"

    def decode(self, kind: str, text: str) -> int | None:
        """The number of an id of this kind; None for any other text."""
        form = FORMS[kind]
        if len(text) != len(form.prefix) + form.length or not text.isascii():
            return None
        value = 0
        for letter in reversed(text[-_CODE:]):
            digit = _VALUE.get(letter)
            if digit is None:
                return None
            value = value * 62 + digit
        _, start, inverse = self._steps[kind]
        number = (value - start) * inverse % _SPACE
        return number if self.encode(kind, number) == text else None

    def token(self, purpose: str, number: int, length: int) -> str:
        """Letters and digits that depend on the seed, the purpose and the number (64 at most)."""
        digest = hashlib.blake2b(
            f"{purpose} {number}".encode(), key=self._key, digest_size=length
        ).digest()
        return digest.translate(_TO_ALPHABET).decode("ascii")

    def _step(self, place: int) -> tuple[int, int, int]:
        """Multiplier, offset and inverse of a one-to-one scattering of all numbers."""
        step = mix(self._seed, place) % _SPACE | 1
        while step % 31 == 0:
            step += 2
        return step, mix(self._seed, place + 1000) % _SPACE, pow(step, -1, _SPACE)
