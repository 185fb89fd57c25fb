"""Customers: Stripe's own objects, and what a Checkout Session holds of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from sessions_browser.objects.json_fields import mapping, mappings, text


@dataclass(frozen=True, slots=True)
class Address:
    """The parts in the order in which they are written in one line."""

    line1: str | None = None
    line2: str | None = None
    postal_code: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None

    @classmethod
    def from_object(cls, value: object) -> Address:
        address = mapping(value)
        names = ("line1", "line2", "postal_code", "city", "state", "country")
        return cls(*(text(address.get(name)) for name in names))

    def in_one_line(self) -> str:
        """Empty when nothing of the address is known."""
        return ", ".join(part for part in astuple(self) if part)


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """What the customer typed beside the e-mail, which stands in the session's row.

    tax_exempt: "none", "exempt" or "reverse".
    tax_ids: type and number of each, such as ("eu_vat", "DE123456789").
    """

    business_name: str | None
    phone: str | None
    address: Address
    individual_name: str | None = None
    name: str | None = None
    tax_exempt: str | None = None
    tax_ids: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> CustomerDetails:
        details = mapping(session.get("customer_details"))
        return cls(
            business_name=_typed_name(session, "business_name"),
            phone=text(details.get("phone")),
            address=Address.from_object(details.get("address")),
            individual_name=_typed_name(session, "individual_name"),
            name=text(details.get("name")),
            tax_exempt=text(details.get("tax_exempt")),
            tax_ids=tuple(_tax_ids(details)),
        )


def shown_name(session: Mapping[str, Any]) -> str | None:
    """Whose Checkout Session it is: a name, else a person with their business, or one of them."""
    if name := text(mapping(session.get("customer_details")).get("name")):
        return name
    person, business = (
        _typed_name(session, field) for field in ("individual_name", "business_name")
    )
    return f"{person} ({business})" if person and business else person or business


def _typed_name(session: Mapping[str, Any], field: str) -> str | None:
    """The names that a shop can ask for stand in one of two places."""
    found = text(mapping(session.get("customer_details")).get(field))
    return found or text(mapping(session.get("collected_information")).get(field))


def _tax_ids(details: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in mappings(details.get("tax_ids")):
        if value := text(entry.get("value")):
            yield text(entry.get("type")) or "", value


@dataclass(frozen=True, slots=True)
class Shipping:
    """To whom and where the order goes."""

    name: str | None
    address: Address

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> Shipping:
        """API versions before 2025-03-31 have the details in the session itself."""
        collected = mapping(session.get("collected_information"))
        found = (source.get("shipping_details") for source in (collected, session))
        details = next(filter(None, map(mapping, found)), mapping(session.get("shipping")))
        return cls(text(details.get("name")), Address.from_object(details.get("address")))


@dataclass(frozen=True, slots=True)
class Customer:
    """A Customer object of Stripe's, which a guest does not have."""

    id: str
    email: str | None


def project_customer(entry: object) -> list[Any] | None:
    """The values of a Customer in their order, as JSON; None when it is deleted."""
    customer = mapping(entry)
    identifier = text(customer.get("id"))
    if not identifier or customer.get("deleted") is True:
        return None
    return [identifier, text(customer.get("email"))]
