"""Small rules for every request of the site."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import resolve
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from dashboard.passwords import TooManySignInsError
from dashboard.views import crowded_sign_in

Handler = Callable[[HttpRequest], HttpResponse]


# Asked by balancers and Prometheus, who name the machine and not the site.
FOR_MACHINES = ("/healthz", "/healthz/ready", "/metrics")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PRIVATE = "private, no-store, no-transform"
# Of every answer, errors and those to machines included.
SAFE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": PRIVATE,
}
# As long as Django's own, of which `check --deploy` knows.
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains; preload"


def answer_safely(get_response: Handler) -> Handler:
    """A browser runs and loads only what this site serves as a file of its own, and keeps only what
    says that it may be kept.

    The first of all, so that what another refuses has these headers too. HSTS stands here and not
    with Django's, which leaves it out where it refuses a host.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in SAFE_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.HTTPS and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
        return response

    return middleware


def answer_machines(get_response: Handler) -> Handler:
    """Health and metrics are answered before the host is looked at, and are not logged."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info not in FOR_MACHINES:
            return get_response(request)
        found = resolve(request.path_info)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def refuse_odd_charsets(get_response: Handler) -> Handler:
    """A form in another charset than UTF-8 gets a 400.

    Django decodes the form while it answers, even for its 400 page, and would end in a 500.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower().strip("\"'") not in ("utf-8", "utf8"):
            return HttpResponse(
                "Send the form in UTF-8.\n",
                status=HTTPStatus.BAD_REQUEST,
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


def keep_private(get_response: Handler) -> Handler:
    """Pages hold customers' data: no browser and no proxy keeps a copy or rewrites it.

    A CDN that hides e-mails from robots leaves them to a script of its own, which never sees the
    rows that htmx brings.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" in response.headers:
            patch_cache_control(response, no_transform=True)
        else:
            response.headers["Cache-Control"] = PRIVATE
        return response

    return middleware


def sign_in_as_a_page(get_response: Handler) -> Handler:
    """When the sign-in has ended, htmx goes to the sign-in page and does not swap it in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        htmx = getattr(request, "htmx", None)
        location = response.headers.get("Location", "")
        if not (htmx and location and urlsplit(location).path == resolve_url(settings.LOGIN_URL)):
            return response
        seen = _path_of(htmx.current_url or "")
        if seen:
            return HttpResponseClientRedirect(redirect_to_login(seen).url)
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))

    return middleware


class TellCrowdedSignIn:
    """On the site's own page and on that of the admin: a password is hashed in both."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return crowded_sign_in(request) if isinstance(error, TooManySignInsError) else None


def _path_of(address: str) -> str:
    """Path and query of a page that a browser names, as a safe path of this site, or "".

    Its scheme, host and port may be those of a proxy, which this process need not know.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours and parts.scheme in ("http", "https") else ""
