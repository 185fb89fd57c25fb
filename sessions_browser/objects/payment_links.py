"""Payment links, as far as the dashboard needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sessions_browser.objects.json_fields import mapping, text


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """A payment link has no name of its own: it is called by its first line item."""

    id: str
    name: str
    url: str
    active: bool

    @property
    def address(self) -> str:
        return self.url.rstrip("/")


# Compared by identity, as a key of what is rendered from it.
@dataclass(frozen=True, slots=True, eq=False)
class PaymentLinks:
    """complete: there are no more links than these."""

    links: tuple[PaymentLink, ...]
    complete: bool

    def by_address(self, address: str) -> PaymentLink | None:
        return next((link for link in self.links if link.address == address), None)

    def by_name(self, name: str) -> list[PaymentLink]:
        """Those that are called so, in whatever case; if there are none, those that begin so."""
        wanted = name.casefold()
        exact = [link for link in self.links if link.name.casefold() == wanted]
        return exact or [link for link in self.links if link.name.casefold().startswith(wanted)]

    def name_of(self, link_id: str) -> str:
        return next((link.name for link in self.links if link.id == link_id), "")


NO_LINKS = PaymentLinks((), complete=False)


def project_link(entry: object) -> list[Any] | None:
    """The values of a PaymentLink in their order, as JSON; None without an id."""
    link = mapping(entry)
    identifier, url = text(link.get("id")), text(link.get("url"))
    if not identifier:
        return None
    items = mapping(link.get("line_items")).get("data")
    first = mapping(items[0]) if isinstance(items, list) and items else {}
    name = text(first.get("description")) or url or identifier
    return [identifier, name, url or "", link.get("active") is True]
