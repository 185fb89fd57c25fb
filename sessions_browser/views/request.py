"""What a request says of the browser: its time zone, and whether it wants a page or a part."""

from __future__ import annotations

import re
import time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from sessions_browser.conf import default_zone, zone_names
from sessions_browser.filters.parameters import RELOAD
from sessions_browser.pastes.recognise import left_of
from sessions_browser.pastes.secrets import quoted
from sessions_browser.presentation.times import Clock

ZONE_COOKIE = "tz"
# An id, or where to find it in the list that the address shows.
SESSION = re.compile(r"session=(?:first|(?:(?:above|below)(?::|%3A))?cs_[A-Za-z0-9_]{1,63})\Z")
# A browser on a machine that has an offset and no zone names the offset.
OFFSET = re.compile(r"([+-])([01][0-9]):00\Z")
UNIX_SECOND = re.compile(r"[0-9]{1,12}\Z")
VARY = ("HX-Request", "HX-History-Restore-Request", "Accept-Language", "Cookie")


class HtmxHttpRequest(HttpRequest):
    """What django-htmx's middleware makes of each request."""

    htmx: HtmxDetails


def query_string(request: HttpRequest) -> str:
    """As text; WSGI hands bytes over as if they were Latin-1."""
    raw: str = request.META.get("QUERY_STRING", "")
    return raw.encode("latin-1").decode("utf-8", "replace")


def without_session(query: str) -> tuple[str, str]:
    """The query string of a list, and the part of it that names the session in its drawer."""
    parts = query.split("&") if query else []
    rest = [part for part in parts if not part.startswith("session=")]
    named = [part for part in parts if SESSION.match(part)]
    return "&".join(rest), named[0] if len(named) == 1 else ""


def zone_name(request: HttpRequest) -> str:
    """The browser's zone, which a script puts into a cookie; else the account's or the site's."""
    if named := _named_zone(request):
        return named
    account = request.resolver_match.kwargs.get("account") if request.resolver_match else None
    return default_zone(account).key


def is_zone_unknown(request: HttpRequest) -> bool:
    """Whether the browser names one, of which nothing is known here."""
    return bool(request.COOKIES.get(ZONE_COOKIE)) and not _named_zone(request)


def _named_zone(request: HttpRequest) -> str:
    """Empty where the cookie is missing, or names none that is known here."""
    name = request.COOKIES.get(ZONE_COOKIE, "")
    if offset := OFFSET.match(name):
        hours = int(offset[2])
        # In names of this kind the sign is turned: `Etc/GMT-2` is two hours ahead of UTC.
        name = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}" if hours else "UTC"
    return name if name in zone_names() else ""


def clock_of(request: HttpRequest) -> Clock:
    return Clock(ZoneInfo(zone_name(request)), time.time())


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx swaps in a part. It wants a page to restore history or for a boosted link."""
    meta = request.META
    if meta.get("HTTP_HX_REQUEST") != "true":
        return False
    return "true" not in (meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST"), meta.get("HTTP_HX_BOOSTED"))


def wants_reload(request: HttpRequest) -> bool:
    """By Shift and Reload in the browser, or by our own button."""
    if request.META.get("HTTP_CACHE_CONTROL") == "no-cache":
        return True
    # The first look spares nearly all requests the reading of the query string as parameters.
    return RELOAD in query_string(request) and RELOAD in request.GET


def note_unused(request: HttpRequest) -> None:
    """Say on the next page which words of the field "who" nothing is searched by."""
    if left := left_of(request.GET.get("who", "")):
        tell_unused(request, quoted(left))


def tell_unused(request: HttpRequest, words: str) -> None:
    """words: already quoted."""
    messages.info(request, _("Not used in the search: %(words)s.") % {"words": words})
