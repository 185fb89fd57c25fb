"""The files that somebody has had made: how far they are, the way to get and to delete them.

Nobody sees those of others.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sessions_browser.access.decisions import is_masked_for
from sessions_browser.conf import Account, get_conf
from sessions_browser.exports.folder import ExportFolder
from sessions_browser.exports.job import KIND
from sessions_browser.exports.recipe import FileFormat, Recipe
from sessions_browser.jobs import commands
from sessions_browser.models import Job
from sessions_browser.objects.formats import grouped
from sessions_browser.presentation import job_words
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note
from sessions_browser.views.jobs import resume_or_say_why
from sessions_browser.views.ranges import RangeError, part_of
from sessions_browser.views.request import clock_of, is_fragment

TEMPLATE = "sessions_browser/exports.html"
FRAGMENT = "sessions_browser/_exports.html"
MOST_SHOWN = 50
HOUR = 3600
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ExportLine:
    """what: the filters in words. rows: so far, or in the file. until: when the file is deleted.

    notes: what is to be known of the file before one uses it. reason: why it waits or failed.
    """

    id: UUID
    what: str
    kind: str
    made: Moment
    state: str
    badge: str
    is_going_on: bool
    is_ready: bool
    can_resume: bool
    rows: str
    progress: str
    percent: int | None
    reason: str
    notes: tuple[str, ...]
    until: Moment | None
    size: int


class ExportsContext(TypedDict):
    """moves: whether something on the page is still to change."""

    exports: list[ExportLine]
    moves: bool
    notices: list[str]


@require_safe
def exports(request: HttpRequest, account: Account) -> HttpResponse:
    jobs = list(_own(request, account)[:MOST_SHOWN])
    lines = [line for job in jobs if (line := _line(job, clock_of(request)))]
    moves = any(line.is_going_on for line in lines)
    fragment = is_fragment(request)
    notices = [] if fragment else [str(one) for one in messages.get_messages(request)]
    context: ExportsContext = {"exports": lines, "moves": moves, "notices": notices}
    return render(request, FRAGMENT if fragment else TEMPLATE, {**context})


@require_safe
def export_file(request: HttpRequest, account: Account, job_id: UUID) -> HttpResponseBase:
    """The file, or the part of it that the browser asks for to go on with a download."""
    folder, recipe, about = _ready(request, account, job_id)
    path = folder.file(recipe)
    try:
        part = part_of(request, path, tag=folder.token[:16])
    except RangeError as error:
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{error.size}"
        return refused
    what = "download" if part.begin == 0 else "download of the rest"
    note(
        request,
        kind=ReadKind.EXPORT,
        rows=about["rows"],
        detail=f"{what} {recipe.format}{' masked' if recipe.masked else ''}",
    )
    stamp = time.strftime("%Y%m%d-%H%M", time.gmtime(recipe.started))
    ending = recipe.file_format.ending
    response = FileResponse(
        part.file,
        as_attachment=True,
        filename=f"sessions-{account.slug}-{stamp}.{ending}",
        status=part.status,
        content_type=TYPES[ending],
    )
    for name, value in part.headers.items():
        response.headers[name] = value
    return response


@require_safe
def export_about(request: HttpRequest, account: Account, job_id: UUID) -> HttpResponse:
    """How the file was made, to be kept beside it."""
    _, recipe, about = _ready(request, account, job_id)
    stamp = time.strftime("%Y%m%d-%H%M", time.gmtime(recipe.started))
    response = JsonResponse(about, json_dumps_params={"indent": 1, "ensure_ascii": False})
    name = f"sessions-{account.slug}-{stamp}.about.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def delete_export(request: HttpRequest, account: Account, job_id: UUID) -> HttpResponse:
    """With all that was read for it; one that goes on is cancelled."""
    job = _own_job(request, account, job_id)
    was_going = commands.cancel(job)
    commands.give_up(job)
    _folder(job).delete()
    words = _("The export is cancelled.") if was_going else _("The file is deleted.")
    messages.success(request, words)
    return redirect("exports", account.slug)


@require_POST
def resume_export(request: HttpRequest, account: Account, job_id: UUID) -> HttpResponse:
    """One that failed, from where it stood."""
    resume_or_say_why(request, _own_job(request, account, job_id))
    return redirect("exports", account.slug)


def _own(request: HttpRequest, account: Account) -> Any:
    return Job.objects.filter(
        kind=KIND, account=account.slug, owner=request.user.get_username()
    ).order_by("-made")


def _own_job(request: HttpRequest, account: Account, job_id: UUID) -> Job:
    """Raises Http404, also for those of others."""
    job: Job | None = _own(request, account).filter(pk=job_id).first()
    if job is None:
        raise Http404
    return job


def _folder(job: Job) -> ExportFolder:
    return ExportFolder.called(job.parameters["export"])


def _ready(
    request: HttpRequest, account: Account, job_id: UUID
) -> tuple[ExportFolder, Recipe, dict[str, Any]]:
    """Raises Http404: of others, not ready, or deleted.

    Who sees personal data masked now gets no file that was made before with all of it.
    """
    folder = _folder(_own_job(request, account, job_id))
    recipe, about = folder.recipe(), folder.about()
    is_over = folder.age() > get_conf().exports_keep_hours * HOUR
    if recipe is None or about is None or is_over:
        raise Http404
    if is_masked_for(request.user) and not recipe.masked:
        raise Http404
    return folder, recipe, about


def _line(job: Job, clock: Clock) -> ExportLine | None:
    """None of an export whose folder was deleted, or is over."""
    folder, keep = _folder(job), get_conf().exports_keep_hours * HOUR
    recipe, about = folder.recipe(), folder.about()
    if recipe is None or (about and folder.age() > keep):
        return None
    going = job.state in commands.UNFINISHED
    rows = about["rows"] if about else (job.cursor or {}).get("rows", 0)
    return ExportLine(
        id=job.pk,
        what=" · ".join(recipe.words) or _("All sessions"),
        kind=recipe.file_format.ending.upper(),
        made=clock.moment(job.made.timestamp()),
        state=job_words.state_words(job.state),
        badge=job_words.BADGES.get(job.state, ""),
        is_going_on=going,
        is_ready=about is not None,
        can_resume=job.state in (Job.State.CANCELLED, Job.State.FAILED),
        rows=ngettext("%(count)s row", "%(count)s rows", rows) % {"count": grouped(rows)},
        progress=job_words.progress_words(job.done, job.total) if going else "",
        percent=min(100, 100 * job.done // job.total) if going and job.total else None,
        reason=job_words.reason_words(job.note),
        notes=tuple(_notes(recipe, about)),
        until=clock.moment(clock.now - folder.age() + keep) if about else None,
        size=folder.file(recipe).stat().st_size if about else 0,
    )


def _notes(recipe: Recipe, about: dict[str, Any] | None) -> Iterator[str]:
    told = about or {}
    if recipe.is_partial:
        yield _("Not complete: not all was looked through when it was started.")
    if (rows := told.get("ends_after_rows")) is not None:
        words = _("Not complete: it ends after %(count)s rows; older sessions are not in it.")
        yield words % {"count": grouped(rows)}
    if gone := told.get("sessions_gone"):
        words = ngettext(
            "Stripe does not have %(count)s of these sessions any more.",
            "Stripe does not have %(count)s of these sessions any more.",
            gone,
        )
        yield words % {"count": grouped(gone)}
    if "cut_cells" in told:
        yield _("Some texts are longer than a cell of Excel holds, and end there.")
    if recipe.masked:
        yield _("Personal data is masked.")
    if recipe.file_format is FileFormat.XLSX:
        words = _("Each cell has its type; moments are dates in the zone %(zone)s.")
        yield words % {"zone": recipe.zone}
    if recipe.is_guarded:
        yield _("A text that begins with = + - or @ has an apostrophe before it.")
