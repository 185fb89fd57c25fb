"""States for which something has to go wrong, or to be slow, beside the page.

Each leaves emulator and database as they were, so that no other state notices.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.browser.hands import save_view

if TYPE_CHECKING:
    from tests.browser.states import World

LISTED = "/v1/checkout/sessions"
# Slow enough that an export cannot end before its page was seen.
SLOW_MS = 3_000


@contextmanager
def stripe(world: World, command: str) -> Iterator[None]:
    """It does what this control says until the end of the block."""
    world.emulator.control(command)
    try:
        yield
    finally:
        world.emulator.reset()


def write(world: World, statement: str, *values: str) -> None:
    """Into the dashboard's database, as an older version, or a mistake, would leave it."""
    with closing(sqlite3.connect(world.database, timeout=10)) as database, database:
        database.execute(statement, values)


def reload_in_vain(page: Page, world: World) -> None:
    with stripe(world, f"fail?status=503&count=100&path={LISTED}"):
        page.locator("#reload").click()
        expect(page.locator("#results .band")).to_be_visible()


def meet_a_fault(page: Page, world: World) -> None:
    """The dashboard's own: a table that its page needs is not there."""
    table, away = "sessions_browser_savedview", "savedview_away"
    write(world, f"ALTER TABLE {table} RENAME TO {away}")
    try:
        page.goto("/demo/views/")
    finally:
        write(world, f"ALTER TABLE {away} RENAME TO {table}")
    expect(page.locator("main code")).to_be_visible()


BROKEN = "colour=red&outcome=paid&payment_link=plink_1GoneWithTheOldShop000"


def keep_a_broken_view(page: Page, world: World) -> None:
    """As if an older version had saved it, with a filter that went and a link that was deleted."""
    save_view(page, "Paid by the old link")
    expect(page.locator(".view-tabs")).to_be_visible()
    write(
        world,
        "UPDATE sessions_browser_savedview SET query = ? WHERE name = ?",
        BROKEN,
        "Paid by the old link",
    )
    page.goto("/demo/sessions/")
    expect(page.locator(".view-tabs .broken")).to_be_visible()


def look_at_broken_views(page: Page, world: World) -> None:
    keep_a_broken_view(page, world)
    page.goto("/demo/views/")
    expect(page.locator("main .notice-warn").first).to_be_visible()


def look_at_a_broken_view(page: Page, world: World) -> None:
    keep_a_broken_view(page, world)
    page.locator(".view-tabs .broken").click()
    expect(page.locator("main .problem")).to_be_visible()


def look_at_exports_under_way(page: Page, world: World) -> None:
    """One that failed, one that runs, one that waits for it, one that was cancelled.

    From then on the page is told nothing new when it asks, so that it stays as it is while it is
    looked at; and the exports are deleted.
    """
    # Before the trouble, which would come to these pages too.
    month = "created=last_30_days"
    asked = ("outcome=abandoned", month, f"outcome=paid&{month}", "outcome=open")
    failing, *slow = [_ask_for_export(page.context.new_page(), question) for question in asked]
    with stripe(world, f"fail?status=400&count=100&path={LISTED}"):
        _start(failing)
        expect(failing.locator("#exports .badge-failed")).to_be_visible(timeout=30_000)
    with stripe(world, f"delay?ms={SLOW_MS}&count=1000&after=1&path={LISTED}"):
        for one in slow:
            _start(one)
        _cancel_the_newest_job(slow[-1])
        page.goto("/demo/exports/")
        expect(page.locator("#exports progress")).to_be_visible(timeout=30_000)
        page.route("**/demo/exports/", lambda route: route.fulfill(status=204))
    _delete_all_but_files(failing)
    for one in (failing, *slow):
        one.close()
    expect(page.locator("#exports progress")).to_be_visible()


def _ask_for_export(page: Page, question: str) -> Page:
    page.goto(f"/demo/exports/new/?{question}")
    page.locator("input[name=format][value=csv]").check()
    return page


def _start(page: Page) -> None:
    page.locator("main form [type=submit]").last.click()
    expect(page.locator("#exports")).to_be_visible()


def _cancel_the_newest_job(page: Page) -> None:
    page.goto("/demo/jobs/")
    page.locator("#jobs button[id^=change-]").first.click()
    expect(page.locator("#jobs")).to_be_visible()


def _delete_all_but_files(page: Page) -> None:
    page.goto("/demo/exports/")
    rows = page.locator("#exports tbody tr").filter(has_not=page.locator("a[download]"))
    for left in reversed(range(rows.count())):
        rows.first.locator("form[action$='/delete/'] button").click()
        expect(rows).to_have_count(left)
