"""E-mail addresses in a pasted text, and mistyped ones."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from sessions_browser.pastes.emails import repaired
from sessions_browser.pastes.secrets import quoted
from sessions_browser.pastes.torn_emails import TornEmail
from sessions_browser.search.interpretation import (
    Interpretation,
    Kind,
    explained,
    suggestion_for,
)

# Mistyped domain -> the domain that was probably meant.
_DOMAINS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmail.con": "hotmail.com",
    "outlok.com": "outlook.com",
    "outloook.com": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahooo.com": "yahoo.com",
    "iclod.com": "icloud.com",
    "exmaple.com": "example.com",
    "example.con": "example.com",
}
_AT_SIGN = re.compile(r"@|[(\[{]\s*at\s*[)\]}]", re.IGNORECASE)


def interpret_email(address: str) -> Interpretation:
    local, _at, domain = address.rpartition("@")
    likely = _DOMAINS.get(domain.lower())
    return Interpretation(
        Kind.PERSON,
        _("E-mail %(address)s: all sessions of this person") % {"address": address},
        params=(("email", address),),
        suggestions=(suggestion_for(f"{local}@{likely}"),) if likely else (),
        name=_("E-mail %(address)s") % {"address": address},
    )


def no_email(text: str) -> Interpretation:
    """`text`: one word with an "@" in it."""
    return _no_email(text, repaired(text))


def explain_torn(torn: TornEmail) -> Interpretation:
    """A break or a blank before an address may have cut off its beginning."""
    return explained(
        _("This e-mail may be cut in two: %(joined)s or %(alone)s.")
        % {"joined": quoted(torn.joined), "alone": quoted(torn.alone)},
        _("Choose the whole one, or type it in one piece."),
        (suggestion_for(torn.joined), suggestion_for(torn.alone)),
    )


def _no_email(text: str, correction: str) -> Interpretation:
    return explained(
        _("%(text)s is not a complete e-mail address.") % {"text": quoted(text)},
        _("Type it as it was typed at checkout, such as ana@example.com."),
        (suggestion_for(correction),) if correction else (),
    )


def interpret_torn_email(text: str) -> Interpretation | None:
    """An e-mail that a blank or a comma splits: "ana @example.com", "ana@example,com"."""
    correction = repaired(text) if _AT_SIGN.search(text) else ""
    return _no_email(text, correction) if correction else None
