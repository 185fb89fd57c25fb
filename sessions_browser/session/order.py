"""The order: amounts and line items, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import Money, money
from sessions_browser.objects.order import LineItem, NamedAmount, sum_of_items
from sessions_browser.objects.session_row import SessionRow


class Role(Enum):
    """PART: the parts add up to the TOTAL. WITHIN: contained in it. APART: of another currency."""

    PART = auto()
    TOTAL = auto()
    WITHIN = auto()
    APART = auto()


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    money: Money | None
    role: Role = Role.PART

    @property
    def is_total(self) -> bool:
        return self.role is Role.TOTAL


@dataclass(frozen=True, slots=True)
class OrderLine:
    description: str
    quantity: int | None
    unit: Money | None
    amount: Money | None


def order_heading(row: SessionRow) -> str:
    """Nobody has bought what stands in a cart."""
    if row.status in ("open", "expired"):
        return _("In the cart")
    was_bought = row.payment_status in ("paid", "no_payment_required")
    return _("What was bought") if row.status == "complete" and was_bought else _("Order")


def amounts_of(session: FullSession) -> Iterator[Amount]:
    """From the subtotal down to the total; nothing when Stripe sent neither."""
    totals, row = session.totals, session.row
    if totals.subtotal is None and row.amount_total is None:
        return
    yield Amount(_("Subtotal"), money(totals.subtotal, row.currency))
    yield from _discounts(session)
    if totals.shipping or totals.has_shipping:
        label = _named(_("Shipping"), totals.shipping_rate)
        yield Amount(label, money(totals.shipping, row.currency))
    yield from _taxes_and_total(session)
    yield from other_amounts(session)


def other_amounts(session: FullSession) -> Iterator[Amount]:
    """The total in another currency than the session's, each with its meaning.

    docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing
    """
    totals = session.totals
    if totals.presentment_amount is not None:
        shown = money(totals.presentment_amount, totals.presentment_currency)
        yield Amount(_("Shown to the customer as"), shown, Role.APART)
    if totals.source_amount is not None:
        own = money(totals.source_amount, totals.source_currency)
        label = _("In the shop's currency")
        if totals.source_rate:
            rate = {"rate": totals.source_rate}
            label = _("In the shop's currency (rate %(rate)s)") % rate
        yield Amount(label, own, Role.APART)


def total_label(session: FullSession) -> str:
    """Which of two amounts the session's own total is; "" where it is the only one."""
    if session.totals.presentment_amount is not None:
        return _("In the shop's currency")
    return _("Shown to the customer as") if session.totals.source_amount is not None else ""


def _named(label: str, name: str | None) -> str:
    """With the shop's own name for it, where there is one."""
    return _("%(label)s (%(name)s)") % {"label": label, "name": name} if name else label


def _discounts(session: FullSession) -> Iterator[Amount]:
    totals, currency = session.totals, session.row.currency
    parts = totals.discount_parts
    if len(parts) > 1 and sum(part.amount for part in parts) == totals.discount:
        for part in parts:
            yield Amount(_named(_("Discount"), part.name), money(-part.amount, currency))
    elif totals.discount:
        label = _named(_("Discount"), ", ".join(session.codes))
        yield Amount(label, money(-totals.discount, currency))


def _taxes_and_total(session: FullSession) -> Iterator[Amount]:
    """Taxes that are added stand above the total, those within the prices below it."""
    totals, row = session.totals, session.row
    balance = totals.balance(row.amount_total)
    added = balance.added_tax if balance else totals.tax or 0
    included = balance.included_tax if balance else 0
    for part in _by_rate(totals.tax_parts, added, included=False):
        yield Amount(_named(_("Tax"), part.name), money(part.amount, row.currency))
    if balance and balance.rest:
        label = _("Difference that Stripe does not explain")
        yield Amount(label, money(balance.rest, row.currency))
    yield Amount(_("Total"), money(row.amount_total, row.currency), Role.TOTAL)
    for part in _by_rate(totals.tax_parts, included, included=True):
        label = _("Includes tax of")
        if part.name:
            label = _("Includes tax (%(name)s) of") % {"name": part.name}
        yield Amount(label, money(part.amount, row.currency), Role.WITHIN)


def _by_rate(
    parts: tuple[NamedAmount, ...], amount: int, *, included: bool
) -> tuple[NamedAmount, ...]:
    """The rates that make up this amount of tax, or one without a name where they do not."""
    if not amount:
        return ()
    mine = tuple(part for part in parts if part.is_included is included)
    fits = sum(part.amount for part in mine) == amount
    return mine if fits else (NamedAmount("", amount),)


def order_line(item: LineItem) -> OrderLine:
    return OrderLine(
        description=item.description or _("Unnamed item"),
        quantity=item.quantity,
        unit=money(item.unit_amount, item.currency),
        amount=money(item.subtotal, item.currency),
    )


def items_note(session: FullSession) -> str:
    """What the items that are shown leave open, or "" where they make up the subtotal."""
    items, row, subtotal = session.items or (), session.row, session.totals.subtotal
    shown = sum_of_items(items, row.currency)
    if row.more_items:
        return " ".join(_more_items(len(items), shown, subtotal, row.currency))
    if not items or shown == subtotal:
        return ""
    if shown is None:
        return _("The items cannot be added up: not each has an amount in the session's currency.")
    if subtotal is None:
        return ""
    sums = {"items": money(shown, row.currency), "subtotal": money(subtotal, row.currency)}
    return (
        _("The items come to %(items)s, the subtotal is %(subtotal)s. Stripe does not say why.")
        % sums
    )


def _more_items(
    count: int, shown: int | None, subtotal: int | None, currency: str | None
) -> Iterator[str]:
    if shown is None:
        yield ngettext(
            "Only one item is shown.", "Only the first %(count)d items are shown.", count
        ) % {"count": count}
        yield _("Stripe has more.")
        return
    yield ngettext(
        "Only one item is shown, in all %(amount)s.",
        "Only the first %(count)d items are shown, in all %(amount)s.",
        count,
    ) % {"count": count, "amount": money(shown, currency)}
    if subtotal is not None and subtotal >= shown:
        rest = {"amount": money(subtotal - shown, currency)}
        yield _("Stripe has more, in all %(amount)s.") % rest
    else:
        yield _("Stripe has more.")
