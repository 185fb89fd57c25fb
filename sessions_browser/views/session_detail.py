"""One Checkout Session: its page, the same in a drawer over a list, and its present state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import TypedDict
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_browser.access.decisions import accounts_of
from sessions_browser.access.masking import masked_session
from sessions_browser.access.unmasking import Mask, mask_of
from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.patience import NoPatience, Patience
from sessions_browser.conf import Account
from sessions_browser.filters.parameters import RELOAD
from sessions_browser.objects.full_session import FullSession
from sessions_browser.objects.ids import may_be_of, mode_of
from sessions_browser.objects.payment_links import PaymentLink
from sessions_browser.people.lookup import read_page
from sessions_browser.people.person import label_of
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.notes import note
from sessions_browser.services import account_data
from sessions_browser.session.detail import SessionDetail
from sessions_browser.session.detail import session_detail as detail_of
from sessions_browser.session.detail_context import DetailContext
from sessions_browser.session.judged_session import Beside
from sessions_browser.session.story import story_of
from sessions_browser.stripe_api.errors import NotAskedError, NotFoundError, UpstreamError
from sessions_browser.views.freshness import PageAge, page_age, patience_of
from sessions_browser.views.masks import MaskNote, mask_note
from sessions_browser.views.notes_part import NotesPart, notes_part
from sessions_browser.views.other_accounts import MOST_OTHERS_ASKED
from sessions_browser.views.request import VARY, clock_of, is_fragment, wants_reload
from sessions_browser.views.upstream_errors import ProblemContext, error_response

PROBLEM_PAGE = "sessions_browser/session_problem.html"
# However many people watch a session, it is read no more often than for one of them.
WATCH_MAX_AGE_SECONDS = 2.5
# While there is no budget for it, each who watches asks again after so many seconds.
WATCH_SLOWED_SECONDS = 20


class SessionContext(TypedDict):
    """Of a page and of a drawer. here, *_url: paths; person_url: "" when the person is unknown.

    items_failed: there are more line items, which could not be read.
    tab_title: tells this page from others among the tabs of a browser.
    """

    session: SessionDetail
    tab_title: str
    items_failed: bool
    freshness: PageAge
    here: str
    back_url: str
    watch_url: str
    verify_url: str
    person_url: str
    mask: MaskNote | None
    notes: NotesPart | None
    notices: Iterable[object]


class SessionProblemContext(ProblemContext):
    """Of `session_problem.html`. back_url: the list, or the session when a check of it failed."""

    back_url: str


class MissingContext(TypedDict):
    """Modes are "test", "live", or "" where none is named or known.

    account_label: with its mode. looked, left: other accounts, asked and not asked.
    """

    session_id: str
    session_mode: str
    account_mode: str
    account_label: str
    looked: list[str]
    left: list[Account]


@require_safe
def session_detail(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """The whole page, or for htmx what a drawer shows."""
    response = _respond(request, account, session_id)
    patch_vary_headers(response, VARY)
    return response


@require_safe
def session_state(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    """The state of the session, some seconds old, for a page that watches it.

    Watching is background: while the budget is short it leaves it to people, and is told to ask
    again later. 404 and 5xx have the `problem` in words, as the page has.
    """
    clock, sessions = clock_of(request), account_data(account).sessions
    try:
        fetched = sessions.full(session_id, max_age=WATCH_MAX_AGE_SECONDS, patience=NoPatience())
    except UpstreamError as error:
        here = urls_of(account).session(session_id)
        return error_response(
            request, PROBLEM_PAGE, error, clock=clock, retry_url=here, page="session"
        )
    shown = _shown(fetched.value, _mask(request, account, fetched.value))
    story = story_of(shown, clock)
    return JsonResponse(
        {
            "outcome": story.outcome.word,
            "verdict": story.verdict.sentence,
            "can_change": story.can_change,
            "is_paid": story.standing.is_paid,
            "read_at": int(fetched.fetched_at),
            "old_reason": message_for(fetched.failure).stale_reason if fetched.failure else "",
            "ask_in": WATCH_SLOWED_SECONDS if isinstance(fetched.failure, NotAskedError) else 0,
            "now": int(clock.now),
        }
    )


def _respond(request: HttpRequest, account: Account, session_id: str) -> HttpResponse:
    clock, reload = clock_of(request), wants_reload(request)
    patience = patience_of(reload=reload)
    list_url, here = urls_of(account).list(), urls_of(account).session(session_id)
    try:
        fetched = account_data(account).sessions.current(session_id, patience, reload=reload)
    except NotFoundError:
        return _look_elsewhere(request, account, session_id, patience)
    except UpstreamError as error:
        back: SessionProblemContext = {"back_url": list_url}
        return error_response(
            request,
            PROBLEM_PAGE,
            error,
            clock=clock,
            retry_url=here,
            page="session",
            context=back,
        )
    fetched, items_failed = _with_all_items(account, fetched, reload=reload)
    # After a reload that failed, a redirect would lose the reason.
    if RELOAD in request.GET and fetched.failure is None and not is_fragment(request):
        return redirect(here)
    row, mask = fetched.value.row, _mask(request, account, fetched.value)
    detail = "unmasked" if mask.until else ""
    note(request, values=(("email", row.email), ("customer", row.customer)), detail=detail)
    template = "_drawer" if is_fragment(request) else "session_detail"
    context = _context(request, account, fetched, mask, clock, items_failed=items_failed)
    return render(request, f"sessions_browser/{template}.html", context)


def _mask(request: HttpRequest, account: Account, session: FullSession) -> Mask:
    row = session.row
    about = (("session", row.id), ("email", row.email), ("customer", row.customer))
    return mask_of(request.user, account, about)


def _shown(session: FullSession, mask: Mask) -> FullSession:
    return masked_session(session) if mask.is_on else session


def _with_all_items(
    account: Account, fetched: Fetched[FullSession], *, reload: bool
) -> tuple[Fetched[FullSession], bool]:
    """The session with all its line items, or as it is and whether they could not be read."""
    try:
        whole = account_data(account).line_items.complete(fetched.value, reload=reload)
    except UpstreamError:
        return fetched, True
    return replace(fetched, value=whole), False


def _context(
    request: HttpRequest,
    account: Account,
    fetched: Fetched[FullSession],
    mask: Mask,
    clock: Clock,
    *,
    items_failed: bool,
) -> SessionContext:
    urls, session = urls_of(account, hides_people=mask.is_on), _shown(fetched.value, mask)
    row, session_id = session.row, str(session.row.id)
    here = urls.session(session_id)
    links = account_data(account).directory.known_payment_links()
    mine = next((link for link in links.links if link.id == row.payment_link), None)
    view = DetailContext(
        clock,
        urls,
        links_to_stripe=not account.is_fake,
        stripe_id=account.stripe_id,
        page_url=request.build_absolute_uri(here),
        api=(account.api_base, account.api_version),
        account=label_of(account),
        link_url=mine.url if mine and mine.active else "",
        link_name=links.name_of(row.payment_link or ""),
        read_at=fetched.fetched_at,
        beside=_beside(account, fetched.value, clock, mine),
    )
    detail = detail_of(session, view)
    return {
        "session": detail,
        "tab_title": _("%(who)s, %(outcome)s – Checkout Sessions")
        % {"who": detail.title, "outcome": detail.story.outcome.word},
        "items_failed": items_failed,
        "freshness": page_age(fetched, clock, here=here),
        "here": here,
        "back_url": _back(request, urls.list()),
        "watch_url": urls.session_state(session_id),
        "verify_url": urls.caller_check(session_id),
        "person_url": urls.person_of(row),
        "mask": mask_note(
            mask, clock, urls.unmask_session(session_id), urls.mask_session(session_id)
        ),
        "notes": notes_part(request, account, session_id, clock),
        "notices": messages.get_messages(request),
    }


def _beside(
    account: Account, session: FullSession, clock: Clock, link: PaymentLink | None
) -> Beside:
    """The payment link of a session, and the later one that continues it.

    One list call for an expired session whose recovery link still works, which the page of the
    person shares.
    """
    row, link_is_off = session.row, link is not None and not link.active
    if not (row.status == "expired" and row.email and session.recovery.url_at(clock.now)):
        return Beside(link_is_off)
    patience = patience_of(reload=False)
    try:
        read = read_page(account_data(account), "email", row.email, patience=patience)
    except UpstreamError:
        return Beside(link_is_off)
    later = (each.id for each in read.value.rows if each.recovered_from == row.id)
    return Beside(link_is_off, next(later, None), later_looked_at=read.failure is None)


def _back(request: HttpRequest, list_url: str) -> str:
    """The list as it was left, when that is where the person comes from."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc == request.get_host() and parts.path == list_url and parts.query:
        return f"{list_url}?{parts.query}"
    return list_url


