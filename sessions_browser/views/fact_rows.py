"""Rows of sessions that facts have picked, read from Stripe in few calls."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sessions_browser.access.decisions import AnyUser, is_masked_for
from sessions_browser.access.masking import masked_row
from sessions_browser.cache.account_data import AccountData
from sessions_browser.conf import Account
from sessions_browser.desk.notes import marks_for
from sessions_browser.facts.fact_pages import FactRow
from sessions_browser.objects.list_query import MAX_LIMIT, ListQuery, Pairs
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.overview.rows import row_of
from sessions_browser.presentation.error_messages import message_for
from sessions_browser.presentation.page_urls import AccountUrls
from sessions_browser.presentation.times import Clock
from sessions_browser.shared_state import metrics
from sessions_browser.stripe_api.errors import UpstreamError
from sessions_browser.views.row_html import rows_html

# Calls for pages of the list, which bring many rows where these lie close together.
MOST_PAGES = 2
# The ID of a session, and the Unix second in which it was made.
Place = tuple[str, int]
AT_ONCE, PATIENCE_SECONDS = 4, 6.0
_POOL = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="rows")


def read_rows(
    data: AccountData,
    facts: Sequence[FactRow],
    *,
    filters: Pairs = (),
    pages: int = MOST_PAGES,
    each: bool = True,
) -> tuple[list[SessionRow], str, list[str]]:
    """The rows in their order, what could not be read of them, in words, and the IDs of these.

    filters: of Stripe's, which all of them match. pages: calls for pages of the list at most.
    each: whether those that these do not bring are read one by one.
    """
    places = [(one.id, one.created) for one in facts]
    found, notice = read_sessions(data, places, filters=filters, pages=pages, each=each)
    rows = [found.get(one.id) or row_of(one) for one in facts]
    return rows, notice, [one.id for one in facts if one.id not in found]


def read_sessions(
    data: AccountData,
    places: Sequence[Place],
    *,
    filters: Pairs = (),
    pages: int = MOST_PAGES,
    each: bool = True,
) -> tuple[dict[str, SessionRow], str]:
    """Rows by ID, and what could not be read, in words; the others as in `read_rows`."""
    found: dict[str, SessionRow] = {}
    try:
        _read_pages(data, sorted(places, key=lambda one: -one[1]), filters, pages, found)
        if each:
            _read_one_by_one(data, [name for name, _created in places if name not in found], found)
        reason = ""
    except UpstreamError as error:
        reason = message_for(error).title
    missing = sum(name not in found for name, _created in places)
    if not missing:
        return found, ""
    words = _("Of %(count)s of these only what is remembered is shown, without the customer.")
    return found, " ".join(filter(None, (words % {"count": missing}, reason)))


def shown_rows(
    user: AnyUser,
    account: Account,
    rows: Sequence[SessionRow],
    clock: Clock,
    links: PaymentLinks,
    urls: AccountUrls,
) -> SafeString:
    """As this person sees them: masked or not, with a mark of notes or without."""
    shown = [masked_row(row) for row in rows] if is_masked_for(user) else rows
    marks = marks_for(user, account, (row.id for row in rows))
    html = "".join(rows_html(shown, clock, False, links, urls, marks))
    return mark_safe(html)  # noqa: S308  each row is escaped by its template


def _read_pages(
    data: AccountData,
    places: Sequence[Place],
    filters: Pairs,
    pages: int,
    found: dict[str, SessionRow],
) -> None:
    """Pages of the list around the rows, while each brings several. Raises UpstreamError.

    places: newest first.
    """
    wanted = {name for name, _created in places}
    for _number in range(pages):
        missing = [created for name, created in places if name not in found]
        if not missing:
            return
        bounds = (
            ("created[gte]", str(missing[-1])),
            ("created[lt]", str(missing[0] + 1)),
        )
        query = ListQuery(filters=tuple(sorted((*filters, *bounds))), limit=MAX_LIMIT)
        page = data.lists.page(query, read_ahead=False).value
        brought = {row.id: row for row in page.rows if row.id in wanted}
        found.update({name: row for name, row in brought.items() if name})
        if len(brought) < AT_ONCE:
            return


def _read_one_by_one(data: AccountData, ids: Sequence[str], found: dict[str, SessionRow]) -> None:
    """Raises UpstreamError when none could be read."""

    def read(session_id: str) -> SessionRow:
        return SessionRow.from_object(data.sessions.retrieve(session_id).value)

    look_up = metrics.in_this_request(read)
    futures = {_POOL.submit(look_up, session_id): session_id for session_id in ids}
    done, late = wait(futures, timeout=PATIENCE_SECONDS)
    for future in late:
        future.cancel()
    failure: UpstreamError | None = None
    for future in done:
        try:
            found[futures[future]] = future.result()
        except UpstreamError as error:
            failure = error
    if failure and not any(session_id in found for session_id in ids):
        raise failure
