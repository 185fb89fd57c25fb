"""The dashboard as deployed, with floors beside it that the benchmark compares with.

`python -m tests.benchmarks.site granian` starts it as `manage.py serve` would, and `gunicorn` on
the server that was not chosen.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from importlib import import_module

import requests
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from dashboard.bridge import Bridge
from dashboard.server import become

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
settings.ROOT_URLCONF = "tests.benchmarks.site"
application = get_wsgi_application()
processes = import_module("sessions_browser.processes")
processes.build()
import_module("sessions_browser.read_log.recorder").recorder.start()
# Those of this site are for whoever has signed in.
import_module("dashboard.permissions").PAGES.update({"bench_bare": "", "bench_fetch": ""})
if os.environ.get("BENCH_BESIDE"):
    # What the real one does beside the requests.
    processes.start_background_threads()
    processes.start_job_worker()
bridged = Bridge.by_the_settings(application)

_local = threading.local()


def bare(_request: HttpRequest) -> HttpResponse:
    """Signed in, all the middleware, twelve bytes."""
    return HttpResponse("hello world\n", content_type="text/plain")


def fetch(request: HttpRequest) -> HttpResponse:
    """The least that a page of upstream can cost: one call and its JSON."""
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
        _local.session.headers["Authorization"] = "Bearer rk_test_emulator"
    address = f"{settings.STRIPE_API_BASE}/v1/checkout/sessions?{request.META['QUERY_STRING']}"
    answer = json.loads(_local.session.get(address, timeout=10).content)
    return HttpResponse(f"{len(answer['data']):11}\n", content_type="text/plain")


urlpatterns = [
    path("bench/bare", bare, name="bench_bare"),
    path("bench/fetch", fetch, name="bench_fetch"),
    path("", include("dashboard.urls")),
]

if os.environ.get("BENCH_CACHE") == "page-keyed":
    from sessions_browser.cache import account_data
    from tests.benchmarks.page_keyed import PageKeyed

    vars(account_data)["SessionLists"] = PageKeyed


def start(server: str) -> None:
    """Become the server."""
    own = "tests.benchmarks.site:application"
    options = {
        "granian": ["dashboard.server", "tests.benchmarks.site:bridged"],
        "granian without the bridge": [
            "granian",
            "--interface=wsgi",
            f"--host={settings.BIND}",
            f"--port={settings.PORT}",
            f"--workers={settings.WEB_PROCESSES}",
            f"--blocking-threads={settings.WEB_THREADS}",
            "--backpressure=4096",
            "--no-ws",
            "--log-level=error",
            own,
        ],
        "gunicorn": [
            "gunicorn",
            f"--bind={settings.BIND}:{settings.PORT}",
            f"--workers={settings.WEB_PROCESSES}",
            f"--threads={settings.WEB_THREADS}",
            "--worker-class=gthread",
            "--keep-alive=60",
            "--log-level=error",
            own,
        ],
    }
    become(sys.executable, "-m", *options[server])


if __name__ == "__main__":
    start(sys.argv[1])
