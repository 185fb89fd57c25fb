"""A payment by method and amount, as a part of a sentence. Pure."""

from __future__ import annotations

from django.utils.translation import pgettext

from sessions_browser.objects.payment_method import PaymentMethod


def payment_words(method: PaymentMethod, amount: str = "") -> str:
    """Such as "SEPA bank debit of EUR 49.00" or "payment of EUR 49.00 by Klarna".

    Without an article. A language with genders takes one noun for all of these, so that the
    sentences around them fit.
    """
    words = _with_amount(method) if amount else _without_amount(method)
    return words % {"method": method.in_a_sentence, "amount": amount}


def _with_amount(method: PaymentMethod) -> str:
    if method.is_delayed:
        return pgettext("payment", "%(method)s of %(amount)s")
    if method.name:
        return pgettext("payment", "payment of %(amount)s by %(method)s")
    return pgettext("payment", "payment of %(amount)s")


def _without_amount(method: PaymentMethod) -> str:
    if method.is_delayed:
        return pgettext("payment", "%(method)s")
    if method.name:
        return pgettext("payment", "payment by %(method)s")
    return pgettext("payment", "payment")
