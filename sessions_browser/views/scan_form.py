"""The form of a scan: what it asks for, as its address and as a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.facts.cells import Became, Mode, Origin
from sessions_browser.facts.session_fact import Given
from sessions_browser.filters import dates
from sessions_browser.filters.filterset import SessionFilterSet
from sessions_browser.filters.form_fields import refuse_nul
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview import address as overview_address
from sessions_browser.overview.address import BOUNDS, UNKNOWN, USUAL_PRESET, OverviewAddress
from sessions_browser.overview.groups import ORIGINS
from sessions_browser.overview.headline import COUNTS, OTHER
from sessions_browser.overview.scope import NONE, only_of
from sessions_browser.presentation.link_words import no_one_link_words
from sessions_browser.presentation.rows import MODES
from sessions_browser.scans.texts import SHOWN_MASKED, ScanTexts
from sessions_browser.scans.wanted import Wanted

RANGE = ("created", *BOUNDS, *(f"{name}_time" for name in BOUNDS[::2]), "tz")
TEXTS = ("name", "email", "reference", "metadata", "product", "answer")
LONGEST_TEXT, MOST_VALUES = 200, 20
BECAME = {
    next(iter(one.outcomes)): one.label
    for one in (*COUNTS, OTHER)
    if one.outcomes and len(one.outcomes) == 1
}
GIVEN = {
    Given.EMAIL: gettext_lazy("E-mail"),
    Given.PHONE: gettext_lazy("Phone number"),
    Given.CUSTOMER: gettext_lazy("Customer"),
}
YES_NO = [("", gettext_lazy("Any")), ("1", gettext_lazy("Known")), ("0", gettext_lazy("Not known"))]
EVERYTHING = "all"
DAYS = [
    ("", gettext_lazy("Own range")),
    *dates.PRESETS.items(),
    (EVERYTHING, gettext_lazy("All remembered")),
]
ALL_BUT = gettext_lazy("All but these")


def _of_the_list(name: str) -> forms.Field:
    return SessionFilterSet.base_filters[name].field


def _choices(words: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    return [(one.name.lower(), label) for one, label in words.items()]


def _text(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=hint,
        validators=[refuse_nul],
    )


def _several(label: Any, words: Mapping[Any, Any]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=_choices(words))


def _all_but() -> forms.BooleanField:
    return forms.BooleanField(label=ALL_BUT, required=False)


class UnitsField(forms.CharField):
    """An amount in units of whatever currency, as a Decimal; None when empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = Decimal(text.replace(",", "."))
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or not 0 <= amount < 10**9:
            raise ValidationError(_("Enter an amount such as 49.00."))
        return amount


class ScanForm(forms.Form):
    """What facts tell, then text, which has to be read."""

    created = forms.ChoiceField(label=gettext_lazy("Created"), required=False, choices=DAYS)
    created_from = _of_the_list("created_from")
    created_from_time = _of_the_list("created_from_time")
    created_to = _of_the_list("created_to")
    created_to_time = _of_the_list("created_to_time")
    tz = _of_the_list("tz")
    outcome = _several(gettext_lazy("Outcome"), BECAME)
    outcome_not = _all_but()
    mode = _several(
        gettext_lazy("Mode"), {one: MODES[one.name.lower()] for one in Mode if one != Mode.OTHER}
    )
    mode_not = _all_but()
    origin = _several(gettext_lazy("Origin"), ORIGINS)
    origin_not = _all_but()
    currency = _text(gettext_lazy("Currency"), gettext_lazy("Several with commas between."))
    currency_not = _all_but()
    payment_link = _text(gettext_lazy("Payment link"), gettext_lazy("Several with commas between."))
    payment_link_not = _all_but()
    least = UnitsField(label=gettext_lazy("Amount from"), required=False, max_length=20)
    most = UnitsField(label=gettext_lazy("Amount to"), required=False, max_length=20)
    has_email = forms.ChoiceField(label=GIVEN[Given.EMAIL], required=False, choices=YES_NO)
    has_phone = forms.ChoiceField(label=GIVEN[Given.PHONE], required=False, choices=YES_NO)
    has_customer = forms.ChoiceField(label=GIVEN[Given.CUSTOMER], required=False, choices=YES_NO)
    name = _text(gettext_lazy("Name"))
    email = _text(gettext_lazy("Part of the e-mail"), gettext_lazy("Or its domain."))
    reference = _text(gettext_lazy("Your reference"), "client_reference_id")
    metadata = _text(gettext_lazy("Metadata"), gettext_lazy("A text, or key=text."))
    product = _text(
        gettext_lazy("Product or line item"), gettext_lazy("Of an order the first ten lines.")
    )
    answer = _text(gettext_lazy("Answer to a question"))

    def __init__(self, data: Any = None, *, hides_people: bool = False) -> None:
        super().__init__(data)
        if hides_people:
            for name in TEXTS:
                if name not in SHOWN_MASKED:
                    del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        least, most = values.get("least"), values.get("most")
        if least is not None and most is not None and least > most:
            self.add_error("most", _("The amount to is below the amount from."))
        return values

    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in TEXTS if name in self.fields]

    def show_error(self, name: str, message: str) -> None:
        self.add_error(name if name in self.fields else None, message)


