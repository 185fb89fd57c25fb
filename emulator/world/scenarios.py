"""Fixed examples that every world contains near the top, whatever its seed.

Each scenario is one person who opens one session or several: a double payment, a refund, a
pending bank debit, and so on.
"""

from __future__ import annotations

from typing import NamedTuple

from emulator.world.endings import Ending

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


_MANY_PRODUCTS = (3, 4, 6, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23)


class ScenarioSession(NamedTuple):
    """One session of a scenario; times are in seconds."""

    # From its creation to the start of the world.
    age: int
    ending: Ending
    # From creation to expiry.
    lifetime: int = _DAY
    payment_attempted: bool = False


class Scenario(NamedTuple):
    """One person's sessions for the same order, oldest first."""

    sessions: tuple[ScenarioSession, ...]
    # Index in NAMED_PEOPLE.
    person: int
    currency: str
    # Product number and quantity.
    items: tuple[tuple[int, int], ...]
    link: int | None = None
    mode: str = "payment"
    payment_method_type: str = "card"
    promotion: int | None = None
    # Days from completion until a delayed payment succeeds or fails.
    settlement_days: int = 3
    recovery_enabled: bool = False
    refunded: bool = False
    disputed: bool = False
    signed_in: bool = False


NAMED_PEOPLE = (
    ("BR", "Ana", "Souza"),
    ("GB", "Niamh", "Ó’Brien"),
    ("DE", "Jürgen", "Großmann"),
    ("JP", "花子:hanako", "山田:yamada"),
    ("KW", "فاطمة:fatima", "العلي:alali"),
    ("FR", "Élodie", "Lefèvre"),
    ("US", "Priya", "Nguyen"),
    ("ES", "Íñigo", "Muñoz"),
    ("SE", "Åsa", "Öberg"),
)

SCENARIOS = (
    # Two sessions expire, the second with a declined card; the third is paid.
    Scenario(
        (
            ScenarioSession(190 * _MINUTE, Ending.ABANDONED, lifetime=30 * _MINUTE),
            ScenarioSession(
                171 * _MINUTE, Ending.ABANDONED, lifetime=30 * _MINUTE, payment_attempted=True
            ),
            ScenarioSession(153 * _MINUTE, Ending.PAID),
        ),
        person=0, currency="eur", items=((0, 1),), link=0,
    ),
    # The same order paid twice, six minutes apart.
    Scenario(
        (ScenarioSession(62 * _MINUTE, Ending.PAID), ScenarioSession(56 * _MINUTE, Ending.PAID)),
        person=1, currency="gbp", items=((5, 1),), link=6,
    ),
    # A bank debit that has been processing for four days.
    Scenario(
        (ScenarioSession(4 * _DAY + 2 * _HOUR, Ending.ASYNC_SUCCEEDS),),
        person=2, currency="eur", items=((5, 1), (6, 1)), link=2, payment_method_type="sepa_debit",
        settlement_days=7,
    ),
    Scenario(
        (ScenarioSession(26 * _MINUTE, Ending.PAID),),
        person=3, currency="jpy", items=((3, 1),), link=7,
    ),
    Scenario(
        (ScenarioSession(95 * _MINUTE, Ending.PAID),),
        person=4, currency="kwd", items=((0, 1), (4, 2)), signed_in=True,
    ),
    # Nothing to pay: a promotion code for 100 percent.
    Scenario(
        (ScenarioSession(41 * _MINUTE, Ending.NO_PAYMENT_REQUIRED),),
        person=5, currency="eur", items=((0, 1),), link=0, promotion=4,
    ),
    Scenario(
        (ScenarioSession(20 * _MINUTE, Ending.PAID),),
        person=6, currency="usd", items=((16, 1),), link=8, mode="subscription", signed_in=True,
    ),
    # A card saved for later: no amount at all.
    Scenario(
        (ScenarioSession(130 * _MINUTE, Ending.NO_PAYMENT_REQUIRED),),
        person=6, currency="usd", items=(), mode="setup", signed_in=True,
    ),
    # Expired yesterday, then recovered through the link in the e-mail.
    Scenario(
        (ScenarioSession(31 * _HOUR, Ending.ABANDONED), ScenarioSession(5 * _HOUR, Ending.PAID)),
        person=7, currency="eur", items=((1, 1),), recovery_enabled=True,
    ),
    # Paid, later refunded.
    Scenario(
        (ScenarioSession(27 * _HOUR, Ending.PAID),),
        person=8, currency="sek", items=((5, 1),), refunded=True, signed_in=True,
    ),
    # Paid, later disputed.
    Scenario(
        (ScenarioSession(45 * _HOUR, Ending.PAID),),
        person=6, currency="usd", items=((9, 2),), disputed=True,
    ),
    # More line items than a session includes when they are expanded.
    Scenario(
        (ScenarioSession(75 * _MINUTE, Ending.PAID),),
        person=2, currency="eur",
        items=tuple((product, 1 + product % 3) for product in _MANY_PRODUCTS),
        signed_in=True,
    ),
    # Open, and expires in 27 minutes.
    Scenario(
        (ScenarioSession(3 * _MINUTE, Ending.ABANDONED, lifetime=30 * _MINUTE),),
        person=5, currency="eur", items=((12, 2),), signed_in=True,
    ),
)  # fmt: skip
