"""Customers: Stripe's own objects, and what a Checkout Session holds of one."""

from __future__ import annotations

from collections.abc import Mapping
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
    """What the customer typed beside e-mail and names, which stand in the session's row too.

    tax_ids: kinds and values, such as ("eu_vat", "DE123456789").
    tax_exempt: Stripe's word, "none", "exempt" or "reverse".
    """

    business_name: str | None
    phone: str | None
    address: Address
    individual_name: str | None = None
    tax_ids: tuple[tuple[str, str], ...] = ()
    tax_exempt: str | None = None

    @classmethod
    def from_object(cls, value: object) -> CustomerDetails:
        """Read a session's `customer_details`."""
        details = mapping(value)
        return cls(
            business_name=text(details.get("business_name")),
            phone=text(details.get("phone")),
            address=Address.from_object(details.get("address")),
            individual_name=text(details.get("individual_name")),
            tax_ids=tuple(
                (text(each.get("type")) or "", text(each.get("value")) or "")
                for each in mappings(details.get("tax_ids"))
            ),
            tax_exempt=text(details.get("tax_exempt")),
        )


@dataclass(frozen=True, slots=True)
class Shipping:
    """To whom and where the order goes."""

    name: str | None
    address: Address

    @classmethod
    def from_session(cls, session: Mapping[str, Any]) -> Shipping:
        collected = mapping(session.get("collected_information"))
        details = mapping(collected.get("shipping_details"))
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
