"""Payment links, as far as the dashboard needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import integer, mapping, text


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """A payment link has no name of its own: it is called by its first line item.

    amount: of all its items, in the smallest unit of `currency`; None where the customer chooses
    it, or it is not known. interval: such as "month" of a subscription, or ""; so many of them lie
    between two payments. more_items: beside the one that gives the name.
    """

    id: str
    name: str
    url: str
    active: bool
    amount: int | None = None
    currency: str = ""
    interval: str = ""
    interval_count: int = 1
    more_items: int = 0

    @property
    def address(self) -> str:
        return self.url.rstrip("/")


# Compared by identity, as a key of what is rendered from it.
@dataclass(frozen=True, slots=True, eq=False)
class PaymentLinks:
    """complete: there are no more links than these."""

    links: tuple[PaymentLink, ...]
    complete: bool

    def meant(self, text: str) -> list[PaymentLink]:
        """By the address, or the name, that stands in place of an id."""
        if text.startswith("https://"):
            return [link for link in self.links if link.address == text]
        return self.by_name(text)

    def by_name(self, name: str) -> list[PaymentLink]:
        """Those that are called so, in whatever case; if there are none, those that begin so."""
        wanted = name.casefold()
        exact = [link for link in self.links if link.name.casefold() == wanted]
        return exact or [link for link in self.links if link.name.casefold().startswith(wanted)]

    def name_of(self, link_id: str) -> str:
        return next((link.name for link in self.links if link.id == link_id), "")

    def spoken(self, link_id: str) -> str:
        """The name of a link, where it leads to this one alone; else its id."""
        name = self.name_of(link_id)
        is_clear = [link.id for link in self.by_name(name)] == [link_id] if name else False
        return name if is_clear and name == name.strip() else link_id

    def words_for(self, value: str) -> str:
        """A value of any filter, with a payment link called by its name."""
        return (value.startswith("plink_") and self.name_of(value)) or value


NO_LINKS = PaymentLinks((), complete=False)


def project_link(entry: object) -> list[Any] | None:
    """The values of a PaymentLink in their order, as JSON; None without an id."""
    link = mapping(entry)
    identifier, url = text(link.get("id")), text(link.get("url"))
    if not identifier:
        return None
    items = mapping(link.get("line_items"))
    listed = items.get("data")
    known = [mapping(item) for item in listed] if isinstance(listed, list) else []
    first = known[0] if known else {}
    name = text(first.get("description")) or url or identifier
    price = mapping(first.get("price"))
    # Of a list that goes on, the sum is not known; neither is what customers choose to give.
    is_open = items.get("has_more") is not False or price.get("custom_unit_amount") is not None
    amounts = [integer(item.get("amount_total")) for item in known]
    amount = None if is_open or None in amounts else sum(filter(None, amounts))
    currency = text(link.get("currency")) or text(first.get("currency")) or ""
    recurring = mapping(price.get("recurring"))
    interval, interval_count = text(recurring.get("interval")), recurring.get("interval_count")
    return [
        identifier,
        name,
        url or "",
        link.get("active") is True,
        amount,
        currency,
        interval or "",
        integer(interval_count) or 1,
        max(0, len(known) - 1),
    ]
