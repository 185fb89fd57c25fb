"""The overview of managers: figures, bars and tables of all sessions, from facts and without a
call."""

from __future__ import annotations

import logging
import time
from http import HTTPStatus
from typing import NamedTuple, TypedDict

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions_browser.conf import Account, get_conf
from sessions_browser.facts import queries
from sessions_browser.facts.coverage import Covered
from sessions_browser.facts.slots import QUARTER
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.overview import address as overview_address
from sessions_browser.overview.address import OverviewAddress
from sessions_browser.overview.filling import readings
from sessions_browser.overview.form import (
    Choice,
    InForce,
    in_force,
    label_of,
    presets,
    ways_of_counting,
)
from sessions_browser.overview.groups import sort_links
from sessions_browser.overview.jumps import Reading
from sessions_browser.overview.page import Overview, overview_of
from sessions_browser.overview.reading import (
    UNREADABLE,
    KnownPart,
    behind_words,
    known_part,
    open_words,
    reading_words,
)
from sessions_browser.presentation.page_urls import AccountUrls, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.services import account_data, fact_store
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.filling import filling_context
from sessions_browser.views.overview_fields import fields_html
from sessions_browser.views.overview_frame import PAGE, Middle, OverviewContext, framed_page
from sessions_browser.views.overview_html import (
    ChartParts,
    GroupPart,
    chart_parts,
    figure_list,
    group_part,
    money_rows,
    week_lines,
)
from sessions_browser.views.packed import Packed, pack
from sessions_browser.views.request import zone_name

MOST_BYTES = 2 * 1024 * 1024
logger = logging.getLogger(__name__)


class Parts(NamedTuple):
    """What is kept of a page. of: the range in words."""

    of: str
    open_now: int
    form: Packed
    figures: Packed


class PartsKey(NamedTuple):
    """All that these parts depend on."""

    account: Account
    changes: int
    known: KnownPart | None
    begin: int
    readings: tuple[Reading, ...]
    asked: tuple[object, ...]
    zone: str
    year: int
    language: str
    links: PaymentLinks


parts_cache: ByteCache[PartsKey, Parts] = ByteCache(MOST_BYTES)


class FormContext(TypedDict):
    """Of `_overview_form.html`. fields: by name, as HTML."""

    fields: dict[str, SafeString]
    presets: list[Choice]
    counting: list[Choice]
    filters: list[InForce]
    folded: bool
    once: bool
    overview_url: str


class FiguresContext(TypedDict):
    """Of `_overview_figures.html`. All but `o` is written by Python, as it is long."""

    o: Overview
    figures: SafeString
    money: SafeString
    drawn: ChartParts
    links: GroupPart
    others: list[GroupPart]
    bands: GroupPart | None
    week_lines: SafeString
    all_links_url: str


@require_safe
def overview(request: HttpRequest, account: Account) -> HttpResponse:
    """400: the range or a filter cannot be applied; 503: the database cannot be read."""
    conf, now = get_conf(), time.time()
    if not conf.facts_keep_days:
        off: OverviewContext = {"is_off": True}
        return render(request, PAGE, off)
    links = account_data(account).directory.known_payment_links(refresh=True)
    oldest = fact_store(account.slug).oldest(now)
    address = overview_address.parse(request.GET, zone_name(request), now, oldest, links)
    if address.errors:
        refused = _with_form(address, account, links)
        refused["corrections"] = _corrections(address)
        return render(request, PAGE, refused, status=HTTPStatus.BAD_REQUEST)
    try:
        return _figures_page(request, account, address, links, Clock(address.zone, now))
    except DatabaseError as error:
        logger.warning("facts cannot be read: %s", type(error).__name__)
        unread = _with_form(address, account, links)
        unread["unreadable"] = str(UNREADABLE)
        return render(request, PAGE, unread, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _with_form(address: OverviewAddress, account: Account, links: PaymentLinks) -> OverviewContext:
    form = _form_html(address, urls_of(account), links, "")
    return {"is_off": False, "form": form}


def _corrections(address: OverviewAddress) -> list[tuple[str, str, str]]:
    return [
        (label_of(name), message, f"id_{name}")
        for name, messages in address.errors.items()
        for message in messages
    ]


def _form_html(
    address: OverviewAddress, urls: AccountUrls, links: PaymentLinks, compared: str
) -> SafeString:
    """compared: the range to compare with, in words."""
    context: FormContext = {
        "fields": fields_html(address, links),
        "presets": presets(address, urls),
        "counting": ways_of_counting(address, urls),
        "filters": in_force(address, links, urls, compared),
        "folded": not (address.errors or address.compared or not address.preset),
        "once": address.only.once,
        "overview_url": urls.overview(),
    }
    return render_to_string("sessions_browser/_overview_form.html", context)


def _figures_page(
    request: HttpRequest,
    account: Account,
    address: OverviewAddress,
    links: PaymentLinks,
    clock: Clock,
) -> HttpResponse:
    """Raises DatabaseError."""
    covered = queries.covered_of(account.slug)
    filling = filling_context(request, account, clock, covered)
    known = known_part(queries.reach(covered, address.begin, address.end))
    parts = _parts(account, address, links, clock, covered, known)
    words = [
        reading_words(known, clock),
        behind_words(known, clock),
        open_words(parts.open_now),
        _cut_words(address, clock),
    ]
    middle = Middle(
        of=parts.of,
        words=" ".join(filter(None, words)),
        form=parts.form,
        figures=parts.figures if known.is_any else None,
    )
    return framed_page(request, account, middle, filling, clock.now)


def _cut_words(address: OverviewAddress, clock: Clock) -> str:
    if not address.is_cut:
        return ""
    words = {"days": get_conf().facts_keep_days, "day": clock.moment(address.begin).day}
    return _("Sessions are remembered for %(days)s days, so the figures begin on %(day)s.") % words


def _parts(
    account: Account,
    address: OverviewAddress,
    links: PaymentLinks,
    clock: Clock,
    covered: Covered,
    known: KnownPart,
) -> Parts:
    """Made anew when a fact has changed, and all that they depend on is in the key."""
    slug, urls = account.slug, urls_of(account)
    is_told = slug in get_conf().webhook_secrets
    read = readings(slug, clock.now, is_told=is_told)
    key = PartsKey(
        account=account,
        changes=covered.changes,
        known=known if known.is_any else None,
        begin=address.begin,
        # Where webhooks tell, bars are judged as time goes by.
        readings=(Reading(0, int(clock.now) // QUARTER),) if is_told else tuple(read),
        asked=(address.pairs, address.sort, address.all_links),
        zone=address.zone.key,
        year=clock.this_year,
        language=get_language(),
        links=links,
    )
    if kept := parts_cache.get(key):
        return kept
    o = overview_of(covered, address, clock, urls, links, read)
    sorts = sort_links(address, urls)
    by_link, *others = (group_part(group, sorts) for group in o.groups)
    context: FiguresContext = {
        "o": o,
        "figures": figure_list(o.figures),
        "money": money_rows(o.money),
        "drawn": chart_parts(o.chart),
        "links": by_link,
        "others": others,
        "bands": group_part(o.bands, sorts) if o.bands else None,
        "week_lines": week_lines(o.week) if o.week else SafeString(""),
        "all_links_url": urls.overview((*address.query(), ("links", "all"))),
    }
    figures = render_to_string("sessions_browser/_overview_figures.html", {**context})
    form = pack(_form_html(address, urls, links, o.compared))
    made = Parts(o.of, o.open_now, form, pack(figures))
    parts_cache.put(key, made, len(made.figures.deflated) + len(form.deflated) + 2000)
    return made
