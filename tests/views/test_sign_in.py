"""How long a sign-in holds, one's own password, the second factor, the emergency code."""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dashboard.sign_in import forms, times
from sessions_browser.read_log.models import Entry
from tests.roles import give, someone
from tests.running import Emulator
from tests.views.page import LIST, text_of

SIGN_IN, OWN, PASSWORD = "/accounts/login/", "/accounts/sign-in/", "a long enough password"
HTMX = {"HX-Request": "true"}
MINUTE, HOUR = 60.0, 3600.0
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(times, "now", clock)
    monkeypatch.setattr(forms, "time", clock)
    return clock


@pytest.fixture
def staying(clock: Clock, client: Client, person: User, upstream: Emulator) -> Client:
    sign_in(client)
    return client


@pytest.fixture
def with_app(person: User) -> User:
    from dashboard.sign_in.adapters import SecondFactorAdapter

    secret = SecondFactorAdapter().encrypt(SECRET)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})
    return person


def sign_in(client: Client, password: str = PASSWORD) -> str:
    answer = client.post(SIGN_IN, {"username": "ana", "password": password})
    return answer.headers.get("Location", "")


def code_at(clock: Clock, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(clock.now) // 30 + ahead))


def details(kind: str) -> list[str]:
    return list(Entry.objects.filter(kind=kind).order_by("number").values_list("detail", flat=True))


def test_a_sign_in_ends_when_nothing_is_asked_for_a_while(staying: Client, clock: Clock) -> None:
    for _ in range(5):
        clock.now += 29 * MINUTE
        assert staying.get(LIST).status_code == HTTPStatus.OK
    clock.now += 30 * MINUTE
    answer = staying.get(LIST)
    assert answer["Location"] == f"{SIGN_IN}?next={LIST}"
    page = text_of(staying.get(answer["Location"]))
    assert "You were signed out because you did nothing here for 30 minutes." in page
    assert details("sign_out") == ["idle"]
    sign_in(staying)
    staying.logout()
    assert "You were signed out" not in text_of(staying.get(SIGN_IN))


def test_a_sign_in_ends_after_some_hours_whatever_is_asked(staying: Client, clock: Clock) -> None:
    for _ in range(12 * 3 - 1):
        clock.now += 20 * MINUTE
        assert staying.get(LIST).status_code == HTTPStatus.OK
    clock.now += 20 * MINUTE
    assert staying.get(LIST).status_code == HTTPStatus.FOUND
    page = text_of(staying.get(SIGN_IN))
    assert "You were signed out: a sign-in lasts 12 hours at most." in page
    assert details("sign_out") == ["hours"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/demo/sessions/newer/", {}), ("/demo/jobs/", HTMX), ("/demo/overview/filling/", HTMX)],
)
def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(
    staying: Client, clock: Clock, person: User, path: str, headers: dict[str, str]
) -> None:
    give(person, "Manager")
    for _ in range(3):
        clock.now += 10 * MINUTE
        answer = staying.get(path, headers=headers)
    assert SIGN_IN in (answer.headers.get("Location") or answer.headers.get("HX-Redirect") or "")


def test_the_settings_say_how_long(staying: Client, clock: Clock, settings: Settings) -> None:
    settings.SIGN_IN_IDLE_MINUTES, settings.SIGN_IN_HOURS = 90, 2
    clock.now += 89 * MINUTE
    assert staying.get(LIST).status_code == HTTPStatus.OK
    clock.now += 31 * MINUTE
    assert staying.get(LIST).status_code == HTTPStatus.FOUND


def test_a_sign_in_from_before_there_were_time_outs_begins_at_its_first_page(
    staying: Client, clock: Clock
) -> None:
    session = staying.session
    for name in (times.BEGAN, times.SEEN):
        del session[name]
    session.save()
    assert staying.get(LIST).status_code == HTTPStatus.OK
    clock.now += 12 * HOUR
    assert staying.get(LIST).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("shorter pwd", "at least 12 characters"),
        ("qwerty123456", "too common"),
        ("482917364527", "entirely numeric"),
    ],
)
def test_a_weak_password_is_refused(staying: Client, new: str, words: str) -> None:
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert words in text_of(staying.post(reverse("password_change"), form))


def test_a_new_password_signs_out_everywhere_else(
    staying: Client, person: User, upstream: Emulator
) -> None:
    other = Client()
    sign_in(other)
    new = "another phrase of four words"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    wrong = staying.post(reverse("password_change"), form | {"old_password": "x"})
    assert "This is not your password." in text_of(wrong)
    assert staying.post(reverse("password_change"), form)["Location"] == OWN
    assert staying.get(LIST).status_code == HTTPStatus.OK
    assert other.get(LIST).status_code == HTTPStatus.FOUND
    assert sign_in(Client(), new)
    assert details("role_change")[-1] == "ana password"