def _look_elsewhere(
    request: HttpRequest, account: Account, session_id: str, patience: Patience
) -> HttpResponse:
    """Look in the other accounts that could have it, and offer those that were not asked."""
    others = [other for other in accounts_of(request) if other != account]
    possible = [
        other for other in others if may_be_of(session_id, other.key_mode, is_fake=other.is_fake)
    ]
    looked: list[Account] = []
    left = possible[MOST_OTHERS_ASKED:]
    for other in possible[:MOST_OTHERS_ASKED]:
        try:
            account_data(other).sessions.current(session_id, patience)
        except NotFoundError:
            looked.append(other)
        except UpstreamError:
            left.append(other)
        else:
            names = {"here": account.name, "there": other.name}
            words = _("%(here)s does not have this session. It is in %(there)s.") % names
            messages.info(request, words)
            return redirect(urls_of(other).session(session_id))
    context: MissingContext = {
        "session_id": session_id,
        "session_mode": mode_of(session_id),
        "account_mode": account.key_mode,
        "account_label": label_of(account),
        "looked": [label_of(other) for other in looked],
        "left": left,
    }
    template = "_missing" if is_fragment(request) else "session_missing"
    return render(
        request, f"sessions_browser/{template}.html", context, status=HTTPStatus.NOT_FOUND
    )
