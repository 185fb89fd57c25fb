"""Settings as values."""

from __future__ import annotations

import dataclasses

import pytest
from pytest_django import Settings

from sessions_browser.conf import (
    KEY,
    SLUG,
    Account,
    default_zone,
    get_conf,
    is_loopback,
    zone_names,
)

KEY_TEXT = "rk_live_topsecret51Hx"
STRIPE = "https://api.stripe.com"


def account(key: str = KEY_TEXT, base: str = STRIPE) -> Account:
    return Account("main-shop", key, base, "2026-11-18.endive")


def test_an_account_never_tells_its_key() -> None:
    text = f"{account()!r} {account()} {account().fingerprint} {[account()]!r}"
    assert KEY_TEXT not in text
    assert "topsecret" not in text


def test_a_fingerprint_tells_keys_apart_and_stays() -> None:
    assert account().fingerprint == account().fingerprint
    assert account().fingerprint != account(KEY_TEXT + "x").fingerprint


@pytest.mark.parametrize(
    ("key", "base", "mode"),
    [
        ("rk_live_1", STRIPE, "live"),
        ("sk_live_1", STRIPE, "live"),
        ("rk_test_1", STRIPE, "test"),
        ("", STRIPE, "test"),
        ("rk_test_live_", STRIPE, "test"),
        ("rk_test_1", "http://127.0.0.1:12111", "demo"),
        ("rk_test_1", "http://[::1]:12111", "demo"),
    ],
)
def test_the_mode_follows_key_and_address(key: str, base: str, mode: str) -> None:
    assert account(key, base).mode == mode


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://localhost", True),
        ("http://LOCALHOST:80", True),
        ("http://127.0.0.1:9", True),
        ("http://127.8.8.8", True),
        ("http://[::1]:9", True),
        ("http://localhost.evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://localhost@evil.example", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("https://api.stripe.com", False),
        ("http://[::1", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine_alone(address: str, loopback: bool) -> None:
    assert is_loopback(address) is loopback


@pytest.mark.parametrize(
    ("key", "slug"),
    [("rk_live_1", "live"), ("sk_live_1", "live"), ("rk_test_1", "test"), ("nonsense", "test")],
)
def test_one_key_makes_one_account_named_by_its_mode(
    settings: Settings, key: str, slug: str
) -> None:
    settings.STRIPE_ACCOUNTS = {}
    settings.STRIPE_API_KEY = key
    (only,) = get_conf().accounts
    assert (only.slug, only.api_key) == (slug, key)


def test_several_accounts_keep_their_order_and_outweigh_the_one(settings: Settings) -> None:
    settings.STRIPE_API_KEY = "rk_test_other"
    settings.STRIPE_ACCOUNTS = {"shop": "rk_test_1", "club": "rk_test_2"}
    conf = get_conf()
    assert [account.slug for account in conf.accounts] == ["shop", "club"]
    assert conf.account("club") == conf.accounts[1]
    assert conf.account("other") is None


def test_no_key_makes_no_account(settings: Settings) -> None:
    settings.STRIPE_ACCOUNTS = {}
    settings.STRIPE_API_KEY = ""
    assert get_conf().accounts == ()


def test_a_slash_at_the_end_of_the_base_does_not_matter(settings: Settings) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:1/"
    assert get_conf().accounts[0].api_base == "http://127.0.0.1:1"


def test_a_name_is_made_of_the_slug() -> None:
    assert account().name == "Main shop"
    with pytest.raises(dataclasses.FrozenInstanceError):
        account().slug = "x"  # type: ignore[misc]


@pytest.mark.parametrize("slug", ["live", "a", "shop-2", "1", "a" * 40])
def test_what_an_account_may_be_called(slug: str) -> None:
    assert SLUG.match(slug)


@pytest.mark.parametrize("slug", ["", "-a", "Shop", "a_b", "a b", "a/b", "é", "a\n", "a" * 41])
def test_what_an_account_may_not_be_called(slug: str) -> None:
    assert not SLUG.match(slug)


@pytest.mark.parametrize("key", ["rk_live_", "rk_prod_1", "RK_test_1", "rk_test_1\n", "rk_test_é"])
def test_what_is_no_key(key: str) -> None:
    assert not KEY.match(key)


def test_zones_are_those_of_the_database() -> None:
    assert {"UTC", "Europe/Berlin", "Asia/Kathmandu"} <= zone_names()
    assert "Mars/Olympus" not in zone_names()


@pytest.mark.parametrize(
    ("key", "base", "options", "calls"),
    [
        ("rk_live_1", STRIPE, {}, 10),
        ("rk_test_1", STRIPE, {}, 5),
        ("rk_test_1", STRIPE, {"sandbox": "Staging"}, 5),
        ("sk_org_1", STRIPE, {"context": "acct_1"}, 5),
        ("rk_test_1", "http://127.0.0.1:1", {}, 10),
        ("rk_test_1", "http://127.0.0.1:1", {"sandbox": "Staging"}, 5),
    ],
)
def test_a_sandbox_has_half_the_budget(
    settings: Settings, key: str, base: str, options: dict[str, str], calls: int
) -> None:
    settings.STRIPE_ACCOUNTS = {"shop": key}
    settings.STRIPE_ACCOUNT_OPTIONS = {"shop": options}
    settings.STRIPE_API_BASE = base
    settings.UPSTREAM_CALLS_PER_SECOND = 0
    conf = get_conf()
    assert conf.calls_a_second(conf.accounts[0]) == calls
    settings.UPSTREAM_CALLS_PER_SECOND = 7
    assert get_conf().calls_a_second(conf.accounts[0]) == 7


def test_an_account_has_a_zone_for_those_whose_browser_tells_none(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    settings.STRIPE_ACCOUNTS = {"shop": "rk_test_1", "club": "rk_test_2"}
    settings.STRIPE_ACCOUNT_OPTIONS = {"club": {"zone": "Asia/Tokyo"}}
    shop, club = get_conf().accounts
    zones = [default_zone(account).key for account in (None, shop, club)]
    assert zones == ["Europe/Berlin", "Europe/Berlin", "Asia/Tokyo"]
