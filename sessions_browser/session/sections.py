"""The fields of a session, by section: payment, customer, references, answers, page, links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions_browser.objects.customer import CustomerDetails
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.money import money
from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, is_past_its_end, standing_of
from sessions_browser.objects.states import Dispute, Refund
from sessions_browser.presentation.api_words import (
    consent_words,
    language_words,
    page_text_label,
    payment_status_words,
    status_words,
    submit_words,
    tax_exempt_words,
    tax_id_label,
)
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.rows import MODES
from sessions_browser.presentation.stripe_pages import stripe_page
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.session.judged_session import NOTHING_BESIDE, Beside

UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class DetailContext:
    """From where a session is looked at.

    page_url: of this session for others, with the host.
    api: Stripe's address and version, for commands to copy.
    account: in words.
    link_url: the public address of the session's payment link, where it is known and active.
    link_name: the name of the payment link, where it is known.
    read_at: Unix seconds at which Stripe sent the session, None where that is not known.
    beside: what is known beside the session itself.
    """

    clock: Clock
    urls: AccountUrls
    links_to_stripe: bool
    page_url: str = ""
    api: tuple[str, str] = ("https://api.stripe.com", "")
    account: str = ""
    link_url: str = ""
    link_name: str = ""
    read_at: float | None = None
    beside: Beside = NOTHING_BESIDE


@dataclass(frozen=True, slots=True)
class Field:
    """One value with its label.

    href: a page of ours, or of Stripe's when `external`.
    same_value_url: the list of all sessions with this value.
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


def payment_fields(session: FullSession, clock: Clock) -> Iterator[Field]:
    payment, standing = session.payment, standing_of(session.row, clock.now)
    if payment.method.name:
        yield Field("Method", payment.method.name)
    if payment.method.wallet:
        device = payment.method.device_last4
        shown = f"{payment.method.wallet}, the device shows {device}" if device else ""
        yield Field("Wallet", shown or payment.method.wallet)
    if payment.state is PaymentState.FAILED and (payment.declined or payment.decline_code):
        yield Field("Declined", payment.declined or payment.decline_code)
        if payment.declined and payment.decline_code:
            yield Field("Failure code", payment.decline_code, copy=True)
    if standing.is_paid:
        yield from _after_payment(session, standing)
    if payment.receipt_url:
        yield Field("Receipt", "Open the receipt", href=payment.receipt_url, external=True)


NOT_LOOKED_AT = "Not looked at"
_DISPUTES = {
    Dispute.NONE: "No",
    Dispute.UNREAD: NOT_LOOKED_AT,
    Dispute.INQUIRY: "The bank asks",
    Dispute.INQUIRY_ANSWERED: "The bank asked, and the shop answered",
    Dispute.OPEN: "Yes, to be answered",
    Dispute.ANSWERED: "Yes, the bank decides",
    Dispute.WON: "Won",
    Dispute.LOST: "Lost",
    Dispute.SINCE_CLOSED: "Closed",
    Dispute.REPORTED: "Yes, its status was not read",
}


def _after_payment(session: FullSession, standing: Standing) -> Iterator[Field]:
    payment, currency = session.payment, session.row.payment_currency
    if standing.captured_in_part:
        yield Field("Reserved", str(money(payment.asked, currency)))
        yield Field("Collected", str(money(payment.captured, currency)))
        yield Field("Released", str(money(payment.released, currency)))
    back = {
        Refund.NONE: "Nothing",
        Refund.UNREAD: NOT_LOOKED_AT,
        Refund.FULL: "In full",
        Refund.PART: str(money(payment.refunded, currency)),
    }
    waits = f", {money(payment.refunding, currency)} on its way" if payment.refund_waits else ""
    yield Field("Refunded", f"{back[standing.refund]}{waits}")
    yield Field("Disputed", _DISPUTES[standing.dispute])


def customer_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    row, details = session.row, session.customer
    names = {"Name": details.name, "Person": details.individual_name}
    for label, name in (names | {"Business": details.business_name}).items():
        if name:
            yield Field(label, name)
    if row.email:
        yield _person(view, "E-mail", "email", row.email)
    if details.phone:
        yield Field("Phone", details.phone, copy=True)
    yield from _tax_fields(details)
    if address := details.address.in_one_line():
        yield Field("Billing address", address)
    yield from _shipping_fields(session)
    yield _customer_field(row, view)


def _tax_fields(details: CustomerDetails) -> Iterator[Field]:
    for kind, value in details.tax_ids:
        yield Field(tax_id_label(kind), value, copy=True)
    if words := tax_exempt_words(details.tax_exempt):
        yield Field("Tax", words)


