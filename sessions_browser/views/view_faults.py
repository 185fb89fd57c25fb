"""What of a saved question no longer holds, and what it is without that."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import canonical_pairs, encode
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.views.filter_form import Correction, corrections


def faults_of(address: ListAddress, links: PaymentLinks) -> tuple[Correction, ...]:
    """One for each part that this site, or the account, does not know any more."""
    found = corrections(address) if address.errors else ()
    unknown = tuple(
        Correction(name, _("This page no longer knows this filter."), "")
        for name in address.ignored
    )
    gone = _gone_link(address, links)
    return (*found, *unknown, *((gone,) if gone else ()))


def without_faults(address: ListAddress, links: PaymentLinks) -> str:
    """The query string of what is left; "" when nothing is."""
    bad = {*address.errors, *(("payment_link",) if _gone_link(address, links) else ())}
    data = {name: value for name, value in address.data.items() if name not in bad}
    return encode(canonical_pairs(data))


def _gone_link(address: ListAddress, links: PaymentLinks) -> Correction | None:
    link = "" if address.errors else address.data.get("payment_link", "")
    words = gone_link_words(link, links) if link else ""
    return Correction(_("Payment link"), words, "") if words else None


def gone_link_words(link: str, links: PaymentLinks) -> str:
    """Told only where all links of the account are known."""
    if not links.complete or any(one.id == link for one in links.links):
        return ""
    return _("The account has no payment link %(id)s any more.") % {"id": link}
