"""The page of jobs, as a manager watches it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, axe_violations
from tests.browser.hands import sign_in
from tests.running import ROOT, running_dashboard
from tests.system.pages_server import PagesServer

SITE = {"DJANGO_SETTINGS_MODULE": "tests.jobs_site.settings"}
# Where pictures of the page go, for a person to look at.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/db.sqlite3"


@pytest.fixture
def site(database: str) -> Iterator[str]:
    with running_dashboard("http://127.0.0.1:9", DATABASE_URL=database, **SITE) as address:
        yield address


@pytest.fixture
def manager(browser: Browser, site: str) -> Iterator[Page]:
    watch = Watch(site)
    # The list that a sign-in leads to asks for Stripe, which nobody plays here.
    watch.allow("502", "503")
    context = watch.context(browser.new_context(viewport={"width": 1280, "height": 900}))
    page = context.new_page()
    sign_in(page, site, "manager")
    page.goto(f"{site}/demo/jobs/")
    yield page
    context.close()
    assert not watch.unexpected()


def start(database: str, server: PagesServer, pages: int, owner: str = "manager") -> None:
    command = [sys.executable, "manage.py", "start_job", server.address, str(pages), owner]
    environment = {**os.environ, **SITE, "DEMO": "1", "DATABASE_URL": database}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


def check_looks(page: Page, name: str) -> None:
    """In both themes, wide and narrow: nothing sticks out, and axe finds nothing."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{theme}-{width}.png")
        assert axe_violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_manager_watches_and_cancels_jobs(manager: Page, database: str) -> None:
    page = manager
    expect(page.get_by_role("heading", name="No jobs")).to_be_visible()
    check_looks(page, "empty")
    with PagesServer(0.05) as quick, PagesServer(0.3) as slow:
        start(database, quick, 3)
        start(database, slow, 400)
        start(database, slow, 400)
        start(database, slow, 400, "support")
        page.reload()
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(4)
        done = rows.filter(has_text="Done")
        # By itself, without a reload.
        expect(done).to_have_count(1, timeout=20_000)
        expect(rows.filter(has_text="Running")).to_have_count(2, timeout=20_000)
        bar = rows.filter(has_text="Running").last.locator("td.progress")
        before = bar.inner_text()
        expect(bar).not_to_have_text(before, timeout=10_000)
        expect(page.get_by_text("Another job of this person runs first.")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^Cancel"))).to_have_count(2)
        check_looks(page, "jobs")
        for cancelled in (1, 2):
            page.get_by_role("button", name=re.compile("^Cancel")).first.click()
            expect(page.get_by_text("The job is cancelled.")).to_be_visible()
            resumes = page.get_by_role("button", name=re.compile("^Resume"))
            expect(resumes).to_have_count(cancelled)
        check_looks(page, "cancelled")


def test_the_page_works_without_script(
    browser: Browser, manager: Page, site: str, database: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, storage_state=manager.context.storage_state()
    )
    page = context.new_page()
    with PagesServer(0.3) as server:
        start(database, server, 500)
        page.goto(f"{site}/demo/jobs/")
        page.get_by_role("button", name=re.compile("^Cancel")).first.click()
        expect(page.get_by_text("The job is cancelled.")).to_be_visible()
        page.get_by_role("button", name=re.compile("^Resume")).first.click()
        expect(page.get_by_role("button", name=re.compile("^Cancel"))).to_have_count(1)
        page.get_by_role("button", name=re.compile("^Cancel")).click()
        expect(page.get_by_text("The job is cancelled.")).to_be_visible()
    context.close()
