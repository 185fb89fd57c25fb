"""The figures of the status page in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from sessions_browser.objects.formats import grouped
from sessions_browser.presentation.error_messages import title_of

CACHE_STATES = {
    "fresh": _("Fresh: shown at once"),
    "stale": _("Stale: shown at once, renewed behind the page"),
    "miss": _("Missing: waited for Stripe"),
    "old": _("Old: shown because Stripe failed"),
}
# By class of its last failure, while Redis is left alone: in short, and what can be done.
_REDIS_TROUBLES = {
    "OutOfMemoryError": (
        _("Redis is full"),
        _("Let it drop old keys: maxmemory-policy allkeys-lru."),
    ),
    "ReadOnlyError": (
        _("Redis is read-only"),
        _("It is a replica: name the primary in CACHE_URL."),
    ),
    "NoPermissionError": (
        _("Redis refuses commands"),
        _("Its user lacks the rights to use the cache."),
    ),
    "ResponseError": (_("Redis refuses commands"), _("Its own log says why.")),
    "TimeoutError": (_("Redis is slow"), _("It takes longer than 0.3 s to answer.")),
    "BusyLoadingError": (_("Redis is loading"), _("It comes back by itself.")),
    "AuthenticationError": (
        _("Redis refuses the sign-in"),
        _("Look at the password in CACHE_URL."),
    ),
}
_REDIS_IS_AWAY = (_("Redis is away"), _("It cannot be reached, or hangs up."))
UNCHECKED = gettext_lazy("Not checked yet. On the server, run: manage.py check_key")
NO_WEBHOOK = gettext_lazy("No webhook is set up.")
NO_EVENT_YET = gettext_lazy("No event about a session has come yet.")
SNAPSHOTS, THIN_EVENTS = _("Snapshots, last"), _("Thin notifications, last")
_BREAKER = {
    "closed": _("Calls are made"),
    "probing": _("One call is tried after failures"),
    "open": _("No calls for some seconds after failures"),
}
_CALLS = {
    "list": _("List of sessions"),
    "retrieve": _("One session"),
    "line_items": _("Line items"),
    "payment_intent": _("Payment"),
    "payment_links": _("Payment links"),
    "customers": _("Customers by e-mail"),
    "search_customers": _("Search for customers"),
    "customer": _("One customer"),
    "account": _("The account of the key"),
    "right": _("A right of the key"),
}
_COUNTS = {
    "ok": _("Answered"),
    "bug": _("Failed in the dashboard itself"),
    "refresh": _("Renewed"),
    "ahead": _("Read ahead"),
    "newer": _("Looked for newer"),
    "dropped": _("Dropped"),
    "2xx": _("Shown (2xx)"),
    "3xx": _("Led on (3xx)"),
    "4xx": _("Refused (4xx)"),
    "5xx": _("Failed (5xx)"),
}


def rights_words(lacks: Sequence[str], unknown: Sequence[str]) -> str:
    """lacks, unknown: rights by their labels in Stripe's Dashboard."""
    words = []
    if lacks:
        said = gettext("It lacks the right to read: %(rights)s.")
        words.append(said % {"rights": ", ".join(lacks)})
    if unknown:
        said = gettext("Stripe did not say whether it may read: %(rights)s.")
        words.append(said % {"rights": ", ".join(unknown)})
    return " ".join(words) or gettext("It has every right that the pages use.")


def missed_words(since: str) -> str:
    """since: a moment in words."""
    said = gettext(
        "Sessions complete since %(since)s, and no event tells of them. Look at the endpoint in"
        " Stripe's Dashboard, under Webhooks: its address, its secret and its events."
    )
    return said % {"since": since}


def redis_trouble(error: str) -> tuple[str, str]:
    """error: the name of its class."""
    short, remedy = _REDIS_TROUBLES.get(error, _REDIS_IS_AWAY)
    return gettext(short), gettext(remedy)


def breaker_words(state: str) -> str:
    return gettext(_BREAKER.get(state, state))


def call_words(call: str) -> str:
    """call: a method of the client."""
    return gettext(_CALLS.get(call, call))


def failure_words(outcome: str) -> str:
    """outcome: the name of an error's class, with what Stripe named behind it."""
    name, *named = outcome.split()
    told = " ".join(part for part in named if not part.endswith("=-"))
    return f"{_outcome(name)} ({told})" if told else _outcome(name)


def counts_words(counts: Mapping[str, int]) -> str:
    """Such as "Answered 120, Stripe is slow 2"; "" for none."""
    return ", ".join(_counted(counts))


def _counted(counts: Mapping[str, int]) -> Iterator[str]:
    for name, count in counts.items():
        yield f"{_outcome(name)} {grouped(count)}"


def _outcome(name: str) -> str:
    return gettext(_COUNTS[name]) if name in _COUNTS else title_of(name) or name
