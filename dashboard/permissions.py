"""The one place that decides who gets which page: what is not in this table, nobody gets.

Views check nothing themselves. Beside this stands Django's LoginRequiredMiddleware, which asks
whoever has not signed in to do so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django_htmx.http import HttpResponseClientRedirect

from dashboard.sign_in.ways import has_own_password, lacks_second_factor
from sessions_browser.access.decisions import Refusal, refusal_of
from sessions_browser.access.roles import (
    BROWSE,
    ENTER_ADMIN,
    EXPORT,
    FILL_FACTS,
    LIFT_LOCK,
    OPEN,
    SCAN,
    UNMASK,
    USE_NOTES,
    USE_TOKENS,
    VERIFY,
    VIEW_JOBS,
    VIEW_OVERVIEW,
    VIEW_READ_LOG,
    VIEW_STATUS,
)

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

# Without a sign-in: what people need to sign in, and what asks with a secret of its own or is
# answered before people are.
FOR_EVERYBODY = frozenset(
    (
        *("login", "account_login", "set_language", "admin:login"),
        *("mfa_authenticate", "openid_connect_login", "openid_connect_callback", "break_glass"),
        *("alive", "ready", "metrics", "stripe_webhook"),
    )
)
# How one signs in oneself; there is nothing of it for whoever has no password here.
OWN_SIGN_IN = frozenset(
    (
        *("mfa_index", "password_change", "account_reauthenticate"),
        *("mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    )
)
# Of the others these are there before a second factor is, where one is required.
WITHOUT_SECOND_FACTOR = OWN_SIGN_IN | {"logout"}
# For programs: what a page shows, as data, by the permission of the page. Tokens open these alone.
TWINS = {
    "session_list_twin": BROWSE,
    "person_twin": BROWSE,
    "overview_twin": VIEW_OVERVIEW,
    "scan_twin": SCAN,
    "scan_result_twin": SCAN,
    "openapi": BROWSE,
}
# The name of an address, and the permission that it takes; "" for none but to be signed in.
PAGES = {
    "home": "",
    "logout": "",
    **dict.fromkeys(OWN_SIGN_IN, ""),
    "account_home": BROWSE,
    "session_list": BROWSE,
    "newer_sessions": BROWSE,
    "person": BROWSE,
    "search": BROWSE,
    "payment_links": BROWSE,
    "columns": BROWSE,
    "saved_views": BROWSE,
    "new_view": BROWSE,
    "saved_view": BROWSE,
    "delete_view": BROWSE,
    "session_detail": OPEN,
    "session_state": OPEN,
    "session_notes": USE_NOTES,
    "delete_note": USE_NOTES,
    "notes": USE_NOTES,
    "done_note": USE_NOTES,
    "unmask_session": UNMASK,
    "mask_session": UNMASK,
    "unmask_person": UNMASK,
    "mask_person": UNMASK,
    "caller_check": VERIFY,
    "lift_lock": LIFT_LOCK,
    **dict.fromkeys(("scan", "scan_result", "scan_state", "stop_scan", "resume_scan"), SCAN),
    **dict.fromkeys(("reference_lists", "run_references", "delete_references"), SCAN),
    "overview": VIEW_OVERVIEW,
    "overview_rows": VIEW_OVERVIEW,
    "filling": VIEW_OVERVIEW,
    "fill": FILL_FACTS,
    "read_again": FILL_FACTS,
    "cancel_filling": FILL_FACTS,
    **dict.fromkeys(("exports", "new_export", "delete_export", "resume_export"), EXPORT),
    **dict.fromkeys(("export_file", "export_about"), EXPORT),
    "jobs": VIEW_JOBS,
    "cancel_job": VIEW_JOBS,
    "resume_job": VIEW_JOBS,
    **TWINS,
    "programs": BROWSE,
    "own_tokens": USE_TOKENS,
    "revoke_token": USE_TOKENS,
    "status": VIEW_STATUS,
    "read_log": VIEW_READ_LOG,
    "who_looked": VIEW_READ_LOG,
}
# Below it Django's admin asks for its own permissions as well, by kind of row.
ADMIN = "admin"


def permission_of(match: ResolverMatch) -> str | None:
    """That the address takes; None of one that nobody has put into the table."""
    if match.view_name in PAGES:
        return PAGES[match.view_name]
    return ENTER_ADMIN if match.app_names == [ADMIN] else None


class PermissionRequiredMiddleware:
    """Refuses a page to whoever lacks its permission, or may not enter its account."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Raises PermissionDenied with a Refusal. A page, where that has to come first."""
        match = request.resolver_match
        if match is None or match.view_name in FOR_EVERYBODY:
            return None
        permission = permission_of(match)
        if permission is None:
            logger.error("route=%s is in no table of permissions", match.view_name)
            raise PermissionDenied(Refusal(match.view_name))
        refusal = refusal_of(request.user, match.view_name, permission, kwargs)
        if refusal is None and not request.user.is_authenticated:
            refusal = Refusal(match.view_name)
        if refusal is not None:
            raise PermissionDenied(refusal)
        if match.view_name in OWN_SIGN_IN and not has_own_password(request):
            raise Http404("there is no password here")
        if match.view_name not in WITHOUT_SECOND_FACTOR and lacks_second_factor(request):
            # htmx would put the page that it is led to into the one that is there.
            if request.headers.get("HX-Request") == "true":
                return HttpResponseClientRedirect(reverse("mfa_index"))
            return redirect("mfa_index")
        return None
