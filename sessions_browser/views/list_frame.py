"""The page of the list around its middle, rendered and compressed once for a person and an address.

What differs from answer to answer is rendered as a mark, at which the frame is cut apart: the CSRF
token, which is masked anew each time, the time, and the middle.
"""

from __future__ import annotations

import re
import secrets
import time
from http import HTTPStatus
from typing import NamedTuple, TypedDict

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sessions_browser.conf import Account
from sessions_browser.desk.saved_views import ViewTab, tabs_for
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.filter_form import Correction, corrections, filter_form_html
from sessions_browser.views.list_words import title_of
from sessions_browser.views.packed import Packed, answer, pack, verbatim
from sessions_browser.views.packed_results import BYTES_OF_AN_ENTRY
from sessions_browser.views.scan_words import ReadyLink, ready_links
from sessions_browser.views.view_tabs import tabs_html
from sessions_browser.views.viewer import Viewer, viewer_of

PAGE = "sessions_browser/session_list.html"
MOST_BYTES = 2 * 1024 * 1024
# Nobody can guess it, so nothing that people type or Stripe sends is taken for a mark.
MARK = secrets.token_hex(16)
TOKEN, NOW, RESULTS = (f"{MARK}-{name}" for name in ("token", "now", "results"))
CUTS = re.compile(f"({TOKEN}|{NOW}|{RESULTS})")

# Each a part, or the mark where one has to be put in.
Frame = tuple[Packed | str, ...]


class _Framed(NamedTuple):
    """All that a frame depends on: for whom it is, and what is shown.

    waiting: how many notes name the person.
    """

    viewer: Viewer
    account: Account
    address: ListAddress
    links: PaymentLinks
    own_page: str
    tabs: tuple[ViewTab, ...]
    waiting: int


class FrameContext(TypedDict):
    """Of `session_list.html`. own_page: of the session in the drawer, or "". *: marks, or "" """

    title: str
    chip_count: int
    view_tabs: SafeString
    filter_form: SafeString
    corrections: tuple[Correction, ...]
    waiting: int
    notes_url: str
    own_page: str
    results: str
    ready: list[ReadyLink]
    csrf_token: str
    server_seconds: str


frames: ByteCache[_Framed, Frame] = ByteCache(MOST_BYTES)


def list_page(
    request: HttpRequest,
    account: Account,
    address: ListAddress,
    links: PaymentLinks,
    results: Packed,
    *,
    own_page: str,
    waiting: int,
) -> HttpResponse:
    """own_page: of the session that the address opens in the drawer, or ""."""
    return _filled(request, _frame(request, account, address, links, own_page, waiting), results)


def refused_page(
    request: HttpRequest, account: Account, address: ListAddress, links: PaymentLinks
) -> HttpResponse:
    """The form with the errors of the address, and no list."""
    frame = _frame(request, account, address, links, "", 0)
    return _filled(request, frame, pack(""), HTTPStatus.BAD_REQUEST)


def _filled(
    request: HttpRequest, frame: Frame, results: Packed, status: int = HTTPStatus.OK
) -> HttpResponse:
    token, now = verbatim(get_token(request)), verbatim(f"{time.time():.0f}")
    filling = {TOKEN: token, NOW: now, RESULTS: results}
    parts = [filling[piece] if isinstance(piece, str) else piece for piece in frame]
    return answer(request, parts, status)


def _frame(
    request: HttpRequest,
    account: Account,
    address: ListAddress,
    links: PaymentLinks,
    own_page: str,
    waiting: int,
) -> Frame:
    tabs = tabs_for(request.user, account)
    framed = _Framed(viewer_of(request), account, address, links, own_page, tabs, waiting)
    if known := frames.get(framed):
        return known
    html = render_to_string(PAGE, {**_context(framed)}, request)
    pieces = enumerate(CUTS.split(html))
    frame = tuple(piece if number % 2 else pack(piece) for number, piece in pieces)
    size = sum(len(part.deflated) for part in frame if isinstance(part, Packed))
    frames.put(framed, frame, size + BYTES_OF_AN_ENTRY)
    return frame


def _context(framed: _Framed) -> FrameContext:
    address = framed.address
    is_refused, urls = bool(address.errors), urls_of(framed.account)
    return {
        "title": "" if is_refused else title_of(address, framed.account, framed.links),
        "chip_count": 0 if is_refused else len(address.chips),
        "view_tabs": tabs_html(framed.tabs, address, framed.links, urls, framed.viewer.zone),
        "filter_form": filter_form_html(address, framed.links, urls),
        "corrections": corrections(address) if is_refused else (),
        "waiting": framed.waiting,
        "notes_url": urls.notes,
        "own_page": framed.own_page,
        "results": "" if is_refused else RESULTS,
        "ready": ready_links(framed.account),
        "csrf_token": TOKEN,
        "server_seconds": NOW,
    }
