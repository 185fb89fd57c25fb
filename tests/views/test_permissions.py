"""Every address of the site, asked in each way by each kind of person: who gets it, who does not.

Whoever adds an address has to say here who may have it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver
from pytest_django import Settings

from dashboard.permissions import FOR_EVERYBODY, PAGES, TWINS
from sessions_browser.access.roles import ROLES
from tests.roles import LEAD, give, someone
from tests.running import Emulator
from tests.views.page import LIST, text_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SUPPORT = frozenset({"Support", "Support (masked)", "Manager"})
MASKED = frozenset({"Support (masked)", "Manager"})
MANAGER = frozenset({"Manager"})
ADMINISTRATOR = frozenset({"Administrator"})
ANY_ROLE = frozenset({"nothing", "Support", "Support (masked)", "Manager", "Administrator"})
# Written by hand and not read from the code under test.
WHO = {
    "home": ANY_ROLE,
    **dict.fromkeys(("mfa_index", "password_change", "account_reauthenticate"), ANY_ROLE),
    **dict.fromkeys(("mfa_activate_totp", "mfa_deactivate_totp"), ANY_ROLE),
    **dict.fromkeys(("mfa_add_webauthn", "mfa_remove_webauthn"), ANY_ROLE),
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_generate_recovery_codes"), ANY_ROLE),
    "logout": ANY_ROLE,
    **dict.fromkeys(("account_home", "session_list", "newer_sessions", "person"), SUPPORT),
    **dict.fromkeys(("search", "payment_links", "session_detail", "session_state"), SUPPORT),
    **dict.fromkeys(("session_notes", "delete_note", "notes", "done_note"), SUPPORT),
    "columns": SUPPORT,
    **dict.fromkeys(("saved_views", "new_view", "saved_view", "delete_view"), SUPPORT),
    **dict.fromkeys(("unmask_session", "mask_session", "unmask_person", "mask_person"), MASKED),
    **dict.fromkeys(("scan", "scan_result", "scan_state"), SUPPORT),
    **dict.fromkeys(("scan_twin", "scan_result_twin"), SUPPORT),
    **dict.fromkeys(("reference_lists", "run_references", "delete_references"), SUPPORT),
    **dict.fromkeys(("stop_scan", "resume_scan"), SUPPORT),
    "caller_check": SUPPORT | ADMINISTRATOR,
    "lift_lock": ADMINISTRATOR,
    **dict.fromkeys(("session_list_twin", "person_twin", "openapi", "programs"), SUPPORT),
    **dict.fromkeys(("overview_twin", "own_tokens", "revoke_token"), MANAGER),
    **dict.fromkeys(("overview", "overview_rows", "filling", "fill"), MANAGER),
    **dict.fromkeys(("read_again", "cancel_filling"), MANAGER),
    **dict.fromkeys(("exports", "new_export", "delete_export", "resume_export"), MANAGER),
    **dict.fromkeys(("export_file", "export_about"), MANAGER),
    **dict.fromkeys(("jobs", "cancel_job", "resume_job"), MANAGER | ADMINISTRATOR),
    **dict.fromkeys(("status", "read_log", "who_looked"), ADMINISTRATOR),
}
OPEN = {
    *("login", "account_login", "set_language", "admin:login"),
    *("mfa_authenticate", "openid_connect_login", "openid_connect_callback", "break_glass"),
    *("alive", "ready", "metrics", "stripe_webhook"),
}
PARTS = {
    "account": "demo",
    "session_id": "cs_test_a1" + "0" * 56,
    "list_id": "00000000-0000-4000-8000-000000000000",
    "scan_id": "00000000-0000-4000-8000-000000000000",
    "job_id": "00000000-0000-4000-8000-000000000000",
    "view_id": "1",
    "note_id": "1",
    "ending": "json",
    "token_id": "1",
    "object_id": "1",
    "content_type_id": "1",
    "id": "1",
    "pk": "1",
    "app_label": "auth",
    "url": "nothing",
}
PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Address:
    """name: with its namespaces, "" of one without a name."""

    name: str
    path: str

    @property
    def is_of_account(self) -> bool:
        return self.path.startswith("/demo/")

    def may_have(self, role: str) -> bool:
        """Raises KeyError of an address that nobody has thought of."""
        if self.name.startswith("admin:"):
            return role in ADMINISTRATOR
        return role in WHO[self.name]


def addresses(
    patterns: list[URLPattern | URLResolver], prefix: str = "/", space: str = ""
) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, route, inner)
        else:
            path = PART.sub(lambda part: PARTS[part[1] or part[2]], route)
            yield Address(space + (pattern.name or ""), path)


def of_the_site() -> list[Address]:
    return list(addresses(get_resolver().url_patterns))


def faults(client: Client, role: str | None, *, enters: bool = True) -> list[str]:
    """What one person gets and should not get, or the other way; role: None of nobody."""
    client.raise_request_exception = False
    found = []
    for address in of_the_site():
        if address.name in OPEN:
            continue
        for method in METHODS:
            response = client.generic(method, address.path)
            status, to = response.status_code, response.headers.get("Location", "")
            if role is None:
                sign_in = ("/accounts/login/?next=", "/admin/login/?next=")
                is_right = status == HTTPStatus.FOUND and to.startswith(sign_in)
                if address.name in TWINS:
                    is_right = status == HTTPStatus.UNAUTHORIZED
            elif address.may_have(role) and (enters or not address.is_of_account):
                # Django's admin asks for a permission of its own for each kind of row.
                of_admin = address.name.startswith("admin:")
                is_right = of_admin or status != HTTPStatus.FORBIDDEN
            else:
                is_right = status == HTTPStatus.FORBIDDEN
            if not is_right:
                found.append(f"{method} {address.name} {address.path}: {status} {to}")
            if address.name == "logout" and role and method == "POST":
                client.force_login(User.objects.get(username=role))
    return found


def test_every_address_is_known_and_its_permission_is_one_that_a_role_gives() -> None:
    names = {one.name for one in of_the_site() if not one.name.startswith("admin:")}
    assert names == set(WHO) | OPEN - {"admin:login"}
    assert set(PAGES) == set(WHO)
    assert FOR_EVERYBODY == OPEN
    given = {permission for role in ROLES.values() for permission in role}
    assert set(PAGES.values()) - {""} <= given


def test_nobody_gets_nothing(client: Client, upstream: Emulator, db: None) -> None:
    assert faults(client, None) == []


@pytest.mark.parametrize("role", ["nothing", *ROLES])
def test_each_role_gets_its_pages_and_no_other(
    client: Client, upstream: Emulator, db: None, role: str
) -> None:
    roles = () if role == "nothing" else (role,)
    client.force_login(someone(role, *roles))
    assert faults(client, role) == []


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_not_enter_an_account_gets_nothing_of_it(
    client: Client, upstream: Emulator, db: None, settings: Settings, role: str
) -> None:
    settings.STRIPE_ACCOUNT_GROUPS = {"demo": ["Wholesale"]}
    client.force_login(someone(role, role))
    assert faults(client, role, enters=False) == []


def test_whoever_is_in_a_group_of_the_account_enters_it(
    signed_in: Client, person: User, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNT_GROUPS = {"demo": ["Retail", "Wholesale"]}
    refused = signed_in.get(LIST)
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "The account Demo is for people with one of the roles Retail, Wholesale." in text_of(
        refused
    )
    person.groups.add(Group.objects.create(name="Wholesale"))
    assert signed_in.get(LIST).status_code == HTTPStatus.OK
    boss = Client()
    boss.force_login(User.objects.create_superuser("boss"))
    assert boss.get(LIST).status_code == HTTPStatus.OK


def test_an_account_that_may_not_be_entered_is_neither_named_nor_looked_into(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    key = "rk_test_emulator"
    settings.STRIPE_ACCOUNTS = {"demo": "rk_test_no_sessions", "shop-two": key}
    settings.STRIPE_ACCOUNT_GROUPS = {"shop-two": ["Wholesale"]}
    session = upstream.get("/v1/checkout/sessions?limit=1")["data"][0]
    upstream.reset()
    for path in (
        f"{LIST}{session['id']}/",
        "/demo/people/?email=ana.souza@example.com",
        "/demo/search/?q=ana.souza@example.com",
        LIST,
        "/",
    ):
        page = signed_in.get(path, follow=True)
        assert "Shop two" not in text_of(page), path
        assert "shop-two" not in text_of(page), path
    assert signed_in.get("/")["Location"] == LIST


@pytest.fixture
def planted() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.permissions_site.urls"):
        clear_url_caches()
        yield
    clear_url_caches()
    importlib.import_module("dashboard.urls")


@pytest.mark.parametrize("role", [None, "Manager"])
def test_a_view_that_nobody_protected_is_refused_and_fails_the_walk(
    client: Client, planted: None, db: None, role: str | None
) -> None:
    if role:
        client.force_login(someone(role, *LEAD))
    response = client.get("/planted/")
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "what nobody may see" not in text_of(response)
    assert "planted" in {one.name for one in of_the_site()}
    with pytest.raises(AssertionError):
        test_every_address_is_known_and_its_permission_is_one_that_a_role_gives()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_refusal_says_which_role_is_missing_and_who_gives_it(
    signed_in: Client, upstream: Emulator, headers: dict[str, str]
) -> None:
    someone("greta", "Administrator")
    page = text_of(signed_in.get("/demo/overview/", headers=headers))
    for words in (
        "have access to this page",
        "This page is for people with the role Manager.",
        "Your role is Support.",
        "An administrator can give you a role: ask greta.",
    ):
        assert words in page
    assert ("<html" in page) == (not headers)


def test_whoever_has_no_role_reads_why(client: Client, db: None, upstream: Emulator) -> None:
    client.force_login(User.objects.create(username="new"))
    page = text_of(client.get("/", follow=True))
    assert "people with one of the roles Support, Support (masked), Manager." in page
    assert "You have no role yet. An administrator can give you a role." in re.sub(
        r"</?p>\s*", " ", page
    ).replace("  ", " ")
    assert "Find a session" not in page


def test_an_administrator_alone_begins_at_the_status_page(client: Client, db: None) -> None:
    client.force_login(someone("greta", "Administrator"))
    assert client.get("/")["Location"] == "/status/"
    page = text_of(client.get("/status/"))
    assert 'href="/admin/"' in page
    assert "Find a session" not in page


def test_the_migration_makes_the_groups_that_the_code_names(db: None) -> None:
    for role, permissions in ROLES.items():
        group = Group.objects.get(name=role)
        found = {
            f"{one.content_type.app_label}.{one.codename}"
            for one in group.permissions.select_related("content_type")
        }
        assert found == set(permissions), role


@pytest.mark.parametrize("action", ["change", "delete", "password"])
def test_an_administrator_does_not_touch_a_superuser(client: Client, db: None, action: str) -> None:
    boss = User.objects.create_superuser("boss", password="a long enough password")
    greta = give(someone("greta"), "Administrator")
    client.force_login(greta)
    form = {"post": "yes", "username": "boss", "password1": "another one", "is_superuser": "on"}
    path = f"/admin/auth/user/{boss.pk}/{action}/"
    assert client.post(path, form).status_code == HTTPStatus.FORBIDDEN
    own = client.get(f"/admin/auth/user/{greta.pk}/change/")
    assert own.status_code == HTTPStatus.OK
    assert 'name="is_superuser"' not in text_of(own)
    assert 'name="groups"' in text_of(own)