@dataclass(frozen=True, slots=True, eq=False)
class ScanAsked:
    """What was asked for. range: begin, end and zone.

    pairs: the parameters in force, for an address; texts never stand in one.
    """

    form: ScanForm
    range: OverviewAddress
    wanted: Wanted = field(default_factory=Wanted)
    texts: ScanTexts = field(default_factory=ScanTexts)
    pairs: Pairs = ()

    @property
    def is_refused(self) -> bool:
        return bool(self.form.errors)


def parse(
    query: QueryDict,
    viewer_zone: str,
    now: float,
    oldest: int,
    links: PaymentLinks,
    *,
    hides_people: bool,
) -> ScanAsked:
    """oldest: the Unix second before which nothing is kept."""
    days = {name: text for name in RANGE if (text := query.get(name, "").strip())}
    data = query.copy()
    if days.keys() - {"tz", "created"}:
        # The form has a preset chosen from the start: days that were typed are meant.
        days.pop("created", None)
        data["created"] = ""
    elif not days.get("created"):
        data["created"] = days["created"] = USUAL_PRESET
    form = ScanForm(data, hides_people=hides_people)
    form.full_clean()
    found = range_of(days, viewer_zone, now, oldest, links)
    if hides_people and any(
        query.get(name, "").strip() for name in TEXTS if name not in form.fields
    ):
        # Left out without a word, it would seem that all that is found matches.
        form.show_error("", _("Your role sees this masked, so it cannot look for it."))
    for name, messages in found.errors.items():
        if name not in form.errors:
            form.show_error(name, " ".join(messages))
    values = form.cleaned_data
    links_wanted = _links(form, values.get("payment_link", ""), links)
    wanted = Wanted(
        outcomes=_members(Became, values.get("outcome", ())),
        modes=_members(Mode, values.get("mode", ())),
        origins=_members(Origin, values.get("origin", ())),
        currencies=_currencies(form, values.get("currency", "")),
        links=links_wanted,
        without=frozenset(name for name, flag in _NOT.items() if values.get(flag)),
        least=values.get("least"),
        most=values.get("most"),
        has=_given(values, "1"),
        lacks=_given(values, "0"),
    )
    texts = ScanTexts(**{name: values.get(name, "") for name in TEXTS})
    return ScanAsked(form, found, wanted, texts, _pairs(query, days, found, links_wanted))


def range_of(
    days: dict[str, str], viewer_zone: str, now: float, oldest: int, links: PaymentLinks
) -> OverviewAddress:
    asked = QueryDict(mutable=True)
    asked.update(days)
    if days.get("created") == EVERYTHING:
        asked["created"], asked["created_from"] = "", "1970-01-01"
    return overview_address.parse(asked, viewer_zone, now, oldest, links)


_NOT = {
    "outcomes": "outcome_not",
    "modes": "mode_not",
    "origins": "origin_not",
    "currencies": "currency_not",
    "links": "payment_link_not",
}
_HAS = {"has_email": Given.EMAIL, "has_phone": Given.PHONE, "has_customer": Given.CUSTOMER}


def _members(kind: Any, names: Any) -> frozenset[Any]:
    return frozenset(kind[name.upper()] for name in names)


def _given(values: Mapping[str, Any], wanted: str) -> Given:
    found = Given.NOTHING
    for name, one in _HAS.items():
        if values.get(name) == wanted:
            found |= one
    return found


def _parted(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))[:MOST_VALUES]


def _currencies(form: ScanForm, text: str) -> frozenset[str]:
    found = set()
    for one in _parted(text):
        only = only_of({"currency": one.lower()})
        if only is None or only.currency is None:
            form.show_error("currency", str(UNKNOWN))
        else:
            found.add(only.currency)
    return frozenset(found)


def _links(form: ScanForm, text: str, links: PaymentLinks) -> frozenset[str]:
    """Each by its id, its name or its address, as the list takes them."""
    found, field_of_the_list = set(), _of_the_list("payment_link")
    for one in _parted(text):
        try:
            given = "" if one == NONE else field_of_the_list.clean(one)
        except ValidationError as error:
            form.show_error("payment_link", " ".join(error.messages))
            continue
        if not given or given.startswith("plink_"):
            found.add(given)
            continue
        meant = links.meant(given)
        if len(meant) != 1:
            form.show_error("payment_link", no_one_link_words(links, meant))
        found.update(link.id for link in meant[:1])
    return frozenset(found)


def _pairs(
    query: QueryDict, days: dict[str, str], found: OverviewAddress, wanted: frozenset[str]
) -> Pairs:
    """Of what has a value; of links their ids, which stay when a name is changed."""
    is_all = days.get("created") == EVERYTHING
    pairs = [pair for pair in found.pairs if pair[0] in (("tz",) if is_all else RANGE)]
    if is_all:
        pairs.append(("created", EVERYTHING))
    for name in ScanForm.base_fields:
        if name not in (*RANGE, *TEXTS, "payment_link"):
            pairs += [(name, value) for value in query.getlist(name) if value.strip()]
    if wanted:
        pairs.append(("payment_link", ",".join(sorted(one or NONE for one in wanted))))
    return tuple(pairs)
