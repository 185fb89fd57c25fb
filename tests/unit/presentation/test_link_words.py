"""Why a name leads to no one payment link: no more than is known is said."""

from __future__ import annotations

import pytest

from sessions_browser.objects.payment_links import NO_LINKS, PaymentLink, PaymentLinks
from sessions_browser.presentation.link_words import no_one_link_words

TWO = tuple(
    PaymentLink(f"plink_{number}", "Yoga", f"https://buy.stripe.com/{number}", active=True)
    for number in (1, 2)
)
NONE_OF_ALL = "No payment link of this account has this name or address."


@pytest.mark.parametrize(
    ("links", "found", "words"),
    [
        (PaymentLinks(TWO, complete=True), (), NONE_OF_ALL),
        (PaymentLinks((), complete=True), (), NONE_OF_ALL),
        (
            PaymentLinks(TWO, complete=False),
            (),
            "None of the 2 payment links known here has this name or address."
            " There are more: paste the ID of the link, plink_…, instead.",
        ),
        (
            NO_LINKS,
            (),
            "The payment links are not known here yet: try again in a moment,"
            " or paste the ID of the link, plink_…, instead.",
        ),
        (
            PaymentLinks(TWO, complete=True),
            TWO,
            "Several payment links have this name: Yoga (plink_1), Yoga (plink_2)."
            " Paste the ID of one.",
        ),
    ],
)
def test_what_is_said(links: PaymentLinks, found: tuple[PaymentLink, ...], words: str) -> None:
    assert no_one_link_words(links, list(found)) == words
