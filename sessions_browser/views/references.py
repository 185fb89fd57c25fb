"""A pasted list of the shop's references against what was paid, saved and run again."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TypedDict
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sessions_browser.access.decisions import Refusal, is_masked_for
from sessions_browser.access.roles import VIEW_PERSONAL_DATA
from sessions_browser.conf import Account
from sessions_browser.facts.cells import Became
from sessions_browser.filters.form_fields import refuse_nul
from sessions_browser.jobs.commands import TooManyJobsError
from sessions_browser.models import ReferenceList
from sessions_browser.objects.formats import grouped
from sessions_browser.objects.payment_links import NO_LINKS
from sessions_browser.overview.address import USUAL_PRESET
from sessions_browser.presentation import job_words
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.scans import records, references
from sessions_browser.scans.records import Question
from sessions_browser.scans.references import (
    CLIENT_REFERENCE,
    LONGEST_PASTE,
    LONGEST_REFERENCE,
    MOST_REFERENCES,
)
from sessions_browser.scans.texts import ScanTexts
from sessions_browser.scans.wanted import Wanted
from sessions_browser.views.jobs import MOST
from sessions_browser.views.request import zone_name
from sessions_browser.views.scan_answer import oldest_of
from sessions_browser.views.scan_form import DAYS, range_of

PAGE = "sessions_browser/references.html"
PAID = Wanted(outcomes=frozenset((Became.PAID,)))
MOST_LISTS = 50


class DaysForm(forms.Form):
    """Of which days paid sessions are compared."""

    created = forms.ChoiceField(label=gettext_lazy("Created"), choices=DAYS[1:])


class ReferencesForm(DaysForm):
    """A new list."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, validators=[refuse_nul])
    place = forms.CharField(
        label=gettext_lazy("Where it stands"),
        max_length=80,
        validators=[refuse_nul],
        help_text=gettext_lazy("client_reference_id, or a key of the metadata."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Your references"),
        max_length=LONGEST_PASTE,
        validators=[refuse_nul],
        widget=forms.Textarea,
        help_text=gettext_lazy("One a line, as a column of a spreadsheet."),
    )

    def clean_pasted(self) -> tuple[str, ...]:
        found = references.parted(self.cleaned_data["pasted"])
        if len(found) > MOST_REFERENCES:
            words = _("Paste up to %(most)s references; these are %(count)s.")
            counts = {"most": grouped(MOST_REFERENCES), "count": grouped(len(found))}
            raise ValidationError(words % counts)
        if not found:
            raise ValidationError(_("Paste at least one reference."))
        if any(len(one) > LONGEST_REFERENCE for one in found):
            raise ValidationError(_("No reference at Stripe is longer than 200 characters."))
        return found


class MaskedReferencesForm(ReferencesForm):
    """Of people to whom the metadata is shown masked."""

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if place != CLIENT_REFERENCE:
            raise ValidationError(_("Your role sees the metadata masked. Use client_reference_id."))
        return place


class ReferencesContext(TypedDict):
    """Of `references.html`. days: of an older list."""

    form: ReferencesForm
    lists: list[ReferenceList]
    days: DaysForm


@require_http_methods(["GET", "HEAD", "POST"])
def reference_lists(request: HttpRequest, account: Account) -> HttpResponse:
    usual = {"created": USUAL_PRESET, "place": CLIENT_REFERENCE}
    form_class = MaskedReferencesForm if is_masked_for(request.user) else ReferencesForm
    form = form_class(request.POST) if request.method == "POST" else None
    owner = request.user.get_username()
    lists = references.lists_of(account.slug, owner)
    if form is not None and form.is_valid():
        if len(lists) < MOST_LISTS:
            values = form.cleaned_data
            made = references.save(
                account.slug, owner, values["name"], values["place"], values["pasted"]
            )
            return _run(request, account, made, values["created"])
        form.add_error(None, _("Delete one of your lists first."))
    context: ReferencesContext = {
        "form": form or form_class(initial=usual),
        "lists": lists,
        "days": DaysForm(initial=usual, auto_id=False),
    }
    status = HTTPStatus.BAD_REQUEST if form is not None else HTTPStatus.OK
    return render(request, PAGE, context, status=status)


@require_POST
def run_references(request: HttpRequest, account: Account, list_id: UUID) -> HttpResponse:
    one, form = _own(request, account, list_id), DaysForm(request.POST)
    return _run(request, account, one, form.cleaned_data["created"] if form.is_valid() else "")


@require_POST
def delete_references(request: HttpRequest, account: Account, list_id: UUID) -> HttpResponse:
    _own(request, account, list_id).delete()
    messages.success(request, _("The list is deleted."))
    return redirect("reference_lists", account.slug)


def _own(request: HttpRequest, account: Account, list_id: UUID) -> ReferenceList:
    one = references.own_list(account.slug, request.user.get_username(), list_id)
    if one is None:
        raise Http404
    return one


def _run(request: HttpRequest, account: Account, one: ReferenceList, days: str) -> HttpResponse:
    now, preset = time.time(), days or USUAL_PRESET
    found = range_of(
        {"created": preset}, zone_name(request), now, oldest_of(account, now), NO_LINKS
    )
    pairs = (("created", preset), ("outcome", "paid"))
    masked = is_masked_for(request.user)
    if masked and one.place != CLIENT_REFERENCE:
        raise PermissionDenied(Refusal("reference_lists", VIEW_PERSONAL_DATA))
    question = Question(found.begin, found.end, found.zone.key, PAID, pairs, masked)
    owner = request.user.get_username()
    try:
        scan = records.begin(account.slug, owner, question, ScanTexts(), one)
    except TooManyJobsError as error:
        messages.error(request, job_words.too_many_words(error.whose, MOST[error.whose]))
        return redirect("reference_lists", account.slug)
    return redirect(urls_of(account).scan_result(scan.pk))
