"""The read log for administrators, and who looked at one customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import NotRequired, TypedDict
from urllib.parse import urlencode

from django import forms
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import push_url

from sessions_browser.objects.emails import EMAIL
from sessions_browser.presentation.times import Clock, Moment
from sessions_browser.read_log import keys
from sessions_browser.read_log.filterset import ReadLogFilter
from sessions_browser.read_log.kinds import LOOKS, ReadKind
from sessions_browser.read_log.models import Entry, Subject
from sessions_browser.read_log.notes import note
from sessions_browser.read_log.words import kind_words, searched_words
from sessions_browser.views.request import VARY, clock_of, is_fragment

A_PAGE = 50
MOST_FOUND = 200
PAGE, FRAGMENT = "sessions_browser/read_log.html", "sessions_browser/_read_log.html"
ERRORS = "sessions_browser/_read_log_errors.html"
WHO_LOOKED = "sessions_browser/who_looked.html"
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in words. detail: names, as they are in addresses."""

    number: int
    at: Moment
    who: str
    place: str
    what: str
    account: str
    searched: str
    rows: str
    detail: str


class ReadLogContext(TypedDict):
    """Of `read_log.html`. older_url, newest_url: "" where there is no such page."""

    form: forms.Form
    lines: list[EntryLine]
    older_url: str
    newest_url: str
    has_errors: bool


class WhoLookedContext(TypedDict):
    """Of `who_looked.html`. lines: None before anybody was asked for. people: name and count."""

    form: CustomerForm
    lines: NotRequired[list[EntryLine] | None]
    people: NotRequired[list[tuple[str, int]]]
    more: NotRequired[bool]


class CustomerForm(forms.Form):
    """It is posted, so that no e-mail stands in an address."""

    customer = forms.CharField(
        label=gettext_lazy("E-mail or ID"),
        max_length=255,
        help_text=gettext_lazy("The whole e-mail, or the ID of a customer or a session."),
    )

    def clean_customer(self) -> str:
        value: str = self.cleaned_data["customer"]
        if not kind_of(value):
            raise forms.ValidationError(
                _("Type a whole e-mail address, cus_… of a customer or cs_… of a session.")
            )
        return value


def kind_of(value: str) -> str:
    """Of a value by which entries can be found, or ""."""
    kinds = {"cus_": "customer", "cs_": "session"}
    named = next((kind for prefix, kind in kinds.items() if value.startswith(prefix)), "")
    return named or ("email" if EMAIL.match(value) else "")


@require_safe
def read_log(request: HttpRequest) -> HttpResponse:
    """400: a filter cannot be applied, and nothing is shown."""
    clock = clock_of(request)
    filtered = ReadLogFilter(request.GET, Entry.objects.all(), clock.zone)
    is_valid = filtered.form.is_valid()
    before = request.GET.get("before", "")
    entries = filtered.qs if is_valid else Entry.objects.none()
    if is_numeral(before):
        entries = entries.filter(number__lt=int(before))
    found = list(entries[: A_PAGE + 1])
    shown = found[:A_PAGE]
    if is_valid:
        numbers = (str(entry.number) for entry in shown)
        names = " ".join(filtered.names())
        note(request, rows=len(shown), ids=keys.digest_of_ids(numbers), detail=names)
    context: ReadLogContext = {
        "form": filtered.form,
        "lines": [line_of(entry, clock) for entry in shown],
        "older_url": _url(request, str(shown[-1].number)) if len(found) > A_PAGE else "",
        "newest_url": _url(request) if before else "",
        "has_errors": not is_valid,
    }
    template = PAGE
    if is_fragment(request):
        template = FRAGMENT if is_valid else ERRORS
    status = HTTPStatus.OK if is_valid else HTTPStatus.BAD_REQUEST
    response = render(request, template, {**context}, status=status)
    patch_vary_headers(response, VARY)
    moves = is_fragment(request) and is_valid
    return push_url(response, _url(request, before)) if moves else response


@require_http_methods(["GET", "HEAD", "POST"])
def who_looked(request: HttpRequest) -> HttpResponse:
    """Everybody who looked for this customer, or opened what is theirs."""
    form = CustomerForm(request.POST if request.method == "POST" else None)
    context: WhoLookedContext = {"form": form}
    if request.method != "POST":
        return render(request, WHO_LOOKED, {**context})
    if not form.is_valid():
        return render(request, WHO_LOOKED, {**context}, status=HTTPStatus.BAD_REQUEST)
    value = form.cleaned_data["customer"]
    kind = kind_of(value)
    subjects = Subject.objects.filter(value__in=keys.subjects_to_find(kind, value))
    looks = Entry.objects.filter(kind__in=LOOKS, number__in=subjects.values("number"))
    found = list(looks[: MOST_FOUND + 1])
    shown, clock = found[:MOST_FOUND], clock_of(request)
    note(request, searched=kind, values=((kind, value),), rows=len(shown), detail="who looked")
    people = Counter(entry.who for entry in shown if entry.kind != ReadKind.READ_LOG)
    context["lines"] = [line_of(entry, clock) for entry in shown]
    context["people"] = people.most_common()
    context["more"] = len(found) > MOST_FOUND
    return render(request, WHO_LOOKED, {**context})


def is_numeral(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def lost_lately() -> int:
    """How many looks in a day were not recorded. Raises DatabaseError."""
    lately = timezone.now() - timedelta(days=1)
    lost = Entry.objects.filter(kind=ReadKind.LOST, at__gte=lately)
    return lost.aggregate(rows=Sum("rows"))["rows"] or 0


def line_of(entry: Entry, clock: Clock) -> EntryLine:
    return EntryLine(
        number=entry.number,
        at=clock.moment(entry.at.timestamp()),
        who=entry.who,
        place=entry.place,
        what=kind_words(entry.kind),
        account=entry.account,
        searched=searched_words(entry.searched),
        rows="" if entry.rows is None else str(entry.rows),
        detail=entry.detail,
    )


def _url(request: HttpRequest, before: str = "") -> str:
    names: Iterable[str] = ReadLogFilter.base_filters
    pairs = [(name, value) for name in names if (value := request.GET.get(name))]
    query = urlencode([*pairs, *([("before", before)] if before else [])])
    return f"{reverse('read_log')}?{query}" if query else reverse("read_log")
