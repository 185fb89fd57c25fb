"""The form for a file of sessions: what it will hold and cost, and then its start."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.conf import Account, get_conf
from sessions_browser.exports.folder import ExportFolder
from sessions_browser.exports.job import KIND
from sessions_browser.exports.recipe import FIRST_SESSIONS, Recipe
from sessions_browser.jobs import commands
from sessions_browser.jobs.commands import TooManyJobsError
from sessions_browser.models import Job
from sessions_browser.presentation import job_words
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.stripe_api.errors import BusyError, PausedError, UpstreamError
from sessions_browser.views.export_asked import ExportAsked
from sessions_browser.views.export_cost import ExportCost, cost_of_export
from sessions_browser.views.export_form import ExportForm
from sessions_browser.views.export_named import what_to_export
from sessions_browser.views.jobs import MOST
from sessions_browser.views.named_cost import MOST_NAMED
from sessions_browser.views.person_asked import AskedError
from sessions_browser.views.request import clock_of
from sessions_browser.views.upstream_errors import ProblemContext, error_response

TEMPLATE = "sessions_browser/new_export.html"


class NewExportContext(TypedDict, total=False):
    """mistake: in the address, in a sentence; then there is nothing else.

    cost: None while Stripe is not asked for it.
    """

    mistake: str
    asked: ExportAsked
    cost: ExportCost | None
    form: ExportForm
    here: str
    masked: bool
    keep_hours: int


@require_http_methods(["GET", "HEAD", "POST"])
def new_export(request: HttpRequest, account: Account) -> HttpResponse:
    """400: the address or the form has a mistake, so nothing was started."""
    clock, masked = clock_of(request), is_masked_for(request.user)
    here = urls_of(account).new_export(request.META.get("QUERY_STRING", ""))
    try:
        asked = what_to_export(request, account, clock, masked=masked)
        cost = _cost(account, asked, int(clock.now))
    except AskedError as mistake:
        wrong: NewExportContext = {"mistake": str(mistake)}
        return render(request, TEMPLATE, {**wrong}, status=HTTPStatus.BAD_REQUEST)
    except UpstreamError as error:
        problem: ProblemContext = {}
        return error_response(
            request, TEMPLATE, error, clock=clock, retry_url=here, page="list", context=problem
        )
    posted = request.POST if request.method == "POST" else None
    form = ExportForm(posted, most=_most_rows(asked), zone=asked.zone)
    if form.is_valid():
        return _start(
            request, account, _recipe(request, account, asked, cost, form, clock.now), asked
        )
    context: NewExportContext = {
        "asked": asked,
        "cost": cost,
        "form": form,
        "here": here,
        "masked": masked,
        "keep_hours": get_conf().exports_keep_hours,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, TEMPLATE, {**context}, status=status)


def _cost(account: Account, asked: ExportAsked, now: int) -> ExportCost | None:
    """None while the calls for it would have to wait. Raises UpstreamError."""
    try:
        return cost_of_export(account, asked, now)
    except (BusyError, PausedError):
        return None


def _most_rows(asked: ExportAsked) -> int:
    most = get_conf().exports_most_rows
    return most if asked.named is None else min(most, MOST_NAMED)


def _recipe(
    request: HttpRequest,
    account: Account,
    asked: ExportAsked,
    cost: ExportCost | None,
    form: ExportForm,
    now: float,
) -> Recipe:
    cleaned = form.cleaned_data
    return Recipe(
        account=account.slug,
        owner=request.user.get_username(),
        format=cleaned["format"],
        columns=form.chosen(),
        zone=cleaned["zone"],
        listings=asked.listings,
        begin=asked.begin,
        end=asked.end,
        outcome=asked.outcome,
        words=asked.words,
        query=asked.query,
        masked=is_masked_for(request.user),
        most_rows=cleaned["most_rows"],
        # Side by side the newest would not come first, so that a short file had gaps.
        in_order=cost is None or cleaned["most_rows"] < cost.number,
        coverage=asked.named.coverage if asked.named else "",
        is_partial=asked.named is not None and asked.named.is_partial,
        expected=_expected(asked, cost, cleaned["most_rows"]),
        started=int(now),
        language=get_language(),
    )


def _expected(asked: ExportAsked, cost: ExportCost | None, most_rows: int) -> int | None:
    """How many sessions are read: of those that are known one by one no more than become rows."""
    if cost is None:
        return None
    return cost.number if asked.named is None else min(cost.number, most_rows)


def _start(
    request: HttpRequest, account: Account, recipe: Recipe, asked: ExportAsked
) -> HttpResponse:
    places = asked.named.places() if asked.named else None
    folder = ExportFolder.make(recipe, places)
    parameters = {"account": account.slug, "export": folder.token}
    try:
        job = commands.start(KIND, account.slug, recipe.owner, parameters)
    except TooManyJobsError as error:
        folder.delete()
        messages.error(request, job_words.too_many_words(error.whose, MOST[error.whose]))
        return redirect(asked.back_url)
    searched = asked.subjects[0][0] if asked.subjects else ""
    note(
        request,
        kind=ReadKind.EXPORT,
        searched=searched,
        values=asked.subjects,
        detail=" ".join(("start", recipe.format, *_names(recipe))),
        undo=lambda: _take_back(job, folder),
    )
    return redirect("exports", account.slug)


def _names(recipe: Recipe) -> list[str]:
    """By what it is filtered, without the values, which may name a customer."""
    names = {name for listing in recipe.listings for name, _value in listing}
    if recipe.begin != FIRST_SESSIONS or recipe.end is not None:
        names.add("created")
    if recipe.outcome:
        names.add("outcome")
    return sorted(names)


def _take_back(job: Job, folder: ExportFolder) -> None:
    commands.cancel(job)
    folder.delete()
