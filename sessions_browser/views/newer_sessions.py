"""Whether there are newer sessions than those of a list that somebody looks at."""

from __future__ import annotations

import time
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from sessions_browser.conf import Account
from sessions_browser.filters import list_address
from sessions_browser.filters.parameters import RELOAD
from sessions_browser.objects.ids import is_session_id
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.services import account_data
from sessions_browser.views.list_words import is_further
from sessions_browser.views.request import UNIX_SECOND, query_string, zone_name


@require_safe
def newer_sessions(request: HttpRequest, account: Account) -> HttpResponse:
    """`count` of the sessions above the one that `than` names, and the `url` that shows them.

    since: the Unix second at which that one was created. Without both, the list was empty.
    204 when none is known. A count of 0 with `more`: newer ones came, and it is not known whether
    any of them matches.
    """
    address = list_address.parse(query_string(request), zone_name(request), time.time())
    than, second = request.GET.get("than") or None, request.GET.get("since", "")
    is_odd = is_further(address) or (than is not None and not is_session_id(than))
    if address.errors or address.query is None or is_odd:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    since = int(second) if UNIX_SECOND.match(second) else None
    newer = account_data(account).newer.count(address.query, than, since, address.sieve)
    if not (newer.count or newer.more):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    url = urls_of(account).list(address.first_page(), f"{RELOAD}=1" if newer.more else "")
    return JsonResponse({"count": newer.count, "more": newer.more, "url": url})
