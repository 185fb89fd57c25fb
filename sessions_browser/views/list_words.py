"""The words around a page of the list: how much it shows, for what, and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions_browser.conf import Account
from sessions_browser.filters.chips import Chip
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import CURSORS
from sessions_browser.objects.formats import grouped
from sessions_browser.objects.list_query import SessionPage
from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks
from sessions_browser.presentation.api_words import mode_words
from sessions_browser.presentation.coverage import strangers_words
from sessions_browser.presentation.link_words import more_links_words, several_links_words

NO_WAY_ON = gettext_lazy(
    "Stripe has older sessions, but the last one here has no ID that leads to them."
)


def is_further(address: ListAddress) -> bool:
    """Whether the address names a place in the list beyond its first page."""
    return any(address.data.get(name) for name in CURSORS)


def headline_of(page: SessionPage, address: ListAddress, coverage: str) -> str:
    """It never reads like a total, unless it is one."""
    count, words = len(page.rows), {"count": len(page.rows)}
    if not count:
        return _empty_headline(page, address, coverage)
    has_newer, has_older = is_further(address), page.has_more or page.older_cursor is not None
    if page.query.ending_before:
        has_older = True
    if has_newer and has_older:
        return ngettext("%(count)s more session", "%(count)s more sessions", count) % words
    if has_newer:
        return ngettext("Last session", "Last %(count)s sessions", count) % words
    if has_older:
        return ngettext("Newest session", "Newest %(count)s sessions", count) % words
    return ngettext("1 session", "All %(count)s sessions", count) % words


def _empty_headline(page: SessionPage, address: ListAddress, coverage: str) -> str:
    if coverage and page.has_more:
        return _("Nothing found so far")
    if is_further(address) or page.has_more:
        # An empty page with more behind it is odd, but it is not the end.
        return _("Nothing more matches") if coverage else _("This page of the list is empty")
    return _("Nothing matches") if address.chips else _("No sessions yet")


def notices_of(
    page: SessionPage, account: Account, address: ListAddress, links: PaymentLinks
) -> Iterator[str]:
    wanted = address.data.get("payment_link")
    if link := next((link for link in links.links if link.id == wanted), None):
        said = (
            _("The payment link “%(name)s” is active.")
            if link.active
            else _("The payment link “%(name)s” is deactivated: nobody can pay through it now.")
        )
        yield said % {"name": link.name}
    expected = account.named_mode or account.key_mode
    if {row.livemode for row in page.rows} - {None, expected == "live"}:
        said = _("Some of these sessions are not from %(mode)s mode, as they should be.")
        yield said % {"mode": mode_words(expected)}
    if strangers := strangers_words(page.strangers):
        yield strangers
    if page.has_lost_the_way:
        yield str(NO_WAY_ON)


def question(chips: tuple[Chip, ...], links: PaymentLinks) -> str:
    """The filter in words, such as "Status Open; Created last 7 days"."""
    return "; ".join(f"{chip.label} {links.words_for(chip.value)}" for chip in chips)


def title_of(address: ListAddress, account: Account, links: PaymentLinks) -> str:
    """Of the browser's window."""
    words = {"question": question(address.chips, links) or _("all"), "account": account.name}
    if is_further(address):
        return _("Checkout Sessions: %(question)s, further page · %(account)s") % words
    return _("Checkout Sessions: %(question)s · %(account)s") % words


def no_link_words(
    account: Account, address: ListAddress, links: PaymentLinks, found: list[PaymentLink]
) -> str:
    """`found`: none, or several that one cannot choose from."""
    if found:
        return several_links_words(found)
    count = len(links.links)
    if address.link_name:
        words = ngettext(
            "This name is not that of the one payment link of %(account)s.",
            "This name is not among the %(count)s payment links of %(account)s.",
            count,
        )
    else:
        words = ngettext(
            "This address is not that of the one payment link of %(account)s.",
            "This address is not among the %(count)s payment links of %(account)s.",
            count,
        )
    words %= {"count": grouped(count), "account": account.name}
    return words if links.complete else f"{words} {more_links_words()}"
