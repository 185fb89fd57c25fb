"""A key or an address that cannot be meant is refused at the start, with what to do."""

from __future__ import annotations

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from sessions_browser.account_rules import UnsafeKeyError, key_to_send
from sessions_browser.checks import check_accounts, check_masking
from sessions_browser.conf import get_conf

STRIPE = "https://api.stripe.com"
LOCAL = "http://127.0.0.1:12111"


def check(
    settings: Settings, key: str, base: str = STRIPE, slug: str = "shop", **options: str
) -> list[CheckMessage]:
    settings.STRIPE_ACCOUNTS = {slug: key}
    settings.STRIPE_ACCOUNT_OPTIONS = {slug: options}
    settings.STRIPE_API_BASE = base
    return check_accounts()


def numbers(messages: list[CheckMessage]) -> list[str]:
    return [str(message.id).removeprefix("sessions_browser.") for message in messages]


def reasons_not_to_send() -> list[str]:
    (account,) = get_conf().accounts
    try:
        key_to_send(account)
    except UnsafeKeyError as error:
        text = str(error)
    else:
        return []
    assert "TopSecret" not in text
    return text.partition(": ")[2].split(", ")


@pytest.mark.parametrize(
    ("key", "base"),
    [
        ("rk_test_1", STRIPE),
        ("rk_live_1", STRIPE),
        ("rk_live_1", f"{STRIPE}/"),
        ("rk_test_1", LOCAL),
        ("sk_test_1", LOCAL),
        ("rk_test_1", "https://localhost:12111"),
        ("rk_test_1", "http://[::1]:12111"),
    ],
)
def test_what_can_be_meant_passes(settings: Settings, key: str, base: str) -> None:
    assert check(settings, key, base) == []
    assert reasons_not_to_send() == []


@pytest.mark.parametrize(
    ("key", "base", "found"),
    [
        ("", STRIPE, ["E003"]),
        ("nonsense", STRIPE, ["E004"]),
        ("rk_test_", STRIPE, ["E004"]),
        ("rk_test_a b", STRIPE, ["E004"]),
        ("whsec_123", STRIPE, ["E004"]),
        ("pk_test_1", STRIPE, ["E005"]),
        ("pk_live_1", STRIPE, ["E005"]),
        ("sk_live_1", STRIPE, ["E006"]),
        ("sk_test_1", STRIPE, ["W001"]),
        ("rk_live_1", LOCAL, ["E007"]),
        ("rk_live_1", "https://api.stripe.com.evil.example", ["E009", "E007"]),
        ("sk_live_1", LOCAL, ["E006", "E007"]),
        ("rk_test_1", "https://user@api.stripe.com", ["E008"]),
        ("rk_test_1", "https://user:pw@api.stripe.com", ["E008"]),
        ("rk_test_1", "https://:pw@api.stripe.com", ["E008"]),
        ("rk_test_1", "https://api.stripe.com@evil.example", ["E008"]),
        ("rk_test_1", "https://api.stripe.com/v1", ["E008"]),
        ("rk_test_1", "https://api.stripe.com?x=1", ["E008"]),
        ("rk_test_1", "https://api.stripe.com#x", ["E008"]),
        ("rk_test_1", "https://api.stripe.com:port", ["E008"]),
        ("rk_test_1", "https://[::1", ["E008"]),
        ("rk_live_1", "https://[::1", ["E008", "E007"]),
        ("rk_test_1", "api.stripe.com", ["E008"]),
        ("rk_test_1", "", ["E008"]),
        ("rk_test_1", "http://api.stripe.com", ["E009"]),
        ("rk_test_1", "https://stripe.example", ["E009"]),
        ("rk_test_1", "http://10.0.0.1:12111", ["E009"]),
        ("rk_test_1", "ftp://127.0.0.1", ["E009"]),
    ],
)
def test_what_cannot_be_meant_is_refused(
    settings: Settings, key: str, base: str, found: list[str]
) -> None:
    messages = check(settings, key, base)
    assert numbers(messages) == found
    # A call is refused for the same reasons, but for a warning.
    refused = [number for number in found if number.startswith("E")]
    assert reasons_not_to_send() == refused
    for message in messages:
        assert message.hint
        assert "'shop'" in message.msg


@pytest.mark.parametrize("kind", ["rk_test_", "rk_live_", "sk_live_", "pk_live_", "xx_", "rk_ "])
def test_no_message_tells_the_key(settings: Settings, kind: str) -> None:
    messages = check(settings, f"{kind}TopSecret", "https://user:TopSecret@[::1")
    assert messages
    assert "TopSecret" not in repr(messages)
    assert reasons_not_to_send()


def test_a_full_live_key_needs_its_switch(settings: Settings) -> None:
    settings.STRIPE_ALLOW_FULL_LIVE_KEY = True
    assert numbers(check(settings, "sk_live_1")) == ["W001"]
    assert numbers(check(settings, "sk_live_1", LOCAL)) == ["E007"]


def test_without_any_key_it_says_where_to_get_one(settings: Settings) -> None:
    settings.STRIPE_ACCOUNTS = {}
    settings.STRIPE_API_KEY = ""
    (message,) = check_accounts()
    assert numbers([message]) == ["E001"]
    assert "https://dashboard.stripe.com/apikeys" in str(message.hint)
    assert "make demo" in str(message.hint)


@pytest.mark.parametrize("slug", ["Shop", "a b", "a/b", "-", "admin", "static", "accounts"])
def test_an_account_is_named_so_that_an_address_can_hold_it(settings: Settings, slug: str) -> None:
    (message,) = check(settings, "rk_test_1", slug=slug)
    assert numbers([message]) == ["E002"]
    assert "lower-case letters" in str(message.hint)