def _shipping_fields(session: FullSession) -> Iterator[Field]:
    totals = session.totals
    if totals.has_shipping and totals.shipping_rate:
        cost = money(totals.shipping, session.row.currency)
        price = "free" if totals.shipping == 0 else str(cost or UNKNOWN)
        yield Field("Shipping", f"{totals.shipping_rate}, {price}")
    if address := session.shipping.address.in_one_line():
        to = session.shipping.name
        yield Field("Shipping address", f"{to}, {address}" if to else address)


def _customer_field(row: SessionRow, view: DetailContext) -> Field:
    if row.customer:
        return _person(view, "Customer", "customer", row.customer)
    if account := row.customer_account:
        only = view.urls.same_value("customer_account", account)
        return Field("Customer account", account, copy=True, same_value_url=only)
    return Field("Customer", "Not known yet" if row.status == "open" else "Guest: none in Stripe")


def _person(view: DetailContext, label: str, name: str, value: str) -> Field:
    only, person = view.urls.same_value(name, value), view.urls.person_by(name, value)
    return Field(label, value, copy=True, href=person, same_value_url=only)


def reference_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    if reference := session.references.client_reference_id:
        yield Field("Client reference", reference, copy=True)
    for key, value in session.references.metadata:
        yield Field(key or UNKNOWN, value or UNKNOWN, copy=True)
    before, after = session.row.recovered_from, view.beside.recovered_by
    for label, other in (("Recovered from", before), ("Continued in", after)):
        if other:
            href = view.urls.session(other) if is_session_id(other) else ""
            yield Field(label, other, copy=True, href=href)


def answer_fields(session: FullSession) -> Iterator[Field]:
    for answer in session.answers:
        value = answer.value or "Not answered"
        is_said = (answer.code or value).casefold() == value.casefold()
        yield Field(answer.label or UNKNOWN, value if is_said else f"{value} ({answer.code})")
    for name, answer_given in session.consent:
        yield Field(*consent_words(name or UNKNOWN, answer_given))


def page_fields(session: FullSession) -> Iterator[Field]:
    """What the shop had changed or added on the page that the customer saw."""
    for place, words in session.page_texts:
        if label := page_text_label(place):
            yield Field(label, words)
        elif place == "submit_type" and words != "auto":
            yield Field("Button", submit_words(words))
    if session.locale:
        yield Field("Language", language_words(session.locale))


def link_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    """Ids of other objects, with their page in Stripe's Dashboard."""
    for label, page, name, identifier in _linked_objects(session):
        if identifier:
            field = Field(label, identifier, copy=True)
            href = stripe_page(session.row, page, identifier)
            if view.links_to_stripe and href:
                field = replace(field, href=href, external=True)
            only = view.urls.same_value(name, identifier) if name else ""
            yield replace(field, same_value_url=only)
    if session.setup_intent:
        yield Field("Card setup", session.setup_intent, copy=True)


def _linked_objects(session: FullSession) -> Iterator[tuple[str, str, str, str | None]]:
    """Label, page in Stripe's Dashboard, name to filter by or "", and id.

    A Checkout Session has no page there that is documented. The list of a customer's sessions is
    linked where the customer is named.
    """
    row = session.row
    yield "Payment", "payments", "payment_intent", row.payment_intent
    yield "Subscription", "subscriptions", "subscription", row.subscription
    yield "Invoice", "invoices", "", session.invoice
    yield "Payment link", "payment-links", "payment_link", row.payment_link
    yield "Customer", "customers", "", row.customer


def checkout_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    row = session.row
    yield Field("Kind", MODES.get(row.mode or "", row.mode or UNKNOWN))
    if view.link_name:
        yield Field("Sold through", view.link_name)
    only = view.urls.same_value("status", row.status)
    yield Field("Status", status_words(row.status or UNKNOWN), same_value_url=only)
    yield Field("Payment status", payment_status_words(row.payment_status or UNKNOWN))
    yield _created_field(row, view)
    if row.status != "complete":
        label = _end_label(row, view.clock.now)
        yield Field(label, UNKNOWN, moment=view.clock.maybe_moment(row.expires_at))
    yield Field("Mode", "Live" if row.livemode else "Test, no real money")


def _end_label(row: SessionRow, now: float) -> str:
    """A shop can end a session before its time, and Stripe does not say when it did."""
    if row.status != "open":
        return "Could be open until"
    return "Should have ended" if is_past_its_end(row, now) else "Open until"


def _created_field(row: SessionRow, view: DetailContext) -> Field:
    at, only = view.clock.maybe_moment(row.created), ""
    if row.created is not None:
        only = view.urls.that_day(view.clock.zone, row.created)
    return Field("Created", UNKNOWN, moment=at, same_value_url=only)
