"""What is said of secret keys and card numbers in a pasted text, without repeating them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sessions_browser.pastes.secrets import holds_card_number, holds_secret_key
from sessions_browser.search.interpretation import Interpretation, Kind


def interpret_secret(text: str) -> Interpretation | None:
    """None when `text` holds no secret. The result does not repeat any of the text."""
    if holds_secret_key(text):
        return _secret(
            _("This holds a secret key of Stripe. Nothing was searched."),
            _(
                "A secret key does not belong in any box or message. Whoever owns it should roll it"
                " in Stripe now, under Developers, API keys."
            ),
        )
    if holds_card_number(text):
        return _secret(
            _("This looks like the number of a card. Nothing was searched."),
            _(
                "Card numbers do not belong here, and Stripe never shows them."
                " Ask for the e-mail that was used."
            ),
        )
    return None


def _secret(summary: str, advice: str) -> Interpretation:
    return Interpretation(Kind.EXPLAINED, summary, advice=advice, is_secret=True)
