"""The few fields of a Checkout Session that a row of the table needs.

Only these are cached: a twentieth of the object, and less of the customer's data at rest. Stripe
may send anything (new enum values, missing fields, a field of another type): a field that cannot
be read becomes None and never hides the row. Fields: docs.stripe.com/api/checkout/sessions/object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, replace
from typing import Any

from sessions_browser.objects.customer import shown_name
from sessions_browser.objects.json_fields import flag, id_of, integer, mapping, moment, text
from sessions_browser.objects.next_action import NextAction, Todo
from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.payment_method import MethodKind, PaymentMethod


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One Checkout Session in short. Times are Unix seconds, amounts minor currency units.

    email: what the customer typed, else the one that the shop filled in.
    name: of the person, else of the business.
    items: descriptions of the line items, or None when they were not asked for (`expand`).
    more_items: Stripe has line items beyond those in `items`.
    managed: Stripe's Link sells in the shop's name
        (docs.stripe.com/payments/managed-payments), so the shop cannot see payment attempts.
    recovered_from: id of the expired session that this one continues.
    payment: None where it was not read (`expand`), or where there is none.
    """

    id: str | None = None
    created: int | None = None
    expires_at: int | None = None
    status: str | None = None
    payment_status: str | None = None
    mode: str | None = None
    livemode: bool | None = None
    amount_total: int | None = None
    currency: str | None = None
    customer: str | None = None
    customer_account: str | None = None
    email: str | None = None
    name: str | None = None
    payment_intent: str | None = None
    payment_link: str | None = None
    subscription: str | None = None
    items: tuple[str, ...] | None = None
    more_items: bool = False
    managed: bool = False
    recovered_from: str | None = None
    payment: Payment | None = None

    @classmethod
    def from_object(cls, session: Mapping[str, Any]) -> SessionRow:
        """Read Stripe's Checkout Session object. Never raises, whatever it holds."""
        return cls(*[read(session) for read in _READERS.values()])

    @property
    def known_payment(self) -> Payment:
        """What is known of the payment, if only that there is one or none.

        The payment of a subscription hangs on its invoice, not on the session.
        """
        if self.payment is not None:
            return self.payment
        hangs_on_invoice = self.mode == "subscription" and self.payment_status == "paid"
        is_there = self.payment_intent is not None or hangs_on_invoice
        return Payment(PaymentState.UNREAD if is_there else PaymentState.NONE)

    @property
    def payment_currency(self) -> str | None:
        """Of the amounts in `known_payment`."""
        return self.known_payment.currency or self.currency

    def with_items(self, line_items: Mapping[str, Any]) -> SessionRow:
        """The same session with the items of another list object."""
        items, more_items = _items(line_items)
        return replace(self, items=items, more_items=more_items)

    def to_json(self) -> list[Any]:
        """What is stored of it: the values in the order of the fields."""
        return list(astuple(self))

    @classmethod
    def from_json(cls, values: list[Any]) -> SessionRow:
        """Read back what `to_json` gave."""
        row = cls(*values)
        items = None if row.items is None else tuple(row.items)
        stored: Any = row.payment
        return replace(row, items=items, payment=_payment_from_json(stored))


def _email(session: Mapping[str, Any]) -> str | None:
    typed = text(mapping(session.get("customer_details")).get("email"))
    return typed or text(session.get("customer_email"))


# In the order of the fields.
_READERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "id": lambda session: text(session.get("id")),
    "created": lambda session: moment(session.get("created")),
    "expires_at": lambda session: moment(session.get("expires_at")),
    "status": lambda session: text(session.get("status")),
    "payment_status": lambda session: text(session.get("payment_status")),
    "mode": lambda session: text(session.get("mode")),
    "livemode": lambda session: flag(session.get("livemode")),
    "amount_total": lambda session: integer(session.get("amount_total")),
    "currency": lambda session: text(session.get("currency")),
    "customer": lambda session: id_of(session.get("customer")),
    "customer_account": lambda session: id_of(session.get("customer_account")),
    "email": _email,
    "name": shown_name,
    "payment_intent": lambda session: id_of(session.get("payment_intent")),
    "payment_link": lambda session: id_of(session.get("payment_link")),
    "subscription": lambda session: id_of(session.get("subscription")),
    "items": lambda session: _items(session.get("line_items"))[0],
    "more_items": lambda session: _items(session.get("line_items"))[1],
    "managed": lambda session: mapping(session.get("managed_payments")).get("enabled") is True,
    "recovered_from": lambda session: id_of(session.get("recovered_from")),
    "payment": Payment.from_session,
}


class UnreadRow(SessionRow):
    """The row of a session, of which each field is read as often as somebody asks for it.

    For whoever asks for a few fields of a hundred thousand sessions.
    """

    __slots__ = ("session",)

    def __init__(self, session: Mapping[str, Any]) -> None:
        """session: Stripe's Checkout Session object."""
        object.__setattr__(self, "session", session)


def _reading(read: Callable[[Mapping[str, Any]], Any]) -> property:
    return property(lambda row: read(row.session))


for _name, _read in _READERS.items():
    setattr(UnreadRow, _name, _reading(_read))


def _payment_from_json(values: list[Any] | None) -> Payment | None:
    if values is None:
        return None
    payment = Payment(*values)
    method: Any = payment.method
    todo: Any = payment.next_action
    return replace(
        payment,
        state=PaymentState(payment.state),
        method=_method_from_json(method),
        next_action=None if todo is None else _next_action_from_json(todo),
    )


def _method_from_json(values: list[Any]) -> PaymentMethod:
    kind, *rest = values
    return PaymentMethod(MethodKind(kind), *rest)


def _next_action_from_json(values: list[Any]) -> NextAction:
    todo, word, method, *rest = values
    return NextAction(Todo(todo), word, _method_from_json(method), *rest)


def _items(line_items: object) -> tuple[tuple[str, ...] | None, bool]:
    answer = mapping(line_items)
    data = answer.get("data")
    if not isinstance(data, list):
        return None, False
    return tuple(_item_label(mapping(item)) for item in data), answer.get("has_more") is True


def _item_label(item: Mapping[str, Any]) -> str:
    name = text(item.get("description")) or "unnamed item"
    quantity = integer(item.get("quantity"))
    return f"{quantity} × {name}" if quantity and quantity > 1 else name
