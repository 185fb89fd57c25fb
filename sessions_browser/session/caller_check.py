"""Does what a caller says fit a session? Compared without showing what the session holds. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.money import exponent

AMOUNT = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,3})?")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Result(StrEnum):
    """UNKNOWN: the session lacks something that was said, so it proves nothing."""

    MATCH = "match"
    NO_MATCH = "no_match"
    UNKNOWN = "unknown"


def check_caller(session: FullSession, said: Mapping[str, str]) -> Result:
    """Compare what the caller says with the session; all of it must fit exactly.

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
    return None if known is None else _plain(known) == _plain(said)


def _postcode_fits(session: FullSession, said: str) -> bool | None:
    addresses = (session.customer.address, session.shipping.address)
    known = {_letters(code) for address in addresses if (code := address.postal_code)}
    return _letters(said) in known if known else None


def _amount_fits(session: FullSession, said: str) -> bool | None:
    """In whole units of the session's currency, with "." or "," before the decimals."""
    known, currency = session.row.amount_total, session.row.currency
    if known is None or currency is None:
        return None
    numbers = AMOUNT.findall(re.sub(r"[\s'’]", "", said))
    if len(numbers) != 1:
        return False
    whole, _, rest = numbers[0].replace(",", ".").partition(".")
    digits = exponent(currency)
    return len(rest) <= digits and int(whole + rest.ljust(digits, "0")) == known


def _last_name_fits(session: FullSession, said: str) -> bool | None:
    known = session.row.name
    if known is None:
        return None
    parts, spoken = _words(known), _words(said)
    if not spoken:
        return False
    # In these scripts the family name is written first.
    last = parts[: len(spoken)] if CJK.search(known) else parts[-len(spoken) :]
    return last == spoken


_CHECKS: dict[str, Callable[[FullSession, str], bool | None]] = {
    "email": _email_fits,
    "postcode": _postcode_fits,
    "amount": _amount_fits,
    "last_name": _last_name_fits,
}


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold().strip()


def _letters(words: str) -> str:
    return "".join(letter for letter in _plain(words) if letter.isalnum())


def _words(name: str) -> list[str]:
    """Without accents and apostrophes, which nobody hears on the telephone."""
    spelled = _plain(name).replace("ß", "ss").replace("ø", "o").replace("ł", "l")
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c)
    )
    return [word for part in bare.split() if (word := _letters(part))]
