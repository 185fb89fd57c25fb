"""A scan that has to read: its start, its end before its end, and how it goes on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sessions_browser.access.decisions import Refusal, is_masked_for, may_change_job
from sessions_browser.access.roles import CHANGE_ANY_JOB, VIEW_PERSONAL_DATA
from sessions_browser.conf import Account
from sessions_browser.jobs import commands
from sessions_browser.jobs.commands import TooManyJobsError
from sessions_browser.models import Job, Scan
from sessions_browser.presentation import job_words
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.scans import records
from sessions_browser.scans.records import Question
from sessions_browser.scans.texts import ScanTexts
from sessions_browser.views.jobs import MOST
from sessions_browser.views.scan_form import ScanAsked

# The button that has all read, also without a text.
READ = "read"


def started(request: HttpRequest, account: Account, asked: ScanAsked) -> HttpResponse:
    """Where the answer is: at once by what is remembered, or as it is found."""
    urls = urls_of(account)
    if not asked.texts.given and READ not in request.POST:
        return redirect(urls.scan(asked.pairs))
    days = asked.range
    masked = is_masked_for(request.user)
    question = Question(days.begin, days.end, days.zone.key, asked.wanted, asked.pairs, masked)
    try:
        scan = records.begin(account.slug, request.user.get_username(), question, asked.texts)
    except TooManyJobsError as error:
        messages.error(request, job_words.too_many_words(error.whose, MOST[error.whose]))
        return redirect(urls.scan(asked.pairs))
    return redirect(urls.scan_result(scan.pk))


def scan_of(request: HttpRequest, account: Account, scan_id: UUID) -> tuple[Scan, Job, ScanTexts]:
    """The scan with its job and texts, for whoever may see what they say of customers.

    One that compares a list is for whoever has pasted that.
    """
    scan = records.of_account(account.slug, scan_id)
    texts = records.texts_of(scan) if scan else None
    if scan is None or scan.job is None or texts is None:
        raise Http404
    if scan.references is not None and scan.owner != request.user.get_username():
        raise Http404
    looks = bool(texts.given) or scan.references is not None
    saw_more = looks and not Question.from_json(scan.question).masked
    if is_masked_for(request.user) and (texts.is_personal or saw_more):
        raise PermissionDenied(Refusal("scan_result", VIEW_PERSONAL_DATA))
    return scan, scan.job, texts


@require_POST
def stop_scan(request: HttpRequest, account: Account, scan_id: UUID) -> HttpResponse:
    scan, job, _texts = _own(request, account, scan_id)
    commands.cancel(job)
    return redirect(urls_of(account).scan_result(scan.pk))


@require_POST
def resume_scan(request: HttpRequest, account: Account, scan_id: UUID) -> HttpResponse:
    scan, job, _texts = _own(request, account, scan_id)
    try:
        if not commands.resume(job):
            messages.info(request, _("The job cannot go on, or does so already."))
    except TooManyJobsError as error:
        messages.error(request, job_words.too_many_words(error.whose, MOST[error.whose]))
    return redirect(urls_of(account).scan_result(scan.pk))


def _own(request: HttpRequest, account: Account, scan_id: UUID) -> tuple[Scan, Job, ScanTexts]:
    found = scan_of(request, account, scan_id)
    if not may_change_job(request.user, found[1].owner):
        raise PermissionDenied(Refusal("scan_result", CHANGE_ANY_JOB))
    return found
