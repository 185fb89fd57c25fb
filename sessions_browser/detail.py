"""One Checkout Session for its own page: outcome, order, customer, references, links. No HTML.

Fields: docs.stripe.com/api/checkout/sessions/object. What is missing or of another type is left out
or shown as unknown; nothing here raises, whatever Stripe sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sessions_browser.fields import EMAIL
from sessions_browser.money import Money, money
from sessions_browser.pagination import is_session_id
from sessions_browser.payment import Payment, State, payment_of
from sessions_browser.presentation import (
    MODES,
    Moment,
    Outcome,
    maybe_moment_in,
    outcome_of,
)
from sessions_browser.projection import id_of, integer, mapping, moment, project, text
from sessions_browser.rights import MISSING_WORDS, expansion
from sessions_browser.story import Story, recovery_of, story_of

STRIPE_DASHBOARD = "https://dashboard.stripe.com"
# Object -> its page in Stripe's Dashboard. Checkout Sessions have none that is documented.
DASHBOARD_PAGES = {
    "payment_intent": ("Payment", "payments"),
    "subscription": ("Subscription", "subscriptions"),
    "invoice": ("Invoice", "invoices"),
    "payment_link": ("Payment link", "payment-links"),
    "customer": ("Customer", "customers"),
}
PLAIN_ID = re.compile(r"[A-Za-z0-9_]{3,255}\Z")
HIDDEN = ("client_secret", "url")
LONGEST_JSON = 200_000
# What people copy is never cut: Stripe allows no more than this anywhere.
WHOLE = 5000
STATUSES = ("open", "complete", "expired")


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where a session is looked at. `now` in Unix seconds.

    page_url: of this session for others, with the host; api: Stripe's address and version, for
    commands to copy; account: in words; refused: rights that the key lacks; link_url: the public
    address of the session's payment link, where it is known.
    """

    zone: ZoneInfo
    now: float
    this_year: int
    list_url: str
    links_to_stripe: bool
    people_url: str = ""
    page_url: str = ""
    api: tuple[str, str] = ("https://api.stripe.com", "")
    account: str = ""
    refused: frozenset[str] = frozenset()
    link_url: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    label: str
    money: Money | None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class LineItem:
    description: str
    quantity: int | None
    unit: Money | None
    amount: Money | None


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
    only: str = ""

    @property
    def only_words(self) -> str:
        if self.moment:
            return "All sessions of that day"
        label = self.label if self.label.startswith("E-") else self.label.lower()
        return f"All sessions with this {label}"


