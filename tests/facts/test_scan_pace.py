"""A text scan over many sessions: nearly as quick as the walk that fills facts."""

from __future__ import annotations

import time
from typing import Any

import pytest

from sessions_browser.facts.backfill import Backfill
from sessions_browser.facts.source import Source
from sessions_browser.jobs.kinds import JobKind
from sessions_browser.models import Fact, Scan
from sessions_browser.objects.list_query import MAX_LIMIT
from sessions_browser.scans import records
from sessions_browser.scans.records import Question
from sessions_browser.scans.text_scan import TextScan
from sessions_browser.scans.texts import ScanTexts
from sessions_browser.scans.wanted import Wanted
from tests.facts.site import SLUG, START, Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SESSIONS, LATENCY_MS = 20_000, 200
# With four calls under way at once.
CALLS_A_SECOND = 4 / (LATENCY_MS / 1000)


def steps_of(kind: JobKind, parameters: dict[str, Any]) -> int:
    """Those that asked: each takes as long as Stripe does, whatever the machine does beside."""
    state, count = kind.first(parameters), 0
    while state is not None:
        step = kind.step(parameters, state)
        state, count = step.state, count + (step.note != "budget")
        time.sleep(step.wait)
    return count


def scan_of(site: Site, texts: ScanTexts) -> tuple[TextScan, dict[str, Any]]:
    question = Question(0, START + 1, "UTC", Wanted())
    scan = records.begin(SLUG, "ana", question, texts)

    def source(slug: str) -> Source:
        return site.source(slug)

    parameters = {"account": SLUG, "scan": str(scan.pk)}
    return TextScan(source, lambda _slug, _rows: None, site.clock), parameters


def test_it_keeps_the_rate_of_the_walker() -> None:
    with running_site(f"--sessions={SESSIONS}", f"--latency-ms={LATENCY_MS}") as site:
        work, parameters = scan_of(site, ScanTexts(name="souza", metadata="campaign=spring"))
        scanned = steps_of(work, parameters)
        calls = len(site.emulator.requests())
        scan = Scan.objects.get(pk=parameters["scan"])
        assert scan.is_complete
        assert scan.read >= SESSIONS - 1
        assert calls <= SESSIONS / MAX_LIMIT * 1.05 + 1
        Fact.objects.all().delete()
        site.emulator.reset()
        filled = steps_of(Backfill(site.source, site.clock), {"account": SLUG, "again": 1})
        # What facts leave over is asked for in portions, whose ends cost some steps.
        assert scanned <= 1.25 * filled, (scanned, filled)
