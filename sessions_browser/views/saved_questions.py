"""What a saved view asks for: a list, or a scan by what is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.http import QueryDict
from django.utils.translation import gettext as _

from sessions_browser.filters import dates, list_address
from sessions_browser.filters.list_address import ListAddress
from sessions_browser.objects.list_query import Pairs
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.views import scan_words
from sessions_browser.views.export_asked import OF, OF_SCAN, facts_query
from sessions_browser.views.filter_form import Correction
from sessions_browser.views.list_words import question
from sessions_browser.views.scan_answer import OLDEST, ORDER
from sessions_browser.views.scan_form import DAYS, ScanAsked, ScanForm, parse
from sessions_browser.views.view_faults import faults_of, gone_link_words, without_faults

# As the form of an export names a scan.
_OF_SCAN = f"{OF}={OF_SCAN}"


_KNOWN = {*ScanForm.base_fields, ORDER}


class SavedQuestion(Protocol):
    """What a page does not show is not worked out: each list shows tabs of many."""

    @property
    def faults(self) -> tuple[Correction, ...]:
        """What no longer holds, or cannot be applied."""

    @property
    def is_valid(self) -> bool:
        """Whether all of it can be applied."""

    @property
    def refusal(self) -> str:
        """Why it is not to be saved all the same, or ""."""

    @property
    def query(self) -> str:
        """The best spelling, as it is kept."""

    @property
    def url(self) -> str:
        """Of its first page, whatever its faults."""

    @property
    def fixed_url(self) -> str:
        """With today's days in place of a preset; "" where something is at fault."""

    @property
    def rest_url(self) -> str:
        """Without what no longer holds."""

    @property
    def words(self) -> str:
        """Its filters."""


def is_scan(query: str) -> bool:
    return query == _OF_SCAN or query.startswith(f"{_OF_SCAN}&")


def saved_question(
    query: str, links: PaymentLinks, urls: AccountUrls, zone: str, now: float
) -> SavedQuestion:
    """zone: the viewer's own."""
    if is_scan(query):
        given = QueryDict(query[len(_OF_SCAN) + 1 :])
        asked = parse(given, zone, now, 0, links, hides_people=False)
        return _ScanQuestion(given, asked, links, urls, now, _faults_of_scan(given, asked, links))
    address = list_address.parse(query, zone, now)
    return _ListQuestion(address, links, urls, faults_of(address, links))


@dataclass(frozen=True, slots=True)
class _ListQuestion:
    _address: ListAddress
    _links: PaymentLinks
    _urls: AccountUrls
    faults: tuple[Correction, ...]

    @property
    def is_valid(self) -> bool:
        return not self._address.errors

    @property
    def refusal(self) -> str:
        if self.is_valid and self._address.query is None:
            return _("Open the list with these filters first, then save it.")
        if self.is_valid and self._address.data["email"]:
            return _("A view keeps no e-mail address. Take that filter away, then save the view.")
        return ""

    @property
    def query(self) -> str:
        return self._address.first_page() if self.is_valid else ""

    @property
    def url(self) -> str:
        return self._urls.list(self.query)

    @property
    def fixed_url(self) -> str:
        address = self._address
        return "" if self.faults else self._urls.list(address.dated() or address.shared())

    @property
    def rest_url(self) -> str:
        return self._urls.list(without_faults(self._address, self._links))

    @property
    def words(self) -> str:
        return question(self._address.chips, self._links)


@dataclass(frozen=True, slots=True)
class _ScanQuestion:
    _given: QueryDict
    _asked: ScanAsked
    _links: PaymentLinks
    _urls: AccountUrls
    _now: float
    faults: tuple[Correction, ...]
    refusal: str = ""

    @property
    def is_valid(self) -> bool:
        return not self._asked.is_refused

    @property
    def query(self) -> str:
        return facts_query(self._pairs) if self.is_valid else ""

    @property
    def url(self) -> str:
        return self._urls.scan(self._pairs)

    @property
    def fixed_url(self) -> str:
        if self.faults:
            return ""
        return self._urls.scan(_dated(self._pairs, self._asked, self._now))

    @property
    def rest_url(self) -> str:
        bad = {name for name in self._given if name in self._asked.form.errors}
        bad |= set(self._given) - _KNOWN
        bad |= {"payment_link"} if _gone(self._asked, self._links) else set()
        given = ((name, text) for name, texts in self._given.lists() for text in texts)
        return self._urls.scan(tuple(pair for pair in given if pair[0] not in bad))

    @property
    def words(self) -> str:
        conditions = scan_words.conditions_of(self._asked.wanted, self._links)
        sorting = [_("Oldest first")] if self._order else []
        return "; ".join((_("Scan"), *_days_words(self._asked), *conditions, *sorting))

    @property
    def _order(self) -> Pairs:
        return ((ORDER, OLDEST),) if self._given.get(ORDER) == OLDEST else ()

    @property
    def _pairs(self) -> Pairs:
        return (*self._asked.pairs, *self._order)


def _faults_of_scan(
    given: QueryDict, asked: ScanAsked, links: PaymentLinks
) -> tuple[Correction, ...]:
    wrong = [
        Correction(str(asked.form.fields[name].label), " ".join(map(str, words)), "")
        for name, words in asked.form.errors.items()
        if name in asked.form.fields
    ]
    unknown = [
        Correction(name, _("This page no longer knows this filter."), "")
        for name in given
        if name not in _KNOWN
    ]
    gone = [Correction(_("Payment link"), words, "") for words in _gone(asked, links)]
    return (*wrong, *unknown, *gone)


def _gone(asked: ScanAsked, links: PaymentLinks) -> list[str]:
    wanted = sorted(filter(None, asked.wanted.links))
    return [words for one in wanted if (words := gone_link_words(one, links))]


def _days_words(asked: ScanAsked) -> list[str]:
    values = dict(asked.pairs)
    if preset := values.get("created"):
        return [str(dict(DAYS)[preset])]
    bounds = [values.get(name, "") for name in ("created_from", "created_to")]
    return [" – ".join(bounds)] if any(bounds) else []


def _dated(pairs: Pairs, asked: ScanAsked, now: float) -> Pairs:
    """With the days that a preset has today; as it is without one."""
    zone, preset = asked.range.zone, dict(pairs).get("created")
    if preset not in dates.PRESETS:
        return pairs
    first, last = dates.preset_days(preset, datetime.fromtimestamp(now, zone).date())
    days = (("created_from", str(first)), ("created_to", str(last)), ("tz", zone.key))
    return (*(pair for pair in pairs if pair[0] not in ("created", "tz")), *days)
