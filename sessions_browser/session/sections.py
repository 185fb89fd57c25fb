"""The fields of a session, by section: payment, customer, references, answers, links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.money import money
from sessions_browser.objects.payment import PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, standing_of
from sessions_browser.objects.states import Dispute, Refund
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
    payment = session.payment
    currency = payment.currency or session.row.currency
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
    if row.name:
        yield Field("Name", row.name)
    if details.business_name:
        yield Field("Business", details.business_name)
    if details.individual_name and details.individual_name != row.name:
        yield Field("Individual", details.individual_name)
    for kind, value in details.tax_ids:
        yield Field(f"Tax id ({_in_words(kind)})", value or UNKNOWN, copy=True)
    if details.tax_exempt in _TAX_EXEMPT:
        yield Field("Tax", _TAX_EXEMPT[details.tax_exempt])
    if row.email:
        yield _person(view, "E-mail", "email", row.email)
    if details.phone:
        yield Field("Phone", details.phone, copy=True)
    if address := details.address.in_one_line():
        yield Field("Billing address", address)
    if address := session.shipping.address.in_one_line():
        to = session.shipping.name
        yield Field("Shipping address", f"{to}, {address}" if to else address)
    yield _customer_field(row, view)


_TAX_EXEMPT = {
    "exempt": "Exempt from tax",
    "reverse": "Reverse charge: the business pays the tax itself",
}
# The kinds that most shops see; others are shown as Stripe calls them.
_TAX_IDS = {"eu_vat": "EU VAT", "gb_vat": "UK VAT", "ch_vat": "Swiss VAT", "us_ein": "US EIN"}


def _in_words(kind: str) -> str:
    return _TAX_IDS.get(kind, kind.replace("_", " ")) or UNKNOWN


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
        yield Field(answer.label or UNKNOWN, answer.value or "Not answered")
    for name, consent in session.consent:
        label = _CONSENTS.get(name, (name or UNKNOWN).replace("_", " ").capitalize())
        yield Field(label, _ANSWERS.get(consent, consent.replace("_", " ")))


_CONSENTS = {"promotions": "E-mail marketing", "terms_of_service": "Terms of service"}
_ANSWERS = {"opt_in": "Agreed", "opt_out": "Not agreed", "accepted": "Accepted"}


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
    only = view.urls.same_value("status", row.status)
    yield Field("Status", _word(row.status), same_value_url=only)
    yield Field("Payment status", _word(row.payment_status))
    yield _created_field(row, view)
    if row.status != "complete":
        label = "Open until" if row.status == "open" else "Could be open until"
        yield Field(label, UNKNOWN, moment=view.clock.maybe_moment(row.expires_at))
    if session.locale:
        yield Field("Language", "As the browser's" if session.locale == "auto" else session.locale)
    yield Field("Mode", "Live" if row.livemode else "Test")


def _word(word: str | None) -> str:
    """Such as "No payment required" for Stripe's "no_payment_required"."""
    return (word or UNKNOWN).replace("_", " ").capitalize()


def _created_field(row: SessionRow, view: DetailContext) -> Field:
    at, only = view.clock.maybe_moment(row.created), ""
    if row.created is not None:
        only = view.urls.that_day(view.clock.zone, row.created)
    return Field("Created", UNKNOWN, moment=at, same_value_url=only)
