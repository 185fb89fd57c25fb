"""Programs that read by tokens: what a token gives, and all that makes it give nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from dashboard.housekeeping import clean_up
from dashboard.sign_in.ways import PASSWORD, PROVIDER, SECOND_FACTOR
from sessions_browser.access import tokens
from sessions_browser.access.unmasking import unmask
from sessions_browser.conf import get_conf
from sessions_browser.models import ApiToken
from sessions_browser.read_log.models import Entry
from tests.roles import give, of_role, someone
from tests.running import Emulator
from tests.views.page import LIST, text_of

ANA = "ana.souza@example.com"
SESSIONS = "/demo/sessions.json"
PERSON = f"/demo/people.json?email={ANA}"
PHRASE = "a long enough password"
OWN = "/accounts/tokens/"


class Program:
    """What has a token and no cookie."""

    def __init__(self, secret: str) -> None:
        self._client = Client()
        self._secret = secret

    def get(self, path: str, **headers: str) -> Any:
        return self._client.get(path, headers={"Authorization": f"Bearer {self._secret}"} | headers)

    @property
    def has_cookies(self) -> bool:
        return bool(self._client.cookies)


def token_for(person: User, *, personal: bool = True, way: str = PASSWORD) -> ApiToken:
    return make(person, personal=personal, way=way)[0]


def make(
    person: User, *, personal: bool = True, way: str = PASSWORD, account: str = "demo"
) -> tuple[ApiToken, Program]:
    name = f"report-{ApiToken.objects.count()}"
    row, secret = tokens.make(person, account, name, 30, personal=personal, ways=[way])
    return row, Program(secret)


def code_of(response: Any) -> str:
    assert response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    assert told["status"] == response.status_code
    assert told["title"]
    kind: str = told["type"]
    return kind.rpartition(":")[2]


def test_a_program_reads_what_its_person_reads_and_is_on_record(
    maker: User, upstream: Emulator
) -> None:
    row, program = make(maker)
    response = program.get(f"{SESSIONS}?email={ANA}")
    assert response.status_code == HTTPStatus.OK
    body = response.json()
    assert body["count"] == len(body["sessions"]) > 0
    assert {one["email"] for one in body["sessions"]} == {ANA}
    assert not body["is_masked"]
    entry = Entry.objects.all()[0]
    assert (entry.kind, entry.who, entry.account) == ("list", "ana", "demo")
    assert entry.detail == f"token:{row} json email"
    assert entry.rows == body["count"]
    assert not program.has_cookies
    row.refresh_from_db()
    assert row.used


def test_a_token_is_a_hash_at_rest(maker: User) -> None:
    row, secret = tokens.make(maker, "demo", "one", 30, personal=True, ways=[PASSWORD])
    assert secret.startswith("cst_")
    assert len(secret) > 43
    kept = " ".join(str(value) for value in vars(row).values())
    assert secret not in kept
    assert secret.removeprefix("cst_") not in kept
    assert tokens.find(secret) == row


def ended(row: ApiToken) -> None:
    row.ends = timezone.now() - timedelta(seconds=1)
    row.save()


def changed(**values: Any) -> Callable[[ApiToken], None]:
    def change(row: ApiToken) -> None:
        User.objects.filter(pk=row.person_id).update(**values)

    return change


def other_password(row: ApiToken) -> None:
    row.person.set_password("another phrase of words")
    row.person.save()


def no_permission(row: ApiToken) -> None:
    row.person.user_permissions.clear()


def another_account(row: ApiToken) -> None:
    row.account = "elsewhere"
    row.save()


AWAY = {"last_login": timezone.now() - timedelta(days=8)}


@pytest.mark.parametrize(
    ("spoil", "code", "status"),
    [
        pytest.param(ended, "token_ended", 401, id="ended"),
        pytest.param(tokens.revoke, "token_revoked", 401, id="revoked"),
        pytest.param(changed(is_active=False), "person_inactive", 401, id="inactive"),
        pytest.param(other_password, "password_changed", 401, id="password"),
        pytest.param(changed(**AWAY), "person_away", 401, id="away"),
        pytest.param(changed(last_login=None), "person_away", 401, id="never here"),
        pytest.param(no_permission, "not_allowed", 403, id="permission"),
        pytest.param(another_account, "other_account", 403, id="account"),
    ],
)
def test_a_token_that_does_not_hold_gives_nothing_and_is_on_record(
    maker: User,
    upstream: Emulator,
    spoil: Callable[[ApiToken], object],
    code: str,
    status: int,
) -> None:
    row, program = make(maker)
    spoil(row)
    response = program.get(SESSIONS)
    assert (response.status_code, code_of(response)) == (status, code)
    assert ("WWW-Authenticate" in response) == (status == HTTPStatus.UNAUTHORIZED)
    assert "sessions" not in response.json()
    assert upstream.requests() == []
    entry = Entry.objects.all()[0]
    assert (entry.kind, entry.who, entry.detail) == ("refusal", "ana", f"token:{row} {code}")


@pytest.mark.parametrize("secret", ["cst_", "cst_" + "x" * 43, "cst_\u00e9", "cst_' OR 1=1"])
def test_an_unknown_token_gives_nothing(db: None, upstream: Emulator, secret: str) -> None:
    response = Program(secret).get(SESSIONS)
    assert code_of(response) == "token_unknown"
    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert Entry.objects.all()[0].kind == "sign_in_failed"


def test_without_token_and_sign_in_programs_get_a_problem_and_browsers_the_sign_in(
    client: Client, db: None
) -> None:
    response = client.get(SESSIONS)
    assert code_of(response) == "not_signed_in"
    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert response["WWW-Authenticate"].startswith("Bearer")
    browser = client.get(SESSIONS, headers={"Accept": "text/html,*/*"})
    assert browser["Location"].startswith("/accounts/login/")


def test_a_token_opens_no_page_and_changes_nothing(maker: User, upstream: Emulator) -> None:
    _, program = make(maker)
    for path in (LIST, "/", OWN, "/demo/people/", "/accounts/sign-in/", "/admin/"):
        response = program.get(path)
        assert (response.status_code, code_of(response)) == (403, "not_for_programs"), path
    headers = {"Authorization": f"Bearer {tokens.PREFIX}{'x' * 43}"}
    assert Client().post(SESSIONS, headers=headers).status_code == HTTPStatus.UNAUTHORIZED


def test_a_token_of_a_proxy_is_nothing_to_us(signed_in: Client, upstream: Emulator) -> None:
    headers = {"Authorization": "Bearer eyJhbGciOi"}
    assert signed_in.get(LIST, headers=headers).status_code == HTTPStatus.OK


def test_a_role_that_sees_a_mask_has_programs_that_see_it(upstream: Emulator, db: None) -> None:
    boss = someone("mona", "Manager")
    boss.last_login = timezone.now()
    boss.save()
    _, program = make(boss)
    response = program.get(f"{SESSIONS}?email={ANA}")
    assert response.json()["is_masked"]
    assert ANA not in json.dumps(response.json()["sessions"])
    assert {one["email"] for one in response.json()["sessions"]} == {"a•••@e•••.com"}
    for path in (SESSIONS, "/demo/sessions.csv", PERSON):
        refused = program.get(f"{path}{'&' if '?' in path else '?'}columns=id,email,name")
        assert (refused.status_code, code_of(refused)) == (403, "masked_column")
        assert refused.json()["columns"] == ["email", "name"]
    assert program.get(f"{SESSIONS}?columns=id,amount").status_code == HTTPStatus.OK


def test_a_token_without_personal_data_is_masked_whoever_made_it(
    maker: User, upstream: Emulator
) -> None:
    _, program = make(maker, personal=False)
    assert program.get(PERSON).json()["is_masked"]
    assert code_of(program.get(f"{SESSIONS}?columns=email")) == "masked_column"


def test_an_unmasking_is_for_the_person_and_not_for_programs(upstream: Emulator, db: None) -> None:
    boss = someone("mona", "Manager")
    client = Client()
    client.force_login(boss)
    demo = get_conf().account("demo")
    assert demo
    unmask(boss, demo, [("email", ANA)])
    assert not client.get(PERSON).json()["is_masked"]
    _, program = make(User.objects.get(pk=boss.pk))
    assert program.get(PERSON).json()["is_masked"]


def test_groups_of_an_account_hold_for_programs(
    maker: User, upstream: Emulator, settings: Settings
) -> None:
    _, program = make(maker)
    settings.STRIPE_ACCOUNT_GROUPS = {"demo": ["Wholesale"]}
    refused = program.get(SESSIONS)
    assert (refused.status_code, code_of(refused)) == (403, "no_access")
    assert "The account Demo is for people with the role Wholesale." in refused.json()["detail"]


def test_where_a_second_factor_is_required_a_token_needs_one(
    maker: User, upstream: Emulator, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "required"
    _, by_password = make(maker)
    assert code_of(by_password.get(SESSIONS)) == "sign_in_changed"
    _, by_provider = make(maker, way=PROVIDER)
    assert by_provider.get(SESSIONS).status_code == HTTPStatus.OK
    _, with_factor = make(maker, way=SECOND_FACTOR)
    assert code_of(with_factor.get(SESSIONS)) == "sign_in_changed"
    Authenticator.objects.create(user=maker, type=Authenticator.Type.TOTP, data={})
    assert with_factor.get(SESSIONS).status_code == HTTPStatus.OK


def test_where_a_provider_is_the_only_way_in_tokens_of_passwords_end(
    maker: User, upstream: Emulator, settings: Settings
) -> None:
    settings.OIDC_ONLY = True
    _, by_password = make(maker, way=SECOND_FACTOR)
    assert code_of(by_password.get(SESSIONS)) == "sign_in_changed"
    _, by_provider = make(maker, way=PROVIDER)
    assert by_provider.get(SESSIONS).status_code == HTTPStatus.OK


def test_a_token_asks_so_often_and_no_more(
    maker: User, upstream: Emulator, settings: Settings
) -> None:
    settings.TOKEN_CALLS_PER_SECOND = 1
    _, program = make(maker)
    found = [program.get("/demo/openapi.json") for _ in range(62)]
    assert [one.status_code for one in found].count(HTTPStatus.OK) == 60
    last = found[-1]
    assert code_of(last) == "too_many_requests"
    assert 1 <= int(last["Retry-After"]) <= 60
    _, other = make(maker)
    assert other.get("/demo/openapi.json").status_code == HTTPStatus.OK


def test_guessing_is_limited_by_place(db: None, upstream: Emulator) -> None:
    stranger = Program("cst_" + "x" * 43)
    found = [stranger.get(SESSIONS).status_code for _ in range(61)]
    assert found[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert Entry.objects.filter(kind="sign_in_failed").count() == 60


def test_one_makes_a_token_sees_it_once_uses_it_and_revokes_it(
    maker: User, client: Client, upstream: Emulator
) -> None:
    client.force_login(maker)
    form = {"name": "monday-report", "account": "demo", "days": "30", "personal": "on"}
    asked = client.post(OWN, form)
    again = reverse("account_reauthenticate")
    assert asked["Location"].startswith(again)
    page = client.post(f"{again}?next={OWN}", {"password": PHRASE})
    found = re.search(r"<code>(cst_[\w-]{43})</code>", page.content.decode())
    assert found
    program = Program(found[1])
    assert program.get(SESSIONS).status_code == HTTPStatus.OK
    later = text_of(client.get(OWN))
    assert found[1] not in later
    assert "monday-report" in later
    row = ApiToken.objects.get()
    assert row.shows_personal_data
    client.post(reverse("revoke_token", args=(row.pk,)))
    assert code_of(program.get(SESSIONS)) == "token_revoked"
    changes = Entry.objects.filter(kind="tokens").order_by("number")
    assert [one.detail for one in changes] == [f"+{row}", f"-{row}"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "with a blank"},
        {"name": ""},
        {"days": "91"},
        {"days": "0"},
        {"account": "elsewhere"},
    ],
)
def test_a_token_that_cannot_be_is_not_made(
    maker: User, client: Client, upstream: Emulator, wrong: dict[str, str]
) -> None:
    client.force_login(maker)
    client.post(f"{reverse('account_reauthenticate')}?next={OWN}", {"password": PHRASE})
    form = {"name": "one", "account": "demo", "days": "30"} | wrong
    assert client.post(OWN, form).status_code == HTTPStatus.BAD_REQUEST
    assert not ApiToken.objects.exists()


def test_whoever_sees_a_mask_is_not_offered_personal_data(upstream: Emulator, db: None) -> None:
    manager = of_role("Manager")
    assert 'name="personal"' not in text_of(manager.get(OWN))


def test_nobody_sees_or_revokes_a_token_of_somebody_else(
    maker: User, upstream: Emulator, db: None
) -> None:
    row, program = make(maker)
    manager = of_role("Manager")
    assert row.name not in text_of(manager.get(OWN))
    refused = manager.post(reverse("revoke_token", args=(row.pk,)))
    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert program.get(SESSIONS).status_code == HTTPStatus.OK


def test_a_token_is_forgotten_a_month_after_its_end(maker: User) -> None:
    kept, old = token_for(maker), token_for(maker)
    now = timezone.now()
    ApiToken.objects.filter(pk=kept.pk).update(ends=now - timedelta(days=29))
    ApiToken.objects.filter(pk=old.pk).update(ends=now - timedelta(days=31))
    clean_up()
    assert [one.pk for one in ApiToken.objects.all()] == [kept.pk]


def test_an_administrator_revokes_any_token(maker: User, upstream: Emulator) -> None:
    row, program = make(maker)
    admin = Client()
    admin.force_login(give(someone("greta"), "Administrator"))
    listed = text_of(admin.get("/admin/sessions_browser/apitoken/"))
    assert row.name in listed
    shown = text_of(admin.get(f"/admin/sessions_browser/apitoken/{row.pk}/change/"))
    assert row.digest not in shown
    form = {"action": "revoke", "_selected_action": [str(row.pk)]}
    admin.post("/admin/sessions_browser/apitoken/", form)
    entry = Entry.objects.all()[0]
    assert (entry.kind, entry.who, entry.detail) == ("tokens", "greta", f"-{row} ana")
    assert code_of(program.get(SESSIONS)) == "token_revoked"
