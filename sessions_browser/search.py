"""What was pasted into the one box? Text -> a session, a person, a list, or why none. Pure.

Nothing is guessed silently: what was understood is said before anything is searched, a repair is
offered and not made, and what was left out is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from sessions_browser import moments, spoken
from sessions_browser.fields import EMAIL, LONGEST_ADDRESS, LONGEST_VALUE
from sessions_browser.pagination import Pairs, is_session_id

LONGEST_TEXT = 20_000
MOST_ITEMS = 100
_QUOTED = 60


class Kind(StrEnum):
    SESSION = "session"
    PERSON = "person"
    LIST = "list"
    MANY = "many"
    EXPLAINED = "explained"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Offer:
    """A correction that a person may choose; `text` is what is then searched for."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """says: one sentence on what was understood, for before anything is searched.

    params: of PERSON one of email and customer; of LIST filters under the names of our addresses.
    opens: one session at most can match, so that it may be opened.
    items: of MANY, in the order given, each once; left_out: how many more there were.
    advice: of EXPLAINED, the nearest route.
    is_secret: what was pasted must not be shown again.
    """

    kind: Kind
    says: str
    session_id: str = ""
    params: Pairs = ()
    opens: bool = False
    items: tuple[Understanding, ...] = ()
    left_out: int = 0
    advice: str = ""
    offers: tuple[Offer, ...] = ()
    is_secret: bool = False


# Before a comma or the like no id and no address ends.
_EDGES = " \t<>()[]{}\"'`´«»‹›“”‘’„‚.,;:!?…*_|=/\\"
_EDGES_OF_ID = _EDGES.replace("_", "")
_SPLIT = re.compile(r"[\s,;|]+")
_SECRET_KEY = re.compile(r"\b(?:[sr]k_(?:live|test|org)|whsec)_[A-Za-z0-9_+/=-]*", re.IGNORECASE)
_SESSION = re.compile(r"cs_(?:test|live)_[A-Za-z0-9]+")
_LIKE_SESSION = re.compile(r"cs[_-]", re.IGNORECASE)
_SECRET_PART = re.compile(r"_secret_[A-Za-z0-9%_-]*")
_ID = re.compile(r"(?P<prefix>[a-z]{2,6})_[A-Za-z0-9_]{1,250}\Z")
_WORD = re.compile(r"(?P<key>[A-Za-z_]{1,20}):(?P<value>(?!//)\S+)\Z")
_LABEL = re.compile(r"[A-Za-z][A-Za-z -]{0,20}:\Z")
_STRIPE_HOST = re.compile(
    r"\A(?:https?://)?(?P<host>(?:buy|book|donate)\.stripe\.com)(?:/|\Z)", re.IGNORECASE
)
_LINK_CODE = re.compile(r"[A-Za-z0-9_-]{1,200}(?:/[A-Za-z0-9_-]{1,200}){0,2}\Z")

_PERSON_AND_LISTS = {
    "cus": ("customer", "Customer {}: all sessions of this person"),
    "pi": ("payment_intent", "Payment {}: the session that made it"),
    "sub": ("subscription", "Subscription {}: the session that began it"),
    "plink": ("payment_link", "Payment link {}: the sessions that came through it"),
    "acct": ("customer_account", "Account {}: the sessions in which it was the customer"),
}
_IN_STRIPE = "Open it in Stripe and copy the"
_PAYMENT_ROUTE = f"{_IN_STRIPE} payment it belongs to (pi_…); the session is found by that."
_NOT_SEARCHABLE = {
    "in": ("an invoice", f"{_IN_STRIPE} subscription (sub_…) or the customer (cus_…)."),
    "ch": ("a charge", _PAYMENT_ROUTE),
    "py": ("a charge", _PAYMENT_ROUTE),
    "re": ("a refund", _PAYMENT_ROUTE),
    "pyr": ("a refund", _PAYMENT_ROUTE),
    "dp": ("a dispute", _PAYMENT_ROUTE),
    "du": ("a dispute", _PAYMENT_ROUTE),
    "txn": ("a balance transaction", _PAYMENT_ROUTE),
    "seti": ("a card setup", f"{_IN_STRIPE} customer (cus_…), or search by e-mail."),
    "evt": ("an event", f"{_IN_STRIPE} id of the session in it (cs_…)."),
    "req": ("a request", f"{_IN_STRIPE} id of the session in its log (cs_…)."),
    "price": ("a price", "Choose the payment link that sells it, or a day."),
    "prod": ("a product", "Choose the payment link that sells it, or a day."),
    "si": ("a part of a subscription", f"{_IN_STRIPE} subscription (sub_…)."),
    "li": ("a line item", "Search by the e-mail of the customer."),
    "pm": ("a payment method", f"{_IN_STRIPE} customer (cus_…)."),
    "card": ("a card", f"{_IN_STRIPE} customer (cus_…)."),
    "promo": ("a promotion code", "Choose a day; the session shows which code was used."),
    "ppage": ("a payment page", "Search by the e-mail of the customer."),
    "pk": ("a publishable key", "Copy the id of a session (cs_…) or the e-mail of the customer."),
}
_ROUTES = "Search by the customer's e-mail, or look through the day on which it happened."
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


def recognise(text: str, zone: ZoneInfo, now: float) -> Understanding:
    """Never raises and makes no call. `now` in Unix seconds, `zone` for days and times."""
    if len(text) > LONGEST_TEXT:
        return Understanding(
            Kind.EXPLAINED,
            f"This is too long: {len(text):,} characters, of which none was read.",
            advice=f"Paste up to {LONGEST_TEXT:,} characters, such as one column of ids.",
        )
    plain = _cleaned(text)
    if not plain.strip(_EDGES_OF_ID):
        return Understanding(Kind.EMPTY, "")
    if secret := _secret(plain):
        return secret
    if when := spoken.read(plain.strip(_EDGES_OF_ID.replace(".", "")), zone, now):
        return _at_a_time(when)
    tokens = [token for token in _SPLIT.split(plain) if token.strip(_EDGES)]
    if any(_is_word(token) for token in tokens):
        return _words(tokens, zone, now)
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


def _quoted(text: str) -> str:
    shown = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return f"“{shown}”"


def _explained(says: str, advice: str = _ROUTES, offers: tuple[Offer, ...] = ()) -> Understanding:
    return Understanding(Kind.EXPLAINED, says, advice=advice, offers=offers)


def _secret(plain: str) -> Understanding | None:
    """What should be nowhere but where it belongs is not even repeated."""
    if _SECRET_KEY.search(unquote(plain)):
        return _kept_secret(
            "This holds a secret key of Stripe. Nothing was searched.",
            "A secret key does not belong into any box or message. Whoever owns it should roll it"
            " in Stripe now, at Developers, API keys.",
        )
    digits = re.sub(r"[ -]", "", plain)
    if re.fullmatch(r"[2-6][0-9]{12,18}", digits) and _luhn(digits):
        return _kept_secret(
            "This looks like the number of a card. Nothing was searched.",
            "Card numbers do not belong here, and Stripe never shows them."
            " Ask for the e-mail that was used.",
        )
    return None


def _kept_secret(says: str, advice: str) -> Understanding:
    return Understanding(Kind.EXPLAINED, says, advice=advice, is_secret=True)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _at_a_time(when: spoken.When) -> Understanding:
    if when.readings:
        offers = tuple(Offer(f"{reading}", reading) for reading in when.readings)
        return _explained(when.mistake, "Choose which day is meant.", offers)
    if when.mistake:
        return _explained(when.mistake, "Write it such as 2026-11-19 or 19 Nov 14:00.")
    return Understanding(Kind.LIST, f"Sessions created {when.words}", params=when.params)


# One thing.


def _thing(token: str) -> Understanding | None:
    """What one word or address is; None for a word that says nothing."""
    raw = token.strip(_EDGES_OF_ID)
    text = unquote(raw) if "%" in raw else raw
    if found := _session(text):
        return found
    if "://" in text or text.lower().startswith(("www.", "dashboard.stripe.")):
        return _address(text)
    if _STRIPE_HOST.match(text):
        return _payment_link(text)
    if "@" in text:
        return _email(text)
    return _id(text)


def _session(text: str) -> Understanding | None:
    if found := _SESSION.search(text):
        identifier, rest = found[0], text[found.end() :]
        if is_session_id(identifier):
            dropped = " The secret part behind the id was dropped." if "_secret_" in rest else ""
            return Understanding(
                Kind.SESSION, f"Session {identifier}.{dropped}", session_id=identifier
            )
        return _explained(
            f"{_quoted(identifier)} is too long for the id of a session.",
            "An id has 66 characters. Copy it again, and nothing behind it.",
        )
    if "://" not in text and _LIKE_SESSION.match(text):
        return _like_a_session(text)
    return None


def _like_a_session(text: str) -> Understanding:
    repaired = re.sub(
        r"\Acs[_-]+(t[a-z]{2,3}t|l[a-z]{2,3}e|te[a-z]{1,2}|li[a-z]{1,2})[_-]+",
        lambda found: f"cs_{'test' if found[1].lower()[0] == 't' else 'live'}_",
        text,
        flags=re.IGNORECASE,
    )
    good = repaired != text and is_session_id(repaired)
    return _explained(
        f"{_quoted(text)} looks like the id of a session, but is not one.",
        "An id begins with cs_test_ or cs_live_, followed by letters and digits. Copy it again.",
        (Offer(f"Look for {repaired}", repaired),) if good else (),
    )


def _id(text: str) -> Understanding | None:
    text = _SECRET_PART.sub("", text)
    found = _ID.match(text)
    prefix = found["prefix"] if found else text.partition("_")[0].lower()
    if found and prefix in _PERSON_AND_LISTS:
        name, says = _PERSON_AND_LISTS[prefix]
        if name == "payment_link" and "_" in text.partition("_")[2]:
            return None
        kind = Kind.PERSON if name == "customer" else Kind.LIST
        opens = name in ("payment_intent", "subscription")
        return Understanding(kind, says.format(text), params=((name, text),), opens=opens)
    if found and prefix in _NOT_SEARCHABLE:
        what, route = _NOT_SEARCHABLE[prefix]
        return _explained(f"{_quoted(text)} is {what}: sessions cannot be found by it.", route)
    lowered = f"{prefix}_{text.partition('_')[2]}"
    if "_" in text and prefix in _PERSON_AND_LISTS and lowered != text and _ID.match(lowered):
        return _explained(
            f"{_quoted(text)} looks like an id of Stripe's, but its beginning is in capitals.",
            "Ids begin with small letters.",
            (Offer(f"Look for {lowered}", lowered),),
        )
    return None


def _address(text: str) -> Understanding:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return _explained(f"{_quoted(text)} is no address that can be read.")
    if _STRIPE_HOST.match(f"https://{host}/"):
        return _payment_link(f"https://{host}{parts.path}")
    pieces = [piece for piece in parts.path.split("/") if piece]
    pieces += [value for _, value in parse_qsl(parts.query)]
    for piece in reversed(pieces):
        found = None if piece.startswith("acct_") else _id(piece)
        if found is None and "@" in piece and EMAIL.match(piece):
            found = _email(piece)
        if found is not None:
            return found
    return _explained(
        f"The address {_quoted(text)} names no session, payment, customer or payment link.",
        "Copy the address of the payment page or of a payment link, or an id.",
    )


def _payment_link(text: str) -> Understanding:
    found = _STRIPE_HOST.match(text)
    assert found
    code = re.split(r"[?#]", text[found.end() :])[0].strip("/")
    address = f"https://{found['host'].lower()}/{code}"
    if not _LINK_CODE.match(code) or len(address) > LONGEST_ADDRESS:
        return _explained(
            f"{_quoted(text)} is not the whole address of a payment link.",
            "Copy all of it, such as https://buy.stripe.com/ and the letters behind it.",
        )
    return Understanding(
        Kind.LIST,
        f"Payment link {address}: the sessions that came through it",
        params=(("payment_link", address),),
    )


def _email(text: str) -> Understanding:
    # "mailto:ana@example.com?subject=Help"
    address = re.sub(r"\A[Mm][Aa][Ii][Ll][Tt][Oo]:(?://)?", "", text).partition("?")[0]
    address = address.strip(_EDGES.replace("_", ""))
    # "Ana<ana@example.com" of which the outer brackets are gone.
    address = re.split(r"[<>\"()\[\]]", address)[-1] if re.search(r"[<\"(\[]", address) else address
    if _is_email(address):
        return _person(address)
    repaired = _repaired(address)
    return _explained(
        f"{_quoted(address)} is no whole e-mail address.",
        "Type it as it was typed at checkout, such as ana@example.com.",
        (Offer(f"Look for {repaired}", repaired),) if repaired else (),
    )


def _person(address: str) -> Understanding:
    local, _, domain = address.rpartition("@")
    likely = _DOMAINS.get(domain.lower())
    offers = (Offer(f"Look for {local}@{likely}", f"{local}@{likely}"),) if likely else ()
    says = f"E-mail {address}: all sessions of this person"
    return Understanding(Kind.PERSON, says, params=(("email", address),), offers=offers)


def _is_email(address: str) -> bool:
    _, _, domain = address.rpartition("@")
    return (
        len(address) <= LONGEST_VALUE
        and address.count("@") == 1
        and EMAIL.match(address) is not None
        and address.isprintable()
        and not re.search(r"[\s,;<>()\[\]\\\"|]", address)
        and re.fullmatch(r"[^.](?:[^.]|\.(?!\.))*\.[^.\d][^.]+", domain) is not None
        and ".." not in address
    )


def _repaired(text: str) -> str:
    """The one address that a slip of the finger would make of it, or ""."""
    one = re.sub(r"\s*[(\[{]\s*at\s*[)\]}]\s*", "@", text, flags=re.IGNORECASE)
    one = re.sub(r"\s*[(\[{]\s*dot\s*[)\]}]\s*", ".", one, flags=re.IGNORECASE)
    one = re.sub(r"\s+", "", one).replace(",", ".")
    one = re.sub(r"@+", "@", one)
    one = re.sub(r"\.{2,}", ".", one).replace("@.", "@").replace(".@", "@").strip(_EDGES)
    return one if one != text and _is_email(one) else ""


# Several things.


def _things(plain: str, tokens: list[str], zone: ZoneInfo, now: float) -> Understanding:
    found: list[Understanding] = []
    rest: list[str] = []
    for token in tokens:
        thing = _thing(token)
        if thing is not None:
            found.append(thing)
        elif re.search(r"[0-9_]", token) and len(tokens) > 1 and re.search(r"_", token):
            found.append(_nothing(token))
        elif not _LABEL.match(token):
            rest.append(token)
    good = [one for one in found if one.kind is not Kind.EXPLAINED]
    if len(good) < 2 and (repaired := _repaired_whole(plain, found)):
        return repaired
    items = tuple(dict.fromkeys(found))
    if not items:
        return _nothing(plain)
    if len(items) == 1:
        return _with_rest(items[0], rest, zone, now)
    kept = items[:MOST_ITEMS]
    left_out = len(items) - len(kept)
    says = f"{len(items)} things to look for, each by itself."
    if left_out:
        says += f" The first {MOST_ITEMS} are looked for."
    if rest:
        says += f" Not used: {_quoted(' '.join(rest))}."
    return Understanding(Kind.MANY, says, items=kept, left_out=left_out)


def _repaired_whole(plain: str, found: list[Understanding]) -> Understanding | None:
    """For what a blank or a comma has torn apart: "ana @example.com", "ana@example,com"."""
    if not re.search(r"@|[(\[{]\s*at\s*[)\]}]", plain) or any(
        one.kind is not Kind.EXPLAINED for one in found
    ):
        return None
    repaired = _repaired(plain)
    if not repaired:
        return None
    return _explained(
        f"{_quoted(plain)} is no whole e-mail address.",
        "Type it as it was typed at checkout, such as ana@example.com.",
        (Offer(f"Look for {repaired}", repaired),),
    )


def _with_rest(thing: Understanding, rest: list[str], zone: ZoneInfo, now: float) -> Understanding:
    """One thing among other words; a day beside a person narrows the search to it."""
    if not rest or thing.kind is Kind.EXPLAINED:
        return thing
    other = " ".join(rest)
    when = spoken.read(other, zone, now)
    if when and when.params and thing.params and not thing.opens:
        says = f"{thing.says.partition(':')[0]}, created {when.words}"
        return replace(thing, kind=Kind.LIST, says=says, params=(*thing.params, *when.params))
    return replace(thing, says=f"{thing.says.rstrip('.')}. Not used: {_quoted(other)}.")


def _nothing(text: str) -> Understanding:
    shown = _quoted(text)
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(
        r"[^\w@]*(?:[A-Z]{3}|[€$£¥])?\s*[0-9]+[.,][0-9]{2}\s*(?:[A-Z]{3}|[€$£¥])?", text
    ):
        return _explained(f"{shown} looks like an amount: Stripe cannot search by it.")
    if digits and len(digits) == 4 and digits == text:
        return _explained(
            f"{shown} may be the end of a card number or an order: Stripe cannot search by it."
        )
    return _explained(
        f"{shown} is no e-mail, no id and no day: Stripe cannot search sessions by a name, an order"
        " number or other words."
    )


# Words that set filters.


def _is_word(token: str) -> bool:
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
    def __init__(self, understanding: Understanding) -> None:
        super().__init__()
        self.understanding = understanding


def _words(tokens: list[str], zone: ZoneInfo, now: float) -> Understanding:
    params: dict[str, str] = {}
    try:
        for token in tokens:
            for name, value in _word(token, zone, now):
                if params.setdefault(name, value) != value:
                    raise _BadWord(_explained(f"{_quoted(token)} contradicts another word.", ""))
        _check_range(params, zone)
    except _BadWord as bad:
        return replace(
            bad.understanding,
            advice=f"Nothing was searched. {bad.understanding.advice}".strip(),
        )
    if set(params) <= {"limit"}:
        return _explained("A number of rows alone is no search.", "Add a filter: status:expired.")
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in params.items())
    return Understanding(Kind.LIST, f"Sessions with {said}", params=tuple(params.items()))


def _word(token: str, zone: ZoneInfo, now: float) -> Pairs:
    found = _WORD.match(token)
    if not found or found["key"].lower() in ("mailto", "http", "https"):
        return _free_word(token, zone, now)
    key, value = found["key"].lower(), found["value"].strip(_EDGES_OF_ID)
    name = _KEYS.get(key)
    if name is None:
        known = ", ".join(sorted({"status", "email", "customer", "link", "from", "to", "on"}))
        raise _BadWord(_explained(f"{_quoted(token)}: no filter is called so.", f"Use {known}."))
    return _CHECKS.get(name, _check_id)(name, value, token, zone, now)


def _free_word(token: str, zone: ZoneInfo, now: float) -> Pairs:
    thing = _thing(token)
    if thing is not None and thing.params:
        return thing.params
    when = spoken.read(token, zone, now)
    if when and when.params:
        return when.params
    raise _BadWord(_explained(f"{_quoted(token)} does not fit beside words with a colon."))


def _check_status(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    lowered = value.lower()
    if lowered in ("open", "complete", "expired"):
        return ((name, lowered),)
    offers: tuple[Offer, ...] = ()
    if wire := _OUTCOMES.get(lowered):
        offers = (Offer(f"Look for status:{wire}", f"status:{wire}"),)
    advice = "Stripe's statuses are open, complete and expired."
    raise _BadWord(_explained(f"Stripe cannot filter by {_quoted(token)}.", advice, offers))


def _check_email(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    if _is_email(value):
        return ((name, value),)
    raise _BadWord(_explained(f"{_quoted(token)} holds no whole e-mail address.", ""))


def _check_limit(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    if re.fullmatch(r"[0-9]{1,3}", value) and 1 <= int(value) <= 100:
        return ((name, str(int(value))),)
    raise _BadWord(_explained(f"{_quoted(token)}: a page has 1 to 100 rows.", ""))


def _check_id(name: str, value: str, token: str, _zone: ZoneInfo, _now: float) -> Pairs:
    thing = _thing(value)
    if thing is not None and thing.params and thing.params[0][0] == name:
        return thing.params
    raise _BadWord(_explained(f"{_quoted(token)} does not hold what its first word says.", ""))


def _check_created(_name: str, value: str, token: str, zone: ZoneInfo, now: float) -> Pairs:
    when = spoken.read(value, zone, now)
    if when and when.params:
        return when.params
    why = when.mistake if when else "Write a day such as 2026-11-19, yesterday or last_7_days."
    raise _BadWord(_explained(f"{_quoted(token)} holds no day.", why))


def _check_bound(name: str, value: str, token: str, zone: ZoneInfo, now: float) -> Pairs:
    try:
        return ((name, str(moments.parse(value.upper() if "t" in value else value))),)
    except ValueError:
        pairs = dict(_check_created("created", value, token, zone, now))
    preset = pairs.get("created")
    if preset in ("today", "yesterday"):
        first, _ = moments.preset_days(preset, datetime.fromtimestamp(now, zone).date())
        return ((name, first.isoformat()),)
    if preset or pairs["created_from"] != pairs["created_to"]:
        raise _BadWord(_explained(f"{_quoted(token)} is no single day.", "Write 2026-11-19."))
    return ((name, pairs[name]),)


def _check_range(params: dict[str, str], zone: ZoneInfo) -> None:
    ends = [params.get("created_from"), params.get("created_to")]
    if params.get("created") and any(ends):
        raise _BadWord(_explained("A day and a range of days contradict each other.", ""))
    try:
        first = moments.start_of(moments.parse(ends[0]), zone) if ends[0] else -1
        last = moments.end_of(moments.parse(ends[1]), zone) if ends[1] else 1 << 62
    except ValueError as error:
        raise _BadWord(_explained(str(error), "")) from None
    if first >= last:
        raise _BadWord(_explained("The end is before the start.", ""))


_CHECKS: dict[str, Callable[[str, str, str, ZoneInfo, float], Pairs]] = {
    "status": _check_status,
    "email": _check_email,
    "limit": _check_limit,
    "created": _check_created,
    "created_from": _check_bound,
    "created_to": _check_bound,
}
