"""The dimensions by which sessions are counted, and their combinations as numbers. Pure.

A cell is one combination of all dimensions, packed into one integer of 63 bits: a condition on any
dimensions is then a mask and a value. Beside its own cell every session is counted in the coarse
one of its account, from which days and hours without a filter are read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from sessions_browser.objects.money import exponent


class Became(IntEnum):
    """What a session says of itself; its payment, which lists do not bring, is not looked at.

    OTHER: a pair of states that is not known here.
    PROCESSING: the customer finished, and the money has not arrived. A bank debit that failed looks
        the same in a list, so one stays here for ever that never arrives.
    NOTHING_DUE: completed with nothing to pay: a total of 0, a trial, a saved payment method.
    LEFT_KNOWN: expired with an e-mail or a phone number, so that one can write or call.
    LEFT_UNKNOWN: expired without.
    """

    OTHER = 0
    OPEN = 1
    PAID = 2
    PROCESSING = 3
    NOTHING_DUE = 4
    LEFT_KNOWN = 5
    LEFT_UNKNOWN = 6


LEFT = frozenset((Became.LEFT_KNOWN, Became.LEFT_UNKNOWN))
CONVERTED = frozenset((Became.PAID, Became.NOTHING_DUE))
SETTLED = LEFT | CONVERTED


class Mode(IntEnum):
    OTHER = 0
    PAYMENT = 1
    SUBSCRIPTION = 2
    SETUP = 3


class Origin(IntEnum):
    """What made a session.

    LINK: somebody opened a payment link. RECOVERED: it continues one that had expired.
    AGENT: its payment, where that was read, says that an agent paid; lists do not tell it.
    """

    API = 0
    LINK = 1
    RECOVERED = 2
    AGENT = 3


# In whole units of the currency; each is where a band of values begins.
BAND_STARTS = (3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
# Name and bits of each dimension, from the lowest.
_FIELDS = (
    ("link", 24),
    ("currency", 12),
    ("band", 4),
    ("tried_again", 1),
    ("present", 1),
    ("origin", 3),
    ("mode", 2),
    ("outcome", 3),
    ("is_coarse", 1),
    ("account", 12),
)
_SHIFTS: dict[str, int] = {}
_MASKS: dict[str, int] = {}
_shift = 0
for _name, _bits in _FIELDS:
    _SHIFTS[_name], _MASKS[_name] = _shift, (1 << _bits) - 1
    _shift += _bits
DIMENSIONS = tuple(name for name, _ in _FIELDS[:8])


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination. account, currency and link are numbers of names, 0 for none.

    band: 0 where there is no amount or it is 0; see `band_of`.
    present: somebody was there: an e-mail, a name, a payment, or it was completed.
    tried_again: the same person made a later session within seven days.
    """

    link: int = 0
    currency: int = 0
    band: int = 0
    tried_again: bool = False
    present: bool = False
    origin: Origin = Origin.API
    mode: Mode = Mode.OTHER
    outcome: Became = Became.OTHER
    is_coarse: bool = False
    account: int = 0

    @property
    def code(self) -> int:
        code = 0
        for name, _ in _FIELDS:
            value = getattr(self, name)
            if not 0 <= value <= _MASKS[name]:
                raise ValueError(f"{name} has no room for {value}")
            code |= int(value) << _SHIFTS[name]
        return code

    @classmethod
    def from_code(cls, code: int) -> Cell:
        part = {name: code >> _SHIFTS[name] & _MASKS[name] for name, _ in _FIELDS}
        return cls(
            link=part["link"],
            currency=part["currency"],
            band=part["band"],
            tried_again=bool(part["tried_again"]),
            present=bool(part["present"]),
            origin=Origin(part["origin"]),
            mode=Mode(part["mode"]),
            outcome=Became(part["outcome"]),
            is_coarse=bool(part["is_coarse"]),
            account=part["account"],
        )

    def coarse(self) -> Cell:
        return Cell(is_coarse=True, account=self.account)


def with_tried_again(code: int, value: bool) -> int:
    bit = 1 << _SHIFTS["tried_again"]
    return code | bit if value else code & ~bit


def coarse_code(code: int) -> int:
    """Of the cell that a cell is also counted in."""
    return code & _bits_of("account") | 1 << _SHIFTS["is_coarse"]


def value_of(code: int, name: str) -> int:
    return code >> _SHIFTS[name] & _MASKS[name]


def mask_of(names: Iterable[str]) -> int:
    """Of the bits of these dimensions."""
    mask = 0
    for name in names:
        mask |= _bits_of(name)
    return mask


def _bits_of(name: str) -> int:
    return _MASKS[name] << _SHIFTS[name]


def codes_of_account(account: int, *, coarse: bool) -> tuple[int, int]:
    """First and last code of all cells of an account, with which an index is searched."""
    first = Cell(account=account, is_coarse=coarse).code
    return first, first | (1 << _SHIFTS["is_coarse"]) - 1


def conditions(only: Mapping[str, Iterable[int]]) -> list[tuple[int, list[int]]]:
    """For each dimension a mask, and the values one of which the masked code has to be."""
    return [
        (_bits_of(name), sorted({int(value) << _SHIFTS[name] for value in values}))
        for name, values in only.items()
    ]


def tries_before_another() -> tuple[int, list[int]]:
    """A mask, and what the masked codes of those are that were left and tried again."""
    codes = [Cell(outcome=outcome, tried_again=True).code for outcome in sorted(LEFT)]
    return mask_of(["outcome", "tried_again"]), codes


def band_of(amount: int, currency: str | None) -> int:
    """0 for nothing, 1 for less than 3 units, 2 for less than 10, and so on."""
    if amount <= 0:
        return 0
    units = amount // 10 ** exponent(currency or "")
    return 1 + bisect_right(BAND_STARTS, units)
