"""The page of an overview around its form and its figures, as bytes, made once for a person.

As `list_frame` does it for the list: what differs from question to question, or from answer to
answer, is a mark in it.
"""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple, TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sessions_browser.conf import Account
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.filling import LONGEST_QUERY, FillingContext
from sessions_browser.views.list_frame import MARK, NOW, TOKEN, Frame
from sessions_browser.views.packed import Packed, answer, pack, verbatim
from sessions_browser.views.packed_results import BYTES_OF_AN_ENTRY
from sessions_browser.views.viewer import Viewer, viewer_of

PAGE = "sessions_browser/overview.html"
MOST_BYTES = 1024 * 1024
OF, WORDS, QUERY = f"{MARK}-of", f"{MARK}-words", f"{MARK}-query"
FORM, FIGURES = f"{MARK}-form", f"{MARK}-figures"
CUTS = re.compile(f"({'|'.join((TOKEN, NOW, OF, WORDS, QUERY, FORM, FIGURES))})")


class OverviewContext(TypedDict, total=False):
    """Of `overview.html`. is_off: nothing is remembered here. unreadable: why there are no figures.

    corrections: label, message and field of each error.
    of to figures: parts, or marks in their place; see `Middle`. query: the one that was asked.
    """

    is_off: bool
    unreadable: str
    corrections: list[tuple[str, str, str]]
    of: str
    words: str
    query: str
    form: SafeString | str
    figures: str
    filling: FillingContext
    csrf_token: str
    server_seconds: str


class Middle(NamedTuple):
    """The answer to a question. of: the range in words. words: how far the figures reach."""

    of: str
    words: str
    form: Packed
    figures: Packed | None


class _FramedOverview(NamedTuple):
    """All that a frame depends on. filling: how the reading stands, for whoever looks."""

    viewer: Viewer
    account: Account
    has_figures: bool
    filling: tuple[object, ...]


frames: ByteCache[_FramedOverview, Frame] = ByteCache(MOST_BYTES)


def framed_page(
    request: HttpRequest, account: Account, middle: Middle, filling: FillingContext, now: float
) -> HttpResponse:
    made = {
        TOKEN: verbatim(get_token(request)),
        NOW: verbatim(f"{now:.0f}"),
        OF: _text(middle.of),
        WORDS: _text(middle.words),
        QUERY: _text(request.GET.urlencode()[:LONGEST_QUERY]),
        FORM: middle.form,
        FIGURES: middle.figures,
    }
    frame = _frame(request, account, filling, has_figures=middle.figures is not None)
    parts = [made[one] if isinstance(one, str) else one for one in frame]
    return answer(request, [part for part in parts if part])


def _text(text: str) -> Packed:
    return verbatim(escape(text))


def _frame(
    request: HttpRequest, account: Account, filling: FillingContext, *, has_figures: bool
) -> Frame:
    """One with a message for this person is not kept."""
    framed = _FramedOverview(viewer_of(request), account, has_figures, tuple(filling.values()))
    is_kept = not len(messages.get_messages(request))
    if is_kept and (known := frames.get(framed)):
        return known
    context: OverviewContext = {
        "is_off": False,
        "of": OF,
        "words": WORDS,
        "query": QUERY,
        "form": FORM,
        "figures": FIGURES if has_figures else "",
        "filling": filling,
        "csrf_token": TOKEN,
        "server_seconds": NOW,
    }
    html = render_to_string(PAGE, {**context}, request)
    pieces = enumerate(CUTS.split(html))
    frame = tuple(piece if number % 2 else pack(piece) for number, piece in pieces)
    if is_kept:
        size = sum(len(part.deflated) for part in frame if isinstance(part, Packed))
        frames.put(framed, frame, size + BYTES_OF_AN_ENTRY)
    return frame
