"""The rules between the fields of the filter form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from sessions_browser.conf import zone_names
from sessions_browser.filters import dates
from sessions_browser.filters.choices import LINE_ITEMS
from sessions_browser.filters.parameters import BOUNDS
from sessions_browser.objects.emails import EMAIL


class SessionFilterForm(forms.Form):
    """Rules that hold between fields; SessionFilterSet declares the fields."""

    zone: ZoneInfo  # set by SessionFilterSet

    def clean_tz(self) -> str:
        name: str = self.cleaned_data["tz"]
        if name and name not in zone_names():
            raise ValidationError("Enter a time zone by its name, such as Europe/Berlin.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._sort_out_who(cleaned)
        self._join_times(cleaned)
        if cleaned.get("items") and "expand" in cleaned:
            cleaned["expand"] = sorted({*cleaned["expand"], LINE_ITEMS})
        self._check_created(cleaned)
        if cleaned.get("starting_after") and cleaned.get("ending_before"):
            self.add_error(
                "ending_before", "Give one place in the list: starting_after or ending_before."
            )
        return cleaned

    def _sort_out_who(self, cleaned: dict[str, Any]) -> None:
        who = cleaned.get("who")
        if not who:
            return
        if EMAIL.match(who):
            name, label = "email", "e-mail"
        elif re.fullmatch(r"cus_[A-Za-z0-9_]+", who):
            name, label = "customer", "customer"
        elif re.fullmatch(r"acct_[A-Za-z0-9_]+", who):
            name, label = "customer_account", "account"
        else:
            self.add_error(
                "who", "Enter a whole e-mail address, or an id that begins with cus_ or acct_."
            )
            return
        if cleaned.get(name) not in ("", None, who):
            self.add_error("who", f"Another {label} is set already. Keep one of them.")
            return
        cleaned[name] = who

    def _join_times(self, cleaned: dict[str, Any]) -> None:
        """A browser's date and time inputs are two fields, and one moment."""
        for name in BOUNDS:
            day, at = cleaned.get(name), cleaned.get(f"{name}_time")
            if at and day is None and name in cleaned:
                self.add_error(name, "Choose a day for this time.")
            elif at and day and day.at is None:
                cleaned[name] = dates.LocalTime(day.day, time.fromisoformat(at))
            elif at and day and (day.offset or day.at != time.fromisoformat(at)):
                self.add_error(name, "This has another time already. Keep one of them.")

    def show_errors(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Show these in place of what validation would find; the data is not looked at again."""
        self._errors = ErrorDict()
        for name, messages in errors.items():
            # One field takes e-mails and ids, so that an error of an e-mail is shown there.
            shown = name if name in self.fields and name != "email" else "who"
            self._errors[shown] = self.error_class(messages)

    def _check_created(self, cleaned: dict[str, Any]) -> None:
        bounds = [cleaned.get(name) for name in BOUNDS]
        more = [cleaned.get(name) for name in ("created_gt", "created_lte")]
        if cleaned.get("created") and (any(bounds) or any(more)):
            self.add_error("created", "Choose a preset or a range of dates, not both.")
            return
        lower, upper = -1, 1 << 62
        for name, of in BOUNDS.items():
            if (typed := cleaned.get(name)) is None:
                continue
            try:
                seconds = of(typed, self.zone)
            except dates.DateError as error:
                self.add_error(name, str(error))
                return
            lower, upper = (seconds, upper) if name == "created_from" else (lower, seconds)
        if more[0]:
            lower = max(lower, int(more[0]) + 1)
        if more[1]:
            upper = min(upper, int(more[1]) + 1)
        if lower >= upper:
            self.add_error("created_to", "The end is before the start.")
