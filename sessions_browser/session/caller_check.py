"""Does what a caller says fit a session? Compared without showing what the session holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from sessions_browser.objects.full_session import FullSession
from sessions_browser.pastes.characters import bare
from sessions_browser.pastes.emails import comparable
from sessions_browser.pastes.recognise import only_email
from sessions_browser.pastes.spoken_amounts import spoken_amount
from sessions_browser.session.spoken_names import company_fits, name_fits, seen

_COUNTRY = re.compile(r"^[a-z]{1,3}(?:\s*[-–]\s*|\s+)(?=[\d\s-]+$)")


class Result(StrEnum):
    """UNKNOWN: the session lacks something that was said, so it proves nothing."""

    MATCH = "match"
    NO_MATCH = "no_match"
    UNKNOWN = "unknown"


def check_caller(session: FullSession, said: Mapping[str, str]) -> Result:
    """Compare what the caller says with the session; all of it must fit.

    said: of "email", "postcode", "amount", "last_name".
    The result does not say which part did not fit: that would help somebody who guesses.
    """
    fits = [_CHECKS[name](session, value) for name, value in said.items() if value.strip()]
    if not fits or None in fits:
        # A part that is wrong stays wrong, whatever else cannot be checked.
        return Result.NO_MATCH if False in fits else Result.UNKNOWN
    return Result.MATCH if all(fits) else Result.NO_MATCH


def _email_fits(session: FullSession, said: str) -> bool | None:
    """This and the other checks: None when the session lacks what is compared."""
    known = session.row.email
    return None if known is None else comparable(known) == comparable(email_said(said))


def email_said(words: str) -> str:
    """The one address that is named, or all that was typed."""
    return only_email(words) or bare(words)


def _postcode_fits(session: FullSession, said: str) -> bool | None:
    addresses = (session.customer.address, session.shipping.address)
    known = [code for address in addresses if (code := address.postal_code)]
    return any(_same_postcode(code, said) for code in known) if known else None


def _amount_fits(session: FullSession, said: str) -> bool | None:
    """What the shop gets, or what the customer saw in a currency of their own."""
    totals = session.totals
    known = [
        (amount, currency)
        for amount, currency in (
            (session.row.amount_total, session.row.currency),
            (totals.presentment_amount, totals.presentment_currency),
        )
        if amount is not None and currency is not None
    ]
    if not known:
        return None
    spoken = spoken_amount(said)
    return spoken is not None and any(spoken.can_be(*pair) for pair in known)


def _last_name_fits(session: FullSession, said: str) -> bool | None:
    customer = session.customer
    people = (customer.name, customer.individual_name)
    fits = [name_fits(name, said) for name in people if name]
    if customer.business_name:
        fits.append(company_fits(customer.business_name, said))
    if True in fits:
        return True
    return None if not fits or None in fits else False


_CHECKS: dict[str, Callable[[FullSession, str], bool | None]] = {
    "email": _email_fits,
    "postcode": _postcode_fits,
    "amount": _amount_fits,
    "last_name": _last_name_fits,
}


def _same_postcode(known: str, said: str) -> bool:
    """Of a ZIP and a ZIP+4 only the five digits in common count."""
    one, other = bare_postcode(known), bare_postcode(said)
    if {len(one), len(other)} == {5, 9} and one.isdigit() and other.isdigit():
        return one[:5] == other[:5]
    return one == other


def bare_postcode(words: str) -> str:
    """Without blanks and signs, and without a country's letters as in "D-10115"."""
    return "".join(letter for letter in _COUNTRY.sub("", seen(words)) if letter.isalnum())