@dataclass(frozen=True, slots=True)
class Copy:
    """Something to copy: a label for the button, and the text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class SessionDetail:
    id: str
    title: str
    outcome: Outcome
    story: Story
    missing: tuple[str, ...]
    copies: tuple[Copy, ...]
    amount: Money | None
    created: Moment | None
    ends: Moment | None
    amounts: tuple[Amount, ...]
    line_items: tuple[LineItem, ...]
    more_line_items: bool
    line_items_missing: str
    sections: tuple[Section, ...]
    json: str
    hidden: tuple[str, ...] = HIDDEN


def session_detail(session: Mapping[str, Any], view: Viewpoint) -> SessionDetail:
    row = project(session)
    outcome = outcome_of(row, view.now)
    items = mapping(session.get("line_items"))
    entries = items.get("data")
    total = money(row.amount_total, row.currency)
    ends = maybe_moment_in(row.expires_at, view.zone, view.this_year)
    story = story_of(session, view.zone, view.now, view.this_year)
    payment = payment_of(session)
    hidden = payment.state is not State.NONE or session.get("discounts")
    sections = (
        Section("Payment", tuple(_payment(payment, row.currency))),
        Section("Customer", tuple(_customer(session, view))),
        Section("References", tuple(_references(session, view))),
        Section("Answers and consent", tuple(_answers(session))),
        Section("Checkout", tuple(_checkout(session, view))),
        Section("In Stripe", tuple(_links(session, view))),
    )
    return SessionDetail(
        id=row.id or "",
        title=row.name or row.email or row.customer or "Customer not known",
        outcome=outcome,
        story=story,
        missing=tuple(MISSING_WORDS[right] for right in sorted(view.refused)) if hidden else (),
        copies=tuple(_copies(session, story, view)),
        amount=total,
        created=maybe_moment_in(row.created, view.zone, view.this_year),
        ends=ends if row.status == "open" else None,
        amounts=tuple(_amounts(session)),
        line_items=tuple(_line_items(entries if isinstance(entries, list) else [], row.currency)),
        more_line_items=items.get("has_more") is True,
        line_items_missing="" if isinstance(entries, list) else "Stripe sent no line items.",
        sections=tuple(section for section in sections if section.fields),
        json=_json(session),
    )


def _copies(session: Mapping[str, Any], story: Story, view: Viewpoint) -> Iterator[Copy]:
    """Nothing of it holds a key; a recovery link lets whoever has it go on, as it is meant to."""
    row = project(session)
    if not (row.id and is_session_id(row.id)):
        return
    created = maybe_moment_in(row.created, view.zone, view.this_year)
    who = " ".join(part for part in (row.name, f"<{row.email}>" if row.email else "") if part)
    ticket = (
        f"{outcome_of(row, view.now).word}: {story.verdict}",
        f"Customer: {who or 'not known'}",
        f"Created: {created.full if created else 'not known'}, {view.account}",
        f"{row.id} {view.page_url}".strip(),
    )
    yield Copy("Copy for ticket", "\n".join(ticket))
    if recovery := recovery_of(session, view.now):
        yield Copy("Copy recovery link", recovery)
    elif view.link_url and row.status == "expired":
        yield Copy("Copy payment link", view.link_url)
    paths = expansion(view.refused)
    base, version = view.api
    pieces = [
        f"curl -G {base}/v1/checkout/sessions/{row.id}",
        '-u "$STRIPE_API_KEY:"',
        f'-H "Stripe-Version: {version}"',
        *(f'-d "expand[]={path}"' for path in paths),
    ]
    yield Copy("Copy as curl", " ".join(pieces))
    expand = " ".join(f'--expand "{path}"' for path in paths)
    live = " --live" if is_live(session) else ""
    yield Copy("Copy as Stripe CLI", f"stripe checkout sessions retrieve {row.id} {expand}{live}")


def _payment(payment: Payment, currency: str | None) -> Iterator[Field]:
    if payment.method and payment.state is not State.NONE:
        yield Field("Method", payment.method)
    if payment.state is State.FAILED and (payment.declined or payment.decline_code):
        yield Field("Declined", payment.declined or payment.decline_code)
        if payment.declined and payment.decline_code:
            yield Field("Decline code", payment.decline_code, copy=True)
    if payment.has_charge and payment.state is State.SUCCEEDED:
        back = str(money(payment.refunded, currency)) if payment.refunded else "Nothing"
        yield Field("Refunded", f"{back}, in full" if payment.is_refunded else back)
        yield Field("Disputed", "Yes" if payment.is_disputed else "No")
    if payment.receipt_url:
        yield Field("Receipt", "Open the receipt", href=payment.receipt_url, external=True)


def _amounts(session: Mapping[str, Any]) -> Iterator[Amount]:
    currency = text(session.get("currency"))
    details = mapping(session.get("total_details"))
    subtotal, total = (integer(session.get(f"amount_{name}")) for name in ("subtotal", "total"))
    if subtotal is None and total is None:
        return
    yield Amount("Subtotal", money(subtotal, currency))
    if discount := integer(details.get("amount_discount")):
        codes = ", ".join(_codes(session))
        yield Amount(f"Discount ({codes})" if codes else "Discount", money(-discount, currency))
    if shipping := integer(details.get("amount_shipping")):
        yield Amount("Shipping", money(shipping, currency))
    if tax := integer(details.get("amount_tax")):
        yield Amount("Tax", money(tax, currency))
    yield Amount("Total", money(total, currency), is_total=True)
    shown = mapping(session.get("presentment_details"))
    if (amount := integer(shown.get("presentment_amount"))) is not None:
        yield Amount(
            "Shown to the customer as", money(amount, text(shown.get("presentment_currency")))
        )


def _codes(session: Mapping[str, Any]) -> Iterator[str]:
    """What the customer typed; an id of Stripe's where the code itself was not read."""
    discounts = session.get("discounts")
    for entry in map(mapping, discounts if isinstance(discounts, list) else ()):
        promotion = entry.get("promotion_code")
        code = (
            text(mapping(promotion).get("code")) or id_of(promotion) or id_of(entry.get("coupon"))
        )
        if code:
            yield code


def _line_items(entries: list[Any], currency: str | None) -> Iterator[LineItem]:
    for entry in map(mapping, entries):
        code = text(entry.get("currency")) or currency
        yield LineItem(
            description=text(entry.get("description")) or "Unnamed item",
            quantity=integer(entry.get("quantity")),
            unit=money(integer(mapping(entry.get("price")).get("unit_amount")), code),
            # Before discount and tax, so that the items add up to the subtotal below them.
            amount=money(integer(entry.get("amount_subtotal")), code),
        )


