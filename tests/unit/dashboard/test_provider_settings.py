"""A provider that is half configured is refused at the start, with what to do."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings

from dashboard.sign_in.checks import NEEDED, check_provider
from dashboard.sign_in.group_map import group_map
from dashboard.sign_in.provider import is_configured

WHOLE = {
    "OIDC_ISSUER": "https://id.example",
    "OIDC_CLIENT_ID": "sessions",
    "OIDC_CLIENT_SECRET": "TopSecret",
    "OIDC_GROUPS": {"Support": frozenset({"shop"})},
}


def found(settings: Settings, **changed: object) -> list[str]:
    for name, value in {**WHOLE, **changed}.items():
        setattr(settings, name, value)
    messages = check_provider()
    for message in messages:
        assert message.hint
        assert "TopSecret" not in repr(message)
    return [str(message.id).removeprefix("dashboard.") for message in messages]


def test_without_any_of_it_nothing_is_wrong(settings: Settings) -> None:
    assert check_provider() == []
    assert not is_configured()


def test_with_all_of_it_too(settings: Settings) -> None:
    assert found(settings) == []
    assert is_configured()


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_part_is_named_and_nobody_comes_in_so(settings: Settings, name: str) -> None:
    assert found(settings, **{name: {} if name == "OIDC_GROUPS" else ""}) == ["E002"]
    assert name in check_provider()[0].msg
    assert not is_configured()


def test_the_server_does_not_start_with_half_a_provider(settings: Settings) -> None:
    settings.STRIPE_API_BASE = "https://api.stripe.com"
    call_command("check")
    settings.OIDC_ISSUER = "https://id.example"
    with pytest.raises(SystemCheckError, match="OIDC_CLIENT_SECRET, OIDC_GROUPS is missing"):
        call_command("check")


def test_the_only_way_in_has_to_be_there(settings: Settings) -> None:
    nothing = {"OIDC_ISSUER": "", "OIDC_CLIENT_ID": "", "OIDC_CLIENT_SECRET": ""}
    assert found(settings, **nothing, OIDC_GROUPS={}, OIDC_ONLY=True) == ["E001"]


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        ("https://id.example/realms/shop", []),
        ("http://127.0.0.1:9400", []),
        ("http://id.example", ["E003"]),
        ("ftp://localhost", ["E003"]),
        ("id.example", ["E003"]),
        ("https://me@id.example", ["E003"]),
        ("https://id.example?x=1", ["E003"]),
        ("https://[::1", ["E003"]),
    ],
)
def test_an_issuer_is_an_address_that_nobody_can_listen_in_on(
    settings: Settings, issuer: str, expected: list[str]
) -> None:
    assert found(settings, OIDC_ISSUER=issuer) == expected


def test_the_scope_openid_is_needed(settings: Settings) -> None:
    assert found(settings, OIDC_SCOPES=["email"]) == ["E004"]


def test_groups_are_given_as_json() -> None:
    assert group_map('{"Support": "a", "Manager": ["b", "c"]}') == {
        "Support": frozenset("a"),
        "Manager": frozenset("bc"),
    }
    assert group_map("") == {}


@pytest.mark.parametrize("text", ["Support=a", "[]", '{"Support": 1}', '{"Support": [""]}'])
def test_other_groups_are_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="OIDC_GROUPS must be JSON"):
        group_map(text)
