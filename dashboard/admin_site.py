"""Django's administration, into which a permission leads and not the flag "staff"."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse

from sessions_browser.access.roles import ENTER_ADMIN


class PeopleSite(AdminSite):
    """It has no sign-in of its own: there is one door, with one lock."""

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ENTER_ADMIN)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without the way to an object's own page: none has one, and it fails where a kind of
        object has no table.
        """
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

    def login(
        self,
        request: HttpRequest,
        extra_context: Any = None,  # noqa: ARG002  Django's own signature
    ) -> HttpResponse:
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def password_change(  # type: ignore[override]
        self,
        request: HttpRequest,  # noqa: ARG002
        extra_context: Any = None,  # noqa: ARG002
    ) -> HttpResponse:
        return redirect("password_change")