def _customer(session: Mapping[str, Any], view: Viewpoint) -> Iterator[Field]:
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
        only = _others(view, "customer_account", account)
        yield Field("Customer account", account, copy=True, only=only)
    elif session.get("status") == "open":
        yield Field("Customer", "Not known yet")
    else:
        yield Field("Customer", "Guest: none in Stripe")


def _person(view: Viewpoint, label: str, name: str, value: str) -> Field:
    only = _others(view, name, value)
    person = others_url(view.people_url, name, value)
    return Field(label, value, copy=True, href=person, only=only)


def _others(view: Viewpoint, name: str, value: str) -> str:
    return others_url(view.list_url, name, value)


def others_url(path: str, name: str, value: str | None) -> str:
    """The address below `path` of all sessions with this value; "" for what cannot be asked for."""
    if not value or not (PLAIN_ID.match(value) or (name == "email" and EMAIL.match(value))):
        return ""
    return f"{path}?{urlencode({name: value}, safe='@')}"


def address_line(value: object) -> str:
    address = mapping(value)
    names = ("line1", "line2", "postal_code", "city", "state", "country")
    return ", ".join(part for name in names if (part := text(address.get(name))))


def _references(session: Mapping[str, Any], view: Viewpoint) -> Iterator[Field]:
    if reference := text(session.get("client_reference_id"), WHOLE):
        yield Field("Client reference", reference, copy=True)
    for key, value in mapping(session.get("metadata")).items():
        yield Field(text(key) or "—", text(value, WHOLE) or "—", copy=True)
    if recovered := id_of(session.get("recovered_from")):
        href = f"{view.list_url}{recovered}/" if is_session_id(recovered) else ""
        yield Field("Recovered from", recovered, copy=True, href=href)


def _answers(session: Mapping[str, Any]) -> Iterator[Field]:
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


def _links(session: Mapping[str, Any], view: Viewpoint) -> Iterator[Field]:
    for name, (label, page) in DASHBOARD_PAGES.items():
        if identifier := id_of(session.get(name)):
            found = _stripe_field(label, identifier, page, view, is_live(session))
            by_it = name in ("payment_intent", "subscription")
            yield replace(found, only=_others(view, name, identifier)) if by_it else found
    if setup := id_of(session.get("setup_intent")):
        yield Field("Card setup", setup, copy=True)


def _stripe_field(label: str, identifier: str, page: str, view: Viewpoint, livemode: bool) -> Field:
    if not (view.links_to_stripe and PLAIN_ID.match(identifier)):
        return Field(label, identifier, copy=True)
    mode = "" if livemode else "/test"
    href = f"{STRIPE_DASHBOARD}{mode}/{page}/{identifier}"
    return Field(label, identifier, copy=True, href=href, external=True)


def _checkout(session: Mapping[str, Any], view: Viewpoint) -> Iterator[Field]:
    mode = text(session.get("mode")) or "—"
    yield Field("Kind", MODES.get(mode, mode))
    if link := id_of(session.get("payment_link")):
        yield Field("Payment link", link, copy=True, only=_others(view, "payment_link", link))
    status = text(session.get("status")) or ""
    only = f"{view.list_url}?status={status}" if status in STATUSES else ""
    yield Field("Status", status or "—", only=only)
    yield Field("Payment status", text(session.get("payment_status")) or "—")
    moments = [("Created", "created")]
    if session.get("status") != "complete":
        moments.append(("Ends", "expires_at"))
    for label, name in moments:
        unix = moment(session.get(name))
        at = maybe_moment_in(unix, view.zone, view.this_year)
        only = _that_day(view, unix) if name == "created" and unix is not None else ""
        yield Field(label, "—", moment=at, only=only)
    if locale := text(session.get("locale")):
        yield Field("Language", locale)
    yield Field("Mode", "Live" if is_live(session) else "Test")


def _that_day(view: Viewpoint, unix: int) -> str:
    try:
        day = datetime.fromtimestamp(unix, view.zone).date().isoformat()
    except (OverflowError, ValueError):
        return ""
    return f"{view.list_url}?{urlencode({'created_from': day, 'created_to': day})}"


def _json(session: Mapping[str, Any]) -> str:
    try:
        shown = json.dumps(session, indent=2, ensure_ascii=False)
    except RecursionError:
        return "… nested too deeply to be shown"
    clean = shown.encode("utf-8", "replace").decode("utf-8")
    if len(clean) <= LONGEST_JSON:
        return clean
    return f"{clean[:LONGEST_JSON]}\n… cut here: {len(clean):,} characters in all"
