"""The sessions behind a number of the overview, where no list of Stripe's shows exactly them."""

from __future__ import annotations

import time
from typing import TypedDict
from urllib.parse import parse_qsl

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.conf import Account, get_conf
from sessions_browser.objects.formats import grouped
from sessions_browser.overview.reading import UNREADABLE
from sessions_browser.overview.rows import conditions_of, page_of, title_of
from sessions_browser.overview.scope import Scope, scope_of
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.read_log.notes import note
from sessions_browser.services import account_data
from sessions_browser.shared_state.database import give_back_connections
from sessions_browser.views.export_asked import rows_query
from sessions_browser.views.fact_rows import read_rows, shown_rows

PAGE = "sessions_browser/overview_rows.html"


class RowsContext(TypedDict, total=False):
    """Of `overview_rows.html`. mistake: why there are no rows. notice: what they lack."""

    title: str
    mistake: str
    conditions: list[str]
    count: str
    span: str
    rows: SafeString
    notice: str
    newer_url: str
    older_url: str
    export_url: str
    zone_name: str
    zone_place: str


@require_safe
def overview_rows(request: HttpRequest, account: Account) -> HttpResponse:
    scope = scope_of(request.GET)
    if scope is None or not get_conf().facts_keep_days:
        words = _("This address names no number of the overview. Go back and choose one there.")
        mistake: RowsContext = {"title": _("Sessions"), "mistake": words}
        return render(request, PAGE, mistake, status=400)
    try:
        context = _context(request, account, scope)
    except DatabaseError:
        unread: RowsContext = {"title": title_of(scope), "mistake": str(UNREADABLE)}
        return render(request, PAGE, unread, status=503)
    return render(request, PAGE, context)


def _context(request: HttpRequest, account: Account, scope: Scope) -> RowsContext:
    """Raises DatabaseError."""
    masked = is_masked_for(request.user)
    data, urls = account_data(account), urls_of(account, hides_people=masked)
    clock = Clock(scope.zone, time.time())
    after = request.GET.get("after", "")
    page = page_of(account.slug, scope, after)
    links = data.directory.known_payment_links()
    give_back_connections()
    rows, notice, _ = read_rows(data, page.rows)
    names = " ".join(sorted({name for name, _value in parse_qsl(scope.query())}))
    note(request, rows=len(rows), ids=digest_of_ids(row.id for row in rows), detail=names)
    first = urls.overview_rows(scope.query())
    return {
        "title": title_of(scope),
        "conditions": conditions_of(scope, links, clock),
        "count": "" if page.count is None else grouped(page.count),
        "span": clock.span(rows),
        "rows": shown_rows(request.user, account, rows, clock, links, urls),
        "notice": notice,
        "newer_url": first if after else "",
        "older_url": f"{first}&after={page.further}" if page.further else "",
        "export_url": urls.new_export(rows_query(scope.query())),
        "zone_name": clock.zone_words,
        "zone_place": clock.place,
    }
