"""A row of the table, rendered once and remembered."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from sessions_browser.filters.filterset import STATUSES
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.payment_links import PaymentLinks
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.outcome import is_past_its_end
from sessions_browser.presentation.page_urls import person_url, same_value_url
from sessions_browser.presentation.rows import row_view

REMEMBERED_ROWS = 10_000


def rows_html(
    rows: tuple[SessionRow, ...],
    zone: ZoneInfo,
    now: float,
    show_items: bool,
    links: PaymentLinks,
    path: str,
) -> list[SafeString]:
    """A `<tr>` each; `path`: of the list."""
    this_year = datetime.fromtimestamp(now, zone).year
    return [
        _row_html(
            row,
            zone.key,
            this_year,
            row.status == "open" and is_past_its_end(row, now),
            show_items,
            links.name_of(row.payment_link) if row.payment_link else "",
            path,
        )
        for row in rows
    ]


@lru_cache(maxsize=REMEMBERED_ROWS)
def _row_html(
    row: SessionRow,
    zone: str,
    this_year: int,
    is_past: bool,
    show_items: bool,
    link_name: str,
    path: str,
) -> SafeString:
    """A row is rendered once: its arguments are all that its HTML depends on."""
    # Any moment of the right year and on the right side of the end gives the same row.
    now = float(row.expires_at or 0) if is_past else 0.0
    view = row_view(row, ZoneInfo(zone), now, this_year)
    known_status = row.status in dict(STATUSES)
    context = {
        "row": view,
        "url": f"{path}{row.id}/" if row.id and is_session_id(row.id) else "",
        "link_name": link_name,
        "show_items": show_items,
        "only_status": f"{path}?status={row.status}" if known_status else "",
        "only_link": same_value_url(path, "payment_link", row.payment_link),
        "only_email": same_value_url(path, "email", view.email),
        "person": person_url(path, row),
    }
    return mark_safe(get_template("sessions_browser/_row.html").render(context))  # noqa: S308
