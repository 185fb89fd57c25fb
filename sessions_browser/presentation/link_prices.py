"""What a payment link sells for, in words; and links to choose from, each told from the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions_browser.filters.form_fields import may_be_name
from sessions_browser.objects.money import money
from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks


@dataclass(frozen=True, slots=True)
class LinkOption:
    """value: what the filter takes for this link and no other."""

    value: str
    label: str


def price_of(link: PaymentLink) -> str:
    """Such as "EUR 19.00 a month"; "" where it is not known, or the customer chooses it."""
    amount = money(link.amount, link.currency)
    if amount is None:
        return link.currency.upper()
    words = {"amount": str(amount), "count": link.interval_count}
    return _each(link) % words


def _each(link: PaymentLink) -> str:
    count = link.interval_count
    if link.interval == "day":
        return ngettext("%(amount)s a day", "%(amount)s every %(count)s days", count)
    if link.interval == "week":
        return ngettext("%(amount)s a week", "%(amount)s every %(count)s weeks", count)
    if link.interval == "month":
        return ngettext("%(amount)s a month", "%(amount)s every %(count)s months", count)
    if link.interval == "year":
        return ngettext("%(amount)s a year", "%(amount)s every %(count)s years", count)
    return "%(amount)s"


def options_of(links: PaymentLinks) -> tuple[LinkOption, ...]:
    return tuple(_option(link, links) for link in links.links)


def _option(link: PaymentLink, links: PaymentLinks) -> LinkOption:
    value, price = spoken(link.id, links), price_of(link)
    if value == link.id and price:
        return LinkOption(value, _("%(name)s, %(price)s") % {"name": link.name, "price": price})
    return LinkOption(value, price if value != link.id else link.name)


def spoken(link_id: str, links: PaymentLinks) -> str:
    """As the filter takes it: by its name, where that is clear."""
    name = links.spoken(link_id)
    return name if may_be_name(name) else link_id
