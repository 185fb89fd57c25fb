"""The columns of a list to choose: which, in which order and width, and how close its rows are."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypedDict

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sessions_browser.conf import Account
from sessions_browser.filters import list_address
from sessions_browser.filters.columns import (
    ALWAYS,
    COMPACT,
    OTHERS,
    USUAL,
    WIDTHS,
    ShownColumn,
    spelled,
)
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.views.chosen_columns import column_labels
from sessions_browser.views.request import query_string, zone_name

WIDTH_WORDS = dict(
    zip(
        WIDTHS,
        (gettext_lazy("As usual"), gettext_lazy("Narrow"), gettext_lazy("Wide")),
        strict=True,
    )
)
ALL = (*USUAL, *OTHERS)


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """The fields of one column. is_always: it cannot be left out."""

    label: str
    is_always: bool
    shown: forms.BoundField
    place: forms.BoundField
    width: forms.BoundField


class ColumnsForm(forms.Form):
    """Three fields for each column there is, and one for the rows."""

    density = forms.ChoiceField(
        label=gettext_lazy("Rows"),
        required=False,
        choices=[("", gettext_lazy("Comfortable")), (COMPACT, gettext_lazy("Compact"))],
    )

    def __init__(self, data: QueryDict | None, address: ListAddress) -> None:
        super().__init__(data, initial=_initial(address))
        places = [(str(place), str(place)) for place in range(1, len(ALL) + 1)]
        for name, label in _labels().items():
            words = {"column": label}
            self.fields |= {
                f"show_{name}": forms.BooleanField(label=label, required=False),
                f"place_{name}": forms.ChoiceField(
                    label=_("Place of %(column)s") % words, choices=places
                ),
                f"width_{name}": forms.ChoiceField(
                    label=_("Width of %(column)s") % words,
                    choices=list(WIDTH_WORDS.items()),
                    required=False,
                ),
            }

    @property
    def lines(self) -> list[ColumnLine]:
        """In the order in which they stand in the list, those that are not shown last."""
        ordered = sorted(ALL, key=lambda name: int(self.initial[f"place_{name}"]))
        return [
            ColumnLine(
                label=str(self.fields[f"show_{name}"].label),
                is_always=name == ALWAYS,
                shown=self[f"show_{name}"],
                place=self[f"place_{name}"],
                width=self[f"width_{name}"],
            )
            for name in ordered
        ]

    def chosen(self) -> list[ShownColumn]:
        """Call only when it is valid. Of two in one place the one that stood first is first."""
        said = self.cleaned_data
        shown = [line.shown.name.removeprefix("show_") for line in self.lines]
        shown = [name for name in shown if said[f"show_{name}"] or name == ALWAYS]
        shown.sort(key=lambda name: int(said[f"place_{name}"]))
        return [ShownColumn(name, said[f"width_{name}"]) for name in shown]


class ColumnsContext(TypedDict):
    """Of `columns.html`. usual_url: the list with the usual columns."""

    form: ColumnsForm
    here: str
    back_url: str
    usual_url: str


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, account: Account) -> HttpResponse:
    """Its own query string is the one of the list, to which a choice leads back."""
    address = list_address.parse(query_string(request), zone_name(request), time.time())
    urls = urls_of(account)
    if address.errors or address.query is None:
        # The list says what is wrong with it.
        return redirect(urls.list(query_string(request)))
    form = ColumnsForm(request.POST if request.method == "POST" else None, address)
    if form.is_valid():
        layout = {"columns": spelled(form.chosen()), "density": form.cleaned_data["density"]}
        return redirect(urls.list(address.with_values(layout)))
    query = address.first_page()
    context: ColumnsContext = {
        "form": form,
        "here": urls.columns(query),
        "back_url": urls.list(query),
        "usual_url": urls.list(address.with_values({"columns": "", "density": ""})),
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "sessions_browser/columns.html", {**context}, status=status)


def _labels() -> dict[str, str]:
    labels = column_labels()
    return {name: labels[name] for name in ALL}


def _initial(address: ListAddress) -> dict[str, Any]:
    chosen = address.columns
    shown = [one.name for one in chosen]
    ordered = [*shown, *(name for name in ALL if name not in shown)]
    return {
        "density": address.data["density"],
        **{f"show_{name}": name in shown for name in ALL},
        **{f"place_{name}": str(place) for place, name in enumerate(ordered, 1)},
        **{f"width_{one.name}": one.width for one in chosen},
    }
