"""An amount as people say or paste it: which amounts of which currency it can be. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sessions_browser.objects.money import exponent
from sessions_browser.pastes.characters import cleaned


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Those that Stripe takes (docs.stripe.com/currencies).
CODES = _set_of(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP
    BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL
    GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW
    KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRO MUR MVR MWK MXN MYR MZN
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SEK SGD SHP SLE SLL SOS SRD STD SVC SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU
    UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    """
)
_DOLLARS = (
    "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD "
    "ARS CLP COP MXN UYU"
)
# Signs and words, in small letters, and the currencies that they can mean.
_SIGNS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": _DOLLARS, "dollar": _DOLLARS,
    "dollars": _DOLLARS, "usdollar": "USD", "usdollars": "USD",
    "us$": "USD", "$us": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD",
    "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "nt$": "TWD", "mx$": "MXN",
    "r$": "BRL", "£": "GBP EGP FKP GIP SHP", "pound": "GBP EGP FKP GIP SHP",
    "pounds": "GBP EGP FKP GIP SHP", "¥": "JPY CNY", "円": "JPY", "yen": "JPY", "元": "CNY",
    "kr": "SEK NOK DKK ISK", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN",
    "fr": "CHF XAF XOF XPF", "sfr": "CHF", "francs": "CHF XAF XOF XPF", "₣": "CHF XAF XOF XPF",
    "₹": "INR", "rs": "INR PKR LKR NPR MUR SCR", "₩": "KRW", "₺": "TRY", "tl": "TRY", "₫": "VND",
    "đ": "VND", "₪": "ILS", "฿": "THB", "₱": "PHP", "₦": "NGN", "₴": "UAH", "₽": "RUB",
    "rm": "MYR", "rp": "IDR", "r": "ZAR", "s/": "PEN", "₡": "CRC", "₲": "PYG", "₸": "KZT",
}  # fmt: skip

# Separators of Arabic digits, apostrophes, and no blanks beside a point or a comma.
_SAME_SIGNS = str.maketrans({"\u066b": ".", "\u066c": "'", "’": "'", "‘": "'", "´": "'"})
_BLANK_BESIDE_POINT = re.compile(r"(?<=\d)\s*([.,])\s*(?=\d)")
_WHOLE_TEXT = re.compile(r"(\D*)(\d(?:[\d.,' ]*\d)?)(?:[.,]\s?[-–—]+)?(\D*)", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d{1,2}(?:(,)\d{2})+,\d{3}")
_LONGEST_NUMBER = 20


@dataclass(frozen=True, slots=True)
class SpokenAmount:
    """readings: digits before and after the decimal point. currencies: None when none is named."""

    readings: frozenset[tuple[str, str]]
    currencies: frozenset[str] | None

    def can_be(self, amount: int, currency: str) -> bool:
        """amount: in minor units of `currency`."""
        code = currency.upper()
        if self.currencies is not None and code not in self.currencies:
            return False
        digits = exponent(code)
        return any(
            len(rest) <= digits and int(whole + rest.ljust(digits, "0")) == amount
            for whole, rest in self._without_idle_zeros(digits)
        )

    def _without_idle_zeros(self, digits: int) -> Iterator[tuple[str, str]]:
        """Of "7,900.00" in a currency without minor units, 7,900.

        digits: behind the decimal point of the currency.
        """
        for whole, rest in self.readings:
            yield whole, "" if digits == 0 and rest == "00" else rest


def spoken_amount(said: str) -> SpokenAmount | None:
    """None when it is no amount in any currency. "1.234" has two readings."""
    found = _WHOLE_TEXT.fullmatch(_plain(said))
    if not found or len(found[2]) > _LONGEST_NUMBER:
        return None
    readings = frozenset(_readings(found[2]))
    named = [_currencies(side) for side in (found[1], found[3]) if side.strip(" .,:")]
    if not readings or None in named:
        return None
    sets = [side for side in named if side is not None]
    return SpokenAmount(readings, frozenset.intersection(*sets) if sets else None)


def _plain(said: str) -> str:
    """With ASCII digits and simple blanks, without characters that cannot be seen."""
    digits = (str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", cleaned(said)))
    text = " ".join("".join(digits).translate(_SAME_SIGNS).split())
    text = _BLANK_BESIDE_POINT.sub(r"\1", text)
    return f"0{text}" if re.match(r"[.,]\d", text) else text


def _readings(number: str) -> Iterator[tuple[str, str]]:
    if whole := _whole(number):
        yield whole, ""
    for point in ".,":
        before, found, rest = number.rpartition(point)
        if found and re.fullmatch(r"\d{1,3}", rest) and (whole := _whole(before, point)):
            yield whole, rest


def _whole(number: str, point: str = "") -> str:
    """Only the digits, or "" when the separators are not those of thousands.

    point: the sign before the decimals, which cannot separate thousands too.
    """
    if number.isdigit():
        return number
    if not _THOUSANDS.fullmatch(number) or (point and point in number):
        return ""
    return re.sub(r"\D", "", number)


def _currencies(side: str) -> frozenset[str] | None:
    """What the text before or after the number can mean; None when it names no currency."""
    text = side.strip(" .,:").casefold()
    joined = _currency(text.replace(" ", ""))
    if joined:
        return joined
    words = [_currency(word.strip(".,:()")) for word in text.split()]
    return frozenset.intersection(*words) if all(words) else None


def _currency(word: str) -> frozenset[str]:
    code = word.upper()
    return frozenset((code,)) if code in CODES else frozenset(_SIGNS.get(word, "").split())
