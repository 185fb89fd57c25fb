"""How else an e-mail may have been typed at checkout, in capital or small letters. Pure."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")


def other_spellings(email: str) -> tuple[str, ...]:
    """The likeliest first.

    Stripe lists sessions by the very letters that were typed
    (docs.stripe.com/api/checkout/sessions/list), and telephones begin a field with a capital.
    """
    name, at, domain = email.lower().partition("@")
    each_part = _WORD.sub(lambda found: found[0].capitalize(), name)
    likely = (
        f"{name}{at}{domain}",
        f"{name[:1].upper()}{name[1:]}{at}{domain}",
        f"{each_part}{at}{domain}",
        f"{name.upper()}{at}{domain.upper()}",
    )
    return tuple(spelled for spelled in dict.fromkeys(likely) if spelled != email)
