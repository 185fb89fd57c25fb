"""The facts of a session that a client made."""

from __future__ import annotations

from emulator.world.catalog import PROMOTIONS, product_and_currency
from emulator.world.endings import Ending
from emulator.world.made import FIRST_MADE_PRICE, MadeItem, MadeSession, Try
from emulator.world.session_facts import LineItem, SessionFacts
from emulator.world.story import NO_STORY, Story
from emulator.world.world import COMPLETE, OPEN, World

_VOUCHERS = ("konbini", "boleto", "oxxo", "multibanco")


def made_facts(world: World, row: int, made: MadeSession, at: int, tried: int = 0) -> SessionFacts:
    """The facts of the session in this row as they stand `at`.

    tried: as they stood right after so many tries, though more may have happened in that second.
    """
    status = OPEN if tried else world.status(row, at)
    tries = made.tries[:tried] if tried else [one for one in made.tries if one.time <= at]
    failed = tries[-1] if tries and status != COMPLETE else None
    return SessionFacts(
        row=row,
        number=world.numbers.number(row),
        story=_story(made, status, tries),
        visit=world.visit(row),
        attempt=0,
        created=made.created,
        closes_at=world.closes_at[row],
        expires_at=made.expires_at,
        status=status,
        ending=_planned(made) if status == OPEN else world.ending(row),
        planned_ending=_planned(made),
        now=at,
        person=world.people.person(made.person),
        link_number=made.link,
        mode=made.mode,
        currency=None if made.mode == "setup" else made.currency,
        items=tuple(_item(made, item) for item in made.items),
        promotion=made.promotion,
        shipping_rate=None,
        shipping=0,
        payment_method_type="card" if failed else made.method,
        card_last4=failed.last4 if failed else made.last4,
        settles_at=made.settles_at,
        signed_in=made.signed_in,
        email_prefilled=made.email_prefilled,
        promotions_accepted=made.promotions_accepted,
        recovery_enabled=made.recovery_enabled,
        payment_attempted=bool(tries),
        failed_tries=len(tries),
        made=made,
    )


def _planned(made: MadeSession) -> Ending:
    return Ending.NO_PAYMENT_REQUIRED if made.free_trial_days else Ending.ABANDONED


def _story(made: MadeSession, status: str, tries: list[Try]) -> Story:
    if status == COMPLETE and made.method in _VOUCHERS:
        return Story(
            waiting_status="requires_action",
            next_action=f"{made.method}_display_details",
            failure=(
                "payment_method_customer_decline",
                "The voucher was not paid before it expired.",
            ),
        )
    if status == COMPLETE or not tries:
        return NO_STORY
    last = tries[-1]
    return Story(
        intent_status="requires_payment_method" if status == OPEN else None,
        failure=(last.code, last.message),
        decline_code=last.decline_code,
    )


def _item(made: MadeSession, item: MadeItem) -> LineItem:
    is_made = item.price >= FIRST_MADE_PRICE
    product = item.price if is_made else product_and_currency(item.price)[0]
    # In a trial the first payment is of nothing.
    subtotal = 0 if item.recurring and made.free_trial_days else item.unit * item.quantity
    percent = 0 if made.promotion is None else PROMOTIONS[made.promotion].percent_off
    discount = subtotal * percent // 100
    return LineItem(
        product,
        made.currency,
        item.quantity,
        item.unit,
        subtotal,
        discount,
        0,
        made_price=item.price,
    )
