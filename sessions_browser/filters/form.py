"""The rules between the fields of the filter form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.conf import zone_names
from sessions_browser.filters import dates
from sessions_browser.filters.choices import COMPLETE, LINE_ITEMS, OUTCOMES, STATUSES
from sessions_browser.filters.parameters import BOUNDS
from sessions_browser.objects.emails import EMAIL
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS
from sessions_browser.pastes.characters import bare
from sessions_browser.pastes.emails import repaired
from sessions_browser.pastes.ids import SESSION
from sessions_browser.pastes.recognise import TORN_EMAIL, Found, all_in

# What may be typed as `who`: its parameter and what to say when another is set.
_SET_ALREADY = {
    "email": gettext_lazy("Another e-mail is set already. Keep one of them."),
    "customer": gettext_lazy("Another customer is set already. Keep one of them."),
    "customer_account": gettext_lazy("Another account is set already. Keep one of them."),
    "payment_intent": gettext_lazy("Another payment is set already. Keep one of them."),
    "payment_link": gettext_lazy("Another payment link is set already. Keep one of them."),
    "subscription": gettext_lazy("Another subscription is set already. Keep one of them."),
}
_NO_END = 1 << 62


class SessionFilterForm(forms.Form):
    """Rules that hold between fields; SessionFilterSet declares the fields."""

    zone: ZoneInfo  # set by SessionFilterSet

    def clean_tz(self) -> str:
        name: str = self.cleaned_data["tz"]
        if name and name not in zone_names():
            raise ValidationError(_("Enter a time zone by its name, such as Europe/Berlin."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._sort_out_who(cleaned)
        self._check_outcome(cleaned)
        self._join_times(cleaned)
        if cleaned.get("items") and "expand" in cleaned:
            cleaned["expand"] = sorted({*cleaned["expand"], LINE_ITEMS})
        self._check_created(cleaned)
        if cleaned.get("starting_after") and cleaned.get("ending_before"):
            self.add_error(
                "ending_before", _("Give one place in the list: starting_after or ending_before.")
            )
        return cleaned

    def _sort_out_who(self, cleaned: dict[str, Any]) -> None:
        """Put `who` in the place of the e-mail, the customer or the account that it is."""
        who = cleaned.get("who")
        if not who:
            return
        found = all_in(who)
        name, value = found[0][:2] if len(found) == 1 else ("", "")
        likely = "" if found else repaired(who)
        if not found and not likely and EMAIL.match(bare(who)):
            name, value = "email", bare(who)
        if name == SESSION:
            cleaned["session_id"] = value
        elif not name or name == TORN_EMAIL:
            self.add_error("who", _no_who(found, likely))
        elif cleaned.get(name) not in ("", None, value):
            self.add_error("who", str(_SET_ALREADY[name]))
        else:
            cleaned[name] = value

    def _check_outcome(self, cleaned: dict[str, Any]) -> None:
        """An outcome has one status, so no session has it together with another status."""
        outcome, status = cleaned.get("outcome"), cleaned.get("status")
        if not outcome:
            return
        wanted = COMPLETE if outcome == COMPLETE else OUTCOME_FILTERS[outcome].status
        if status not in ("", None, wanted):
            words = {
                "outcome": OUTCOMES.get(outcome, STATUSES[COMPLETE]),
                "wanted": STATUSES[wanted],
                "status": STATUSES[status],
            }
            self.add_error(
                "outcome",
                _(
                    "Sessions with the outcome “%(outcome)s” have the status “%(wanted)s”,"
                    " not “%(status)s”. Keep one of the two."
                )
                % words,
            )
        elif outcome == COMPLETE:
            cleaned |= {"outcome": "", "status": COMPLETE}

    def _join_times(self, cleaned: dict[str, Any]) -> None:
        """A browser's date and time inputs are two fields, and one moment."""
        for name in BOUNDS:
            day, at = cleaned.get(name), cleaned.get(f"{name}_time")
            if at and day is None and name in cleaned:
                self.add_error(name, _("Choose a day for this time."))
            elif at and day and day.at is None:
                cleaned[name] = dates.LocalTime(day.day, time.fromisoformat(at))
            elif at and day and (day.offset or day.at != time.fromisoformat(at)):
                self.add_error(name, _("This has another time already. Keep one of them."))

    def show_errors(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Show these in place of what validation would find; the data is not looked at again."""
        self._errors = ErrorDict()
        for name, messages in errors.items():
            # One field takes e-mails and ids, so that an error of an e-mail is shown there.
            shown = name if name in self.fields and name != "email" else "who"
            self._errors[shown] = self.error_class(messages)

    def _check_created(self, cleaned: dict[str, Any]) -> None:
        names = (*BOUNDS, "created_gt", "created_lte")
        if cleaned.get("created") and any(cleaned.get(name) for name in names):
            self.add_error("created", _("Choose a preset or a range of dates, not both."))
            return
        seconds: dict[str, int] = {}
        for name, bound_of in BOUNDS.items():
            if typed := cleaned.get(name):
                try:
                    seconds[name] = bound_of(typed, self.zone)
                except dates.DateError as error:
                    self.add_error(name, str(error))
                    return
        if _is_empty_range(seconds, cleaned.get("created_gt"), cleaned.get("created_lte")):
            self.add_error("created_to", _("The end is before the start."))


def _no_who(found: Sequence[Found], likely: str) -> str:
    if likely:
        words = {"address": likely}
        return _("This is not a complete e-mail address. Did you mean %(address)s?") % words
    if len(found) == 1:
        words = {"addresses": found[0].value}
        return _("This e-mail may be cut in two. Enter the right one of %(addresses)s.") % words
    if found:
        return _(
            "This names several things. Enter one of them, or paste all into the box at the top."
        )
    return _(
        "Enter a complete e-mail address, or an ID that begins with cus_ or acct_."
        " Stripe cannot search by name."
    )


def _is_empty_range(seconds: Mapping[str, int], after: str | None, up_to: str | None) -> bool:
    """`seconds`: name of a bound -> Unix seconds; the others are Unix seconds as text."""
    lower = max(seconds.get("created_from", -1), int(after) + 1 if after else -1)
    upper = min(seconds.get("created_to", _NO_END), int(up_to) + 1 if up_to else _NO_END)
    return lower >= upper
