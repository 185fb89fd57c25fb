"""`manage.py work`: work at jobs and answer no pages, on as many machines as there is work for."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from dashboard.server import OF_MEMORY, become
from sessions_browser.processes import new_job_worker, start_background_threads
from sessions_browser.services import recall_keys


class Command(BaseCommand):
    help = "Work at jobs until SIGTERM. With PostgreSQL any number of machines may do it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not OF_MEMORY.keys() <= os.environ.keys():
            become(sys.executable, *sys.argv)
        recall_keys()
        worker = new_job_worker(embedded=False)
        asked = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            asked.set()

        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, end)
        start_background_threads()
        threading.Thread(target=worker.run, name="jobs", daemon=True).start()
        self.stdout.write("Working at jobs. Ctrl-C ends it after the step under way.")
        self.stdout.flush()
        asked.wait()
        worker.stop()
