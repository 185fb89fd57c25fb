"""Why a name or an address leads to no one payment link."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sessions_browser.objects.formats import grouped
from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks

MOST_LINKS_NAMED = 5


def no_one_link_words(links: PaymentLinks, found: list[PaymentLink]) -> str:
    """links: as far as they are known without a call. found: none, or several."""
    if found:
        return several_links_words(found)
    if links.complete:
        return _("No payment link of this account has this name or address.")
    if not links.links:
        return _(
            "The payment links are not known here yet: try again in a moment, or paste the ID of"
            " the link, plink_…, instead."
        )
    words = _("None of the %(count)s payment links known here has this name or address.")
    return f"{words % {'count': grouped(len(links.links))}} {more_links_words()}"


def several_links_words(found: list[PaymentLink]) -> str:
    named = ", ".join(f"{link.name} ({link.id})" for link in found[:MOST_LINKS_NAMED])
    words = _("Several payment links have this name: %(links)s. Paste the ID of one.")
    return words % {"links": named}


def more_links_words() -> str:
    return _("There are more: paste the ID of the link, plink_…, instead.")
