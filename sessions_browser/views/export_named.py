"""Exports of sessions that are known one by one: what a scan found, and what facts name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from sessions_browser.access.decisions import Refusal
from sessions_browser.access.roles import SCAN, VIEW_OVERVIEW
from sessions_browser.conf import Account, get_conf
from sessions_browser.exports.places import Place
from sessions_browser.facts import fact_pages, queries
from sessions_browser.facts.fact_pages import FactPage, Hour
from sessions_browser.models import Scan
from sessions_browser.objects.list_query import Pairs
from sessions_browser.overview.periods import range_text
from sessions_browser.overview.reading import behind_words, known_part, reading_words
from sessions_browser.overview.rows import conditions_of, title_of
from sessions_browser.overview.scope import scope_of
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.scans import records
from sessions_browser.scans.records import Question
from sessions_browser.services import account_data
from sessions_browser.views import scan_words
from sessions_browser.views.export_asked import (
    OF,
    OF_ROWS,
    OF_SCAN,
    SCAN_ID,
    ExportAsked,
    NamedSessions,
    export_asked,
    facts_query,
    rows_query,
    scan_query,
)
from sessions_browser.views.person_asked import AskedError
from sessions_browser.views.scan_answer import coverage_told, oldest_of, what_is_asked
from sessions_browser.views.scan_form import parse
from sessions_browser.views.scan_progress import reach_words
from sessions_browser.views.scan_start import scan_of

AT_ONCE = 5000
PageAfter = Callable[[str | None], FactPage]


def what_to_export(
    request: HttpRequest, account: Account, clock: Clock, *, masked: bool
) -> ExportAsked:
    """Of any kind. Raises AskedError, Http404, PermissionDenied, UpstreamError, DatabaseError.

    Whoever may not have the page from which one comes gets no file of it.
    """
    kind = request.GET.get(OF)
    if kind == OF_SCAN:
        _refuse_without(request, SCAN)
        if SCAN_ID in request.GET:
            return _found_by_scan(request, account, clock)
        return _named_by_facts(request, account, clock, masked=masked)
    if kind == OF_ROWS:
        _refuse_without(request, VIEW_OVERVIEW)
        return _rows_of_overview(request, account, clock)
    return export_asked(request, account, clock, masked=masked)


def _refuse_without(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied(Refusal("new_export", permission))


def _found_by_scan(request: HttpRequest, account: Account, clock: Clock) -> ExportAsked:
    try:
        scan_id = UUID(request.GET[SCAN_ID])
    except ValueError:
        raise Http404 from None
    scan, job, texts = scan_of(request, account, scan_id)
    question = Question.from_json(scan.question)
    asked_in = Clock(ZoneInfo(question.zone), clock.now)
    links = account_data(account).directory.known_payment_links()
    count = records.count_found(scan)
    return ExportAsked(
        listings=(_lasting(question.wanted.filters()),),
        words=(
            *_references_words(scan),
            *scan_words.text_words(texts),
            *scan_words.question_words(question, links, asked_in),
        ),
        back_url=urls_of(account).scan_result(scan.pk),
        back_words=_("Back to the scan"),
        query=scan_query(scan.pk),
        subjects=tuple(("text", value) for value in texts.given.values()),
        zone=question.zone,
        named=NamedSessions(
            partial(records.all_found, scan),
            reach_words(scan, job, count, asked_in),
            is_partial=not scan.is_complete,
        ),
    )


def _references_words(scan: Scan) -> list[str]:
    if scan.references is None:
        return []
    return [_("Not in “%(name)s”") % {"name": scan.references.name}]


def _named_by_facts(
    request: HttpRequest, account: Account, clock: Clock, *, masked: bool
) -> ExportAsked:
    if not get_conf().facts_keep_days:
        raise AskedError(_("Nothing is remembered of sessions here, so all have to be read."))
    links = account_data(account).directory.known_payment_links()
    oldest = oldest_of(account, clock.now)
    form = parse(request.GET, clock.zone.key, clock.now, oldest, links, hides_people=masked)
    if form.is_refused:
        raise AskedError(" ".join(str(one) for words in form.form.errors.values() for one in words))
    asked_in = Clock(form.range.zone, clock.now)
    asked = what_is_asked(account, request.GET, form, asked_in, links)
    covered = coverage_told(account.slug, asked, asked_in)

    def page(after: str | None) -> FactPage:
        begin, end, chosen = asked.begin, asked.end, asked.chosen
        return fact_pages.matching(account.slug, begin, end, chosen, after=after, limit=AT_ONCE)

    return ExportAsked(
        listings=(_lasting(asked.filters),),
        words=tuple(filter(None, (
            asked.title,
            range_text(asked.begin, asked.end, asked_in.zone, asked_in.this_year),
            *asked.conditions,
        ))),
        back_url=urls_of(account).scan(asked.pairs),
        back_words=_("Back to the scan"),
        query=facts_query(asked.pairs),
        zone=asked_in.zone.key,
        named=NamedSessions(partial(_places, page), covered.words, not covered.is_whole),
    )  # fmt: skip


def _rows_of_overview(request: HttpRequest, account: Account, clock: Clock) -> ExportAsked:
    scope = scope_of(request.GET)
    if scope is None or not get_conf().facts_keep_days:
        raise AskedError(
            _("This address names no number of the overview. Go back and choose one there.")
        )
    hour = None if scope.hour is None else Hour(scope.zone, scope.hour)
    links = account_data(account).directory.known_payment_links()

    def page(after: str | None) -> FactPage:
        begin, end, only = scope.begin, scope.end, scope.only
        return fact_pages.sessions(
            account.slug, begin, end, only, hour=hour, after=after, limit=AT_ONCE
        )

    asked_in = Clock(scope.zone, clock.now)
    known = known_part(queries.reach(account.slug, scope.begin, scope.end))
    return ExportAsked(
        listings=((),),
        words=(title_of(scope), *conditions_of(scope, links, asked_in)),
        back_url=urls_of(account).overview_rows(scope.query()),
        back_words=_("Back to the sessions"),
        query=rows_query(scope.query()),
        zone=scope.zone.key,
        named=NamedSessions(
            partial(_places, page),
            " ".join(filter(None, (reading_words(known, asked_in), behind_words(known, asked_in)))),
            is_partial=not known.is_whole or known.is_behind,
        ),
    )


def _places(page: PageAfter) -> Iterator[Place]:
    after: str | None = None
    while True:
        found = page(after)
        yield from ((one.id, one.created) for one in found.rows)
        if found.further is None:
            return
        after = found.further


def _lasting(filters: Pairs) -> Pairs:
    """Those that a session which has matched once matches for ever: what is open is so no more."""
    return tuple(pair for pair in filters if pair != ("status", "open"))
