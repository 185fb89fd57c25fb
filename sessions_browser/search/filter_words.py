"""Words that set filters, such as `status:expired from:2026-11-01`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sessions_browser.filters import dates
from sessions_browser.objects.list_query import Pairs
from sessions_browser.search import natural_dates
from sessions_browser.search.emails import is_email
from sessions_browser.search.interpretation import (
    EDGES_OF_ID,
    Interpretation,
    Kind,
    Suggestion,
    explained,
    quoted,
)
from sessions_browser.search.one_token import token_in

_WORD = re.compile(r"(?P<key>[A-Za-z_]{1,20}):(?P<value>(?!//)\S+)\Z")


def is_word(token: str) -> bool:
    found = _WORD.match(token)
    return found is not None and found["key"].lower() not in ("mailto", "http", "https")


_KEYS = {
    "status": "status",
    "is": "status",
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
_OUTCOMES = {
    "paid": "complete",
    "processing": "complete",
    "free": "complete",
    "succeeded": "complete",
    "completed": "complete",
    "left": "expired",
    "abandoned": "expired",
    "failed": "expired",
}


class _BadWord(Exception):  # noqa: N818
    def __init__(self, interpretation: Interpretation) -> None:
        super().__init__()
        self.interpretation = interpretation


def words_in(tokens: list[str], zone: ZoneInfo, now: float) -> Interpretation:
    params: dict[str, str] = {}
    try:
        for token in tokens:
            for name, value in _word(token, zone, now):
                if params.setdefault(name, value) != value:
                    raise _BadWord(explained(f"{quoted(token)} contradicts another word.", ""))
        _check_range(params, zone)
    except _BadWord as bad:
        return replace(
            bad.interpretation,
            advice=f"Nothing was searched. {bad.interpretation.advice}".strip(),
        )
    if set(params) <= {"limit"}:
        return explained("A number of rows alone is no search.", "Add a filter: status:expired.")
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in params.items())
    return Interpretation(Kind.LIST, f"Sessions with {said}", params=tuple(params.items()))


def _word(token: str, zone: ZoneInfo, now: float) -> Pairs:
    found = _WORD.match(token)
    if not found or found["key"].lower() in ("mailto", "http", "https"):
        return _free_word(token, zone, now)
    key, value = found["key"].lower(), found["value"].strip(EDGES_OF_ID)
    name = _KEYS.get(key)
    if name is None:
        known = ", ".join(sorted({"status", "email", "customer", "link", "from", "to", "on"}))
        raise _BadWord(explained(f"{quoted(token)}: no filter is called so.", f"Use {known}."))
    return _CHECKS.get(name, _check_id)(name, value, token, zone, now)


def _free_word(token: str, zone: ZoneInfo, now: float) -> Pairs:
    thing = token_in(token)
    if thing is not None and thing.params:
        return thing.params
    when = natural_dates.parse_date(token, zone, now)
    if when and when.params:
        return when.params
    raise _BadWord(explained(f"{quoted(token)} does not fit beside words with a colon."))


def _check_status(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    lowered = value.lower()
    if lowered in ("open", "complete", "expired"):
        return ((name, lowered),)
    suggestions: tuple[Suggestion, ...] = ()
    if wire := _OUTCOMES.get(lowered):
        suggestions = (Suggestion(f"Look for status:{wire}", f"status:{wire}"),)
    advice = "Stripe's statuses are open, complete and expired."
    raise _BadWord(explained(f"Stripe cannot filter by {quoted(token)}.", advice, suggestions))


def _check_email(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    if is_email(value):
        return ((name, value),)
    raise _BadWord(explained(f"{quoted(token)} holds no whole e-mail address.", ""))


def _check_limit(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    if re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= 100:
        return ((name, str(int(value))),)
    raise _BadWord(explained(f"{quoted(token)}: a page has 1 to 100 rows.", ""))


def _check_id(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    thing = token_in(value)
    if thing is not None and thing.params and thing.params[0][0] == name:
        return thing.params
    raise _BadWord(explained(f"{quoted(token)} does not hold what its first word says.", ""))


def _check_created(_name: str, value: str, token: str, zone: ZoneInfo, now: float) -> Pairs:
    when = natural_dates.parse_date(value, zone, now)
    if when and when.params:
        return when.params
    why = when.mistake if when else "Write a day such as 2026-11-19, yesterday or last_7_days."
    raise _BadWord(explained(f"{quoted(token)} holds no day.", why))


def _check_bound(name: str, value: str, token: str, zone: ZoneInfo, now: float) -> Pairs:
    try:
        return ((name, str(dates.parse(value.upper() if "t" in value else value))),)
    except ValueError:
        pairs = dict(_check_created("created", value, token, zone, now))
    preset = pairs.get("created")
    if preset in ("today", "yesterday"):
        first, _ = dates.preset_days(preset, datetime.fromtimestamp(now, zone).date())
        return ((name, first.isoformat()),)
    if preset or pairs["created_from"] != pairs["created_to"]:
        raise _BadWord(explained(f"{quoted(token)} is no single day.", "Write 2026-11-19."))
    return ((name, pairs[name]),)


def _check_range(params: dict[str, str], zone: ZoneInfo) -> None:
    ends = [params.get("created_from"), params.get("created_to")]
    if params.get("created") and any(ends):
        raise _BadWord(explained("A day and a range of days contradict each other.", ""))
    try:
        first = dates.start_of(dates.parse(ends[0]), zone) if ends[0] else -1
        last = dates.end_of(dates.parse(ends[1]), zone) if ends[1] else 1 << 62
    except ValueError as error:
        raise _BadWord(explained(str(error), "")) from None
    if first >= last:
        raise _BadWord(explained("The end is before the start.", ""))


_CHECKS: dict[str, Callable[[str, str, str, ZoneInfo, float], Pairs]] = {
    "status": _check_status,
    "email": _check_email,
    "limit": _check_limit,
    "created": _check_created,
    "created_from": _check_bound,
    "created_to": _check_bound,
}
