"""The filter form: validated words of a person, folded into Stripe's parameters. No I/O.

A filter's `field_name` and `lookup_expr` are its wire name: created + gte is `created[gte]`. The
list of parameters is closed (docs.stripe.com/api/checkout/sessions/list); a value that cannot be
applied is an error and never a wider result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.core.validators import RegexValidator

from sessions_browser.filters import dates
from sessions_browser.filters.form import BOUNDS, LIMITS, LINE_ITEMS, SessionFilterForm
from sessions_browser.filters.form_fields import (
    SECONDS,
    CreatedField,
    CursorField,
    LimitField,
    PaymentLinkField,
    TypedField,
    refuse_invisible,
)
from sessions_browser.objects.ids import (
    EMAIL,
    LONGEST_ADDRESS,
    LONGEST_VALUE,
    SESSION_ID_MAX_LENGTH,
)
from sessions_browser.objects.list_query import DEFAULT_LIMIT, ListQuery, Pairs

STATUSES = (("open", "Open"), ("complete", "Complete"), ("expired", "Expired"))
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
        widget=forms.Select(choices=[("", "Any time"), *dates.PRESETS.items()]),
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
            if value in dates.PRESETS and name == "created":
                first, last = dates.preset_days(value, today)
                start = dates.start_of(dates.LocalTime(first), self.zone)
                end = dates.end_of(dates.LocalTime(last), self.zone)
                pairs += [("created[gte]", str(start)), ("created[lt]", str(end))]
                continue
            if isinstance(value, dates.LocalTime):
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
