"""The dashboard as deployed, with floors beside it that the benchmark compares with."""

from __future__ import annotations

import json
import os
import threading

import requests
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

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
    path("bench/bare", bare),
    path("bench/fetch", fetch),
    path("", include("dashboard.urls")),
]
