"""Parts of the sentences about a session: amounts, payments, moments. Pure.

In a language with cases all of them have one case, wherever they stand: in German the accusative,
as in “über 49,00 €”.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sessions_browser.objects.money import money
from sessions_browser.presentation.payments import payment_words
from sessions_browser.session.judged_session import JudgedSession

# Cities that other languages write otherwise than the names of time zones do.
_PLACES = {
    "Athens": gettext_lazy("Athens"),
    "Brussels": gettext_lazy("Brussels"),
    "Bucharest": gettext_lazy("Bucharest"),
    "Cairo": gettext_lazy("Cairo"),
    "Copenhagen": gettext_lazy("Copenhagen"),
    "Lisbon": gettext_lazy("Lisbon"),
    "Luxembourg": gettext_lazy("Luxembourg"),
    "Mexico City": gettext_lazy("Mexico City"),
    "Moscow": gettext_lazy("Moscow"),
    "Prague": gettext_lazy("Prague"),
    "Rome": gettext_lazy("Rome"),
    "Sao Paulo": gettext_lazy("São Paulo"),
    "Singapore": gettext_lazy("Singapore"),
    "Tokyo": gettext_lazy("Tokyo"),
    "Vienna": gettext_lazy("Vienna"),
    "Warsaw": gettext_lazy("Warsaw"),
    "Zurich": gettext_lazy("Zurich"),
}


def own_total(judged: JudgedSession) -> str:
    """The session's total in its own currency."""
    return str(money(judged.row.amount_total, judged.row.currency) or _("the amount"))


def total(judged: JudgedSession) -> str:
    """The session's own total, and the other amount where there were two currencies."""
    own, totals = own_total(judged), judged.session.totals
    if judged.row.amount_total is None:
        return own
    if totals.presentment_amount is not None:
        seen = money(totals.presentment_amount, totals.presentment_currency)
        return _("%(amount)s (the customer saw %(seen)s)") % {"amount": own, "seen": seen}
    if totals.source_amount is not None:
        shops = money(totals.source_amount, totals.source_currency)
        return _("%(amount)s (%(own)s in the shop's currency)") % {"amount": own, "own": shops}
    return own


def payment_of_total(judged: JudgedSession) -> str:
    """Such as "SEPA bank debit of EUR 49.00", "payment of EUR 49.00 by Klarna"."""
    return payment_words(judged.payment.method, total(judged))


def total_for_customer(judged: JudgedSession) -> str:
    """The amount in the currency in which the customer saw it."""
    return _seen(judged) or pgettext("customer", "the amount")


def your_payment(judged: JudgedSession) -> str:
    if seen := _seen(judged):
        return pgettext("customer", "your payment of %(amount)s") % {"amount": seen}
    return pgettext("customer", "your payment")


def your_checkout(judged: JudgedSession) -> str:
    if seen := _seen(judged):
        return pgettext("customer", "your checkout of %(amount)s") % {"amount": seen}
    return pgettext("customer", "your checkout")


def _seen(judged: JudgedSession) -> str:
    row, totals = judged.row, judged.session.totals
    if totals.presentment_amount is not None:
        return str(money(totals.presentment_amount, totals.presentment_currency))
    return str(money(row.amount_total, row.currency) or "")


def customer_at(judged: JudgedSession, unix: int | None) -> str:
    """A moment with its zone, since the customer may live in another; "" where it is not known."""
    found = judged.at(unix)
    if not found:
        return ""
    zone = judged.clock.zone.key
    where, words = {"zone": zone}, pgettext("customer", "%(day)s %(hour)s (%(zone)s)")
    if "/" in zone:
        place = zone.rpartition("/")[2].replace("_", " ")
        where = {"place": str(_PLACES.get(place, place))}
        words = pgettext("customer", "%(day)s %(hour)s (%(place)s time)")
    return words % {"day": found.day, "hour": found.hour, **where}
