"""What of a session people see whose role does not show personal data. Pure, and the one place.

Everything that is shown of a session (rows, sentences, copies, JSON) is made of the values that
come from here, so nothing has to be masked where it is shown. What is known to be no personal datum
stays: amounts, times, Stripe's own words and ids, and what the shop itself wrote for everybody, as
names of products, of discount codes and of taxes. All other text becomes one of `masked_forms`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from sessions_browser.access import masked_forms as forms
from sessions_browser.access.masked_json import masked_json
from sessions_browser.objects.customer import Address, CustomerDetails, Shipping
from sessions_browser.objects.full_session import Answer, FullSession, Recovery, References
from sessions_browser.objects.next_action import NextAction
from sessions_browser.objects.order import OrderTotals
from sessions_browser.objects.payment import Payment
from sessions_browser.objects.payment_method import PaymentMethod
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.subscription import Subscription

T = TypeVar("T", str, str | None)


def masked_row(row: SessionRow) -> SessionRow:
    return replace(
        row,
        id=_id(row.id),
        status=_word(row.status),
        payment_status=_word(row.payment_status),
        mode=_word(row.mode),
        currency=_word(row.currency),
        customer=_id(row.customer),
        customer_account=_id(row.customer_account),
        email=row.email and forms.masked_email(row.email),
        name=row.name and forms.masked_name(row.name),
        payment_intent=_id(row.payment_intent),
        payment_link=_id(row.payment_link),
        subscription=_id(row.subscription),
        recovered_from=_id(row.recovered_from),
        payment=row.payment and _payment(row.payment),
    )


def masked_session(session: FullSession) -> FullSession:
    """Of links that lead to what the customer typed only that there are any."""
    return replace(
        session,
        row=masked_row(session.row),
        customer=_customer(session.customer),
        shipping=_shipping(session.shipping),
        totals=_totals(session.totals),
        items=session.items
        and tuple(replace(item, currency=_word(item.currency)) for item in session.items),
        answers=tuple(map(_answer, session.answers)),
        consent=tuple((forms.word(name), forms.word(said)) for name, said in session.consent),
        recovery=Recovery(session.recovery.url and forms.HIDDEN, session.recovery.expires_at),
        references=_references(session.references),
        invoice=_id(session.invoice),
        subscription=session.subscription and _subscription(session.subscription),
        setup_intent=_id(session.setup_intent),
        locale=session.locale and forms.locale(session.locale),
        raw=masked_json(session.raw),
        page_texts=tuple(map(_page_text, session.page_texts)),
        cart_page="",
    )


def _payment(payment: Payment) -> Payment:
    """Without the bank's words and the receipt, which names the customer."""
    return replace(
        payment,
        word=_word(payment.word),
        refund_waits=_word(payment.refund_waits),
        currency=_word(payment.currency),
        dispute=_word(payment.dispute),
        method=_method(payment.method),
        next_action=payment.next_action and _next_action(payment.next_action),
        declined="",
        decline_code=_word(payment.decline_code),
        receipt_url="",
    )


def _method(method: PaymentMethod) -> PaymentMethod:
    return replace(
        method,
        word=_word(method.word),
        brand=_word(method.brand),
        last4=method.last4 and forms.LAST_DIGITS,
        wallet_word=_word(method.wallet_word),
        device_last4=method.device_last4 and forms.LAST_DIGITS,
    )


def _next_action(action: NextAction) -> NextAction:
    return replace(
        action,
        word=_word(action.word),
        method=_method(action.method),
        currency=_word(action.currency),
    )


def _customer(customer: CustomerDetails) -> CustomerDetails:
    return CustomerDetails(
        business_name=_name(customer.business_name),
        phone=customer.phone and forms.masked_phone(customer.phone),
        address=_address(customer.address),
        individual_name=_name(customer.individual_name),
        name=_name(customer.name),
        tax_exempt=_word(customer.tax_exempt),
        tax_ids=tuple((_word(kind), forms.HIDDEN) for kind, _number in customer.tax_ids),
    )


def _shipping(shipping: Shipping) -> Shipping:
    return Shipping(_name(shipping.name), _address(shipping.address))


def _address(address: Address) -> Address:
    """The country, or only that there is an address."""
    if not address.in_one_line():
        return address
    return Address(country=forms.masked_country(address.country or ""))


def _totals(totals: OrderTotals) -> OrderTotals:
    return replace(
        totals,
        presentment_currency=_word(totals.presentment_currency),
        source_currency=_word(totals.source_currency),
        source_rate=totals.source_rate and forms.rate(totals.source_rate),
    )


def _answer(answer: Answer) -> Answer:
    """The question is the shop's."""
    return Answer(answer.label, answer.value and forms.HIDDEN)


def _references(references: References) -> References:
    order = references.client_reference_id
    return References(
        order and forms.reference(order),
        tuple((forms.key(key), value and forms.HIDDEN) for key, value in references.metadata),
    )


def _subscription(subscription: Subscription) -> Subscription:
    return replace(subscription, status=_word(subscription.status))


def _page_text(text: tuple[str, str]) -> tuple[str, str]:
    place, words = text
    return forms.word(place), forms.word(words) if place == "submit_type" else forms.HIDDEN


def _name(value: str | None) -> str | None:
    return value and forms.masked_name(value)


def _word(value: T) -> T:
    return forms.word(value) if value else value


def _id(value: str | None) -> str | None:
    return forms.identifier(value) if value else value
