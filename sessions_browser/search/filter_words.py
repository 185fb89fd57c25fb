"""Words that set filters, such as `status:expired from:2026-11-01` or `paid`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sessions_browser.filters import dates
from sessions_browser.filters.choices import OUTCOMES, STATUSES
from sessions_browser.objects.list_query import MAX_LIMIT, Pairs
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.pastes.characters import EDGES_OF_ID
from sessions_browser.pastes.ids import SESSION
from sessions_browser.pastes.recognise import found_in_word
from sessions_browser.pastes.secrets import quoted
from sessions_browser.search.filters_in_words import filters_in_words
from sessions_browser.search.interpretation import Interpretation, Kind, explained, suggestion_for
from sessions_browser.search.natural_dates import is_number, parse_date, parse_unix
from sessions_browser.search.one_token import interpret_token
from sessions_browser.search.outcome_words import (
    OUTCOME_WORDS,
    outcome_of,
    outcome_or_status,
    phrases,
)

_WORD = re.compile(r"(?P<key>[A-Za-z_]{1,20}):(?P<value>(?!//)\S+)\Z")
_SCHEMES = ("mailto", "http", "https")
# What people may write before the colon -> name of the parameter.
_KEYS = {
    "status": "status",
    "outcome": "outcome",
    "is": "outcome",
    "email": "email",
    "mail": "email",
    "customer": "customer",
    "account": "customer_account",
    "link": "payment_link",
    "payment_link": "payment_link",
    "payment": "payment_intent",
    "payment_intent": "payment_intent",
    "pi": "payment_intent",
    "subscription": "subscription",
    "sub": "subscription",
    "from": "created_from",
    "since": "created_from",
    "after": "created_from",
    "to": "created_to",
    "until": "created_to",
    "before": "created_to",
    "on": "created",
    "created": "created",
    "date": "created",
    "limit": "limit",
    "rows": "limit",
}
_KNOWN_KEYS = "customer, email, from, link, on, outcome, status, to"
# Words of which it is not known what they mean -> what may be meant.
_MEANT = {
    **{word: f"outcome:{outcome}" for word, outcome in OUTCOME_WORDS.items()},
    "succeeded": "outcome:paid",
    "completed": "status:complete",
    "failed": "outcome:abandoned",
}


class _WordError(Exception):
    """A word that sets no filter; `interpretation` says why."""

    def __init__(self, interpretation: Interpretation) -> None:
        super().__init__(interpretation.summary)
        self.interpretation = interpretation


def _error(summary: str, advice: str = "") -> _WordError:
    return _WordError(explained(summary, advice))


@dataclass(frozen=True, slots=True)
class _FilterWord:
    """A word with a colon.

    token: the whole word as it was typed.
    name: of the parameter.
    value: what follows the colon.
    zone, now: for days; `now` in Unix seconds.
    """

    token: str
    name: str
    value: str
    zone: ZoneInfo
    now: float


def holds_filter_words(tokens: list[str], zone: ZoneInfo, now: float) -> bool:
    """Also where all that looks like one is unknown, and nothing else could be searched for.

    An outcome is one alone or with days. Among other words it is part of a sentence, of which
    nothing is guessed.
    """
    keys = [pair[0] for token in tokens if (pair := _key_and_value(token)) and not _label_of(token)]
    is_known = not _KEYS.keys().isdisjoint(keys)
    if is_known or (bool(keys) and not any(map(found_in_word, tokens))):
        return True
    return not keys and _are_outcomes(tokens, zone, now)


def _are_outcomes(tokens: list[str], zone: ZoneInfo, now: float) -> bool:
    tokens = phrases(tokens, zone, now)
    others = [token for token in tokens if not outcome_or_status(token)]
    days = all((day := parse_date(token, zone, now)) and day.params for token in others)
    return len(others) < len(tokens) and days


def _label_of(token: str) -> Pairs:
    """Of "from:ana@example.com" or "Order:pi_1", whose first word sets no filter, what follows."""
    key_and_value = _key_and_value(token)
    found = found_in_word(token)
    if key_and_value is None or len(found) != 1 or found[0].name == SESSION:
        return ()
    name = _KEYS.get(key_and_value[0])
    is_label = name is None or (name != "email" and found[0].name == "email")
    return (found[0][:2],) if is_label else ()


def _key_and_value(token: str) -> tuple[str, str] | None:
    match = _WORD.match(token)
    if match is None or match["key"].lower() in _SCHEMES:
        return None
    return match["key"].lower(), match["value"].strip(EDGES_OF_ID)


def interpret_filter_words(tokens: list[str], zone: ZoneInfo, now: float) -> Interpretation:
    """`tokens`: at least one of them is a filter word. A word that does not fit spoils all."""
    try:
        params = _params(tokens, zone, now)
        _check_range(params, zone)
        _check_outcome(params)
    except _WordError as error:
        advice = _("Nothing was searched.") + f" {error.interpretation.advice}"
        return replace(error.interpretation, advice=advice.strip())
    if set(params) <= {"limit"}:
        return explained(
            _("A number of rows alone is not a search."), _("Add a filter: status:expired.")
        )
    summary = _("Sessions with %(filters)s") % {"filters": filters_in_words(params)}
    return Interpretation(Kind.LIST, summary, params=tuple(params.items()))


def _params(tokens: list[str], zone: ZoneInfo, now: float) -> dict[str, str]:
    params: dict[str, str] = {}
    for token in phrases(tokens, zone, now):
        for name, value in _params_of(token, zone, now):
            if params.setdefault(name, value) != value:
                raise _error(_("%(word)s contradicts another word.") % {"word": quoted(token)})
    return params


def _params_of(token: str, zone: ZoneInfo, now: float) -> Pairs:
    key_and_value = _key_and_value(token)
    if key_and_value is None:
        return _params_without_colon(token, zone, now)
    if label := _label_of(token):
        return label
    key, value = key_and_value
    name = _KEYS.get(key)
    if name is None:
        summary = _("There is no filter called %(name)s.") % {"name": quoted(key)}
        raise _error(summary, _("Use %(names)s.") % {"names": _KNOWN_KEYS})
    parse = _PARSERS.get(name, _parse_id)
    return parse(_FilterWord(token, name, value, zone, now))


def _params_without_colon(token: str, zone: ZoneInfo, now: float) -> Pairs:
    """Of an id, an e-mail or a day among words with a colon."""
    if word := outcome_or_status(token):
        return word
    interpretation = interpret_token(token)
    if interpretation and interpretation.params:
        return interpretation.params
    date_reading = None if is_number(token) else parse_date(token, zone, now)
    if date_reading and date_reading.params:
        return date_reading.params
    summary = _("%(word)s does not fit beside words with a colon.") % {"word": quoted(token)}
    raise _WordError(explained(summary))


def _parse_status(word: _FilterWord) -> Pairs:
    status = word.value.lower()
    if status in STATUSES:
        return ((word.name, status),)
    summary = _("There is no status called %(name)s.") % {"name": quoted(word.value)}
    raise _unknown(word, summary, _("Stripe's statuses are open, complete and expired."))


def _parse_outcome(word: _FilterWord) -> Pairs:
    if outcome := outcome_of(word.value):
        return ((word.name, outcome),)
    if word.value.lower() in STATUSES:
        return (("status", word.value.lower()),)
    summary = _("There is no outcome called %(name)s.") % {"name": quoted(word.value)}
    advice = _("The outcomes are paid, processing, no_payment_due, open and abandoned.")
    raise _unknown(word, summary, advice)


def _refused(word: _FilterWord, summary: str, advice: str = "") -> _WordError:
    return _error(summary % {"word": quoted(word.token)}, advice)


def _unknown(word: _FilterWord, summary: str, advice: str) -> _WordError:
    meant = _MEANT.get(word.value.lower())
    return _WordError(explained(summary, advice, (suggestion_for(meant),) if meant else ()))


def _parse_email(word: _FilterWord) -> Pairs:
    found = found_in_word(word.value)
    if [one.name for one in found] == ["email"]:
        return ((word.name, found[0].value),)
    raise _refused(word, _("%(word)s holds no complete e-mail address."))


def _parse_limit(word: _FilterWord) -> Pairs:
    if re.fullmatch(r"[0-9]{1,3}", word.value) and 1 <= int(word.value) <= MAX_LIMIT:
        return ((word.name, str(int(word.value))),)
    summary = _("%(word)s: a page has 1 to %(most)s rows.")
    words = {"word": quoted(word.token), "most": MAX_LIMIT}
    raise _error(summary % words)


def _parse_id(word: _FilterWord) -> Pairs:
    interpretation = interpret_token(word.value)
    params = interpretation.params if interpretation else ()
    if params and params[0][0] == word.name:
        return params
    raise _refused(word, _("%(word)s does not hold what its first word says."))


def _parse_created(word: _FilterWord) -> Pairs:
    parse = parse_unix if is_number(word.value) else parse_date
    date_reading = parse(word.value, word.zone, word.now)
    if date_reading and date_reading.params:
        return date_reading.params
    usual = _("Write a day such as 2026-11-19, yesterday or last_7_days.")
    advice = date_reading.error if date_reading else usual
    raise _refused(word, _("%(word)s holds no day."), advice)


def _parse_bound(word: _FilterWord) -> Pairs:
    """One end of a range: an exact time, or a single day in whatever words."""
    value = word.value
    try:
        return ((word.name, str(dates.parse(value.upper() if "t" in value else value))),)
    except dates.DateError:
        params = dict(_parse_created(word))
    preset = params.get("created")
    if preset in ("today", "yesterday"):
        today = datetime.fromtimestamp(word.now, word.zone).date()
        return ((word.name, dates.preset_days(preset, today)[0].isoformat()),)
    if preset or params["created_from"] != params["created_to"]:
        raise _refused(word, _("%(word)s is not a single day."), _("Write it like 2026-11-19."))
    return ((word.name, params[word.name]),)


def _check_range(params: dict[str, str], zone: ZoneInfo) -> None:
    ends = [params.get("created_from"), params.get("created_to")]
    if params.get("created") and any(ends):
        raise _error(_("A day and a range of days contradict each other."))
    try:
        first = dates.start_of(dates.parse(ends[0]), zone) if ends[0] else -1
        last = dates.end_of(dates.parse(ends[1]), zone) if ends[1] else 1 << 62
    except dates.DateError as error:
        raise _error(str(error)) from None
    if first >= last:
        raise _error(_("The end is before the start."))


def _check_outcome(params: dict[str, str]) -> None:
    """An outcome has one status."""
    outcome, status = params.get("outcome"), params.get("status")
    if outcome and status and OUTCOME_FILTERS[outcome].status != status:
        summary = _("No session is %(outcome)s and %(status)s.")
        words = {"outcome": OUTCOMES[outcome], "status": STATUSES[status]}
        raise _error(summary % words, _("Keep one of them."))


_PARSERS: dict[str, Callable[[_FilterWord], Pairs]] = {
    "outcome": _parse_outcome,
    "status": _parse_status,
    "email": _parse_email,
    "limit": _parse_limit,
    "created": _parse_created,
    "created_from": _parse_bound,
    "created_to": _parse_bound,
}
