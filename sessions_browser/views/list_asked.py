"""What the address of a list means only together with what Stripe has: its payment link, its place,
and the filters that Stripe takes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.conf import Account
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.filters.parameters import CURSORS
from sessions_browser.objects.payment_links import PaymentLink, PaymentLinks
from sessions_browser.people.person import label_of
from sessions_browser.stripe_api.errors import InvalidRequestError, NotFoundError
from sessions_browser.views.list_words import is_further

NOT_TAKEN = gettext_lazy("Stripe does not take this value together with the other filters.")
NAMES_AN_OBJECT = (
    "customer",
    "customer_account",
    "payment_link",
    "payment_intent",
    "subscription",
)
# Of these the read log keeps a hash, so that who looked for one of them can be found.
SUBJECTS = ("email", *NAMES_AN_OBJECT)


def links_meant(address: ListAddress, links: PaymentLinks) -> list[PaymentLink]:
    """By the name or the address of a payment link that stands in place of its id."""
    return links.meant(address.link_name or address.link_address or "")


def is_gone(address: ListAddress, error: InvalidRequestError) -> bool:
    """Whether it is the place in the list that Stripe does not know any more."""
    is_place = error.param in (*CURSORS, None)
    return isinstance(error, NotFoundError) and is_further(address) and is_place


def refused_filter(
    account: Account, address: ListAddress, error: InvalidRequestError
) -> tuple[str, str] | None:
    """The filter that Stripe does not take and why not, in a sentence; None where it is none."""
    is_missing, given = isinstance(error, NotFoundError), address.given()
    objects = [name for name in NAMES_AN_OBJECT if name in given]
    # An outcome is sent as its status.
    param = "outcome" if error.param == "status" and "status" not in given else error.param
    if param in given:
        name = param
    elif is_missing and len(objects) == 1:
        name = objects[0]
    else:
        return None
    missing = _("Stripe knows nothing under this ID in %(account)s.")
    return name, missing % {"account": label_of(account)} if is_missing else str(NOT_TAKEN)


def subjects_of_list(address: ListAddress) -> list[tuple[str, str]]:
    """What was searched by, for the read log."""
    return [(name, value) for name in SUBJECTS if (value := address.data.get(name))]
