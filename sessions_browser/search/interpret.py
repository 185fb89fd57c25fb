"""The search box: a pasted text becomes a session, a person, a list, or why it is none. Pure.

Nothing is guessed silently. The summary names what was understood before anything is searched, a
correction is suggested and not applied, and words that were not used are named.
"""

from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sessions_browser.objects.formats import grouped
from sessions_browser.objects.ids import is_session_id, mode_of
from sessions_browser.pastes.characters import EDGES, EDGES_OF_ID, cleaned
from sessions_browser.pastes.ids import apart_from_halves
from sessions_browser.pastes.recognise import found_in_word, is_label, words_of
from sessions_browser.pastes.secrets import quoted
from sessions_browser.pastes.spoken_amounts import spoken_amount
from sessions_browser.pastes.torn_emails import TornEmail, torn_emails, without
from sessions_browser.search.date_words import FAMILY_NAMES
from sessions_browser.search.emails import explain_torn, interpret_torn_email
from sessions_browser.search.filter_words import holds_filter_words, interpret_filter_words
from sessions_browser.search.interpretation import (
    Interpretation,
    Kind,
    Suggestion,
    explained,
)
from sessions_browser.search.natural_dates import DateReading, parse_date
from sessions_browser.search.one_token import explain_token, interpret_found
from sessions_browser.search.secret_input import interpret_secret
from sessions_browser.search.stripe_ids import explain_two_halves, interpret_session_id

LONGEST_TEXT = 20_000
MOST_ITEMS = 100
# Between the digits of an amount, unlike those of an order number.
_SEPARATED = re.compile(r"[0-9][.,'’ ][0-9]")
_PHONE = re.compile(r"\+?[0-9(][0-9 ()./-]{5,22}")
_FOUR_DIGITS = re.compile(r"\d{4}")


def interpret(text: str, zone: ZoneInfo, now: float, *, of_a_fake: bool = False) -> Interpretation:
    """Never raises and makes no call. `now` in Unix seconds, `zone` for days and times.

    of_a_fake: whether sessions can have ids that name no mode; Stripe's own name one.
    """
    if len(text) > LONGEST_TEXT:
        return explained(
            _("This is too long: %(count)s characters, of which none was read.")
            % {"count": grouped(len(text))},
            _("Paste up to %(count)s characters, such as one column of IDs.")
            % {"count": grouped(LONGEST_TEXT)},
        )
    plain = cleaned(text)
    if not plain.strip(EDGES_OF_ID):
        return Interpretation(Kind.EMPTY, "")
    if secret := interpret_secret(plain):
        return secret
    if date_reading := parse_date(plain.strip(EDGES_OF_ID.replace(".", "")), zone, now):
        return _interpret_date(date_reading)
    if torn := torn_emails(text):
        return _interpret_torn(torn, words_of(without(text, torn)))
    tokens = words_of(plain)
    if holds_filter_words(tokens, zone, now):
        return interpret_filter_words(tokens, zone, now)
    of_fakes = [one for one in tokens if of_a_fake and is_session_id(one) and not mode_of(one)]
    others = [token for token in tokens if token not in of_fakes]
    return _interpret_tokens(plain, of_fakes, others, zone, now)


def _interpret_torn(torn: list[TornEmail], others: list[str]) -> Interpretation:
    """`others`: the words around them. Which person is meant has to be asked."""
    found, unused = _items_of(others)
    items = tuple(dict.fromkeys((*map(explain_torn, torn), *found)))
    return items[0] if len(items) == 1 else _several_items(items, " ".join(unused))


def _interpret_date(date_reading: DateReading) -> Interpretation:
    if date_reading.alternatives:
        suggestions = tuple(Suggestion(day, day) for day in date_reading.alternatives)
        return explained(date_reading.error, date_reading.advice, suggestions)
    if date_reading.error:
        advice = _("Write it like 2026-11-19 or 19 Nov 14:00.")
        return explained(date_reading.error, advice)
    summary = _("Sessions created %(when)s") % {"when": date_reading.words}
    return Interpretation(Kind.LIST, summary, params=date_reading.params)


