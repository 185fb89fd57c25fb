"""Plain words for the values that Stripe has in the fields of a session."""

from __future__ import annotations

from django.conf.locale import LANG_INFO

from sessions_browser.filters.choices import STATUSES

_PAYMENT_STATUSES = {
    "paid": "Paid",
    "unpaid": "Not paid",
    "no_payment_required": "No payment due",
}
_CONSENTS = {
    ("promotions", "opt_in"): ("E-mail marketing", "agreed"),
    ("promotions", "opt_out"): ("E-mail marketing", "not agreed"),
    ("terms_of_service", "accepted"): ("Terms of service", "accepted"),
}
_BUTTONS = {"book": "Book", "donate": "Donate", "pay": "Pay", "subscribe": "Subscribe"}
_PLACES = {
    "submit": "Text at the button",
    "after_submit": "Text below the button",
    "shipping_address": "Text at the shipping address",
    "terms_of_service_acceptance": "Text at the terms",
}
_TAX_EXEMPT = {
    "exempt": "Exempt from tax",
    "reverse": "Reverse charge: the customer owes the tax",
}


def status_words(status: str) -> str:
    """A value that is not known here stays as Stripe sent it, as in all these functions."""
    return STATUSES.get(status, status)


def payment_status_words(status: str) -> str:
    return _PAYMENT_STATUSES.get(status, status)


def consent_words(name: str, answer: str) -> tuple[str, str]:
    """A label and the answer."""
    label = name.replace("_", " ").capitalize()
    return _CONSENTS.get((name, answer), (label, answer.replace("_", " ")))


def submit_words(kind: str) -> str:
    return _BUTTONS.get(kind, kind)


def page_text_label(place: str) -> str:
    """ "" for what is no text on the page."""
    return _PLACES.get(place, "")


def tax_exempt_words(exemption: str | None) -> str:
    """ "" for a customer who pays tax as others do."""
    return "" if exemption in (None, "none") else _TAX_EXEMPT.get(exemption, exemption)


def tax_id_label(kind: str) -> str:
    """By type: "Tax id (EU VAT)" for `eu_vat`."""
    words = kind.replace("_", " ").upper()
    return f"Tax id ({words})" if words and words != "UNKNOWN" else "Tax id"


def language_words(locale: str) -> str:
    """In English, with the code: "German (de)"."""
    if locale == "auto":
        return "As the browser"
    code = locale.lower()
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0]) or {}
    name = known.get("name")
    return f"{name} ({locale})" if name else locale
