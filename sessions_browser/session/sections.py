"""The fields of a session, by section: payment, customer, references, answers, page, links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.access.masked_forms import is_masked
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
from sessions_browser.presentation.declines import decline_reason
from sessions_browser.presentation.rows import MODES
from sessions_browser.presentation.stripe_pages import stripe_page
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.session.detail_context import DetailContext

UNKNOWN = "—"


@dataclass(frozen=True, slots=True)
class Field:
    """One value with its label.

    href: a page of ours, or of Stripe's when `external`.
    stripe_url: a page of Stripe's beside a `href` of ours.
    name: what people call the object, where the value is its id.
    same_value_url: the list of all sessions with this value.
    """

    label: str
    value: str = ""
    moment: Moment | None = None
    copy: bool = False
    href: str = ""
    external: bool = False
    same_value_url: str = ""
    stripe_url: str = ""
    name: str = ""

    @property
    def to_copy(self) -> str:
        return "" if not self.copy or is_masked(self.value) else self.value

    @property
    def same_value_label(self) -> str:
        if self.moment:
            return _("All sessions of that day")
        return _("All sessions with this value (%(label)s)") % {"label": self.label}


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    fields: tuple[Field, ...]


def payment_fields(session: FullSession, clock: Clock) -> Iterator[Field]:
    payment, standing = session.payment, standing_of(session.row, clock.now)
    if payment.method.name:
        yield Field(_("Method"), payment.method.name)
    if payment.method.wallet:
        shown = payment.method.wallet
        if device := payment.method.device_last4:
            shown = _("%(wallet)s, the device shows %(last4)s") % {"wallet": shown, "last4": device}
        yield Field(_("Wallet"), shown)
    if payment.state is PaymentState.FAILED:
        # Stripe's own sentence is English, and for the customer.
        if reason := decline_reason(payment) or payment.declined:
            yield Field(_("Why it failed"), capfirst(reason))
        if payment.decline_code:
            yield Field(_("Decline code"), payment.decline_code, copy=True)
    if standing.is_paid:
        yield from _after_payment(session, standing)
    if payment.receipt_url:
        yield Field(_("Receipt"), _("Open the receipt"), href=payment.receipt_url, external=True)


NOT_LOOKED_AT = gettext_lazy("Not looked at")
_DISPUTES = {
    Dispute.NONE: gettext_lazy("No"),
    Dispute.UNREAD: NOT_LOOKED_AT,
    Dispute.INQUIRY: gettext_lazy("The bank asks"),
    Dispute.INQUIRY_ANSWERED: gettext_lazy("The bank asked, and the shop answered"),
    Dispute.OPEN: gettext_lazy("Yes, to be answered"),
    Dispute.ANSWERED: gettext_lazy("Yes, the bank decides"),
    Dispute.WON: gettext_lazy("Won"),
    Dispute.LOST: gettext_lazy("Lost"),
    Dispute.SINCE_CLOSED: gettext_lazy("Closed"),
    Dispute.REPORTED: gettext_lazy("Yes, its status was not read"),
}


def _after_payment(session: FullSession, standing: Standing) -> Iterator[Field]:
    payment, currency = session.payment, session.row.payment_currency
    if standing.captured_in_part:
        yield Field(_("Reserved"), str(money(payment.asked, currency)))
        yield Field(_("Collected"), str(money(payment.captured, currency)))
        yield Field(_("Released"), str(money(payment.released, currency)))
    back = {
        Refund.NONE: _("Nothing"),
        Refund.UNREAD: str(NOT_LOOKED_AT),
        Refund.FULL: _("In full"),
        Refund.PART: str(money(payment.refunded, currency)),
    }
    refunded = back[standing.refund]
    if payment.refund_waits:
        both = {"refunded": refunded, "amount": money(payment.refunding, currency)}
        refunded = _("%(refunded)s, %(amount)s on its way") % both
    yield Field(_("Refunded"), refunded)
    yield Field(_("Disputed"), str(_DISPUTES[standing.dispute]))


def customer_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    row, details = session.row, session.customer
    names = (
        (_("Name"), details.name),
        (_("Person"), details.individual_name),
        (_("Business"), details.business_name),
    )
    for label, name in names:
        if name:
            yield Field(label, name)
    if row.email:
        yield _person(view, _("E-mail"), "email", row)
    if details.phone:
        yield Field(_("Phone"), details.phone, copy=True)
    yield from _tax_fields(details)
    if address := details.address.in_one_line():
        yield Field(_("Billing address"), address)
    yield from _shipping_fields(session)
    yield _customer_field(row, view)


def _tax_fields(details: CustomerDetails) -> Iterator[Field]:
    for kind, value in details.tax_ids:
        yield Field(tax_id_label(kind), value, copy=True)
    if words := tax_exempt_words(details.tax_exempt):
        yield Field(_("Tax"), words)


def _shipping_fields(session: FullSession) -> Iterator[Field]:
    totals = session.totals
    if totals.has_shipping and totals.shipping_rate:
        cost = money(totals.shipping, session.row.currency)
        price = _("free") if totals.shipping == 0 else str(cost or UNKNOWN)
        yield Field(_("Shipping"), f"{totals.shipping_rate}, {price}")
    if address := session.shipping.address.in_one_line():
        to = session.shipping.name
        yield Field(_("Shipping address"), f"{to}, {address}" if to else address)


def _customer_field(row: SessionRow, view: DetailContext) -> Field:
    if row.customer:
        page = _stripe_page(row, "customers", row.customer, view)
        return replace(_person(view, _("Customer"), "customer", row), stripe_url=page)
    if account := row.customer_account:
        only = view.urls.same_value("customer_account", account)
        return Field(_("Customer account"), account, copy=True, same_value_url=only)
    known = _("Not known yet") if row.status == "open" else _("Guest (no customer in Stripe)")
    return Field(_("Customer"), known)


def _stripe_page(row: SessionRow, page: str, identifier: str, view: DetailContext) -> str:
    return stripe_page(row, page, identifier, view.stripe_id) if view.links_to_stripe else ""


def _person(view: DetailContext, label: str, name: str, row: SessionRow) -> Field:
    value = getattr(row, name)
    person = view.urls.person_by(name, value) or view.urls.person_of(row)
    only = view.urls.same_value(name, value)
    return Field(label, value, copy=True, href=person, same_value_url=only)


def reference_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    if reference := session.references.client_reference_id:
        yield Field(_("Order number"), reference, copy=True)
    for key, value in session.references.metadata:
        yield Field(key or UNKNOWN, value or UNKNOWN, copy=True)
    before, after = session.row.recovered_from, view.beside.recovered_by
    for label, other in ((_("Recovered from"), before), (_("Continued in"), after)):
        if other:
            href = view.urls.session(other) if is_session_id(other) else ""
            yield Field(label, other, copy=True, href=href)


def answer_fields(session: FullSession) -> Iterator[Field]:
    for answer in session.answers:
        value = answer.value or _("Not answered")
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
            yield Field(_("Button"), submit_words(words))
    if session.locale:
        yield Field(_("Language"), language_words(session.locale))


def link_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    """Ids of other objects, with their page in Stripe's Dashboard."""
    for label, page, name, identifier in _linked_objects(session):
        if identifier:
            known = view.link_name if name == "payment_link" else ""
            field = Field(label, identifier, copy=True, name=known)
            if href := _stripe_page(session.row, page, identifier, view):
                field = replace(field, href=href, external=True)
            only = view.urls.same_value(name, identifier) if name else ""
            yield replace(field, same_value_url=only)
    if session.setup_intent:
        yield Field(_("Card setup"), session.setup_intent, copy=True)


