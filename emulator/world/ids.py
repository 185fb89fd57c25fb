"""Ids in Stripe's formats. An id contains its number, so no table of ids is kept.

An id is a prefix, filler characters that depend on the number, and the number itself, scrambled
and written as eight base-62 digits. Decoding checks every character: an invented id names nothing.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from emulator.world.seeded_random import random_bits

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGIT_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_BYTES_TO_ALPHABET = bytes(ord(ALPHABET[byte % 62]) for byte in range(256))
_NUMBER_LENGTH = 8
_NUMBER_COUNT = 62**_NUMBER_LENGTH
# Digits are written two at a time, the lower first: an answer of a hundred sessions has 600 ids.
_PAIRS = tuple(low + high for high in ALPHABET for low in ALPHABET)
_PAIR_COUNT = len(_PAIRS)


class IdFormat(NamedTuple):
    """The format of the ids of one kind of object."""

    prefix: str
    # Characters after the prefix.
    length: int
    # Ids of newer kinds hold the account's token, as Stripe's do.
    with_account: bool


ID_FORMATS = {
    "checkout.session": IdFormat("cs_test_", 58, with_account=False),
    "item": IdFormat("li_", 24, with_account=True),
    "price": IdFormat("price_", 24, with_account=True),
    "product": IdFormat("prod_", 14, with_account=False),
    "customer": IdFormat("cus_", 14, with_account=False),
    "account": IdFormat("acct_", 16, with_account=False),
    "payment_intent": IdFormat("pi_", 24, with_account=True),
    "setup_intent": IdFormat("seti_", 24, with_account=True),
    "charge": IdFormat("ch_", 24, with_account=True),
    "payment_method": IdFormat("pm_", 24, with_account=True),
    "subscription": IdFormat("sub_", 24, with_account=True),
    "subscription_item": IdFormat("si_", 14, with_account=False),
    "invoice": IdFormat("in_", 24, with_account=True),
    "payment_link": IdFormat("plink_", 24, with_account=True),
    "promotion_code": IdFormat("promo_", 24, with_account=True),
    "discount": IdFormat("di_", 24, with_account=True),
    "shipping_rate": IdFormat("shr_", 24, with_account=True),
    "tax_rate": IdFormat("txr_", 24, with_account=True),
    "payment_method_configuration": IdFormat("pmc_", 24, with_account=True),
    "balance_transaction": IdFormat("txn_", 24, with_account=True),
    "refund": IdFormat("re_", 24, with_account=True),
    "dispute": IdFormat("du_", 24, with_account=True),
    "invoice_payment": IdFormat("inpay_", 24, with_account=True),
    "event": IdFormat("evt_", 24, with_account=True),
    "thin_event": IdFormat("evt_test_", 24, with_account=True),
    # A charge of another method than a card.
    "payment": IdFormat("py_", 24, with_account=True),
    "invoice_line": IdFormat("il_", 24, with_account=True),
}


class Ids:
    """Encodes and decodes every id of one world. Another seed gives other ids."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._key = (seed % (1 << 64)).to_bytes(8, "little")
        self.account = self.token("account", 0, 10)
        self._steps = {kind: self._step(index) for index, kind in enumerate(ID_FORMATS)}
        # As `encode`, for the objects of the catalog, which each session names.
        self.encode_known = lru_cache(maxsize=1024)(self.encode)

    def encode(self, kind: str, number: int) -> str:
        """The id of object `number` of this kind, a key of `ID_FORMATS`."""
        id_format = ID_FORMATS[kind]
        step, start, _ = self._steps[kind]
        value = (number * step + start) % _NUMBER_COUNT
        rest, first = divmod(value, _PAIR_COUNT)
        rest, second = divmod(rest, _PAIR_COUNT)
        fourth, third = divmod(rest, _PAIR_COUNT)
        code = _PAIRS[first] + _PAIRS[second] + _PAIRS[third] + _PAIRS[fourth]
        filler = self.token(kind, number, id_format.length - _NUMBER_LENGTH)
        if id_format.with_account:
            return f"{id_format.prefix}1{filler[:5]}{self.account}{code}"
        if kind == "checkout.session":
            # Stripe's test ids begin with a1 or b1.
            filler = ("a1" if number % 2 else "b1") + filler[2:]
        return f"{id_format.prefix}{filler}{code}"

    def decode(self, kind: str, text: str) -> int | None:
        """The number of an id of this kind; None for any other text."""
        id_format = ID_FORMATS[kind]
        if len(text) != len(id_format.prefix) + id_format.length or not text.isascii():
            return None
        value = 0
        for letter in reversed(text[-_NUMBER_LENGTH:]):
            digit = _DIGIT_VALUES.get(letter)
            if digit is None:
                return None
            value = value * 62 + digit
        _, start, inverse = self._steps[kind]
        number = (value - start) * inverse % _NUMBER_COUNT
        return number if self.encode(kind, number) == text else None

    def token(self, purpose: str, number: int, length: int) -> str:
        """Letters and digits that depend on the seed, the purpose and the number (64 at most)."""
        digest = hashlib.blake2b(
            f"{purpose} {number}".encode(), key=self._key, digest_size=length
        ).digest()
        return digest.translate(_BYTES_TO_ALPHABET).decode("ascii")

    def _step(self, index: int) -> tuple[int, int, int]:
        """Multiplier, offset and inverse multiplier of a one-to-one mapping of all numbers."""
        step = random_bits(self._seed, index) % _NUMBER_COUNT | 1
        while step % 31 == 0:
            step += 2
        return (
            step,
            random_bits(self._seed, index + 1000) % _NUMBER_COUNT,
            pow(step, -1, _NUMBER_COUNT),
        )
