"""The scan for programs: what facts answer at once, and what a scan that reads has found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.conf import Account, get_conf
from sessions_browser.exports.cells import moment_text
from sessions_browser.facts.fact_pages import FactRow, matching
from sessions_browser.filters.parameters import encode
from sessions_browser.jobs.commands import UNFINISHED
from sessions_browser.models import Scan
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.read_log.keys import digest_of_ids
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.scans import records
from sessions_browser.scans.ready import READY
from sessions_browser.scans.records import FoundSession, Question
from sessions_browser.scans.references import references_of, seen_of
from sessions_browser.services import account_data
from sessions_browser.shared_state.database import give_back_connections
from sessions_browser.views import scan_words
from sessions_browser.views.fact_rows import read_rows
from sessions_browser.views.problem_json import problem
from sessions_browser.views.request import zone_name
from sessions_browser.views.scan_answer import (
    A_PAGE,
    AFTER,
    FIRST_CALLS,
    ORDER,
    FactsAsked,
    coverage_told,
    oldest_of,
    what_is_asked,
)
from sessions_browser.views.scan_form import TEXTS, ScanForm, parse
from sessions_browser.views.scan_progress import reach_words
from sessions_browser.views.scan_result import note_found, read_found
from sessions_browser.views.scan_start import scan_of
from sessions_browser.views.twin_formats import JSON, absolute, data_response, rows_response
from sessions_browser.views.twin_rows import UTC, TwinColumns, columns_asked, twin_rows
from sessions_browser.views.twins import (
    COLUMNS,
    LIMIT,
    TwinProblemError,
    cut_short,
    limit_asked,
    not_valid,
    refuse_unknown,
    twin,
)

# A place in the order of the page: what follows the session of a cursor, and what comes before it.
BEFORE = "before"
PLACES = (AFTER, BEFORE)
OF_PAGE = (*PLACES, LIMIT, COLUMNS)
KNOWN = {*ScanForm.base_fields, scan_words.VIEW, ORDER, *OF_PAGE} - set(TEXTS)


@dataclass(frozen=True, slots=True)
class ScanTold:
    """What a page of a scan says around its rows; the others as in the body.

    [begin, end) in Unix seconds. page: the address that people open. pairs: of the address.
    next, prev: cursors, or "". unread: IDs of rows of which only what is remembered is there.
    unseen: the references that no paid session has, where some are compared.
    """

    page: str
    pairs: Pairs
    zone: ZoneInfo
    filters: Sequence[str]
    begin: int
    end: int
    matches: int | None
    coverage: str
    is_complete: bool
    is_going_on: bool
    rows: Sequence[SessionRow]
    unread: Sequence[str]
    next: str
    prev: str
    unseen: Sequence[str] | None = None


@twin
def scan_twin(request: HttpRequest, account: Account, ending: str) -> HttpResponse:
    """400: a filter cannot be applied, or a text is looked for, which has to be read."""
    _refuse_texts(request)
    refuse_unknown(name for name in request.GET if name not in KNOWN)
    if not get_conf().facts_keep_days:
        title = _("Nothing is remembered of sessions here, so all have to be read.")
        raise TwinProblemError(problem("nothing_remembered", HTTPStatus.NOT_FOUND, title))
    columns, now = columns_asked(request, with_items=False), time.time()
    links = account_data(account).directory.known_payment_links(refresh=True)
    masked, oldest = is_masked_for(request.user), oldest_of(account, now)
    form = parse(request.GET, zone_name(request), now, oldest, links, hides_people=masked)
    if form.is_refused:
        faults = {name: tuple(map(str, words)) for name, words in form.form.errors.items()}
        raise TwinProblemError(not_valid(faults))
    clock = Clock(form.range.zone, now)
    told = _by_facts(
        request, account, what_is_asked(account, request.GET, form, clock, links), clock
    )
    rows = _plain_rows(request, ending, columns, told)
    names = " ".join(sorted({name for name, _value in told.pairs}))
    ids, detail = digest_of_ids(row.id for row in told.rows), f"{ending} {names}".strip()
    note(request, kind=ReadKind.SCAN, rows=len(rows), ids=ids, detail=detail)
    return _answer(request, account, ending, columns, told, rows)


@twin
def scan_result_twin(
    request: HttpRequest, account: Account, scan_id: UUID, ending: str
) -> HttpResponse:
    """What is found by now; it may go on."""
    refuse_unknown(name for name in request.GET if name not in OF_PAGE)
    columns = columns_asked(request, with_items=False)
    scan, job, texts = scan_of(request, account, scan_id)
    question = Question.from_json(scan.question)
    clock = Clock(ZoneInfo(question.zone), time.time())
    links, count = account_data(account).directory.known_payment_links(), records.count_found(scan)
    page, further, prev = _page_found(request, scan)
    own = references_of(scan.references) if scan.references else None
    rows, _notice, unread = read_found(account, page)
    told = ScanTold(
        page=urls_of(account).scan_result(scan.pk),
        pairs=(),
        zone=clock.zone,
        filters=(
            *scan_words.text_words(texts),
            *scan_words.conditions_of(question.wanted, links),
        ),
        begin=question.begin,
        end=question.end,
        matches=count,
        coverage=reach_words(scan, job, count, clock),
        is_complete=scan.is_complete,
        is_going_on=job.state in UNFINISHED,
        rows=rows,
        unread=unread,
        next=further,
        prev=prev,
        unseen=own.unseen(seen_of(scan)) if own else None,
    )
    plain = _plain_rows(request, ending, columns, told)
    note_found(request, texts, rows, ending)
    return _answer(request, account, ending, columns, told, plain)


def _refuse_texts(request: HttpRequest) -> None:
    """A text stands in no address, which logs keep."""
    if given := [name for name in TEXTS if name in request.GET]:
        words = _("A text has to be read: begin a scan on its page, and take the address of that.")
        raise TwinProblemError(not_valid(dict.fromkeys(given, (words,))))
    view = request.GET.get(scan_words.VIEW)
    if view is not None and view not in READY:
        words = _("There is no such view: it is one of %(views)s.") % {"views": ", ".join(READY)}
        raise TwinProblemError(not_valid({scan_words.VIEW: (words,)}))


def _by_facts(request: HttpRequest, account: Account, asked: FactsAsked, clock: Clock) -> ScanTold:
    """Raises TwinProblemError and DatabaseError."""
    facts, further, prev = _page(request, account.slug, asked)
    covered = coverage_told(account.slug, asked, clock)
    give_back_connections()
    data = account_data(account)
    rows, _notice, unread = read_rows(data, facts, filters=asked.filters, pages=FIRST_CALLS)
    return ScanTold(
        page=urls_of(account).scan(asked.pairs),
        pairs=asked.pairs,
        zone=clock.zone,
        filters=tuple(filter(None, (asked.title, *asked.conditions))),
        begin=asked.begin,
        end=asked.end,
        matches=covered.matches,
        coverage=covered.words,
        is_complete=covered.is_whole,
        is_going_on=False,
        rows=rows,
        unread=unread,
        next=further,
        prev=prev,
    )


def _page_found(request: HttpRequest, scan: Scan) -> tuple[list[FoundSession], str, str]:
    """With the cursors of the pages below and above it."""
    limit = limit_asked(request, A_PAGE)
    after, before = (request.GET.get(name, "") for name in PLACES)
    if before:
        page, prev = records.page_above(scan, before, limit)
        return page, page[-1].place if page else "", prev
    page, further = records.page_found(scan, after, limit)
    return page, further, page[0].place if page and after else ""


def _page(request: HttpRequest, slug: str, asked: FactsAsked) -> tuple[Sequence[FactRow], str, str]:
    """As `_page_found`."""
    limit, oldest_first = limit_asked(request, A_PAGE), asked.oldest_first
    after, before = (request.GET.get(name, "") for name in PLACES)
    page = matching(
        slug,
        asked.begin,
        asked.end,
        asked.chosen,
        oldest_first=oldest_first != bool(before),
        after=before or after,
        limit=limit,
    )
    if before:
        return page.rows[::-1], page.top or "", page.further or ""
    return page.rows, page.further or "", page.top or "" if after else ""


def _plain_rows(
    request: HttpRequest, ending: str, columns: TwinColumns, told: ScanTold
) -> list[dict[str, Any]]:
    """Raises TwinProblemError."""
    if told.unread and ending != JSON:
        # A file of rows has no place in which to say that some are not all there.
        raise TwinProblemError(cut_short())
    return twin_rows(told.rows, columns, ending, masked=is_masked_for(request.user))


def _answer(
    request: HttpRequest,
    account: Account,
    ending: str,
    columns: TwinColumns,
    told: ScanTold,
    rows: list[dict[str, Any]],
) -> HttpResponse:
    links = absolute(request, _links(request, ending, columns, told))
    if ending != JSON:
        return rows_response(ending, columns.codes, rows, links, f"{account.slug}-scan")
    body = {
        "account": account.slug,
        "zone": told.zone.key,
        "filters": list(told.filters),
        "begin": moment_text(told.begin, UTC),
        "end": moment_text(told.end, UTC),
        "matches": told.matches,
        "coverage": told.coverage,
        "is_complete": told.is_complete,
        "is_going_on": told.is_going_on,
        "only_remembered": list(told.unread),
        "unseen_references": None if told.unseen is None else list(told.unseen),
        "is_masked": is_masked_for(request.user),
        "count": len(rows),
        "sessions": rows,
    }
    return data_response(body, links)


def _links(
    request: HttpRequest, ending: str, columns: TwinColumns, told: ScanTold
) -> dict[str, str]:
    page, _mark, _query = told.page.partition("?")
    limit = request.GET.get(LIMIT, "")
    own = ((LIMIT, limit),) if limit else ()

    def of_twin(*place: tuple[str, str]) -> str:
        query = encode((*told.pairs, *own, *place))
        whole = "&".join(filter(None, (query, columns.query())))
        return AccountUrls.twin(page, ending, whole)

    here = [(name, value) for name in PLACES if (value := request.GET.get(name))]
    return {
        "self": of_twin(*here),
        "next": of_twin((AFTER, told.next)) if told.next else "",
        "prev": of_twin((BEFORE, told.prev)) if told.prev else "",
        "page": told.page,
    }
