"""What people choose of a file: its format, columns and their order, zone and bound."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.conf import zone_names
from sessions_browser.exports.columns import COLUMNS, DEFAULT, Needs, find
from sessions_browser.exports.recipe import FileFormat

FORMATS = (
    (FileFormat.XLSX, gettext_lazy("Excel (XLSX): for people, each cell with its type")),
    (FileFormat.CSV, gettext_lazy("CSV for spreadsheets: a text like =1+1 is kept from running")),
    (FileFormat.CSV_EXACT, gettext_lazy("CSV for programs: each text exactly as Stripe has it")),
    (FileFormat.JSONL, gettext_lazy("JSON lines: for programs, with types")),
)
NO_ITEMS, ONE_CELL, EACH = "", "cell", "rows"
ITEMS = (
    (NO_ITEMS, gettext_lazy("Leave out")),
    (ONE_CELL, gettext_lazy("In one cell")),
    (EACH, gettext_lazy("A row for each, which makes more rows than said above")),
)
OF_ITEMS = tuple(one for one in COLUMNS.values() if one.needs is Needs.ITEM)
# What the line items add is chosen by its own field.
CHOICES = tuple(
    (one.code, one.heading) for one in COLUMNS.values() if one.needs in (Needs.ROW, Needs.SESSION)
)
SEPARATORS = re.compile(r"[\s,;]+")
LONGEST_KEY, LONGEST_ORDER = 200, 2000


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=FORMATS,
        widget=forms.RadioSelect,
        initial=FileFormat.XLSX,
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        initial=DEFAULT,
        required=False,
    )
    metadata_key = forms.CharField(
        label=gettext_lazy("A metadata key"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=gettext_lazy("Such as order_id: its value gets a column."),
    )
    custom_field = forms.CharField(
        label=gettext_lazy("A custom field"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=gettext_lazy("By its key: the customer's answer gets a column."),
    )
    items = forms.ChoiceField(
        label=gettext_lazy("Line items"), choices=ITEMS, widget=forms.RadioSelect, required=False
    )
    order = forms.CharField(
        label=gettext_lazy("First columns"),
        required=False,
        max_length=LONGEST_ORDER,
        help_text=gettext_lazy(
            "Names of columns in the order in which they come first, such as: created amount"
            " currency. The others follow as above."
        ),
    )
    zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64)
    most_rows = forms.IntegerField(label=gettext_lazy("At most so many rows"), min_value=1)

    def __init__(self, data: Any, *, most: int, zone: str) -> None:
        super().__init__(data, initial={"zone": zone, "most_rows": most})
        self.fields["most_rows"].validators.append(MaxValueValidator(most))

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone not in zone_names():
            raise forms.ValidationError(_("No such time zone. Write it like Europe/Berlin."))
        return zone

    def clean_metadata_key(self) -> str:
        return self._one_of("metadata", self.cleaned_data["metadata_key"])

    def clean_custom_field(self) -> str:
        return self._one_of("custom_fields", self.cleaned_data["custom_field"])

    def clean_order(self) -> tuple[str, ...]:
        codes = tuple(filter(None, SEPARATORS.split(self.cleaned_data["order"])))
        for code in codes:
            if find(code) is None:
                words = _("There is no column %(name)s.")
                raise forms.ValidationError(words % {"name": code})
        return codes

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.chosen():
            self.add_error("columns", _("Choose one column at least."))
        return cleaned

    def chosen(self) -> tuple[str, ...]:
        """The codes of the columns, in the order of the file."""
        cleaned = self.cleaned_data
        picked = [*cleaned["columns"], cleaned["metadata_key"], cleaned["custom_field"]]
        if cleaned["items"] == ONE_CELL:
            picked.append("items")
        elif cleaned["items"] == EACH:
            picked += [column.code for column in OF_ITEMS]
        return tuple(dict.fromkeys(filter(None, (*cleaned["order"], *picked))))

    def _one_of(self, kind: str, key: str) -> str:
        """The code of the column of one key, or ""."""
        code = f"{kind}[{key}]" if key else ""
        if code and find(code) is None:
            raise forms.ValidationError(_("A key has no square brackets."))
        return code
