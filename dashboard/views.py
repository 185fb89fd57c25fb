"""Signing in and out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from dashboard.people import DEMO_PEOPLE


class SignIn(LoginView):
    """Django's own; in the demo it also says who there is."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = tuple(DEMO_PEOPLE) if settings.DEMO else ()
        return super().get_context_data(**kwargs) | {"demo_people": people}


class SignOut(LogoutView):
    """Leaves nothing in the browser."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
