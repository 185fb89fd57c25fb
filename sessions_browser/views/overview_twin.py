"""The figures of an overview for programs."""

from __future__ import annotations

import time
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions_browser.conf import Account, get_conf
from sessions_browser.filters.parameters import encode
from sessions_browser.overview import address as overview_address
from sessions_browser.overview.address import COMPARED, OF_THE_LIST, SHARED, OverviewAddress
from sessions_browser.overview.plain_figures import TABLES, plain_figures
from sessions_browser.presentation.page_urls import urls_of
from sessions_browser.services import account_data, fact_store
from sessions_browser.views.problem_json import problem
from sessions_browser.views.request import zone_name
from sessions_browser.views.twin_formats import JSON, absolute, data_response, rows_response
from sessions_browser.views.twins import TABLE, TwinProblemError, not_valid, refuse_unknown, twin

OWN = ("once", "sort", "links", TABLE)


@twin
def overview_twin(request: HttpRequest, account: Account, ending: str) -> HttpResponse:
    """JSON has all of it, a file of rows one table of it."""
    if not get_conf().facts_keep_days:
        title = _("The overview is switched off")
        raise TwinProblemError(problem("overview_off", HTTPStatus.NOT_FOUND, title))
    known = {*OF_THE_LIST, *COMPARED, *SHARED, *OWN}
    refuse_unknown(name for name in request.GET if name not in known)
    table = request.GET.get(TABLE, next(iter(TABLES)))
    if table not in TABLES:
        words = _("There is no such table: it is one of %(tables)s.")
        told = words % {"tables": ", ".join(TABLES)}
        raise TwinProblemError(not_valid({TABLE: (told,)}))
    now = time.time()
    links = account_data(account).directory.known_payment_links(refresh=True)
    oldest = fact_store(account.slug).oldest(now)
    address = overview_address.parse(request.GET, zone_name(request), now, oldest, links)
    if address.errors:
        raise TwinProblemError(not_valid(dict(address.errors)))
    figures = plain_figures(account, address, links)
    told_links = absolute(request, _links(account, address, ending, table))
    if ending == JSON:
        return data_response({"account": account.slug, **figures}, told_links)
    file_name, rows = f"{account.slug}-{table}", figures[table]
    return rows_response(ending, TABLES[table], rows, told_links, file_name)


def _links(account: Account, address: OverviewAddress, ending: str, table: str) -> dict[str, str]:
    urls, pairs = urls_of(account), address.query()
    of_twin = pairs if ending == JSON else (*pairs, (TABLE, table))
    own = urls.twin(urls.overview_page, ending, encode(of_twin))
    return {"self": own, "page": urls.overview(pairs)}
