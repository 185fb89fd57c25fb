"""What holds for every page: signing in, headers, the shape of errors."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from sessions_browser import services
from tests.running import ROOT, Emulator
from tests.views.page import LIST, text_of

SESSION = "cs_test_a1" + "0" * 56


JOB = "00000000-0000-4000-8000-000000000000"


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> list[str]:
    """Every address of the site, with something in place of each parameter."""
    found = []
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, route)
        else:
            filled = re.sub(r"<uuid:\w+>", JOB, route.replace("<account:account>", "demo"))
            filled = re.sub(r"<row:\w+>", "1", filled).replace("<ending:ending>", "json")
            found.append(filled.replace("<session_id:session_id>", SESSION))
    return found


OURS = [
    address
    for address in addresses(get_resolver().url_patterns)
    if not address.startswith(("/admin/", "/accounts/", "/healthz", "/metrics", "/webhooks/"))
]


def test_the_table_of_addresses_is_not_empty() -> None:
    assert LIST in OURS
    assert len(OURS) >= 5


@pytest.mark.parametrize("address", OURS)
def test_nothing_is_shown_before_signing_in(db: None, client: Client, address: str) -> None:
    response = client.get(address)
    if address.endswith(".json"):
        # A program can do nothing with a page to sign in on.
        assert response.status_code == HTTPStatus.UNAUTHORIZED
        return
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith("/accounts/login/?next=/")


def test_a_load_balancer_needs_no_sign_in(db: None, client: Client) -> None:
    assert client.get("/healthz").content == b"alive\n"
    assert client.get("/healthz/ready").content == b"ready\n"


def test_a_disabled_person_is_out_at_once(signed_in: Client, person: User) -> None:
    person.is_active = False
    person.save()
    assert signed_in.get("/demo/payment-links/").status_code == HTTPStatus.FOUND


def test_htmx_leaves_for_the_sign_in_page_when_the_session_is_over(
    db: None, client: Client
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}?status=open"}
    response = client.get(LIST, headers=headers)
    assert response["HX-Redirect"] == f"/accounts/login/?next={LIST}%3Fstatus%3Dopen"
    assert not response.content


def test_security_headers(signed_in: Client, upstream: Emulator) -> None:
    response = signed_in.get(LIST)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store, no-transform"


@pytest.mark.parametrize(
    ("cookie", "words", "hours"),
    [
        ("+00:00", "Times in UTC </footer>", 0),
        ("-03:00", "Times in UTC-3 </footer>", -3),
        ("+05:45", "Times in UTC: your browser names no time zone that is known here.", 0),
        ("Etc/Unknown", "Times in UTC: your browser names no time zone that is known here.", 0),
        ("", "Times in UTC </footer>", 0),
    ],
)
def test_n14_a_zone_without_a_name_is_taken_or_said(
    signed_in: Client, upstream: Emulator, cookie: str, words: str, hours: int
) -> None:
    # What is around the list is kept from the second on, when the payment links are known.
    for _ in "ab":
        signed_in.get(LIST)
        services.wait_for_background()
    if cookie:
        signed_in.cookies["tz"] = cookie
    page = text_of(signed_in.get(LIST))
    assert words in page
    row = re.search(r'title="([0-9-]+ [0-9:]+) [^"]*" data-relative="([^"]+)Z"', page)
    assert row
    local, utc = (datetime.fromisoformat(moment) for moment in row.groups())
    assert local - utc == timedelta(hours=hours)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("address", [LIST, "/demo/people/?email=a@b.example", "/admin/auth/user/"])
def test_h_no_cdn_rewrites_an_e_mail(
    signed_in: Client, upstream: Emulator, person: User, address: str, headers: dict[str, str]
) -> None:
    User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    response = signed_in.get(address, headers=headers)
    assert response.status_code == HTTPStatus.OK
    assert "no-transform" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/nowhere/sessions/", "/demo/nothing/", "/demo/sessions/x/"])
def test_an_unknown_address_has_a_page(signed_in: Client, address: str) -> None:
    response = signed_in.get(address)
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "This page does not exist" in text_of(response)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_too_many_parameters_are_refused_in_words_and_one_line_of_the_log(
    signed_in: Client, caplog: pytest.LogCaptureFixture, method: str, headers: dict[str, str]
) -> None:
    parameters = {f"a{number}": "1" for number in range(1001)}
    address = LIST if method == "get" else "/demo/search/"
    response = getattr(signed_in, method)(address, parameters, headers=headers)
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "This request cannot be read" in text_of(response)
    assert ("<html" in text_of(response)) is (headers == {})
    (line,) = caplog.records
    assert (line.levelname, line.exc_info) == ("INFO", None)
    assert "status=400" in line.getMessage()


def test_another_charset_is_a_bad_request_and_no_error_of_ours(signed_in: Client) -> None:
    response = signed_in.post("/accounts/logout/", b"x=1", "text/plain; charset=utf-7")
    assert response.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_only_read(signed_in: Client, method: str) -> None:
    assert getattr(signed_in, method)(LIST).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_signing_out_leaves_nothing_in_the_browser(signed_in: Client) -> None:
    response = signed_in.post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert signed_in.get(LIST).status_code == HTTPStatus.FOUND


def test_ten_failed_sign_ins_lock_a_name(client: Client, person: User) -> None:
    for _ in range(10):
        client.post("/accounts/login/", {"username": "ana", "password": "wrong"})
    answer = {"username": "ana", "password": "a long enough password"}
    response = client.post("/accounts/login/", answer)
    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert client.get(LIST).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_host(client: Client, person: User, target: str) -> None:
    answer = {"username": "ana", "password": "a long enough password", "next": target}
    assert client.post("/accounts/login/", answer)["Location"] == "/"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_has_no_warning() -> None:
    result = manage(
        "check", "--deploy", "--fail-level=WARNING",
        ALLOWED_HOSTS="dashboard.example.com",
        STRIPE_API_BASE="https://api.stripe.com",
        SECRET_KEY="k" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(("address", "status"), [("/healthz", "200"), ("/healthz/ready", "503")])
def test_without_the_database_nobody_is_sent_here(address: str, status: str) -> None:
    ask = f"Client().get({address!r}, headers={{'Host': 'localhost'}}).status_code"
    code = f"from django.test import Client; print({ask})"
    result = manage("shell", "-c", code, DATABASE_URL="sqlite:////nowhere/db.sqlite3")
    assert result.stdout.split()[-1] == status


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"STRIPE_API_KEY_DEMO": ""}, "has no key"),
        ({"STRIPE_ACCOUNTS": ""}, "No Stripe key is set"),
        ({"STRIPE_API_KEY_DEMO": "pk_test_123"}, "publishable key"),
        ({"STRIPE_API_KEY_DEMO": "hello"}, "not a Stripe API key"),
        (
            {"STRIPE_API_KEY_DEMO": "sk_live_123", "STRIPE_API_BASE": "https://api.stripe.com"},
            "STRIPE_ALLOW_FULL_LIVE_KEY=1",
        ),
        ({"STRIPE_API_BASE": "https://api.example.com"}, "neither Stripe nor this machine"),
        ({"STRIPE_API_KEY_DEMO": "rk_live_123"}, "another host than api.stripe.com"),
        ({"OIDC_ISSUER": "https://id.example"}, "OIDC_CLIENT_SECRET"),
    ],
)
def test_a_start_that_cannot_work_is_refused_with_advice(
    settings: dict[str, str], words: str
) -> None:
    result = manage("serve", **{"PORT": "1", **settings})
    assert result.returncode != 0
    assert words in result.stderr
    assert "HINT" in result.stderr
    key = settings.get("STRIPE_API_KEY_DEMO")
    assert not key or key not in result.stderr + result.stdout


@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready", "/metrics"])
def test_health_is_answered_to_who_names_the_machine(
    client: Client, db: None, settings: Settings, path: str
) -> None:
    """H: a balancer asks by address, which is no host of the site."""
    settings.METRICS = True
    answer = client.get(path, headers={"Host": "10.0.3.7"})
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Cache-Control"] == "no-store"
    page = client.get("/accounts/login/", headers={"Host": "10.0.3.7"})
    assert page.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(2000))),
    ],
)
def test_l8_a_form_that_cannot_be_read_finds_no_page_either(
    kind: str, body: bytes, db: None
) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.generic("POST", "/nowhere/", body, content_type=kind)
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_l10_a_year_that_no_date_has_is_no_failure(admin_client: Client) -> None:
    answer = admin_client.get("/admin/sessions_browser/verification/?at__year=99999999999")
    assert answer.status_code == HTTPStatus.FOUND
