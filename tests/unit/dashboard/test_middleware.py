"""The small rules for every request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from dashboard.middleware import keep_private, refuse_odd_charsets, sign_in_as_a_page


def page(_: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"'])
def test_a_form_in_utf_8_passes(rf: RequestFactory, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    request = rf.post("/", "a=1", content_type=kind)
    assert refuse_odd_charsets(page)(request).content == b"page"


@pytest.mark.parametrize("charset", ["utf-7", "latin-1", "utf-16", "idna", "nonsense", "utf-8x"])
def test_a_form_in_another_charset_is_refused(rf: RequestFactory, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    request = rf.generic("POST", "/", "a=1", content_type=kind)
    response = refuse_odd_charsets(page)(request)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_request_without_a_body_passes(rf: RequestFactory) -> None:
    assert refuse_odd_charsets(page)(rf.get("/")).content == b"page"


def test_nothing_is_kept_unless_a_page_says_so_and_nothing_is_rewritten(
    rf: RequestFactory,
) -> None:
    def may_be_kept(_: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "public"})

    kept = keep_private(page)(rf.get("/")).headers["Cache-Control"]
    assert kept == "private, no-store, no-transform"
    said = keep_private(may_be_kept)(rf.get("/")).headers["Cache-Control"]
    assert said == "public, no-transform"


def leads_to(location: str) -> Callable[[HttpRequest], HttpResponse]:
    return lambda _: HttpResponseRedirect(location)


def answer(rf: RequestFactory, location: str, **headers: str) -> HttpResponse:
    request = rf.get("/demo/sessions/", headers=headers)
    handler = HtmxMiddleware(sign_in_as_a_page(leads_to(location)))
    response = handler(request)
    assert isinstance(response, HttpResponse)
    return response


SIGN_IN = "/accounts/login/"
HERE = "http://testserver/demo/sessions/?status=open"


def test_htmx_leaves_for_the_sign_in_and_comes_back_to_the_page(rf: RequestFactory) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": HERE}
    response = answer(rf, f"{SIGN_IN}?next=/demo/fragment/", **headers)
    assert response.status_code == 200
    back = "/demo/sessions/%3Fstatus%3Dopen"
    assert response.headers["HX-Redirect"] == f"{SIGN_IN}?next={back}"


@pytest.mark.parametrize(
    "seen",
    [
        "",
        "javascript:alert(1)",
        "javascript:/demo/",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example/",
        "http://evil.example",
        "//evil.example",
        "http://[evil",
    ],
)
def test_htmx_is_never_sent_to_another_site_after_the_sign_in(
    rf: RequestFactory, seen: str
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": seen}
    assert answer(rf, SIGN_IN, **headers).headers["HX-Redirect"] == SIGN_IN


@pytest.mark.parametrize(
    "seen",
    [
        "https://testserver/demo/sessions/?status=open",
        "http://testserver:8443/demo/sessions/?status=open#top",
        "https://sessions.example/demo/sessions/?status=open",
        "http://evil.example/demo/sessions/?status=open",
    ],
)
def test_a_proxy_may_change_host_scheme_and_port(rf: RequestFactory, seen: str) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": seen}
    back = "/demo/sessions/%3Fstatus%3Dopen"
    assert answer(rf, SIGN_IN, **headers).headers["HX-Redirect"] == f"{SIGN_IN}?next={back}"


def test_other_redirects_and_whole_pages_are_left_alone(rf: RequestFactory) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": HERE}
    other = answer(rf, "/demo/sessions/?limit=10", **headers)
    assert (other.status_code, other.headers["Location"]) == (302, "/demo/sessions/?limit=10")
    assert "HX-Redirect" not in other.headers
    whole = answer(rf, f"{SIGN_IN}?next=/demo/")
    assert (whole.status_code, whole.headers["Location"]) == (302, f"{SIGN_IN}?next=/demo/")
