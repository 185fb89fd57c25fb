"""What a process begins with, does beside its pages, and ends with."""

from __future__ import annotations

import threading
from functools import lru_cache

from sessions_browser.conf import get_conf
from sessions_browser.exports.job import ExportJob
from sessions_browser.facts.backfill import Backfill
from sessions_browser.jobs import kinds
from sessions_browser.jobs.kinds import JobKind
from sessions_browser.jobs.worker import JobWorker
from sessions_browser.read_log.recorder import recorder
from sessions_browser.scans.text_scan import TextScan
from sessions_browser.services import (
    account_data,
    export_calls,
    fact_source,
    get_feed,
    get_read_quota,
    get_store,
    keep_rows,
    recall_keys,
)
from sessions_browser.shared_state import process_registry
from sessions_browser.shared_state.garbage import keep_what_is_loaded


def kinds_of_work() -> tuple[JobKind, ...]:
    """What the jobs of this site can do."""
    return (Backfill(fact_source), TextScan(fact_source, keep_rows), ExportJob(export_calls))


def build() -> None:
    """All that requests need; called once in each process, before the first of them.

    Of several that come at once each would build its own, and one that finds Redis' library half
    imported by another fails.
    """
    recall_keys()
    for account in get_conf().accounts:
        account_data(account)


def start_background_threads() -> None:
    """Start what a process does in the background all its life; called once in each of them."""
    keep_what_is_loaded()
    get_read_quota().keep_written()
    process_registry.publish_for_ever(get_store())
    recorder.start()
    if get_conf().facts_keep_days:
        get_feed().start()


def new_job_worker(*, embedded: bool) -> JobWorker:
    """One for this process; embedded: it also answers pages."""
    for kind in kinds_of_work():
        kinds.register(kind)
    return JobWorker(get_conf().jobs_url, embedded=embedded)


@lru_cache(maxsize=1)
def _embedded_worker() -> JobWorker:
    return new_job_worker(embedded=True)


def start_job_worker() -> None:
    """Of a process that answers pages; called once in each."""
    if get_conf().jobs_in_web:
        threading.Thread(target=_embedded_worker().run, name="jobs", daemon=True).start()


def stop_background_threads() -> None:
    """Return when what must not be lost is done: looks are recorded, a job's step has ended."""
    stop_job_worker()
    recorder.stop()


def stop_job_worker() -> None:
    """Return when the step of a job that is under way has ended."""
    if get_conf().jobs_in_web:
        _embedded_worker().stop()
