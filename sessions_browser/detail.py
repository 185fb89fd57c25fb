"""One Checkout Session for its own page: outcome, order, customer, references, links. No HTML.

Fields: docs.stripe.com/api/checkout/sessions/object. What is missing or of another type is left out
or shown as unknown; nothing here raises, whatever Stripe sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sessions_browser.money import Money, money
from sessions_browser.pagination import is_session_id
from sessions_browser.presentation import (
    MODES,
    Moment,
    Outcome,
    maybe_moment_in,
    outcome_of,
)
from sessions_browser.projection import id_of, integer, mapping, moment, project, text

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


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where a session is looked at. `now` in Unix seconds."""

    zone: ZoneInfo
    now: float
    this_year: int
    list_url: str
    links_to_stripe: bool


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
    """`href` leads to a page of ours, or of Stripe when `external`."""

    label: str
    value: str = ""
    moment: Moment | None = None
    copy: bool = False
    href: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class SessionDetail:
    id: str
    title: str
    outcome: Outcome
    verdict: str
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
    sections = (
        Section("Customer", tuple(_customer(session, view))),
        Section("References", tuple(_references(session, view))),
        Section("Answers and consent", tuple(_answers(session))),
        Section("Checkout", tuple(_checkout(session, view))),
        Section("In Stripe", tuple(_links(session, view))),
    )
    return SessionDetail(
        id=row.id or "",
        title=row.name or row.email or "Customer not known",
        outcome=outcome,
        verdict=verdict(outcome, total, ends),
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


def verdict(outcome: Outcome, total: Money | None, ends: Moment | None) -> str:
    """What happened, in one or two sentences."""
    if outcome.key == "paid" and total:
        return f"{total} was collected."
    if outcome.key == "open" and ends:
        until = f" until {ends.text}" if outcome.word == "Open" else ""
        return f"{outcome.sentence.rstrip('.')}{until}."
    return outcome.sentence


def _amounts(session: Mapping[str, Any]) -> Iterator[Amount]:
    currency = text(session.get("currency"))
    details = mapping(session.get("total_details"))
    subtotal, total = (integer(session.get(f"amount_{name}")) for name in ("subtotal", "total"))
    if subtotal is None and total is None:
        return
    yield Amount("Subtotal", money(subtotal, currency))
    if discount := integer(details.get("amount_discount")):
        yield Amount("Discount", money(-discount, currency))
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
        yield Field("E-mail", email, copy=True, href=_others(view, "email", email))
    if phone := text(details.get("phone")):
        yield Field("Phone", phone, copy=True)
    if address := address_line(details.get("address")):
        yield Field("Billing address", address)
    shipping = mapping(mapping(session.get("collected_information")).get("shipping_details"))
    if address := address_line(shipping.get("address")):
        to = text(shipping.get("name"))
        yield Field("Shipping address", f"{to}, {address}" if to else address)
    if customer := id_of(session.get("customer")):
        yield Field("Customer", customer, copy=True, href=_others(view, "customer", customer))
    elif account := id_of(session.get("customer_account")):
        href = _others(view, "customer_account", account)
        yield Field("Customer account", account, copy=True, href=href)
    elif session.get("status") == "open":
        yield Field("Customer", "Not known yet")
    else:
        yield Field("Customer", "Guest: none in Stripe")


def _others(view: Viewpoint, name: str, value: str) -> str:
    """The address of all sessions with this value; "" for what could not be filtered by."""
    if not (PLAIN_ID.match(value) or (name == "email" and "@" in value)):
        return ""
    return f"{view.list_url}?{urlencode({name: value}, safe='@')}"


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
            yield _stripe_field(label, identifier, page, view, is_live(session))
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
        yield Field("Payment link", link, copy=True, href=_others(view, "payment_link", link))
    yield Field("Status", text(session.get("status")) or "—")
    yield Field("Payment status", text(session.get("payment_status")) or "—")
    moments = [("Created", "created")]
    if session.get("status") != "complete":
        moments.append(("Ends", "expires_at"))
    for label, name in moments:
        at = maybe_moment_in(moment(session.get(name)), view.zone, view.this_year)
        yield Field(label, "—", moment=at)
    if locale := text(session.get("locale")):
        yield Field("Language", locale)
    yield Field("Mode", "Live" if is_live(session) else "Test")


def _json(session: Mapping[str, Any]) -> str:
    try:
        shown = json.dumps(session, indent=2, ensure_ascii=False)
    except RecursionError:
        return "… nested too deeply to be shown"
    clean = shown.encode("utf-8", "replace").decode("utf-8")
    if len(clean) <= LONGEST_JSON:
        return clean
    return f"{clean[:LONGEST_JSON]}\n… cut here: {len(clean):,} characters in all"
