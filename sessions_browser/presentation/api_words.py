"""Plain words for the values that Stripe has in the fields of a session."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sessions_browser.filters.choices import STATUSES

_PAYMENT_STATUSES = {
    "paid": _("Paid"),
    "unpaid": _("Not paid"),
    "no_payment_required": _("No payment due"),
}
_MODES = {"live": pgettext_lazy("mode", "live"), "test": pgettext_lazy("mode", "test")}
_CONSENTS = {
    ("promotions", "opt_in"): (_("E-mail marketing"), _("agreed")),
    ("promotions", "opt_out"): (_("E-mail marketing"), _("not agreed")),
    ("terms_of_service", "accepted"): (_("Terms of service"), _("accepted")),
}
_BUTTONS = {"book": _("Book"), "donate": _("Donate"), "pay": _("Pay"), "subscribe": _("Subscribe")}
_PLACES = {
    "submit": _("Text at the button"),
    "after_submit": _("Text below the button"),
    "shipping_address": _("Text at the shipping address"),
    "terms_of_service_acceptance": _("Text at the terms"),
}
_TAX_EXEMPT = {
    "exempt": _("Exempt from tax"),
    "reverse": _("Reverse charge: the customer owes the tax"),
}


def status_words(status: str) -> str:
    """A value that is not known here stays as Stripe sent it, as in all these functions."""
    return str(STATUSES.get(status, status))


def payment_status_words(status: str) -> str:
    return str(_PAYMENT_STATUSES.get(status, status))


def consent_words(name: str, answer: str) -> tuple[str, str]:
    """A label and the answer."""
    unknown = name.replace("_", " ").capitalize(), answer.replace("_", " ")
    label, words = _CONSENTS.get((name, answer), unknown)
    return str(label), str(words)


def submit_words(kind: str) -> str:
    return str(_BUTTONS.get(kind, kind))


def page_text_label(place: str) -> str:
    """ "" for what is no text on the page."""
    return str(_PLACES.get(place, ""))


def tax_exempt_words(exemption: str | None) -> str:
    """ "" for a customer who pays tax as others do."""
    return "" if exemption in (None, "none") else str(_TAX_EXEMPT.get(exemption, exemption))


def tax_id_label(kind: str) -> str:
    """By type: "Tax ID (EU VAT)" for `eu_vat`."""
    words = kind.replace("_", " ").upper()
    if not words or words == "UNKNOWN":
        return gettext("Tax ID")
    return gettext("Tax ID (%(kind)s)") % {"kind": words}


def language_words(locale: str) -> str:
    """With the code: "German (de)"."""
    if locale == "auto":
        return gettext("As the browser")
    code = locale.lower()
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0]) or {}
    name = known.get("name")
    # Django has these names in its own catalogues.
    return f"{gettext(name)} ({locale})" if name else locale


def mode_words(mode: str) -> str:
    """Of a key or an id, within a sentence: "live" or "test"."""
    return str(_MODES.get(mode, mode))
