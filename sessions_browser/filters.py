"""The filter form: validated words of a person, folded into Stripe's parameters. No I/O.

A filter's `field_name` and `lookup_expr` are its wire name: created + gte is `created[gte]`. The
list of parameters is closed (docs.stripe.com/api/checkout/sessions/list); a value that cannot be
applied is an error and never a wider result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.utils import ErrorDict

from sessions_browser import moments
from sessions_browser.conf import zone_names
from sessions_browser.fields import (
    EMAIL,
    LONGEST_ADDRESS,
    LONGEST_VALUE,
    SECONDS,
    CreatedField,
    CursorField,
    LimitField,
    PaymentLinkField,
    TypedField,
    refuse_invisible,
)
from sessions_browser.pagination import (
    DEFAULT_LIMIT,
    SESSION_ID_MAX_LENGTH,
    ListQuery,
    Pairs,
)

LIMITS = (10, 25, 50, 100)
STATUSES = (("open", "Open"), ("complete", "Complete"), ("expired", "Expired"))
LINE_ITEMS = "data.line_items"
# What a list may be asked to expand; all within Stripe's depth of four and wanted by a table.
EXPANDABLE = (
    LINE_ITEMS,
    "data.customer",
    "data.invoice",
    "data.payment_intent",
    "data.payment_intent.latest_charge",
    "data.payment_link",
    "data.setup_intent",
    "data.subscription",
    "data.total_details.breakdown",
)


# The two ends of a range: field -> Unix seconds of what was typed there.
BOUNDS = {"created_from": moments.start_of, "created_to": moments.end_of}


class SessionFilterForm(forms.Form):
    """Rules that hold between fields."""

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
                cleaned[name] = moments.Typed(day.day, time.fromisoformat(at))
            elif at and day and (day.offset or day.at != time.fromisoformat(at)):
                self.add_error(name, "This has another time already. Keep one of them.")

    def show_errors(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Show these in place of what validation would find; the data is not looked at again."""
        self._errors = ErrorDict()
        for name, messages in errors.items():
            # One box is for both, so what is wrong with an e-mail is said there.
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
            except ValueError as error:
                self.add_error(name, str(error))
                return
            lower, upper = (seconds, upper) if name == "created_from" else (lower, seconds)
        if more[0]:
            lower = max(lower, int(more[0]) + 1)
        if more[1]:
            upper = min(upper, int(more[1]) + 1)
        if lower >= upper:
            self.add_error("created_to", "The end is before the start.")


def _time(end: str) -> django_filters.CharFilter:
    valid = RegexValidator(
        r"\A(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\Z", "Enter a time such as 14:00."
    )
    return django_filters.CharFilter(label=f"{end}, time", validators=[valid])


def _identifier(prefix: str, label: str, what: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=label,
        max_length=LONGEST_VALUE,
        validators=[
            RegexValidator(
                rf"\A{prefix}_[A-Za-z0-9_]+\Z", f"The id of {what} begins with {prefix}_."
            )
        ],
    )


class _TypedFilter(django_filters.Filter):
    field_class = TypedField


class _CreatedFilter(django_filters.Filter):
    field_class = CreatedField


class _LimitFilter(django_filters.Filter):
    field_class = LimitField


class _PaymentLinkFilter(django_filters.Filter):
    field_class = PaymentLinkField


class _CursorFilter(django_filters.Filter):
    field_class = CursorField


class _CheckFilter(django_filters.Filter):
    field_class = forms.BooleanField


class _NoModel:
    """In place of a queryset: there is none, so `.qs`, which skips bad filters, cannot be used."""

    model = None


