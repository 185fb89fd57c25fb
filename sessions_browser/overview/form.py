"""The form of an overview: the fields that the list has too, and its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.facts.cells import Mode, Origin
from sessions_browser.filters import dates
from sessions_browser.filters.filterset import SessionFilterSet
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview.address import COMPARED, OverviewAddress
from sessions_browser.overview.groups import ORIGINS, mode_words, origin_words
from sessions_browser.presentation.link_prices import spoken
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.rows import MODES

ANY = gettext_lazy("Any")


def _of_the_list(name: str) -> forms.Field:
    return SessionFilterSet.base_filters[name].field


class OverviewForm(forms.Form):
    """Some fields of the list, what only an overview can filter by, the range to compare with."""

    created_from = _of_the_list("created_from")
    created_from_time = _of_the_list("created_from_time")
    created_to = _of_the_list("created_to")
    created_to_time = _of_the_list("created_to_time")
    payment_link = _of_the_list("payment_link")
    tz = _of_the_list("tz")
    compare_from = forms.CharField(label=gettext_lazy("Compare from"), required=False)
    compare_from_time = forms.CharField(label=gettext_lazy("From, time"), required=False)
    compare_to = forms.CharField(label=gettext_lazy("Compare to"), required=False)
    compare_to_time = forms.CharField(label=gettext_lazy("To, time"), required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=4)
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"), required=False, choices=[("", ANY), *MODES.items()]
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Origin"),
        required=False,
        choices=[("", ANY), *((origin.name.lower(), word) for origin, word in ORIGINS.items())],
    )

    def show_errors(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Show these in place of what validation would find."""
        self._errors = ErrorDict()
        for name, messages in errors.items():
            if name in self.fields:
                self._errors[name] = self.error_class(messages)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes one thing. is_chosen: it leads to what is shown."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class InForce:
    """A filter that is in force, in words, and the page without it."""

    label: str
    value: str
    remove_url: str


def typed_values(address: OverviewAddress, links: PaymentLinks) -> dict[str, Any]:
    """Name of a field -> what stands in it."""
    values = dict(address.data)
    if link := values.get("payment_link"):
        values["payment_link"] = spoken(link, links)
    return values


def label_of(name: str) -> str:
    """Of a parameter, which may have no field here."""
    if name in OverviewForm.base_fields:
        return str(OverviewForm.base_fields[name].label)
    known = SessionFilterSet.base_filters.get(name)
    return str(known.label) if known else name


def presets(address: OverviewAddress, urls: AccountUrls) -> list[Choice]:
    return [
        Choice(
            str(label),
            urls.overview(address.other_days(created=name)),
            address.preset == name and not address.errors,
        )
        for name, label in dates.PRESETS.items()
    ]


def ways_of_counting(address: OverviewAddress, urls: AccountUrls) -> list[Choice]:
    once = address.only.once
    return [
        Choice(_("Each try counts"), urls.overview(address.query(once="")), not once),
        Choice(_("A person's tries count once"), urls.overview(address.query(once="1")), once),
    ]


def in_force(
    address: OverviewAddress, links: PaymentLinks, urls: AccountUrls, compared: str
) -> list[InForce]:
    only, found = address.only, list[tuple[str, str, tuple[str, ...]]]()
    if only.link:
        found.append((_("Payment link"), links.words_for(only.link), ("payment_link",)))
    if only.origin is not None:
        found.append((_("Origin"), origin_words(Origin(only.origin)), ("origin",)))
    if only.mode is not None:
        found.append((_("Mode"), mode_words(Mode(only.mode)), ("mode",)))
    if only.currency is not None:
        found.append((_("Currency"), only.currency.upper() or _("none"), ("currency",)))
    if address.compared:
        found.append((_("Compared with"), compared, COMPARED))
    return [
        InForce(label, value, urls.overview(address.query(**dict.fromkeys(names, ""))))
        for label, value, names in found
    ]
