"""The filters of the page that shows the record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sessions_browser.conf import get_conf
from sessions_browser.read_log.models import Entry
from sessions_browser.read_log.words import KINDS

Entries = QuerySet[Entry]
EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)


class ReadLogFilter(django_filters.FilterSet):
    """zone: in which days begin."""

    who = django_filters.CharFilter(lookup_expr="iexact", max_length=150, label=_("User name"))
    kind = django_filters.ChoiceFilter(
        choices=list(KINDS.items()), label=_("What"), empty_label=_("Everything")
    )
    account = django_filters.ChoiceFilter(
        choices=lambda: [(one.slug, one.name) for one in get_conf().accounts],
        label=_("Account"),
        empty_label=_("Any"),
    )
    place = django_filters.CharFilter(max_length=45, label=_("Address it came from"))
    first = django_filters.DateFilter(method="from_day", label=_("From day"))
    last = django_filters.DateFilter(method="to_day", label=_("To day"))

    def __init__(self, data: Any, queryset: Entries, zone: ZoneInfo) -> None:
        super().__init__(data, queryset)
        self._zone = zone

    def from_day(self, entries: Entries, _name: str, day: date) -> Entries:
        return entries.filter(at__gte=self._begin(day))

    def to_day(self, entries: Entries, _name: str, day: date) -> Entries:
        return entries.filter(at__lt=self._begin(day, days=1))

    def names(self) -> list[str]:
        """Of the filters that are in force."""
        return sorted(name for name, value in self.form.cleaned_data.items() if value)

    def _begin(self, day: date, days: int = 0) -> datetime:
        day = min(max(day, EARLIEST), LATEST) + timedelta(days)
        return datetime.combine(day, time.min, self._zone)
