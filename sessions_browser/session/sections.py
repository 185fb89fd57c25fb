"""The fields of a session, by section: payment, customer, references, answers, links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sessions_browser.objects.ids import PLAIN_ID, is_session_id
from sessions_browser.objects.json_fields import id_of, mapping, moment, text
from sessions_browser.objects.money import money
from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.rows import MODES
from sessions_browser.presentation.times import Clock, Moment

STRIPE_DASHBOARD = "https://dashboard.stripe.com"
# Object -> its page in Stripe's Dashboard. Checkout Sessions have none that is documented.
DASHBOARD_PAGES = {
    "payment_intent": ("Payment", "payments"),
    "subscription": ("Subscription", "subscriptions"),
    "invoice": ("Invoice", "invoices"),
    "payment_link": ("Payment link", "payment-links"),
    "customer": ("Customer", "customers"),
}
# What people copy is never cut: Stripe allows no more than this anywhere.
WHOLE = 5000


@dataclass(frozen=True, slots=True)
class DetailContext:
    """From where a session is looked at.

    page_url: of this session for others, with the host; api: Stripe's address and version, for
    commands to copy; account: in words; refused: rights that the key lacks; link_url: the public
    address of the session's payment link, where it is known.
    """

    clock: Clock
    urls: AccountUrls
    links_to_stripe: bool
    page_url: str = ""
    api: tuple[str, str] = ("https://api.stripe.com", "")
    account: str = ""
    refused: frozenset[str] = frozenset()
    link_url: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """`href` leads to a page of ours, or of Stripe when `external`; `only` to the list of all
    sessions with this value.
    """

    label: str
    value: str = ""
    moment: Moment | None = None
    copy: bool = False
    href: str = ""
    external: bool = False
    same_value_url: str = ""

    @property
    def same_value_label(self) -> str:
        if self.moment:
            return "All sessions of that day"
        label = self.label if self.label.startswith("E-") else self.label.lower()
        return f"All sessions with this {label}"


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    fields: tuple[Field, ...]


def payment_fields(payment: Payment, currency: str | None) -> Iterator[Field]:
    if payment.method and payment.state is not PaymentState.NONE:
        yield Field("Method", payment.method)
    if payment.state is PaymentState.FAILED and (payment.declined or payment.decline_code):
        yield Field("Declined", payment.declined or payment.decline_code)
        if payment.declined and payment.decline_code:
            yield Field("Decline code", payment.decline_code, copy=True)
    if payment.has_charge and payment.state is PaymentState.SUCCEEDED:
        back = str(money(payment.refunded, currency)) if payment.refunded else "Nothing"
        yield Field("Refunded", f"{back}, in full" if payment.is_refunded else back)
        yield Field("Disputed", "Yes" if payment.is_disputed else "No")
    if payment.receipt_url:
        yield Field("Receipt", "Open the receipt", href=payment.receipt_url, external=True)


def customer_fields(session: Mapping[str, Any], view: DetailContext) -> Iterator[Field]:
    details = mapping(session.get("customer_details"))
    if name := text(details.get("name")):
        yield Field("Name", name)
    if business := text(details.get("business_name")):
        yield Field("Business", business)
    if email := text(details.get("email")) or text(session.get("customer_email")):
        yield _person(view, "E-mail", "email", email)
    if phone := text(details.get("phone")):
        yield Field("Phone", phone, copy=True)
    if address := address_line(details.get("address")):
        yield Field("Billing address", address)
    shipping = mapping(mapping(session.get("collected_information")).get("shipping_details"))
    if address := address_line(shipping.get("address")):
        to = text(shipping.get("name"))
        yield Field("Shipping address", f"{to}, {address}" if to else address)
    if customer := id_of(session.get("customer")):
        yield _person(view, "Customer", "customer", customer)
    elif account := id_of(session.get("customer_account")):
        only = view.urls.same_value("customer_account", account)
        yield Field("Customer account", account, copy=True, same_value_url=only)
    elif session.get("status") == "open":
        yield Field("Customer", "Not known yet")
    else:
        yield Field("Customer", "Guest: none in Stripe")


def _person(view: DetailContext, label: str, name: str, value: str) -> Field:
    only, person = view.urls.same_value(name, value), view.urls.person_by(name, value)
    return Field(label, value, copy=True, href=person, same_value_url=only)


def address_line(value: object) -> str:
    address = mapping(value)
    names = ("line1", "line2", "postal_code", "city", "state", "country")
    return ", ".join(part for name in names if (part := text(address.get(name))))


def reference_fields(session: Mapping[str, Any], view: DetailContext) -> Iterator[Field]:
    if reference := text(session.get("client_reference_id"), WHOLE):
        yield Field("Client reference", reference, copy=True)
    for key, value in mapping(session.get("metadata")).items():
        yield Field(text(key) or "—", text(value, WHOLE) or "—", copy=True)
    if recovered := id_of(session.get("recovered_from")):
        href = view.urls.session(recovered) if is_session_id(recovered) else ""
        yield Field("Recovered from", recovered, copy=True, href=href)


def answer_fields(session: Mapping[str, Any]) -> Iterator[Field]:
    fields = session.get("custom_fields")
    for entry in map(mapping, fields if isinstance(fields, list) else ()):
        kind = text(entry.get("type")) or ""
        label = text(mapping(entry.get("label")).get("custom")) or text(entry.get("key")) or "—"
        answer = text(mapping(entry.get(kind)).get("value"), WHOLE)
        yield Field(label, answer or "Not answered")
    for name, value in mapping(session.get("consent")).items():
        if answer := text(value):
            label = text(name) or "—"
            yield Field(label.replace("_", " ").capitalize(), answer.replace("_", " "))


def is_live(session: Mapping[str, Any]) -> bool:
    return session.get("livemode") is True


def link_fields(session: Mapping[str, Any], view: DetailContext) -> Iterator[Field]:
    for name, (label, page) in DASHBOARD_PAGES.items():
        if identifier := id_of(session.get(name)):
            found = _stripe_field(label, identifier, page, view, is_live(session))
            by_it = name in ("payment_intent", "subscription")
            yield (
                replace(found, same_value_url=view.urls.same_value(name, identifier))
                if by_it
                else found
            )
    if setup := id_of(session.get("setup_intent")):
        yield Field("Card setup", setup, copy=True)


def _stripe_field(
    label: str, identifier: str, page: str, view: DetailContext, livemode: bool
) -> Field:
    if not (view.links_to_stripe and PLAIN_ID.match(identifier)):
        return Field(label, identifier, copy=True)
    mode = "" if livemode else "/test"
    href = f"{STRIPE_DASHBOARD}{mode}/{page}/{identifier}"
    return Field(label, identifier, copy=True, href=href, external=True)


def checkout_fields(session: Mapping[str, Any], view: DetailContext) -> Iterator[Field]:
    mode = text(session.get("mode")) or "—"
    yield Field("Kind", MODES.get(mode, mode))
    if link := id_of(session.get("payment_link")):
        yield Field(
            "Payment link",
            link,
            copy=True,
            same_value_url=view.urls.same_value("payment_link", link),
        )
    status = text(session.get("status")) or ""
    only = view.urls.same_value("status", status)
    yield Field("Status", status or "—", same_value_url=only)
    yield Field("Payment status", text(session.get("payment_status")) or "—")
    moments = [("Created", "created")]
    if session.get("status") != "complete":
        moments.append(("Ends", "expires_at"))
    for label, name in moments:
        unix = moment(session.get(name))
        at = view.clock.maybe_moment(unix)
        only = ""
        if name == "created" and unix is not None:
            only = view.urls.that_day(view.clock.zone, unix)
        yield Field(label, "—", moment=at, same_value_url=only)
    if locale := text(session.get("locale")):
        yield Field("Language", locale)
    yield Field("Mode", "Live" if is_live(session) else "Test")
