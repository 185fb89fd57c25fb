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

from sessions_browser.conf import Account, get_conf
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.filter_form import Correction, corrections, filter_form_html
from sessions_browser.views.packed import Packed, answer, pack, verbatim
from sessions_browser.views.packed_results import BYTES_OF_AN_ENTRY
from sessions_browser.views.request import zone_name
from sessions_browser.views.results import title_of

PAGE = "sessions_browser/session_list.html"
MOST_BYTES = 2 * 1024 * 1024
# Nobody can guess it, so nothing that people type or Stripe sends is taken for a mark.
MARK = secrets.token_hex(16)
TOKEN, NOW, RESULTS = (f"{MARK}-{name}" for name in ("token", "now", "results"))
CUTS = re.compile(f"({TOKEN}|{NOW}|{RESULTS})")

# Each a part, or the mark where one has to be put in.
Frame = tuple[Packed | str, ...]


class _Framed(NamedTuple):
    """All that a frame depends on: the person, what the site is for them, and what is shown."""

    person: int | None
    user_name: str
    is_staff: bool
    accounts: tuple[Account, ...]
    zone: str
    account: Account
    address: ListAddress
    links: PaymentLinks
    own_page: str


class FrameContext(TypedDict):
    """Of `session_list.html`. own_page: of the session in the drawer, or "". *: marks, or "" """

    title: str
    chip_count: int
    filter_form: SafeString
    corrections: tuple[Correction, ...]
    own_page: str
    results: str
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
) -> HttpResponse:
    """own_page: of the session that the address opens in the drawer, or ""."""
    return _filled(request, _frame(request, account, address, links, own_page), results)


def refused_page(
    request: HttpRequest, account: Account, address: ListAddress, links: PaymentLinks
) -> HttpResponse:
    """The form with the errors of the address, and no list."""
    frame = _frame(request, account, address, links, "")
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
) -> Frame:
    user = request.user
    framed = _Framed(
        person=user.pk,
        user_name=user.get_username(),
        is_staff=user.is_staff,
        accounts=get_conf().accounts,
        zone=zone_name(request),
        account=account,
        address=address,
        links=links,
        own_page=own_page,
    )
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
    is_refused = bool(address.errors)
    return {
        "title": "" if is_refused else title_of(address, framed.account),
        "chip_count": 0 if is_refused else len(address.chips),
        "filter_form": filter_form_html(address, framed.links, urls_of(framed.account)),
        "corrections": corrections(address) if is_refused else (),
        "own_page": framed.own_page,
        "results": "" if is_refused else RESULTS,
        "csrf_token": TOKEN,
        "server_seconds": NOW,
    }
