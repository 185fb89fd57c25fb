"""How a session ends, once it is no longer open."""

from __future__ import annotations

from enum import IntEnum


class Fate(IntEnum):
    LEFT = 0
    PAID = 1
    # Complete at once, with money that arrives days later, or never.
    DELAYED = 2
    DELAYED_FAILS = 3
    # A zero total, a trial, or a card that is only saved.
    NOTHING_DUE = 4
    # Waits for the seller to capture it.
    AUTHORIZED = 5
