"""Several accounts: which is which, what each key may, and where a pasted id is."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from sessions_browser import services
from sessions_browser.conf import get_conf
from sessions_browser.models import CheckedKey
from sessions_browser.stripe_api.key_check import RIGHTS
from tests.roles import LEAD, someone
from tests.running import Emulator, running_emulator
from tests.views.page import ids, text_of

ORGANIZATION = "sk_org_test_emulator"
SEARCH = "/one/search/"


@pytest.fixture(scope="module")
def two_of_stripe() -> Iterator[Emulator]:
    """The second says of all its objects that they are of live mode."""
    with running_emulator("--sessions=60", "--second-account=60", "--second-live") as emulator:
        yield emulator


@pytest.fixture
def upstream(two_of_stripe: Emulator, settings: Settings) -> Iterator[Emulator]:
    settings.STRIPE_API_BASE = two_of_stripe.address
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_emulator", "other": "rk_test_second"}
    cache.clear()
    two_of_stripe.reset()
    yield two_of_stripe
    services.wait_for_background()


def accounts_of(emulator: Emulator) -> list[str]:
    with urllib.request.urlopen(f"{emulator.address}/_emulator/accounts", timeout=10) as answer:
        found: list[str] = json.load(answer)["accounts"]
    return found


@pytest.fixture
def by_context(upstream: Emulator, settings: Settings) -> list[str]:
    """Both with one key: the log of requests then says which account was asked."""
    found = accounts_of(upstream)
    settings.STRIPE_ALLOW_ORGANIZATION_KEY = True
    settings.STRIPE_ACCOUNTS = dict.fromkeys(("one", "other"), ORGANIZATION)
    settings.STRIPE_ACCOUNT_OPTIONS = {
        name: {"context": context} for name, context in zip(("one", "other"), found, strict=True)
    }
    return found


def contexts_asked(upstream: Emulator) -> set[str]:
    services.wait_for_background()
    return {request["headers"]["stripe-context"] for request in upstream.requests()}


def told(*accounts: str) -> str:
    """What `manage.py check_key` says."""
    said = StringIO()
    call_command("check_key", *accounts, stdout=said)
    return said.getvalue()


# Keys


@pytest.mark.django_db
@pytest.mark.parametrize("lacking", [None, *RIGHTS], ids=lambda right: right and right.name)
def test_each_right_is_told_by_its_label(
    upstream: Emulator, settings: Settings, lacking: Any
) -> None:
    key = "rk_test_emulator"
    if lacking:
        key = f"rk_test_without_{lacking.name.removeprefix('rak_').removesuffix('_read')}"
    settings.STRIPE_ACCOUNTS = {"one": key}
    said = StringIO()
    if lacking is RIGHTS[0]:
        with pytest.raises(CommandError, match="Not every key"):
            call_command("check_key", stdout=said)
    else:
        call_command("check_key", stdout=said)
    for right in RIGHTS:
        word = "MISSING" if right is lacking else "yes"
        assert re.search(rf"^  {word} +{right.label}$", said.getvalue(), re.MULTILINE)
    # A restricted key may not read its account, and is told its id all the same.
    assert f"one (One): {accounts_of(upstream)[0]}, test mode" in said.getvalue()
    assert len(upstream.requests()) == len(RIGHTS) + 1
    assert key not in said.getvalue()
    known = CheckedKey.objects.get()
    assert known.lacks == ([lacking.label] if lacking else [])


@pytest.mark.django_db
def test_the_mode_is_read_from_the_answers(upstream: Emulator, by_context: list[str]) -> None:
    first, second = by_context
    said = told()
    assert f"one (One): {first}, test mode" in said
    assert f"other (Other): {second}, live mode" in said
    assert said.count("Whether it may write nobody can see") == 2
    assert contexts_asked(upstream) == {first, second}


@pytest.mark.django_db
def test_a_key_of_another_account_than_before_is_refused(
    upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_emulator"}
    told()
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_second"}
    with pytest.raises(CommandError, match="What is kept under 'one' belongs to the former"):
        told()
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_emulator"}
    settings.STRIPE_ACCOUNT_OPTIONS = {"one": {"named_id": "acct_other"}}
    with pytest.raises(CommandError, match="the settings say acct_other"):
        told()
    assert CheckedKey.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["sk_test_expired", "rk_test_nobody"])
def test_a_key_that_stripe_refuses_is_told(
    upstream: Emulator, settings: Settings, key: str
) -> None:
    settings.STRIPE_ACCOUNTS = {"one": key}
    said = StringIO()
    with pytest.raises(CommandError, match="Not every key"):
        call_command("check_key", stdout=said)
    assert said.getvalue() == "one: Stripe does not accept the key.\n"


@pytest.mark.django_db
def test_a_rolled_key_begins_nothing_anew(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    """Old and new stand beside each other: what one process reads, the other finds."""
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_emulator"}
    told()
    services.recall_keys()
    shown = ids(signed_in.get("/one/sessions/"))
    services.wait_for_background()
    admission = services.get_admission(get_conf().accounts[0])
    services.get_read_quota().flush()
    reads = services.get_read_quota().in_30_days(admission.account)
    assert reads == len(upstream.requests())
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_rolled"}
    told()
    services.recall_keys()
    upstream.reset()
    assert ids(signed_in.get("/one/sessions/")) == shown
    services.wait_for_background()
    assert upstream.requests() == []
    services.get_read_quota().flush()
    assert services.get_read_quota().in_30_days("one") == reads + len(RIGHTS) + 1


@pytest.mark.django_db
def test_what_stripe_says_of_an_old_key_holds_up_nobody_with_the_new(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    options = {"one": {"named_id": accounts_of(upstream)[0]}}
    settings.STRIPE_ACCOUNT_OPTIONS = options
    settings.STRIPE_ACCOUNTS = {"one": "sk_test_expired"}
    assert signed_in.get("/one/sessions/").status_code == HTTPStatus.BAD_GATEWAY
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_rolled"}
    assert signed_in.get("/one/sessions/").status_code == HTTPStatus.OK


# Which is which


def test_each_page_says_account_and_mode(
    client: Client, upstream: Emulator, settings: Settings, db: None
) -> None:
    client.force_login(someone("lead", *LEAD))
    _, second = accounts_of(upstream)
    settings.STRIPE_ALLOW_ORGANIZATION_KEY = True
    settings.STRIPE_ACCOUNTS = {"one": "rk_test_emulator", "other": ORGANIZATION}
    settings.STRIPE_ACCOUNT_OPTIONS = {
        "one": {"label": "Shop Europe", "sandbox": "Staging", "colour": "teal"},
        "other": {"context": second},
    }
    told()
    for page in (
        "sessions/",
        "payment-links/",
        "overview/",
        "people/?email=a@example.com",
        "jobs/",
    ):
        sandbox, live = (text_of(client.get(f"/{name}/{page}")) for name in ("one", "other"))
        assert '<html lang="en-gb" class="mode-of-sandbox">' in sandbox
        assert '<html lang="en-gb" class="mode-of-live">' in live
        for text in (sandbox, live):
            assert '<span class="mode mode-of-sandbox">SANDBOX</span>' in text
            assert '<span class="menu-name">Shop Europe · Staging</span>' in text
            assert 'class="swatch swatch-teal"' in text
            assert '<span class="mode mode-of-live">LIVE</span>' in text


def test_the_page_of_the_list_follows_a_mode_that_is_learned(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    """Frames lie ready, and the first answer comes after the first of them."""
    settings.STRIPE_ACCOUNTS = {"other": "rk_test_second"}
    assert "mode-of-live" in text_of(signed_in.get("/other/sessions/"))
    assert "Some of these sessions are not from test mode" in text_of(
        signed_in.get("/other/sessions/")
    )


def test_the_status_page_tells_what_each_key_lacks(
    client: Client, upstream: Emulator, settings: Settings, db: None
) -> None:
    client.force_login(someone("lead", *LEAD))
    settings.STRIPE_ACCOUNTS = {
        "one": "rk_test_without_dispute",
        "other": "rk_test_second",
        "third": "rk_test_rolled",
    }
    told("one", "other")
    page = text_of(client.get("/status/"))
    assert "It lacks the right to read: Disputes." in page
    assert "It has every right that the pages use." in page
    assert accounts_of(upstream)[0] in page
    assert page.count("Not checked yet. On the server, run: manage.py check_key") == 1


def test_times_are_those_of_the_account_where_the_browser_tells_none(
    signed_in: Client, upstream: Emulator, settings: Settings
) -> None:
    settings.STRIPE_ACCOUNT_OPTIONS = {"other": {"zone": "Asia/Tokyo"}}
    assert "Times in UTC" in text_of(signed_in.get("/one/sessions/"))
    assert "Times in Asia/Tokyo" in text_of(signed_in.get("/other/sessions/"))


# A pasted id


def with_value(emulator: Emulator, key: str, name: str) -> str:
    """The newest of its sessions that has one."""
    call = urllib.request.Request(
        f"{emulator.address}/v1/checkout/sessions?limit=100",
        headers={"Authorization": f"Bearer {key}"},
    )
    with urllib.request.urlopen(call, timeout=10) as answer:
        data = json.load(answer)["data"]
    return str(next(one[name] for one in data if one[name]))


@pytest.mark.parametrize("name", ["payment_intent", "subscription", "customer"])
def test_an_id_is_found_in_the_account_that_has_it(
    signed_in: Client, upstream: Emulator, name: str
) -> None:
    pasted = with_value(upstream, "rk_test_second", name)
    upstream.reset()
    answer = signed_in.post(SEARCH, {"q": pasted}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/other/")
    assert answer.status_code == HTTPStatus.OK
    assert "One has no session with this ID. It is in Other." in text_of(answer)
    services.wait_for_background()
    # One call in each, and the page shows what the second has brought.
    asked = [one for one in upstream.requests("/v1/checkout/sessions") if pasted in one["query"]]
    assert len(asked) == 2
    assert services.get_read_quota().in_30_days("one") >= 1


@pytest.mark.parametrize("name", ["payment_intent", "subscription", "customer"])
def test_an_id_of_this_account_asks_no_other(
    signed_in: Client, upstream: Emulator, by_context: list[str], name: str
) -> None:
    pasted = with_value(upstream, "rk_test_emulator", name)
    upstream.reset()
    answer = signed_in.post(SEARCH, {"q": pasted}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/one/")
    assert contexts_asked(upstream) == {by_context[0]}


def test_an_id_that_nobody_has_is_told_with_where_was_looked(
    signed_in: Client, upstream: Emulator
) -> None:
    answer = signed_in.post(SEARCH, {"q": f"pi_3{'A' * 23}"}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/one/")
    assert re.search(
        r"No session in Other \((live|test) mode\) has this ID either\.", text_of(answer)
    )


@pytest.mark.parametrize("name", ["id", "payment_intent", "customer"])
def test_nothing_is_told_of_an_account_that_one_may_not_enter(
    signed_in: Client,
    upstream: Emulator,
    by_context: list[str],
    settings: Settings,
    name: str,
) -> None:
    settings.STRIPE_ACCOUNT_GROUPS = {"other": ["Wholesale"]}
    pasted = with_value(upstream, "rk_test_second", name)
    upstream.reset()
    answer = signed_in.post(SEARCH, {"q": pasted}, follow=True)
    assert "Other" not in text_of(answer).replace("Other ways", "")
    assert contexts_asked(upstream) <= {by_context[0]}
