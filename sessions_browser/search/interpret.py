"""What was pasted into the one box? Text -> a session, a person, a list, or why none. Pure.

Nothing is guessed silently: what was understood is said before anything is searched, a repair
is offered and not made, and what was left out is named.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

from sessions_browser.search import natural_dates
from sessions_browser.search.emails import repair_whole
from sessions_browser.search.filter_words import is_word, words_in
from sessions_browser.search.interpretation import (
    EDGES,
    EDGES_OF_ID,
    Interpretation,
    Kind,
    Suggestion,
    explained,
    quoted,
)
from sessions_browser.search.one_token import token_in
from sessions_browser.search.secret_input import secret_in

LONGEST_TEXT = 20_000
MOST_ITEMS = 100
_SPLIT = re.compile(r"[\s,;|]+")
_LABEL = re.compile(r"[A-Za-z][A-Za-z -]{0,20}:\Z")


def interpret(text: str, zone: ZoneInfo, now: float) -> Interpretation:
    """Never raises and makes no call. `now` in Unix seconds, `zone` for days and times."""
    if len(text) > LONGEST_TEXT:
        return Interpretation(
            Kind.EXPLAINED,
            f"This is too long: {len(text):,} characters, of which none was read.",
            advice=f"Paste up to {LONGEST_TEXT:,} characters, such as one column of ids.",
        )
    plain = _cleaned(text)
    if not plain.strip(EDGES_OF_ID):
        return Interpretation(Kind.EMPTY, "")
    if secret := secret_in(plain):
        return secret
    if when := natural_dates.parse_date(plain.strip(EDGES_OF_ID.replace(".", "")), zone, now):
        return _at_a_time(when)
    tokens = [token for token in _SPLIT.split(plain) if token.strip(EDGES)]
    if any(is_word(token) for token in tokens):
        return words_in(tokens, zone, now)
    return _things(plain, tokens, zone, now)


def _cleaned(text: str) -> str:
    """Without what cannot be seen; line ends and other controls become spaces."""
    kept = []
    for letter in text:
        category = unicodedata.category(letter)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Cn", "Co"):
            kept.append(letter)
    return "".join(kept).strip()


def _at_a_time(when: natural_dates.DateReading) -> Interpretation:
    if when.readings:
        suggestions = tuple(Suggestion(f"{reading}", reading) for reading in when.readings)
        return explained(when.mistake, "Choose which day is meant.", suggestions)
    if when.mistake:
        return explained(when.mistake, "Write it such as 2026-11-19 or 19 Nov 14:00.")
    return Interpretation(Kind.LIST, f"Sessions created {when.words}", params=when.params)


def _things(plain: str, tokens: list[str], zone: ZoneInfo, now: float) -> Interpretation:
    found: list[Interpretation] = []
    rest: list[str] = []
    for token in tokens:
        thing = token_in(token)
        if thing is not None:
            found.append(thing)
        elif re.search(r"[0-9_]", token) and len(tokens) > 1 and re.search(r"_", token):
            found.append(_nothing(token))
        elif not _LABEL.match(token):
            rest.append(token)
    good = [one for one in found if one.kind is not Kind.EXPLAINED]
    if len(good) < 2 and (repaired := repair_whole(plain, found)):
        return repaired
    items = tuple(dict.fromkeys(found))
    if not items:
        return _nothing(plain)
    if len(items) == 1:
        return _with_rest(items[0], rest, zone, now)
    kept = items[:MOST_ITEMS]
    left_out = len(items) - len(kept)
    summary = f"{len(items)} things to look for, each by itself."
    if left_out:
        summary += f" The first {MOST_ITEMS} are looked for."
    if rest:
        summary += f" Not used: {quoted(' '.join(rest))}."
    return Interpretation(Kind.MANY, summary, items=kept, left_out=left_out)


def _with_rest(
    thing: Interpretation, rest: list[str], zone: ZoneInfo, now: float
) -> Interpretation:
    """One thing among other words; a day beside a person narrows the search to it."""
    if not rest or thing.kind is Kind.EXPLAINED:
        return thing
    other = " ".join(rest)
    when = natural_dates.parse_date(other, zone, now)
    if when and when.params and thing.params and not thing.opens:
        summary = f"{thing.summary.partition(':')[0]}, created {when.words}"
        return replace(thing, kind=Kind.LIST, summary=summary, params=(*thing.params, *when.params))
    return replace(thing, summary=f"{thing.summary.rstrip('.')}. Not used: {quoted(other)}.")


def _nothing(text: str) -> Interpretation:
    shown = quoted(text)
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(
        r"[^\w@]*(?:[A-Z]{3}|[€$£¥])?\s*[0-9]+[.,][0-9]{2}\s*(?:[A-Z]{3}|[€$£¥])?", text
    ):
        return explained(f"{shown} looks like an amount: Stripe cannot search by it.")
    if digits and len(digits) == 4 and digits == text:
        return explained(
            f"{shown} may be the end of a card number or an order: Stripe cannot search by it."
        )
    return explained(
        f"{shown} is no e-mail, no id and no day: Stripe cannot search sessions by a name, an order"
        " number or other words."
    )