def test_how_one_signs_in_is_not_changed_without_the_password(
    staying: Client, upstream: Emulator
) -> None:
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = staying.get(reverse(name))
        assert answer["Location"].startswith(reverse("account_reauthenticate"))
    again = reverse("account_reauthenticate")
    page = staying.post(f"{again}?next={OWN}app/", {"password": "wrong"})
    assert "This is not your password." in text_of(page)
    page = staying.post(f"{again}?next={OWN}app/", {"password": PASSWORD})
    assert page["Location"] == f"{OWN}app/"
    assert "<svg" in text_of(staying.get(f"{OWN}app/"))


def test_whoever_has_a_second_factor_is_not_in_without_it(
    clock: Clock, client: Client, with_app: User, upstream: Emulator
) -> None:
    assert sign_in(client) == "/accounts/second-factor/"
    assert client.get(LIST).status_code == HTTPStatus.FOUND
    assert details("sign_in") == []
    wrong = client.post("/accounts/second-factor/", {"code": "000000"})
    assert "This code is not right" in text_of(wrong)
    right = client.post("/accounts/second-factor/", {"code": code_at(clock)})
    assert right.status_code == HTTPStatus.FOUND
    assert client.get(LIST).status_code == HTTPStatus.OK
    assert details("sign_in") == ["mfa password"]
    assert Entry.objects.filter(kind="sign_in_failed").count() == 1


