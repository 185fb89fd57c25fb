"""An account: its name, its mode, and what tells it from others whatever key it is read with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sessions_browser.account import Account, forget_all, remember
from sessions_browser.cache.keys import CacheKeys
from sessions_browser.objects.list_query import ListQuery

STRIPE, LOCAL = "https://api.stripe.com", "http://127.0.0.1:12111"
SHOP = Account("shop", "rk_test_1", STRIPE, "x")


@pytest.fixture(autouse=True)
def nothing_told() -> Iterator[None]:
    forget_all()
    yield
    forget_all()


@pytest.mark.parametrize(
    ("key", "base", "sandbox", "livemode", "mode"),
    [
        ("rk_live_1", STRIPE, "", None, "live"),
        ("rk_test_1", STRIPE, "", None, "test"),
        ("rk_test_1", STRIPE, "Staging", None, "sandbox"),
        ("rk_test_1", LOCAL, "", None, "demo"),
        ("rk_test_1", LOCAL, "", False, "demo"),
        ("rk_test_1", LOCAL, "Staging", None, "sandbox"),
        ("sk_org_1", STRIPE, "", None, "unknown"),
        ("sk_org_1", STRIPE, "", True, "live"),
        ("sk_org_1", STRIPE, "", False, "test"),
        ("sk_org_live_1", STRIPE, "", None, "live"),
        # Answers outweigh what the key and the settings say.
        ("rk_test_1", STRIPE, "", True, "live"),
        ("rk_test_1", STRIPE, "Staging", True, "live"),
        ("rk_live_1", STRIPE, "", False, "test"),
    ],
)
def test_the_mode_is_what_answers_say(
    key: str, base: str, sandbox: str, livemode: bool | None, mode: str
) -> None:
    account = Account("shop", key, base, "x", sandbox=sandbox)
    remember(account, livemode=livemode)
    assert account.mode == mode


def test_what_one_key_was_told_is_not_believed_of_another() -> None:
    remember(SHOP, stripe_id="acct_1", livemode=True)
    assert replace(SHOP, api_key="rk_test_2").mode == "test"
    assert replace(SHOP, slug="club").stripe_id == ""


def test_a_sandbox_is_named_wherever_the_account_is() -> None:
    assert replace(SHOP, label="Shop Europe").name == "Shop Europe"
    assert replace(SHOP, label="Shop Europe", sandbox="Staging").name == "Shop Europe · Staging"
    assert replace(SHOP, sandbox="Staging").name == "Shop · Staging"


@pytest.mark.parametrize(
    ("context", "named", "told", "known"),
    [
        ("", "", "", ""),
        ("", "", "acct_3", "acct_3"),
        ("", "acct_1", "acct_3", "acct_1"),
        ("acct_2", "", "", "acct_2"),
        ("acct_9/acct_2", "", "", "acct_2"),
    ],
)
def test_the_id_at_stripe(context: str, named: str, told: str, known: str) -> None:
    account = replace(SHOP, context=context, named_id=named)
    remember(account, stripe_id=told)
    assert account.stripe_id == known


def listing(account: Account) -> str:
    return CacheKeys(account).listing(ListQuery())


def test_a_rolled_key_finds_what_the_old_one_has_read() -> None:
    old, new = SHOP, replace(SHOP, api_key="rk_test_2")
    # Nobody knows yet whether they are of one account.
    assert listing(old) != listing(new)
    remember(old, stripe_id="acct_1")
    remember(new, stripe_id="acct_1")
    assert listing(old) == listing(new)
    assert CacheKeys(old).refused_permissions() != CacheKeys(new).refused_permissions()
    named = replace(SHOP, named_id="acct_1")
    assert listing(named) == listing(replace(named, api_key="rk_test_3")) == listing(old)


@pytest.mark.parametrize(
    "other",
    [
        replace(SHOP, named_id="acct_2"),
        replace(SHOP, named_id="acct_1", slug="club"),
        replace(SHOP, named_id="acct_1", api_key="rk_live_1"),
        replace(SHOP, named_id="acct_1", api_key="sk_org_1"),
        replace(SHOP, context="acct_9"),
        SHOP,
    ],
    ids=["account", "name", "mode", "mode unknown", "context", "account unknown"],
)
def test_what_may_be_another_account_never_meets(other: Account) -> None:
    assert listing(other) != listing(replace(SHOP, named_id="acct_1"))


def test_two_accounts_of_one_organization_have_fingerprints_of_their_own() -> None:
    one, two = (replace(SHOP, api_key="sk_org_1", context=f"acct_{name}") for name in "12")
    assert one.fingerprint != two.fingerprint
