"""Who may tell us what: judged as Stripe's own library judges, and nothing else is believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.conf import Account
from sessions_browser.stripe_api.webhook_events import (
    LONGEST_HEADER,
    TOLERANCE_SECONDS,
    Event,
    SignatureError,
    check_signature,
    parse_event,
)
from tests.unit.strategies import any_json

SECRET, OLD_SECRET = "whsec_new0123456789", "whsec_old0123456789"
NOW = 1_795_000_000
ACCOUNT = Account("shop", "rk_test_x", "https://api.stripe.com", "2026-11-18.endive")
BODY = '{"id": "evt_1", "object": "event", "name": "Zoë"}'.encode()


def signature(body: bytes, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def header(body: bytes = BODY, secret: str = SECRET, at: int = NOW) -> str:
    return f"t={at},v1={signature(body, secret, at)}"


def ours(body: bytes, told: str, secret: str) -> bool:
    try:
        check_signature(body, told, secret, NOW)
    except SignatureError:
        return False
    return True


def theirs(body: bytes, told: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr("time.time", lambda: NOW)
    try:
        stripe.WebhookSignature.verify_header(body.decode(), told, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, ValueError):
        return False
    return True


VALID = signature(BODY, SECRET, NOW)
DELIVERIES = {
    "genuine": (BODY, header(), True),
    "one of two secrets": (
        BODY,
        f"{header(secret=OLD_SECRET)},v1={VALID}",
        True,
    ),
    "with v0 beside": (BODY, f"{header()},v0={'0' * 64}", True),
    "at the end of its time": (BODY, header(at=NOW - TOLERANCE_SECONDS), True),
    "too old": (BODY, header(at=NOW - TOLERANCE_SECONDS - 1), False),
    "from the future": (BODY, header(at=NOW + 9999), True),
    "another body": (BODY + b" ", header(), False),
    "encoded anew": (json.dumps(json.loads(BODY)).encode(), header(), False),
    "another secret": (BODY, header(secret=OLD_SECRET), False),
    "another moment": (BODY, f"t={NOW - 1},v1={VALID}", False),
    "only v0": (BODY, f"t={NOW},v0={VALID}", False),
    "no moment": (BODY, f"v1={VALID}", False),
    "no signature": (BODY, f"t={NOW}", False),
    "moment in words": (BODY, f"t=now,v1={VALID}", False),
    "empty": (BODY, "", False),
    "cut off": (BODY, f"t={NOW},v1={VALID[:-1]}", False),
    "not ASCII": (BODY, f"t={NOW},v1={VALID[:-1]}é", False),
}


@pytest.mark.parametrize("name", DELIVERIES)
def test_a_delivery_is_judged_as_stripes_library_judges(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, told, genuine = DELIVERIES[name]
    assert ours(body, told, SECRET) is genuine
    if name != "not ASCII":
        assert theirs(body, told, SECRET, monkeypatch) is genuine


@pytest.mark.parametrize("secret", ["", " ", "\t"])
def test_a_blank_secret_signs_nothing(secret: str) -> None:
    assert not ours(BODY, header(secret=secret), secret)


@pytest.mark.parametrize(
    "told",
    [
        f"t={NOW},t={NOW},v1={VALID}",
        f"t=1_795_000_000,v1={VALID}",
        f"t=١,v1={VALID}",
        f"t=-1,v1={VALID}",
        header() + "," * LONGEST_HEADER,
        f"t={NOW},v1={VALID.upper()}",
    ],
)
def test_what_stripe_never_sends_is_refused(told: str) -> None:
    assert not ours(BODY, told, SECRET)


@given(body=st.binary(max_size=50), told=st.text(max_size=200))
def test_nobody_guesses_a_signature(body: bytes, told: str) -> None:
    assert not ours(body, told, SECRET)


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists) | st.binary())
def test_whatever_is_delivered_can_be_read(value: Any) -> None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    assert parse_event(body, ACCOUNT).session is None


def event(**changes: Any) -> dict[str, Any]:
    session = {"id": "cs_test_1", "object": "checkout.session", "status": "complete"}
    return {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "created": NOW,
        "livemode": False,
        "data": {"object": session},
    } | changes


@given(st.dictionaries(st.sampled_from(sorted(event())), any_json))
def test_whatever_a_part_of_an_event_holds_it_can_be_read(parts: dict[str, Any]) -> None:
    found = parse_event(json.dumps(event(**parts)).encode(), ACCOUNT)
    assert found.session in (None, event()["data"]["object"])


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"id":' + b"9" * 5000 + b"}", b"\xff\xfe"])
def test_what_cannot_be_parsed_is_nothing(body: bytes) -> None:
    assert parse_event(body, ACCOUNT) == Event()


def test_an_event_of_ours_is_read() -> None:
    found = parse_event(json.dumps(event()).encode(), ACCOUNT)
    assert (found.id, found.type, found.created) == ("evt_1", "checkout.session.completed", NOW)
    assert found.session == event()["data"]["object"]


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "payment_intent.succeeded"},
        {"type": None},
        {"livemode": True},
        {"livemode": None},
        {"id": "x y"},
        {"created": "soon"},
        {"data": None},
        {"data": {"object": None}},
        {"data": {"object": {"id": "cs_test_1", "object": "charge"}}},
        {"data": {"object": {"id": "cs_live_1", "object": "checkout.session"}}},
        {"data": {"object": {"id": "../../x", "object": "checkout.session"}}},
    ],
    ids=repr,
)
def test_an_event_that_is_none_of_ours_is_ignored(changes: dict[str, Any]) -> None:
    assert parse_event(json.dumps(event(**changes)).encode(), ACCOUNT).session is None


CONNECTED = replace(ACCOUNT, context="acct_9/acct_1")


@pytest.mark.parametrize(
    ("account", "changes", "is_ours"),
    [
        (CONNECTED, {"account": "acct_1"}, True),
        (CONNECTED, {"context": "acct_1"}, True),
        (CONNECTED, {"context": "acct_9/acct_1"}, True),
        (CONNECTED, {"account": "acct_2"}, False),
        (CONNECTED, {"account": ["acct_1"]}, False),
        # The platform's own.
        (CONNECTED, {}, False),
        (replace(ACCOUNT, named_id="acct_1"), {}, True),
        (replace(ACCOUNT, named_id="acct_1"), {"account": "acct_1"}, True),
        (replace(ACCOUNT, named_id="acct_1"), {"account": "acct_2"}, False),
        (replace(ACCOUNT, named_id="acct_1"), {"context": "acct_2"}, False),
        (ACCOUNT, {"account": "acct_2"}, False),
        # Which account it is of nobody knows here, and only its own endpoint can be signed.
        (ACCOUNT, {"context": "acct_2"}, True),
        # Nobody knows yet of which mode it is.
        (replace(CONNECTED, api_key="sk_org_1"), {"account": "acct_1"}, True),
        (replace(CONNECTED, api_key="sk_org_1"), {"account": "acct_1", "livemode": True}, True),
    ],
)
def test_one_endpoint_may_be_told_of_many_accounts(
    account: Account, changes: dict[str, Any], is_ours: bool
) -> None:
    found = parse_event(json.dumps(event(**changes)).encode(), account)
    assert (found.session is not None) is is_ours


def thin(**changes: Any) -> dict[str, Any]:
    related = {"id": "cs_test_1", "type": "checkout.session", "url": "/v1/x"}
    return {
        "id": "evt_test_1",
        "object": "v2.core.event",
        "type": "v1.checkout.session.completed",
        "created": "2026-11-24T10:00:00.000Z",
        "livemode": False,
        "related_object": related,
    } | changes


def test_g1_a_thin_notification_names_its_session() -> None:
    found = parse_event(json.dumps(thin()).encode(), ACCOUNT)
    assert (found.kind, found.session_id, found.session) == ("thin", "cs_test_1", None)
    assert (found.id, found.type) == ("evt_test_1", "v1.checkout.session.completed")
    assert found.created == 1_795_514_400


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "v1.charge.succeeded"},
        {"type": "checkout.session.completed"},
        {"livemode": True},
        {"id": "x y"},
        {"created": "soon"},
        {"created": "2026-11-24T10:00:00"},
        {"created": 1_795_514_400},
        {"created": "2" * 500},
        {"related_object": None},
        {"related_object": {"id": "cs_live_1", "type": "checkout.session"}},
        {"related_object": {"id": "cs_test_1", "type": "charge"}},
        {"related_object": {"id": "../x", "type": "checkout.session"}},
    ],
    ids=repr,
)
def test_g1_a_thin_notification_that_is_none_of_ours_is_ignored(changes: dict[str, Any]) -> None:
    found = parse_event(json.dumps(thin(**changes)).encode(), ACCOUNT)
    assert (found.session_id, found.kind) == ("", "")


@given(st.dictionaries(st.sampled_from(sorted(thin())), any_json))
def test_whatever_a_part_of_a_thin_notification_holds_it_can_be_read(
    parts: dict[str, Any],
) -> None:
    assert parse_event(json.dumps(thin(**parts)).encode(), ACCOUNT).session is None


@pytest.mark.parametrize(
    ("version", "is_merged"),
    [
        (ACCOUNT.api_version, True),
        # Releases of one name only add.
        ("2026-10-28.endive", True),
        (None, True),
        ("2025-03-31.basil", False),
        ("2020-08-27", False),
        (7, False),
    ],
)
def test_g2_a_snapshot_of_another_shape_names_its_session_alone(
    version: Any, is_merged: bool
) -> None:
    found = parse_event(json.dumps(event(api_version=version)).encode(), ACCOUNT)
    assert (found.session is not None) is is_merged
    assert (found.session_id, found.kind) == ("cs_test_1", "snapshot")
