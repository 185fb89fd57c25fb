"""The filters of the list: what a person typed, validated, as Stripe's parameters. No I/O.

A filter's `field_name` and `lookup_expr` are its wire name: created + gte is `created[gte]`. The
list of parameters is closed (docs.stripe.com/api/checkout/sessions/list); a value that cannot be
applied is an error and never a wider result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from sessions_browser.filters import dates
from sessions_browser.filters.choices import COMPLETE, EXPANDABLE, LIMITS, OUTCOMES, STATUSES
from sessions_browser.filters.columns import COMPACT
from sessions_browser.filters.form import SessionFilterForm
from sessions_browser.filters.form_fields import (
    ColumnsField,
    CreatedField,
    CursorField,
    IdField,
    LimitField,
    LocalTimeField,
    PaymentLinkField,
    check_seconds,
    refuse_invisible,
    refuse_nul,
)
from sessions_browser.filters.parameters import BOUNDS, FORM_ONLY, LAYOUT, PLACE
from sessions_browser.objects.emails import EMAIL
from sessions_browser.objects.ids import LONGEST_ADDRESS, LONGEST_VALUE, SESSION_ID_MAX_LENGTH
from sessions_browser.objects.list_query import DEFAULT_LIMIT, ListQuery, Pairs
from sessions_browser.objects.outcome_filter import OUTCOME_FILTERS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Parameters that are no filters at Stripe. When the form is valid, the values of FORM_ONLY have
# become those of other parameters.
_NOT_FILTERS = frozenset((*FORM_ONLY, *LAYOUT, *PLACE, "limit", "expand", "tz"))


def _time(label: _StrPromise) -> django_filters.CharFilter:
    valid = RegexValidator(
        r"\A(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\Z", _("Enter a time such as 14:00.")
    )
    return django_filters.CharFilter(label=label, validators=[valid])


class _IdFilter(django_filters.Filter):
    field_class = IdField


def _id(prefix: str, label: _StrPromise, message: _StrPromise) -> _IdFilter:
    return _IdFilter(label=label, max_length=LONGEST_VALUE, prefix=prefix, message=message)


class _LocalTimeFilter(django_filters.Filter):
    field_class = LocalTimeField


class _CreatedFilter(django_filters.Filter):
    field_class = CreatedField


class _LimitFilter(django_filters.Filter):
    field_class = LimitField


class _PaymentLinkFilter(django_filters.Filter):
    field_class = PaymentLinkField


class _CursorFilter(django_filters.Filter):
    field_class = CursorField


class _ColumnsFilter(django_filters.Filter):
    field_class = ColumnsField


class _CheckboxFilter(django_filters.Filter):
    field_class = forms.BooleanField


class SharedFields(dict[str, forms.Field]):
    """Of a form that reads its fields and changes none: without the copies that each form makes,
    which cost more than to validate an address."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class SessionFilterSet(django_filters.FilterSet):
    """All parameters of `GET /v1/checkout/sessions`, under the names that our addresses use.

    data: name -> text, as `list_address.parse` picks it from the query string; of `expand` a list.
    zone: the time zone in which days begin.
    """

    who = django_filters.CharFilter(
        label=_("Customer or e-mail"),
        max_length=LONGEST_VALUE,
        validators=[refuse_nul],
    )
    email = django_filters.CharFilter(
        label=_("E-mail"),
        field_name="customer_details",
        lookup_expr="email",
        max_length=LONGEST_VALUE,
        validators=[
            refuse_invisible,
            RegexValidator(EMAIL, _("Enter a whole e-mail address, such as ana@example.com.")),
        ],
    )
    customer = _id("cus", _("Customer ID"), _("The ID of a customer begins with cus_."))
    customer_account = _id(
        "acct", _("Customer account"), _("The ID of an account begins with acct_.")
    )
    payment_intent = _id("pi", _("Payment"), _("The ID of a payment begins with pi_."))
    payment_link = _PaymentLinkFilter(label=_("Payment link"), max_length=LONGEST_ADDRESS)
    subscription = _id("sub", _("Subscription"), _("The ID of a subscription begins with sub_."))
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        field_name="status",
        choices=(*OUTCOMES.items(), (COMPLETE, STATUSES[COMPLETE])),
        empty_label=_("Any"),
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Choose paid, processing, no_payment_due, open or abandoned.")
        },
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=tuple(STATUSES.items()),
        error_messages={"invalid_choice": _("Choose open, complete or expired.")},
    )
    created = _CreatedFilter(
        label=_("Created"),
        max_length=LONGEST_VALUE,
        widget=forms.Select(choices=[("", _("Any time")), *dates.PRESETS.items()]),
    )
    created_from = _LocalTimeFilter(
        label=_("From"), field_name="created", lookup_expr="gte", max_length=40
    )
    created_from_time = _time(_("From, time"))
    created_to = _LocalTimeFilter(
        label=_("To"), field_name="created", lookup_expr="lt", max_length=40
    )
    created_to_time = _time(_("To, time"))
    created_gt = django_filters.CharFilter(
        label=_("Created after"),
        field_name="created",
        lookup_expr="gt",
        validators=[check_seconds],
    )
    created_lte = django_filters.CharFilter(
        label=_("Created up to"),
        field_name="created",
        lookup_expr="lte",
        validators=[check_seconds],
    )
    limit = _LimitFilter(
        label=_("Rows"),
        max_length=LONGEST_VALUE,
        # The default has no value, so that it does not become part of the address.
        widget=forms.Select(
            choices=[("" if rows == DEFAULT_LIMIT else str(rows), str(rows)) for rows in LIMITS]
        ),
    )
    items = _CheckboxFilter(label=_("Show items"))
    expand = django_filters.MultipleChoiceFilter(
        label=_("Expand"),
        choices=[(path, path) for path in EXPANDABLE],
        error_messages={"invalid_choice": _("This cannot be expanded in a list: %(value)s")},
    )
    columns = _ColumnsFilter(label=_("Columns"), max_length=LONGEST_VALUE)
    density = django_filters.ChoiceFilter(
        label=_("Density"),
        choices=[(COMPACT, COMPACT)],
        error_messages={"invalid_choice": _("Choose compact, or leave it out.")},
    )
    today = _LocalTimeFilter(label=_("Counted from"), max_length=len("2026-11-28"))
    starting_after = _CursorFilter(label=_("Older than"), max_length=SESSION_ID_MAX_LENGTH)
    ending_before = _CursorFilter(label=_("Newer than"), max_length=SESSION_ID_MAX_LENGTH)
    tz = django_filters.CharFilter(label=_("Time zone"), max_length=64)

    class Meta:
        form = SessionFilterForm

    data: dict[str, Any]

    def __init__(self, data: dict[str, Any], zone: ZoneInfo) -> None:
        """As the base does it, but without a queryset, so that `.qs`, which skips bad filters,
        cannot be used, and without a copy of all filters, which nothing here changes."""
        self.zone = zone
        self.is_bound, self.data, self.form_prefix = True, data, None
        self.filters = self.base_filters

    @classmethod
    @cache
    def get_form_class(cls) -> type[SessionFilterForm]:
        """As the base makes it, once: here it depends on the class alone."""
        fields = {name: declared.field for name, declared in cls.base_filters.items()}
        form: Any = type("SessionForm", (SessionFilterForm,), fields)
        form.base_fields = SharedFields(form.base_fields)
        made: type[SessionFilterForm] = form
        return made

    @property
    def form(self) -> SessionFilterForm:
        form = super().form
        assert isinstance(form, SessionFilterForm)
        form.zone = self.zone
        return form

    def shown_form(self, errors: Mapping[str, Sequence[str]]) -> SessionFilterForm:
        """The form with these errors, and with a choice for values that its lists do not offer."""
        form = self.form
        form.fields = deepcopy(dict(form.fields))
        form.show_errors(errors)
        outcomes = form.fields["outcome"].widget
        if self.data.get("outcome") != COMPLETE:
            outcomes.choices = [one for one in outcomes.choices if one[0] != COMPLETE]
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
        pairs: list[tuple[str, str]] = []
        for name in self.filters:
            value = cleaned[name]
            if value and name not in _NOT_FILTERS:
                pairs += self._wire_pairs(name, value, today)
        # An outcome and the status that it has are one parameter.
        return tuple(sorted(set(pairs)))

    def _wire_pairs(self, name: str, value: Any, today: date) -> Pairs:
        """One filter in Stripe's spelling: a preset becomes the two ends of its days."""
        if name == "created" and value in dates.PRESETS:
            first, last = dates.preset_days(value, today)
            start = dates.start_of(dates.LocalTime(first), self.zone)
            end = dates.end_of(dates.LocalTime(last), self.zone)
            return ("created[gte]", str(start)), ("created[lt]", str(end))
        if name == "outcome":
            value = OUTCOME_FILTERS[value].status
        if isinstance(value, dates.LocalTime):
            value = BOUNDS[name](value, self.zone)
        declared = self.filters[name]
        wire = declared.field_name or name
        if declared.lookup_expr != "exact":
            wire = f"{wire}[{declared.lookup_expr}]"
        return ((wire, str(value)),)