def test_each_account_is_checked(settings: Settings) -> None:
    settings.STRIPE_API_BASE = STRIPE
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_1", "two": "pk_test_1", "three": ""}
    assert numbers(check_accounts()) == ["E005", "E003"]


def test_a_key_of_no_account_is_refused(settings: Settings) -> None:
    settings.STRIPE_API_KEY = "rk_test_2"
    found = check(settings, "rk_test_1")
    assert numbers(found) == ["E010"]
    assert "STRIPE_API_KEY_SHOP_LIVE" in str(found[0].hint)


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("", []),
        ("/sessions", []),
        ("/tools/shop", []),
        ("/shopping", []),
        ("/shop", ["E013"]),
        ("/shop/tools", ["E013"]),
        ("/status", ["E013"]),
        ("/static/x", ["E013"]),
    ],
)
def test_h_a_prefix_is_no_address_of_the_site(
    settings: Settings, prefix: str, found: list[str]
) -> None:
    settings.URL_PREFIX = prefix
    assert numbers(check(settings, "rk_test_1")) == found


@pytest.mark.parametrize(
    "secret",
    [
        "nonsense",
        "whsec_",
        "whsec_TopSecret",
        "rk_test_0123456789abcdef0123456789abcdef",
        "whsec_0123456789abcdef 0123456789abcdef",
        "whsec_0123456789abcdef\n",
        " whsec_0123456789abcdef",
    ],
)
def test_a_webhook_secret_that_cannot_sign_is_refused(settings: Settings, secret: str) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = {"shop": secret}
    (message,) = check(settings, "rk_test_1")
    assert numbers([message]) == ["E011"]
    assert "'shop'" in message.msg
    assert "https://dashboard.stripe.com/webhooks" in str(message.hint)
    assert "TopSecret" not in repr(message)


def test_a_webhook_secret_passes(settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = {"shop": "whsec_0123456789abcdefABCDEF0123456789"}
    assert check(settings, "rk_test_1") == []
    settings.STRIPE_WEBHOOK_SECRET = "whsec_0123456789abcdefABCDEF0123456789"
    assert check(settings, "rk_test_1") == []


def test_a_webhook_secret_of_no_account_is_refused(settings: Settings) -> None:
    settings.STRIPE_API_BASE = STRIPE
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_1", "two": "rk_test_2"}
    settings.STRIPE_WEBHOOK_SECRET = "whsec_0123456789abcdef"
    (message,) = check_accounts()
    assert numbers([message]) == ["E012"]
    assert "STRIPE_WEBHOOK_SECRET_SHOP_LIVE" in str(message.hint)


ORGANIZATION = "sk_org_TopSecret"


def test_an_organization_key_needs_an_account_and_its_switch(settings: Settings) -> None:
    found = check(settings, ORGANIZATION)
    assert numbers(found) == ["E014", "E015"] == reasons_not_to_send()
    assert "STRIPE_ACCOUNT_CONTEXT_SHOP" in str(found[0].hint)
    assert "STRIPE_ALLOW_ORGANIZATION_KEY=1" in str(found[1].hint)
    assert "TopSecret" not in repr(found)
    assert numbers(check(settings, ORGANIZATION, context="acct_1")) == ["E015"]
    settings.STRIPE_ALLOW_ORGANIZATION_KEY = True
    assert check(settings, ORGANIZATION, context="acct_1") == []
    assert reasons_not_to_send() == []


@pytest.mark.parametrize(
    ("key", "found"),
    [("sk_org_1", ["E007"]), ("sk_org_live_1", ["E007"]), ("sk_org_test_1", [])],
)
def test_an_organization_key_that_may_be_live_goes_to_stripe_alone(
    settings: Settings, key: str, found: list[str]
) -> None:
    settings.STRIPE_ALLOW_ORGANIZATION_KEY = True
    assert numbers(check(settings, key, LOCAL, context="acct_1")) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"context": "acct_1/acct_2"}, []),
        ({"context": "acct_"}, ["E016"]),
        ({"context": "acct_1\nX-Other: 1"}, ["E016"]),
        ({"context": "cus_1"}, ["E016"]),
        ({"named_id": "acct_1"}, []),
        ({"named_id": "shop"}, ["E017"]),
        ({"named_id": "acct_2", "context": "acct_1/acct_2"}, []),
        ({"named_id": "acct_1", "context": "acct_1/acct_2"}, ["E018"]),
        ({"colour": "teal", "zone": "Asia/Tokyo", "label": "Shop", "sandbox": "Staging"}, []),
        ({"colour": "mauve"}, ["E019"]),
        ({"zone": "Tokyo"}, ["E020"]),
        ({"label": "x" * 41}, ["E021"]),
        ({"sandbox": "a\u202eb"}, ["E021"]),
    ],
)
def test_what_is_said_of_an_account_has_to_fit(
    settings: Settings, options: dict[str, str], found: list[str]
) -> None:
    assert numbers(check(settings, "rk_test_1", **options)) == found


@pytest.mark.parametrize(
    ("pattern", "found"), [("", []), (r"[A-Z]+-[0-9]+", []), ("SUP-(", ["E022"])]
)
def test_the_pattern_of_a_reason_is_a_regular_expression(
    settings: Settings, pattern: str, found: list[str]
) -> None:
    settings.UNMASK_REASON_PATTERN = pattern
    assert numbers(check_masking()) == found
