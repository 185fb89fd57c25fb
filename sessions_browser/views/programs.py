"""How programs read: a page with commands that can be copied as they are."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sessions_browser.access.roles import SCAN, USE_TOKENS, VIEW_OVERVIEW
from sessions_browser.conf import Account
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.services import TOKEN_WINDOW, get_token_limit
from sessions_browser.views.twin_formats import CSV, JSON, JSON_LINES

TEMPLATE = "sessions_browser/programs.html"
CURL = "curl -H @$HOME/sessions-token"
KEEP = 'read -rs TOKEN && (umask 077; echo "Authorization: Bearer $TOKEN" > ~/sessions-token)'
ALL_PAGES = r"""url='{url}'
while [ -n "$url" ]; do
  {curl} -sf -D head "$url" >> sessions.jsonl || break
  url=$(sed -n 's/.*<\([^>]*\)>; rel="next".*/\1/p' head)
  sleep 1
done"""


class ProgramsContext(TypedDict):
    """The first ones are commands; of_overview, of_scan: "" for whoever has none.

    may_make: whether the person can make tokens. most, seconds: how often a token may ask.
    """

    keep: str
    of_list: str
    of_file: str
    of_all: str
    of_person: str
    of_overview: str
    of_scan: str
    openapi_url: str
    may_make: bool
    most: int
    seconds: int


@require_safe
def programs(request: HttpRequest, account: Account) -> HttpResponse:
    urls = urls_of(account)

    def whole(page: str, ending: str, query: str = "") -> str:
        return request.build_absolute_uri(urls.twin(page, ending, query))

    listed = whole(urls.session_list, JSON, "outcome=paid&created=yesterday")
    file = whole(urls.session_list, CSV, "limit=100&created=last_month")
    person = whole(urls.person_page, JSON, "email=ana.souza@example.com")
    overview = whole(urls.overview_page, JSON, "created=last_7_days")
    scan = whole(urls.scan_page, JSON, "outcome=processing&created=last_30_days&least=100")
    has_overview = request.user.has_perm(VIEW_OVERVIEW)
    context: ProgramsContext = {
        "keep": KEEP,
        "of_list": f"{CURL} '{listed}'",
        "of_file": f"{CURL} -o last-month.csv '{file}'",
        "of_all": ALL_PAGES.format(
            curl=CURL, url=whole(urls.session_list, JSON_LINES, "limit=100")
        ),
        "of_person": f"{CURL} '{person}'",
        "of_overview": f"{CURL} '{overview}'" if has_overview else "",
        "of_scan": f"{CURL} '{scan}'" if request.user.has_perm(SCAN) else "",
        "openapi_url": whole(f"{urls.session_list.removesuffix('sessions/')}openapi", JSON),
        "may_make": request.user.has_perm(USE_TOKENS),
        "most": get_token_limit().remaining("")[1],
        "seconds": TOKEN_WINDOW,
    }
    return render(request, TEMPLATE, {**context})
