"""What a key is: of which account, of which mode, and which of the rights that we use it has.

One call for each right, as nothing else tells (docs.stripe.com/keys). Whether a key may do more
than read cannot be seen without trying to write, which this site never does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sessions_browser.stripe_api.client import CheckoutSessionsClient
from sessions_browser.stripe_api.errors import (
    APIConnectionError,
    AuthenticationError,
    NotAskedError,
    PermissionDeniedError,
    UpstreamError,
)
from sessions_browser.stripe_api.responses import livemode_of

_ON_ACCOUNT = re.compile(r"\bon account '(acct_[A-Za-z0-9]{1,64})'")


class Right(NamedTuple):
    """label: as Stripe's Dashboard has it. path: of a list that takes the right."""

    name: str
    label: str
    path: str


RIGHTS = (
    Right("rak_checkout_session_read", "Checkout Sessions", "checkout/sessions"),
    Right("rak_payment_link_read", "Payment Links", "payment_links"),
    Right("rak_payment_intent_read", "PaymentIntents", "payment_intents"),
    Right("rak_charge_read", "Charges", "charges"),
    Right("rak_dispute_read", "Disputes", "disputes"),
    Right("rak_invoice_read", "Invoices", "invoices"),
    Right("rak_subscription_read", "Subscriptions", "subscriptions"),
    Right("rak_promotion_code_read", "Promotion Codes", "promotion_codes"),
    Right("rak_shipping_rate_read", "Shipping Rates", "shipping_rates"),
    Right("rak_tax_rate_read", "Tax Rates", "tax_rates"),
    Right("rak_customer_read", "Customers", "customers"),
)
NEEDED = RIGHTS[0]


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What Stripe told of a key.

    stripe_id: of its account, or "" where Stripe did not tell it.
    livemode: of its sessions; None where there is none yet, or they may not be read.
    rights: whether it has each, by name; None where Stripe did not say.
    """

    stripe_id: str
    livemode: bool | None
    rights: Mapping[str, bool | None]

    @property
    def lacks(self) -> list[str]:
        return [right.label for right in RIGHTS if self.rights[right.name] is False]

    @property
    def unknown(self) -> list[str]:
        return [right.label for right in RIGHTS if self.rights[right.name] is None]


def check_key(client: CheckoutSessionsClient) -> KeyReport:
    """Twelve calls. Raises UpstreamError where Stripe does not answer, or refuses the key."""
    stripe_id, livemode = _stripe_id(client), None
    rights: dict[str, bool | None] = {}
    for right in RIGHTS:
        try:
            answer = client.first_of(right.path)
        except PermissionDeniedError:
            rights[right.name] = False
        except (AuthenticationError, APIConnectionError, NotAskedError):
            raise
        except UpstreamError:
            rights[right.name] = None
        else:
            rights[right.name] = True
            livemode = livemode_of(answer) if right is NEEDED else livemode
    return KeyReport(stripe_id, livemode, rights)


def _stripe_id(client: CheckoutSessionsClient) -> str:
    """Stripe names the account also where it refuses to show it."""
    try:
        return str(client.own_account()["id"])
    except PermissionDeniedError as error:
        named = _ON_ACCOUNT.search(error.message or "")
        return named[1] if named else ""
    except (AuthenticationError, APIConnectionError, NotAskedError):
        raise
    except UpstreamError:
        return ""
