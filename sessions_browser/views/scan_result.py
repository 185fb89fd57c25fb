"""What a scan that reads has found so far, and how far it is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_browser.access.decisions import is_masked_for, may_change_job
from sessions_browser.conf import Account
from sessions_browser.jobs.commands import UNFINISHED
from sessions_browser.models import Job, Scan
from sessions_browser.objects.formats import grouped
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation import job_words
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.read_log.notes import note
from sessions_browser.scans import records
from sessions_browser.scans.records import FoundSession, Question
from sessions_browser.scans.references import references_of, seen_of
from sessions_browser.scans.texts import ScanTexts
from sessions_browser.services import account_data, kept_rows
from sessions_browser.shared_state.database import give_back_connections
from sessions_browser.views import scan_words
from sessions_browser.views.export_asked import scan_query
from sessions_browser.views.fact_rows import read_sessions, shown_rows
from sessions_browser.views.request import VARY, is_fragment
from sessions_browser.views.scan_answer import A_PAGE, AFTER
from sessions_browser.views.scan_progress import progress_words
from sessions_browser.views.scan_start import scan_of
from sessions_browser.views.twin_formats import JSON

PAGE = "sessions_browser/scan_result.html"
FOUND = "sessions_browser/_scan_found.html"
STATE = "sessions_browser/_scan_state.html"
# How many were found when the page was made.
SEEN = "seen"
MOST_UNSEEN = 500


class ScanState(TypedDict):
    """Of `_scan_state.html`. percent: None where the whole is not known. reason: why it waits."""

    words: str
    percent: int | None
    reason: str
    is_going_on: bool
    can_stop: bool
    can_go_on: bool
    found: int
    state_url: str
    stop_url: str
    go_on_url: str


class UnseenReferences(TypedDict):
    """Of a scan that compares. unseen: those that no paid session has, as many as are shown.

    all_url: of all of them, for programs.
    """

    name: str
    count: str
    unseen: list[str]
    more: str
    all_url: str
    is_complete: bool


class FoundContext(TypedDict):
    """Of `_scan_found.html`."""

    rows: SafeString
    notice: str
    span: str
    first_url: str
    further_url: str
    export_url: str
    zone_name: str
    zone_place: str


class ScanResultContext(FoundContext):
    """Of `scan_result.html`."""

    looked_for: list[str]
    conditions: list[str]
    state: ScanState
    change_url: str
    found_url: str
    references: UnseenReferences | None


@dataclass(frozen=True, slots=True)
class OwnScan:
    """A line of what somebody has looked for. what: in words."""

    what: str
    url: str
    state: str
    made: Moment
    found: int


@require_safe
def scan_result(request: HttpRequest, account: Account, scan_id: UUID) -> HttpResponse:
    """For htmx only what was found."""
    scan, job, texts = scan_of(request, account, scan_id)
    question = Question.from_json(scan.question)
    clock = Clock(ZoneInfo(question.zone), time.time())
    found = _found(request, account, scan, texts, clock)
    response = (
        render(request, FOUND, found)
        if is_fragment(request)
        else render(request, PAGE, _page(request, account, scan, job, texts, clock, found))
    )
    patch_vary_headers(response, VARY)
    return response


@require_safe
def scan_state(request: HttpRequest, account: Account, scan_id: UUID) -> HttpResponse:
    """How far it is; the page asks for what was found when that has become more."""
    scan, job, _texts = scan_of(request, account, scan_id)
    clock = Clock(ZoneInfo(Question.from_json(scan.question).zone), time.time())
    state = _state(request, account, scan, job, clock)
    response = render(request, STATE, {"state": state})
    if request.GET.get(SEEN) != str(state["found"]):
        response["HX-Trigger"] = "found"
    return response


def _page(
    request: HttpRequest,
    account: Account,
    scan: Scan,
    job: Job,
    texts: ScanTexts,
    clock: Clock,
    found: FoundContext,
) -> ScanResultContext:
    question, urls = Question.from_json(scan.question), urls_of(account)
    links = account_data(account).directory.known_payment_links()
    return {
        **found,
        "looked_for": scan_words.text_words(texts),
        "conditions": scan_words.question_words(question, links, clock),
        "state": _state(request, account, scan, job, clock),
        "change_url": urls.scan(question.pairs),
        "references": _unseen(scan, urls),
        "found_url": urls.scan_result(scan.pk, _place(request)),
    }


def _unseen(scan: Scan, urls: AccountUrls) -> UnseenReferences | None:
    own = references_of(scan.references) if scan.references else None
    if scan.references is None or own is None:
        return None
    unseen = own.unseen(seen_of(scan))
    more = len(unseen) - MOST_UNSEEN
    return {
        "name": scan.references.name,
        "count": grouped(len(unseen)),
        "unseen": unseen[:MOST_UNSEEN],
        "more": grouped(more) if more > 0 else "",
        "all_url": urls.twin(urls.scan_result(scan.pk), JSON),
        "is_complete": scan.is_complete,
    }


def _place(request: HttpRequest) -> Pairs:
    after = request.GET.get(AFTER, "")
    return ((AFTER, after),) if after else ()


def _state(request: HttpRequest, account: Account, scan: Scan, job: Job, clock: Clock) -> ScanState:
    urls, count = urls_of(account), records.count_found(scan)
    going, may = job.state in UNFINISHED, may_change_job(request.user, job.owner)
    ended = job.state in (Job.State.CANCELLED, Job.State.FAILED)
    return {
        "words": progress_words(scan, job, count, clock),
        "percent": min(100, 100 * job.done // job.total) if job.total else None,
        "reason": job_words.reason_words(job.note),
        "is_going_on": going,
        "can_stop": may and going,
        "can_go_on": may and ended,
        "found": count,
        "state_url": urls.scan_result(scan.pk, ((SEEN, str(count)),), "state/"),
        "stop_url": urls.scan_result(scan.pk, (), "stop/"),
        "go_on_url": urls.scan_result(scan.pk, (), "go-on/"),
    }


def _found(
    request: HttpRequest, account: Account, scan: Scan, texts: ScanTexts, clock: Clock
) -> FoundContext:
    masked = is_masked_for(request.user)
    data, urls = account_data(account), urls_of(account, hides_people=masked)
    page, further = records.page_found(scan, request.GET.get(AFTER, ""), A_PAGE)
    links = data.directory.known_payment_links()
    rows, notice, _unread = read_found(account, page)
    note_found(request, texts, rows)
    return {
        "rows": shown_rows(request.user, account, rows, clock, links, urls),
        "notice": notice,
        "span": clock.span(rows),
        "first_url": urls.scan_result(scan.pk) if _place(request) else "",
        "further_url": urls.scan_result(scan.pk, ((AFTER, further),)) if further else "",
        "export_url": urls.new_export(scan_query(scan.pk)),
        "zone_name": clock.zone_words,
        "zone_place": clock.place,
    }


def read_found(
    account: Account, page: Sequence[FoundSession]
) -> tuple[list[SessionRow], str, list[str]]:
    """The rows in their order, what could not be read of them, in words, and the IDs of these."""
    known = kept_rows(account.slug, [one.id for one in page])
    give_back_connections()
    missing = [(one.id, one.created) for one in page if one.id not in known]
    read, notice = read_sessions(account_data(account), missing)
    rows = [_row(one, {**known, **read}) for one in page]
    return rows, notice, [name for name, _created in missing if name not in read]


def note_found(
    request: HttpRequest, texts: ScanTexts, rows: Sequence[SessionRow], ending: str = ""
) -> None:
    """ending: of an address for programs."""
    searched = "text" if texts.given else ""
    values = [("text", value) for value in texts.given.values()]
    names = " ".join(filter(None, (ending, *sorted(texts.given))))
    ids = digest_of_ids(row.id for row in rows)
    note(request, searched=searched, values=values, rows=len(rows), ids=ids, detail=names)


def _row(one: FoundSession, rows: dict[str, SessionRow]) -> SessionRow:
    return rows.get(one.id) or SessionRow(id=one.id, created=one.created)


def own_scans(request: HttpRequest, account: Account, clock: Clock) -> list[OwnScan]:
    """The last ones, newest first."""
    urls, masked = urls_of(account), is_masked_for(request.user)
    lines = []
    for scan in records.latest_of(account.slug, request.user.get_username()):
        texts = records.texts_of(scan)
        if texts is None or scan.job is None or (masked and texts.is_personal):
            continue
        lines.append(
            OwnScan(
                what=_what(scan, texts),
                url=urls.scan_result(scan.pk),
                state=job_words.state_words(scan.job.state),
                made=clock.moment(scan.made.timestamp()),
                found=records.count_found(scan),
            )
        )
    return lines


def _what(scan: Scan, texts: ScanTexts) -> str:
    if scan.references is not None:
        return _("Paid, and %(name)s") % {"name": scan.references.name}
    return " · ".join(scan_words.text_words(texts)) or _("All of a range")