class SessionFilterSet(django_filters.FilterSet):
    """All parameters of `GET /v1/checkout/sessions`, under the names that our addresses use.

    data: one text a name, picked from the query string by `address.read`; `expand` is a list.
    zone: in which days begin.
    """

    who = django_filters.CharFilter(
        label="Customer or e-mail",
        max_length=LONGEST_VALUE,
        help_text="A whole e-mail, cus_… or acct_…",
        validators=[refuse_invisible],
    )
    email = django_filters.CharFilter(
        label="E-mail",
        field_name="customer_details",
        lookup_expr="email",
        max_length=LONGEST_VALUE,
        validators=[
            refuse_invisible,
            RegexValidator(EMAIL, "Enter a whole e-mail address, such as ana@example.com."),
        ],
    )
    customer = _identifier("cus", "Customer", "a customer")
    customer_account = _identifier("acct", "Customer account", "an account")
    payment_intent = _identifier("pi", "Payment", "a payment")
    payment_link = _PaymentLinkFilter(label="Payment link", max_length=LONGEST_ADDRESS)
    subscription = _identifier("sub", "Subscription", "a subscription")
    status = django_filters.ChoiceFilter(
        label="Status",
        choices=STATUSES,
        empty_label="Any",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose open, complete or expired."},
    )
    created = _CreatedFilter(
        label="Created",
        max_length=LONGEST_VALUE,
        widget=forms.Select(choices=[("", "Any time"), *moments.PRESETS.items()]),
    )
    created_from = _TypedFilter(
        label="From", field_name="created", lookup_expr="gte", max_length=40
    )
    created_from_time = _time("From")
    created_to = _TypedFilter(label="To", field_name="created", lookup_expr="lt", max_length=40)
    created_to_time = _time("To")
    created_gt = django_filters.CharFilter(
        label="Created after", field_name="created", lookup_expr="gt", validators=[SECONDS]
    )
    created_lte = django_filters.CharFilter(
        label="Created up to", field_name="created", lookup_expr="lte", validators=[SECONDS]
    )
    limit = _LimitFilter(
        label="Rows",
        max_length=LONGEST_VALUE,
        # The default has no value, so that it does not become part of the address.
        widget=forms.Select(
            choices=[("" if rows == DEFAULT_LIMIT else str(rows), str(rows)) for rows in LIMITS]
        ),
    )
    items = _CheckFilter(label="Show what was bought")
    expand = django_filters.MultipleChoiceFilter(
        label="Expand",
        choices=[(path, path) for path in EXPANDABLE],
        error_messages={"invalid_choice": "This cannot be expanded in a list: %(value)s"},
    )
    starting_after = _CursorFilter(label="Older than", max_length=SESSION_ID_MAX_LENGTH)
    ending_before = _CursorFilter(label="Newer than", max_length=SESSION_ID_MAX_LENGTH)
    tz = django_filters.CharFilter(label="Time zone", max_length=64)

    class Meta:
        form = SessionFilterForm

    data: dict[str, Any]

    def __init__(self, data: dict[str, Any], zone: ZoneInfo) -> None:
        self.zone = zone
        super().__init__(data, queryset=_NoModel)  # type: ignore[arg-type]

    @property
    def form(self) -> SessionFilterForm:
        form = super().form
        assert isinstance(form, SessionFilterForm)
        form.zone = self.zone
        return form

    def shown_form(self, errors: Mapping[str, Sequence[str]]) -> SessionFilterForm:
        """The form to show: with these errors, and with choices for values that no list offers."""
        form = self.form
        form.show_errors(errors)
        for name in ("created", "limit"):
            value, widget = self.data.get(name, ""), form.fields[name].widget
            if value and value not in dict(widget.choices):
                widget.choices = [*widget.choices, (value, value)]
        return form

    def to_query(self, today: date) -> ListQuery:
        """Call only when `is_valid()`. `today` is the viewer's date, for the presets."""
        cleaned = self.form.cleaned_data
        return ListQuery(
            filters=self._wire_filters(cleaned, today),
            expand=tuple(sorted(cleaned["expand"])),
            limit=cleaned["limit"],
            starting_after=cleaned["starting_after"] or None,
            ending_before=cleaned["ending_before"] or None,
        )

    def _wire_filters(self, cleaned: Mapping[str, Any], today: date) -> Pairs:
        pairs = []
        for name, declared in self.filters.items():
            value = cleaned[name]
            if not value or name in NOT_FILTERS:
                continue
            if value in moments.PRESETS and name == "created":
                first, last = moments.preset_days(value, today)
                start = moments.start_of(moments.Typed(first), self.zone)
                end = moments.end_of(moments.Typed(last), self.zone)
                pairs += [("created[gte]", str(start)), ("created[lt]", str(end))]
                continue
            if isinstance(value, moments.Typed):
                value = BOUNDS[name](value, self.zone)
            wire = declared.field_name or name
            if declared.lookup_expr != "exact":
                wire = f"{wire}[{declared.lookup_expr}]"
            pairs.append((wire, str(value)))
        return tuple(sorted(pairs))


# Those of the form alone have become others by then; the rest is not a filter upstream.
NOT_FILTERS = frozenset(
    (
        "who",
        "items",
        "created_from_time",
        "created_to_time",
        "limit",
        "expand",
        "starting_after",
        "ending_before",
        "tz",
    )
)
