"""The stories of buyers who come more than once, or whose e-mail address has several forms."""

from __future__ import annotations

from emulator.world.endings import Ending
from emulator.world.story import Story, again, aged, order, subscribed

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_PAID = order(Ending.PAID)
_SIGNED_IN = _PAID._replace(signed_in=True)
_A, _B = ((4, 1),), ((7, 1),)
_SUBSCRIBED = subscribed(Ending.PAID)
_DEBIT = order(Ending.ASYNC_SUCCEEDS, method="sepa_debit", settlement_days=6)

_THREE_CUSTOMERS = Story(
    name="three-customers",
    sentence="Three customers have one e-mail address: two paid, the session of one expired.",
    scenario=aged(_SIGNED_IN, 3 * _HOUR),
    email="three.customers@example.com",
)

BUYER_STORIES = (
    again(
        again(_THREE_CUSTOMERS, 4 * _HOUR),
        2 * _DAY,
        scenario=aged(order(Ending.ABANDONED)._replace(signed_in=True), 2 * _DAY),
        email_shown=False,
    ),
    Story(
        name="email-capital",
        sentence="A guest typed the e-mail address with capitals, and paid.",
        scenario=_PAID,
        email="Ana.Capital@example.com",
    ),
    Story(
        name="email-all-capitals",
        sentence="A guest typed the whole e-mail address in capitals, and paid.",
        scenario=_PAID,
        email="JOHN@EXAMPLE.COM",
    ),
    again(
        Story(
            name="quick-double",
            sentence="One guest paid twice in 75 seconds and typed two spellings of one address.",
            scenario=aged(_PAID, 10 * _MINUTE),
            email="double@example.com",
        ),
        10 * _MINUTE + 75,
        email="Double@example.com",
    ),
    Story(
        name="two-debits",
        sentence="One buyer began two bank debits for the same order; neither has arrived.",
        scenario=aged(_DEBIT, 2 * _DAY, _HOUR),
    ),
    again(
        Story(
            name="subscription-twice",
            sentence="Two customers with one e-mail address have the same subscription, two hours"
            " apart.",
            scenario=aged(_SUBSCRIBED, _DAY),
            email="two@example.com",
        ),
        _DAY + 2 * _HOUR,
    ),
    Story(
        name="four-times",
        sentence="One guest paid four times for the same order within the hour.",
        scenario=aged(_PAID, *(minutes * _MINUTE for minutes in (40, 30, 20, 10))),
    ),
    again(
        Story(
            name="interleaved-doubles",
            sentence="One guest paid A, B, A and B, all within the hour.",
            scenario=aged(_PAID._replace(items=_B), 40 * _MINUTE, 20 * _MINUTE),
        ),
        scenario=aged(_PAID._replace(items=_A), 50 * _MINUTE, 30 * _MINUTE),
        same_buyer=True,
    ),
)
