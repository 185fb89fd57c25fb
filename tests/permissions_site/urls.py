from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from dashboard.urls import handler400, handler403, handler404, handler500
from dashboard.urls import urlpatterns as its_patterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@login_not_required
def planted(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("what nobody may see")


@login_not_required
def broken(_request: HttpRequest) -> HttpResponse:
    """By the name of a page that everybody may have."""
    raise RuntimeError("a mistake of ours")


urlpatterns = [
    *its_patterns,
    path("planted/", planted, name="planted"),
    path("broken/", broken, name="alive"),
]