def _interpret_tokens(
    plain: str, of_fakes: list[str], tokens: list[str], zone: ZoneInfo, now: float
) -> Interpretation:
    """of_fakes: ids of sessions that Stripe would not give."""
    halves, others = apart_from_halves(tokens)
    items, unused = _items_of(others)
    items = (
        *(interpret_session_id(one, one) for one in of_fakes),
        *map(explain_two_halves, halves),
        *items,
    )
    if all(item.kind is Kind.EXPLAINED for item in items) and (torn := interpret_torn_email(plain)):
        return torn
    if not items:
        return _not_searchable(plain)
    if len(items) == 1:
        return _one_item(items[0], " ".join(unused), zone, now)
    return _several_items(items, " ".join(unused))


def _items_of(tokens: list[str]) -> tuple[tuple[Interpretation, ...], list[str]]:
    """What the tokens are, each once, and the words that are nothing to search for."""
    items: list[Interpretation] = []
    unused: list[str] = []
    for token in tokens:
        if found := found_in_word(token):
            items += [interpret_found(one, token) for one in found]
            unused += [one.left for one in found if one.left]
        elif is_label(token):
            continue
        elif explanation := explain_token(token):
            items.append(explanation)
        elif len(tokens) > 1 and _is_like_id(token.strip(EDGES)):
            # Among others, this is an item that cannot be searched for, and not a word.
            items.append(_not_searchable(token))
        else:
            unused.append(token)
    return tuple(dict.fromkeys(items)), unused


def _is_like_id(word: str) -> bool:
    """Unlike the name of a field, such as payment_intent."""
    return "_" in word and re.search(r"[A-Z0-9]", word) is not None


def _one_item(item: Interpretation, unused: str, zone: ZoneInfo, now: float) -> Interpretation:
    """One item among other words; a day beside a person or a list narrows the search to it."""
    if not unused or item.kind is Kind.EXPLAINED:
        return item
    date_reading = parse_date(unused, zone, now) if _may_narrow(unused) else None
    if date_reading and date_reading.params and item.params and not item.opens:
        summary = _("%(name)s, created %(when)s") % {"name": item.name, "when": date_reading.words}
        params = (*item.params, *date_reading.params)
        return replace(item, kind=Kind.LIST, summary=summary, params=params)
    words = quoted(unused)
    not_used = _("Not used: %(words)s.") % {"words": words}
    summary = f"{item.summary.rstrip('.')}. {not_used}"
    return replace(item, summary=summary, unused=words)


def _may_narrow(unused: str) -> bool:
    """Beside a person a bare number is a telephone number or an order, and Freitag a name."""
    is_a_number = re.fullmatch(r"[\d\s+]+", unused)
    return not is_a_number and unused.casefold() not in FAMILY_NAMES


def _several_items(items: tuple[Interpretation, ...], unused: str) -> Interpretation:
    kept = items[:MOST_ITEMS]
    left_out = len(items) - len(kept)
    sentences = [_("Looking up %(count)s items.") % {"count": len(items)}]
    if left_out:
        sentences = [
            _("Looking up the first %(most)s of %(count)s items.")
            % {"most": MOST_ITEMS, "count": len(items)}
        ]
    if unused:
        sentences.append(_("Not used: %(words)s.") % {"words": quoted(unused)})
    return Interpretation(Kind.MANY, " ".join(sentences), items=kept, left_out=left_out)


def _not_searchable(text: str) -> Interpretation:
    return explained(_why_not_searchable(text) % {"text": quoted(text)})


def _why_not_searchable(text: str) -> str:
    if is_amount(text):
        return _("%(text)s looks like an amount. Stripe cannot search by it.")
    if _FOUR_DIGITS.fullmatch(text):
        return _(
            "%(text)s may be the end of a card number or an order number. Stripe cannot search by"
            " it."
        )
    if _PHONE.fullmatch(text) and 7 <= sum(map(str.isdecimal, text)) <= 15:
        return _("%(text)s may be a phone number or an order number. Stripe cannot search by it.")
    return _(
        "%(text)s is not an e-mail, an ID or a date. Stripe cannot search sessions by name, order"
        " number or free text."
    )


def is_amount(text: str) -> bool:
    """With a currency, or with the separators of an amount."""
    amount = spoken_amount(text.lstrip("+-"))
    return amount is not None and (amount.currencies is not None or bool(_SEPARATED.search(text)))