def _linked_objects(session: FullSession) -> Iterator[tuple[str, str, str, str | None]]:
    """Label, page in Stripe's Dashboard, name to filter by or "", and id.

    A Checkout Session has no page there that is documented. The customer has a section.
    """
    row = session.row
    yield _("Payment"), "payments", "payment_intent", row.payment_intent
    yield _("Subscription"), "subscriptions", "subscription", row.subscription
    yield _("Invoice"), "invoices", "", session.invoice
    yield _("Payment link"), "payment-links", "payment_link", row.payment_link


def checkout_fields(session: FullSession, view: DetailContext) -> Iterator[Field]:
    row = session.row
    yield Field(_("Kind"), str(MODES.get(row.mode or "", row.mode or UNKNOWN)))
    only = view.urls.same_value("status", row.status)
    yield Field(_("Status"), status_words(row.status or UNKNOWN), same_value_url=only)
    yield Field(_("Payment status"), payment_status_words(row.payment_status or UNKNOWN))
    yield _created_field(row, view)
    if row.status != "complete":
        label = _end_label(row, view.clock.now)
        yield Field(label, UNKNOWN, moment=view.clock.maybe_moment(row.expires_at))
    yield Field(_("Mode"), _("Live") if row.livemode else _("Test, no real money"))


def _end_label(row: SessionRow, now: float) -> str:
    """A shop can end a session before its time, and Stripe does not say when it did."""
    if row.status != "open":
        is_early = row.expires_at is not None and row.expires_at > now
        return _("Ended before") if is_early else _("Expired by")
    return _("Should have ended") if is_past_its_end(row, now) else _("Open until")


def _created_field(row: SessionRow, view: DetailContext) -> Field:
    at = view.clock.maybe_moment(row.created)
    only = "" if row.created is None else view.urls.that_day(view.clock.zone, row.created)
    return Field(_("Created"), UNKNOWN, moment=at, same_value_url=only)