@pytest.mark.parametrize(("ahead", "is_right"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_code_is_right_for_a_minute_or_so_and_once(
    clock: Clock, with_app: User, upstream: Emulator, ahead: int, is_right: bool
) -> None:
    found = []
    for client in (Client(), Client()):
        sign_in(client)
        form = {"code": code_at(clock, ahead)}
        answer = client.post("/accounts/second-factor/", form)
        found.append(answer.status_code == HTTPStatus.FOUND)
    assert found == [is_right, False]


def test_codes_are_guessed_ten_times_and_no_more(
    clock: Clock, client: Client, with_app: User, upstream: Emulator
) -> None:
    sign_in(client)
    statuses = [
        client.post("/accounts/second-factor/", {"code": f"{number:06}"}).status_code
        for number in range(11)
    ]
    assert statuses == [HTTPStatus.OK] * 9 + [HTTPStatus.TOO_MANY_REQUESTS] * 2
    right = client.post("/accounts/second-factor/", {"code": code_at(clock)})
    assert right.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "closed from this place" in " ".join(text_of(right).split())


def test_a_secret_is_not_in_the_database_in_clear_and_outlives_its_key(
    clock: Clock, client: Client, with_app: User, upstream: Emulator, settings: Settings
) -> None:
    held = Authenticator.objects.get(user=with_app)
    assert SECRET not in str(held.data)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key " * 6
    sign_in(client)
    client.post("/accounts/second-factor/", {"code": code_at(clock)})
    assert client.get(LIST).status_code == HTTPStatus.OK
    settings.SECRET_KEY_FALLBACKS = []
    clock.now += 2 * MINUTE
    later = Client()
    sign_in(later)
    later.post("/accounts/second-factor/", {"code": code_at(clock)})
    assert later.get(LIST).status_code == HTTPStatus.OK


def test_where_a_second_factor_is_required_it_comes_before_all_else(
    staying: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "required"
    assert staying.get(LIST)["Location"] == OWN
    assert staying.get(LIST, headers=HTMX)["HX-Redirect"] == OWN
    assert "A second factor is required here." in text_of(staying.get(OWN))
    staying.post(f"{reverse('account_reauthenticate')}?next={OWN}app/", {"password": PASSWORD})
    page = text_of(staying.get(f"{OWN}app/"))
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    code = format_hotp_value(hotp_value(found[1], int(times.now()) // 30))
    answer = staying.post(f"{OWN}app/", {"code": code})
    assert answer["Location"] == f"{OWN}codes/"
    # That one then goes on is seen in a browser: here nothing is ever committed.
    assert len(re.findall(r"<li><code>", text_of(staying.get(f"{OWN}codes/")))) == 10


def test_an_administrator_takes_a_lost_second_factor_away(
    clock: Clock, client: Client, with_app: User, upstream: Emulator
) -> None:
    client.force_login(someone("greta", "Administrator"))
    boss = User.objects.create_superuser("boss")
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "x"})
    form = {"action": "take_away_second_factor", "_selected_action": [with_app.pk, boss.pk]}
    page = client.post("/admin/auth/user/", form, follow=True)
    assert "1 person now signs in without a second factor." in text_of(page)
    assert sign_in(Client()) == "/"
    assert Authenticator.objects.filter(user=boss).exists()
    assert "ana -totp" in details("role_change")


@pytest.mark.parametrize(("sub", "status"), [("", HTTPStatus.OK), ("7", HTTPStatus.FORBIDDEN)])
def test_nobody_gives_a_password_to_whoever_comes_from_the_provider(
    client: Client, person: User, sub: str, status: int
) -> None:
    if sub:
        SocialAccount.objects.create(user=person, provider="organisation", uid=sub)
    client.force_login(User.objects.create_superuser("boss"))
    assert client.get(f"/admin/auth/user/{person.pk}/password/").status_code == status


@pytest.mark.parametrize("path", ["socialaccount/socialapp", "mfa/authenticator"])
def test_no_secret_of_a_sign_in_is_a_page_of_the_administration(
    client: Client, db: None, path: str
) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    assert client.get(f"/admin/{path}/").status_code == HTTPStatus.NOT_FOUND


def glass_code(name: str) -> str:
    printed = StringIO()
    call_command("break_glass", name, stdout=printed)
    return printed.getvalue().strip().splitlines()[-1]


def break_glass(client: Client, code: str) -> int:
    return client.post("/accounts/break-glass/", {"code": code}).status_code


def test_an_emergency_sign_in_lasts_an_hour_and_is_on_record(
    clock: Clock, client: Client, upstream: Emulator, db: None, settings: Settings
) -> None:
    settings.OIDC_ONLY, settings.SECOND_FACTOR = True, "required"
    someone("greta", "Administrator")
    assert break_glass(client, glass_code("greta")) == HTTPStatus.FOUND
    assert client.get("/status/").status_code == HTTPStatus.OK
    assert [entry.who for entry in Entry.objects.filter(kind="break_glass")] == ["greta"]
    assert details("sign_in") == ["glass"]
    for _ in range(3):
        clock.now += 20 * MINUTE
        answer = client.get("/status/")
    assert answer.status_code == HTTPStatus.FOUND
    page = text_of(client.get(SIGN_IN))
    assert "You were signed out: an emergency sign-in lasts an hour." in page


@pytest.mark.parametrize("change", ["used", "late", "cut", "no role", "inactive", "signed in"])
def test_an_emergency_code_that_does_not_hold_lets_nobody_in(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    greta = someone("greta", "Administrator")
    code = glass_code("greta")
    if change == "used":
        assert break_glass(Client(), code) == HTTPStatus.FOUND
    elif change == "late":
        late = time.time() + 11 * MINUTE
        monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    elif change == "cut":
        code = code[:-1]
    elif change == "no role":
        greta.groups.clear()
    elif change == "inactive":
        User.objects.filter(pk=greta.pk).update(is_active=False)
    else:
        Client().force_login(greta)
    assert break_glass(client, code) == HTTPStatus.FORBIDDEN
    assert client.get("/status/").status_code == HTTPStatus.FOUND
    assert details("sign_in_failed") == ["code not valid"]


@pytest.mark.parametrize("name", ["nobody", "ana"])
def test_the_command_lets_in_administrators_alone(person: User, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("break_glass", name)


def test_where_the_provider_is_the_only_way_no_password_is_right(
    client: Client, person: User, upstream: Emulator, settings: Settings
) -> None:
    sign_in(client)
    settings.OIDC_ONLY = True
    assert client.get(LIST).status_code == HTTPStatus.FOUND
    page = text_of(client.get(SIGN_IN))
    assert "You were signed out: passwords are no longer used here." in page
    assert 'type="password"' not in page
    for path in (SIGN_IN, "/admin/login/"):
        client.post(path, {"username": "ana", "password": PASSWORD})
        assert client.get(LIST).status_code == HTTPStatus.FOUND


def test_the_administration_has_no_door_of_its_own(client: Client, person: User) -> None:
    answer = client.post("/admin/login/", {"username": "ana", "password": PASSWORD})
    assert answer.headers["Location"].startswith(f"{SIGN_IN}?next=/admin/")
    assert client.get(LIST).status_code == HTTPStatus.FOUND


def test_without_a_provider_its_pages_are_not_there(client: Client, db: None) -> None:
    for name in ("openid_connect_login", "openid_connect_callback"):
        path = reverse(name, kwargs={"provider_id": "organisation"})
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_the_password_of_nobody_cannot_be_changed(db: None) -> None:
    boss = Client()
    boss.force_login(someone("boss", "Administrator"))
    for whom in ("nobody", "%3Cx%3E", "999999"):
        assert boss.get(f"/admin/auth/user/{whom}/password/").status_code in (
            HTTPStatus.FOUND,
            HTTPStatus.NOT_FOUND,
        )
