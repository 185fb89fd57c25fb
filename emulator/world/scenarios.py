"""A few sessions that every world shows near the top, whatever its seed, mixed with the others."""

from __future__ import annotations

from typing import NamedTuple

from emulator.world.endings import Fate

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


_LONG_LIST = (3, 4, 6, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23)


class Try(NamedTuple):
    """One session: how long before the start it was made, and how it ends."""

    age: int
    fate: Fate
    # How long it stays open when nobody completes it.
    life: int = _DAY
    pressed_pay: bool = False


class Story(NamedTuple):
    tries: tuple[Try, ...]
    # Place in NAMED_PEOPLE.
    person: int
    currency: str
    items: tuple[tuple[int, int], ...]
    link: int | None = None
    mode: str = "payment"
    method: str = "card"
    promotion: int | None = None
    # Days from completion until the bank has decided.
    settles_days: int = 3
    recovery: bool = False
    refunded: bool = False
    disputed: bool = False
    customer: bool = False


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

STORIES = (
    # Two attempts that led nowhere, the second with a declined card, then a payment.
    Story(
        (
            Try(190 * _MINUTE, Fate.LEFT, life=30 * _MINUTE),
            Try(171 * _MINUTE, Fate.LEFT, life=30 * _MINUTE, pressed_pay=True),
            Try(153 * _MINUTE, Fate.PAID),
        ),
        person=0, currency="eur", items=((0, 1),), link=0,
    ),
    # The same thing paid twice, six minutes apart.
    Story(
        (Try(62 * _MINUTE, Fate.PAID), Try(56 * _MINUTE, Fate.PAID)),
        person=1, currency="gbp", items=((5, 1),), link=6,
    ),
    # A bank debit that has been on its way for four days.
    Story(
        (Try(4 * _DAY + 2 * _HOUR, Fate.DELAYED),),
        person=2, currency="eur", items=((5, 1), (6, 1)), link=2, method="sepa_debit",
        settles_days=7,
    ),
    Story((Try(26 * _MINUTE, Fate.PAID),), person=3, currency="jpy", items=((3, 1),), link=7),
    Story(
        (Try(95 * _MINUTE, Fate.PAID),),
        person=4, currency="kwd", items=((0, 1), (4, 2)), customer=True,
    ),
    # Nothing to pay: a code for the whole price.
    Story(
        (Try(41 * _MINUTE, Fate.NOTHING_DUE),),
        person=5, currency="eur", items=((0, 1),), link=0, promotion=4,
    ),
    Story(
        (Try(20 * _MINUTE, Fate.PAID),),
        person=6, currency="usd", items=((16, 1),), link=8, mode="subscription", customer=True,
    ),
    # A card saved for later: no amount at all.
    Story(
        (Try(130 * _MINUTE, Fate.NOTHING_DUE),),
        person=6, currency="usd", items=(), mode="setup", customer=True,
    ),
    # Expired yesterday, recovered through the link in the mail.
    Story(
        (Try(31 * _HOUR, Fate.LEFT), Try(5 * _HOUR, Fate.PAID)),
        person=7, currency="eur", items=((1, 1),), recovery=True,
    ),
    # Paid, later refunded; and one in dispute.
    Story(
        (Try(27 * _HOUR, Fate.PAID),),
        person=8, currency="sek", items=((5, 1),), refunded=True, customer=True,
    ),
    Story(
        (Try(45 * _HOUR, Fate.PAID),),
        person=6, currency="usd", items=((9, 2),), disputed=True,
    ),
    # More line items than a session carries with itself.
    Story(
        (Try(75 * _MINUTE, Fate.PAID),),
        person=2, currency="eur",
        items=tuple((product, 1 + product % 3) for product in _LONG_LIST),
        customer=True,
    ),
    # Still open, with a few minutes on the clock.
    Story(
        (Try(3 * _MINUTE, Fate.LEFT, life=30 * _MINUTE),),
        person=5, currency="eur", items=((12, 2),), customer=True,
    ),
)  # fmt: skip
