"""One Checkout Session with all that its page shows, read once from what Stripe sent.

Every other module reads attributes. A field that is missing or of another type is None or empty.
Nothing here raises. Fields: docs.stripe.com/api/checkout/sessions/object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sessions_browser.objects.customer import CustomerDetails, Shipping
from sessions_browser.objects.json_fields import (
    LONGEST_COPIED_TEXT,
    id_of,
    mapping,
    mappings,
    moment,
    text,
)
from sessions_browser.objects.order import LineItem, OrderTotals, discount_codes, line_items_of
from sessions_browser.objects.payment import LONGEST_URL, Payment
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer entered in a field that the shop added to the checkout.

    value: for a choice the words that the customer saw. code: what Stripe has for it.
    """

    label: str | None
    value: str | None
    code: str | None = None

    @classmethod
    def from_object(cls, field: Mapping[str, Any]) -> Answer:
        kind = text(field.get("type")) or ""
        label = text(mapping(field.get("label")).get("custom")) or text(field.get("key"))
        entered = mapping(field.get(kind))
        value = text(entered.get("value"), LONGEST_COPIED_TEXT)
        options = mappings(entered.get("options"))
        words = (text(o.get("label")) for o in options if value and o.get("value") == value)
        chosen = next(words, None)
        return cls(label, chosen or value, value if chosen else None)


@dataclass(frozen=True, slots=True)
class Recovery:
    """The link through which a customer can continue an expired session.

    expires_at: Unix seconds, None when the link has no known end.
    """

    url: str
    expires_at: int | None

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> Recovery:
        recovery = mapping(mapping(session.get("after_expiration")).get("recovery"))
        url = text(recovery.get("url"), LONGEST_URL) or ""
        known = url if url.startswith("https://") else ""
        return cls(known, moment(recovery.get("expires_at")))

    def url_at(self, now: float) -> str:
        """The address while the link works, else "".

        now: Unix seconds.
        """
        return self.url if self.expires_at is None or self.expires_at > now else ""


@dataclass(frozen=True, slots=True)
class References:
    """The shop's own references. Keys and values of `metadata` may be empty."""

    client_reference_id: str | None
    metadata: tuple[tuple[str, str], ...]

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> References:
        longest = LONGEST_COPIED_TEXT
        pairs = mapping(session.get("metadata")).items()
        return cls(
            text(session.get("client_reference_id"), longest),
            tuple((text(key) or "", text(value, longest) or "") for key, value in pairs),
        )


@dataclass(frozen=True, slots=True)
class FullSession:
    """A Checkout Session. Name, e-mail, total and the ids of most other objects stand in `row`.

    codes: of the discounts, where they were read.
    has_discounts: whether there are any.
    items: None when Stripe sent no line items. `row.more_items` says whether it has more.
    consent: names and answers, such as ("terms_of_service", "accepted").
    subscription: None where it was not read, or where there is none.
    refused: rights that the key lacks, so that more of the session could not be read.
    raw: the object as Stripe sent it, to be shown as JSON and for nothing else.
    cart_page: the shop's page to which the customer could go back from the checkout, or "".
    page_texts: what the shop had written on the checkout page, each by Stripe's name for its
        place, and under "submit_type" the word for the button.
    """

    row: SessionRow
    customer: CustomerDetails
    shipping: Shipping
    totals: OrderTotals
    codes: tuple[str, ...]
    has_discounts: bool
    items: tuple[LineItem, ...] | None
    answers: tuple[Answer, ...]
    consent: tuple[tuple[str, str], ...]
    recovery: Recovery
    references: References
    invoice: str | None
    subscription: Subscription | None
    setup_intent: str | None
    locale: str | None
    refused: frozenset[str]
    raw: Mapping[str, Any]
    page_texts: tuple[tuple[str, str], ...] = ()
    cart_page: str = ""

    @property
    def payment(self) -> Payment:
        return self.row.known_payment

    @classmethod
    def from_json(
        cls,
        session: Mapping[str, Any],
        refused: frozenset[str] = frozenset(),
        intent: Mapping[str, Any] | None = None,
    ) -> FullSession:
        """Read Stripe's Checkout Session object. Never raises, whatever it holds.

        intent: the PaymentIntent of its invoice, where that was read by itself.
        """
        row = SessionRow.from_object(session)
        if intent and row.payment is None:
            row = replace(row, payment=Payment.from_intent(intent))
        return cls(
            row=row,
            customer=CustomerDetails.from_session(session),
            shipping=Shipping.from_session(session),
            totals=OrderTotals.from_session(session),
            codes=tuple(discount_codes(session)),
            has_discounts=bool(session.get("discounts")),
            items=line_items_of(session, row.currency),
            answers=tuple(map(Answer.from_object, mappings(session.get("custom_fields")))),
            consent=tuple(_consent(session)),
            recovery=Recovery.from_session(session),
            references=References.from_session(session),
            invoice=id_of(session.get("invoice")),
            subscription=Subscription.from_object(session.get("subscription")),
            setup_intent=id_of(session.get("setup_intent")),
            locale=text(session.get("locale")),
            refused=refused,
            raw=session,
            page_texts=tuple(_page_texts(session)),
            cart_page=_cart_page(session),
        )

    def with_items(self, line_items: Mapping[str, Any]) -> FullSession:
        """The same session with the line items of another list object, such as all of them."""
        items = line_items_of({"line_items": line_items}, self.row.currency)
        return replace(self, row=self.row.with_items(line_items), items=items)


def _consent(session: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in mapping(session.get("consent")).items():
        if answer := text(value):
            yield text(name) or "", answer


def _cart_page(session: Mapping[str, Any]) -> str:
    """docs.stripe.com/api/checkout/sessions/object, `cancel_url`"""
    url = text(session.get("cancel_url"), LONGEST_URL) or ""
    return url if url.startswith("https://") else ""


def _page_texts(session: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if kind := text(session.get("submit_type")):
        yield "submit_type", kind
    for place, entry in mapping(session.get("custom_text")).items():
        if message := text(mapping(entry).get("message"), LONGEST_COPIED_TEXT):
            yield text(place) or "", message
