"""The sessions of one person for programs, with the sentences that sum them up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sessions_browser.access.unmasking import Mask, mask_of
from sessions_browser.conf import Account
from sessions_browser.exports.cells import moment_text
from sessions_browser.filters.parameters import CURSORS, RELOAD
from sessions_browser.people.masked import masked_person
from sessions_browser.people.merge import FIRST_PAGE, Cursor, next_place, with_names
from sessions_browser.people.missing_words import could_not_be_read
from sessions_browser.people.person import PersonSessions
from sessions_browser.people.summary import summary
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import BY_SESSION, urls_of
from sessions_browser.presentation.times import Clock
from sessions_browser.stripe_api.errors import NotFoundError, UpstreamError
from sessions_browser.views.person import look_for, note_person, subjects_of
from sessions_browser.views.person_asked import (
    HANDLES,
    SECOND,
    Asked,
    AskedError,
    asked_of,
    pairs_beyond,
)
from sessions_browser.views.person_links import person_address
from sessions_browser.views.request import clock_of, wants_reload
from sessions_browser.views.twin_formats import JSON, absolute, data_response, rows_response
from sessions_browser.views.twin_rows import UTC, TwinColumns, columns_asked, twin_rows
from sessions_browser.views.twins import (
    COLUMNS,
    TwinProblemError,
    gone,
    not_valid,
    refuse_unknown,
    twin,
    upstream_problem,
)

KNOWN = {*HANDLES, BY_SESSION, *CURSORS, SECOND, COLUMNS, RELOAD}


@twin
def person_twin(request: HttpRequest, account: Account, ending: str) -> HttpResponse:
    """400: no e-mail and no customer that could be looked for, so nobody was looked for."""
    clock = clock_of(request)
    try:
        refuse_unknown(name for name in request.GET if name not in KNOWN)
        columns = columns_asked(request, with_items=True)
        asked = asked_of(request, account, clock)
        found = _look(request, account, asked)
        return _answer(request, account, ending, asked, columns, found, clock)
    except AskedError as mistake:
        return not_valid({"email": (str(mistake),)})
    except UpstreamError as error:
        return upstream_problem(request, error, clock, "person")


def _look(request: HttpRequest, account: Account, asked: Asked) -> PersonSessions:
    """Raises TwinProblemError and UpstreamError."""
    try:
        return look_for(request, account, asked, reload=wants_reload(request))
    except NotFoundError as error:
        if asked.place != FIRST_PAGE and error.param in (*CURSORS, None):
            raise TwinProblemError(
                gone(_("Begin again with the first page of this list."))
            ) from None
        # A customer that Stripe does not know has no sessions.
        return PersonSessions(asked.email, asked.customer)


def _answer(
    request: HttpRequest,
    account: Account,
    ending: str,
    asked: Asked,
    columns: TwinColumns,
    found: PersonSessions,
    clock: Clock,
) -> HttpResponse:
    """Raises TwinProblemError and UpstreamError."""
    mask = mask_of(request.user, account, subjects_of(found))
    failure = found.failure or next((one.error for one in found.missing), None)
    if ending != JSON and failure is not None:
        # A file of rows has no place in which to say that it is old, or not all.
        raise failure
    found.rows = with_names(found.rows)
    rows = twin_rows(found.rows, columns, ending, masked=mask.is_on)
    links = absolute(request, _links(account, ending, asked, columns, found, mask))
    note_person(request, found, asked, mask, ending)
    if ending != JSON:
        return rows_response(ending, columns.codes, rows, links, f"{account.slug}-person")
    if mask.is_on:
        found = masked_person(found, asked.brought_email)
    return data_response(_body(account, found, rows, mask, clock), links)


def _links(
    account: Account,
    ending: str,
    asked: Asked,
    columns: TwinColumns,
    found: PersonSessions,
    mask: Mask,
) -> dict[str, str]:
    urls = urls_of(account, hides_people=mask.is_on)
    both = pairs_beyond(found, asked, mask)

    def of_twin(address: str) -> str:
        _path, _mark, query = address.partition("?")
        text = "&".join(filter(None, (query, columns.query())))
        return urls.twin(urls.person_page, ending, text)

    def beyond(place: Cursor | None, *, is_there: bool) -> str:
        return of_twin(person_address(urls, both, place)) if place and is_there else ""

    here = person_address(urls, asked.pairs, asked.place)
    return {
        "self": of_twin(here),
        "next": beyond(next_place(found.rows, upwards=False), is_there=found.has_older),
        "prev": beyond(next_place(found.rows, upwards=True), is_there=found.has_newer),
        "page": here,
    }


def _body(
    account: Account,
    found: PersonSessions,
    rows: list[dict[str, Any]],
    mask: Mask,
    clock: Clock,
) -> dict[str, Any]:
    more = found.has_older and not found.strangers
    return {
        "account": account.slug,
        "email": found.email or None,
        "customer": found.customer or None,
        "also": list(found.others),
        "summary": summary(found.rows, clock, more=more).text,
        "not_read": [could_not_be_read(one) for one in found.missing],
        "read_at": moment_text(int(found.fetched_at or clock.now), UTC),
        "old_because": message_for(found.failure).stale_reason if found.failure else None,
        "is_masked": mask.is_on,
        "count": len(rows),
        "sessions": rows,
    }
