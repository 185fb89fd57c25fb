"""Every refusal: status, code, parameter and words."""

from __future__ import annotations

import base64
import re

import pytest

from tests.emulator.conftest import SESSIONS, Server

MISSING = "cs_test_a1" + "0" * 56
LIVE = "cs_live_a1" + "0" * 56
OTHER_MODE = (
    "; a similar object exists in live mode, but a test mode key was used to make this request."
)
EMPTY = (
    "You passed an empty string for '{0}'. We assume empty values are an attempt to unset a"
    " parameter; however '{0}' cannot be unset. You should remove '{0}' from your request or"
    " supply a non-empty value."
)


@pytest.mark.parametrize(
    ("query", "code", "param", "message"),
    [
        ("foo=1", "parameter_unknown", "foo", "Received unknown parameter: foo"),
        ("a=1&b=2", "parameter_unknown", "a", "Received unknown parameters: a, b"),
        ("created[foo]=1", "parameter_unknown", "created[foo]",
         "Received unknown parameter: created[foo]"),
        ("customer_details[name]=x", "parameter_unknown", "customer_details[name]",
         "Received unknown parameter: customer_details[name]"),
        ("payment_status=paid", "parameter_unknown", "payment_status",
         "Received unknown parameter: payment_status"),
        ("status=paid", None, "status",
         "Invalid status: must be one of open, complete, or expired"),
        ("limit=abc", "parameter_invalid_integer", "limit", "Invalid integer: abc"),
        ("limit=1.5", "parameter_invalid_integer", "limit", "Invalid integer: 1.5"),
        ("created[gte]=soon", "parameter_invalid_integer", "created[gte]",
         "Invalid integer: soon"),
        ("created=soon", "parameter_invalid_integer", "created", "Invalid integer: soon"),
        ("status=", "parameter_invalid_empty", "status", EMPTY.format("status")),
        ("starting_after=", "parameter_invalid_empty", "starting_after",
         EMPTY.format("starting_after")),
        ("customer_details[email]=", "parameter_invalid_empty", "customer_details[email]",
         EMPTY.format("customer_details[email]")),
        ("created[gt]=", "parameter_invalid_empty", "created[gt]", EMPTY.format("created[gt]")),
        (f"starting_after={MISSING}", "resource_missing", "starting_after",
         f"No such checkout.session: '{MISSING}'"),
        ("ending_before=cs_x", "resource_missing", "ending_before",
         "No such checkout.session: 'cs_x'"),
        (f"starting_after={LIVE}", "resource_missing", "starting_after",
         f"No such checkout.session: '{LIVE}'{OTHER_MODE}"),
        ("customer=cus_x", "resource_missing", "customer", "No such customer: 'cus_x'"),
        ("payment_link=plink_x", "resource_missing", "payment_link",
         "No such payment_link: 'plink_x'"),
        ("payment_intent=pi_x", "resource_missing", "payment_intent",
         "No such payment_intent: 'pi_x'"),
        ("subscription=sub_x", "resource_missing", "subscription",
         "No such subscription: 'sub_x'"),
        ("expand[]=customer", None, None,
         "This property cannot be expanded (customer). You may want to try expanding"
         " 'data.customer' instead."),
        ("expand[]=data.foo", None, None, "This property cannot be expanded (data.foo)."),
        ("expand[]=data.line_items.data.price.product", "property_expansion_max_depth", None,
         "You cannot expand more than 4 levels of a property. Property:"
         " data.line_items.data.price.product"),
        # A bad expansion is found before a missing object.
        ("customer=cus_x&expand[]=data.foo", None, None,
         "This property cannot be expanded (data.foo)."),
        # Names are checked before values.
        ("status=paid&foo=1", "parameter_unknown", "foo", "Received unknown parameter: foo"),
    ],
)  # fmt: skip
def test_a_bad_request(
    server: Server, query: str, code: str | None, param: str | None, message: str
) -> None:
    answer = server.get(f"{SESSIONS}?{query}")
    assert answer.status == 400
    error = answer.error
    assert error["message"] == message
    assert error["type"] == "invalid_request_error"
    # What does not apply is absent, never null.
    assert error.get("code") == code
    assert ("code" in error) == (code is not None)
    assert error.get("param") == param
    assert ("param" in error) == (param is not None)
    if code:
        page = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        assert error["doc_url"] == page
    request_id = answer.headers["Request-Id"]
    assert re.fullmatch(r"req_[A-Za-z0-9]{14}", request_id)
    assert error["request_log_url"] == f"https://dashboard.stripe.com/test/logs/{request_id}"


@pytest.mark.parametrize("query", ["status[]=open", "created[gt][x]=1", "customer_details=a@b.co"])
def test_a_value_of_the_wrong_shape_is_refused(server: Server, query: str) -> None:
    assert server.get(f"{SESSIONS}?{query}").status == 400


def test_two_cursors(server: Server) -> None:
    a, b = server.get(f"{SESSIONS}?limit=2").ids
    error = server.get(f"{SESSIONS}?starting_after={a}&ending_before={b}").error
    assert error["message"] == (
        "Received both starting_after and ending_before parameters. Please pass in only one."
    )
    assert "code" not in error
    assert "param" not in error
    # Each is looked up before they are found to exclude each other.
    error = server.get(f"{SESSIONS}?starting_after={a}&ending_before={MISSING}").error
    assert (error["code"], error["param"]) == ("resource_missing", "ending_before")


@pytest.mark.parametrize(
    ("path", "param", "message"),
    [
        (f"{SESSIONS}/{MISSING}", "session", f"No such checkout.session: '{MISSING}'"),
        (f"{SESSIONS}/{LIVE}", "session", f"No such checkout.session: '{LIVE}'{OTHER_MODE}"),
        (f"{SESSIONS}/{MISSING}/line_items", "session", f"No such checkout.session: '{MISSING}'"),
        (f"{SESSIONS}/{'x' * 500}", "session", f"No such checkout.session: '{'x' * 500}'"),
        ("/v1/payment_links/plink_x", "payment_link", "No such payment_link: 'plink_x'"),
        ("/v1/customers/cus_x", "id", "No such customer: 'cus_x'"),
        ("/v1/payment_intents/pi_x", "intent", "No such payment_intent: 'pi_x'"),
        ("/v1/subscriptions/sub_x", "id", "No such subscription: 'sub_x'"),
    ],
)
def test_a_missing_object(server: Server, path: str, param: str, message: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert answer.error["message"] == message
    assert (answer.error["code"], answer.error["param"]) == ("resource_missing", param)
    # A bad expansion comes first, with its own status.
    assert server.get(f"{path}?expand[]=nonsense").status == 400


@pytest.mark.parametrize("changed", [8, 20, 40, -1])
def test_an_id_with_one_wrong_character_names_nothing(server: Server, changed: int) -> None:
    letters = list(server.get(f"{SESSIONS}?limit=1").ids[0])
    letters[changed] = "Z" if letters[changed] != "Z" else "Y"
    assert server.get(f"{SESSIONS}/{''.join(letters)}").status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"{SESSIONS}/"),
        ("GET", "/v1/nothing"),
        ("GET", "/"),
        ("POST", f"{SESSIONS}/{MISSING}/nothing"),
        ("DELETE", f"{SESSIONS}/{MISSING}"),
    ],
)
def test_an_address_that_does_not_exist(server: Server, method: str, path: str) -> None:
    answer = server.call(method, path, "Bearer sk_test_emulator")
    assert answer.status == 404
    assert answer.error["message"] == (
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove"
        " the trailing slash. If you are trying to retrieve an object, make sure you passed a"
        " valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can"
        " help at https://support.stripe.com/."
    )


@pytest.mark.parametrize(
    ("authorization", "status", "code", "words"),
    [
        (None, 401, None, "You did not provide an API key."),
        ("Bearer ", 401, None, "You did not provide an API key."),
        ("Basic !!!", 401, None, "You did not provide an API key."),
        ("Bearer sk_test_0123456789abcdef", 401, None,
         "Invalid API Key provided: sk_test_************cdef"),
        ("Bearer sk_test_expired", 401, "api_key_expired", "Expired API Key provided: sk_test_"),
        ("Bearer pk_test_anything", 403, "secret_key_required",
         "This API call cannot be made with a publishable API key."),
        ("Bearer rk_test_no_sessions", 403, None,
         "Having the 'rak_checkout_session_read' permission would allow this request"),
    ],
)  # fmt: skip
def test_keys(
    server: Server, authorization: str | None, status: int, code: str | None, words: str
) -> None:
    answer = server.get(SESSIONS, authorization)
    assert answer.status == status
    assert words in answer.error["message"]
    assert answer.error.get("code") == code
    assert answer.error["type"] == "invalid_request_error"
    assert ("Www-Authenticate" in answer.headers or "WWW-Authenticate" in answer.headers) == (
        status == 401
    )


@pytest.mark.parametrize("key", ["sk_test_emulator", "rk_test_emulator"])
def test_a_key_may_come_as_bearer_or_as_the_user_of_basic(server: Server, key: str) -> None:
    basic = base64.b64encode(f"{key}:".encode()).decode()
    for authorization in (f"Bearer {key}", f"bearer {key}", f"Basic {basic}"):
        assert server.get(SESSIONS, authorization).status == 200


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/v1/payment_links", "payment_link"),
        ("/v1/payment_links/plink_x", "payment_link"),
        ("/v1/customers/cus_x", "customer"),
        ("/v1/payment_intents/pi_x", "payment_intent"),
        ("/v1/subscriptions/sub_x", "subscription"),
        (f"{SESSIONS}?expand[]=data.customer", "customer"),
        (f"{SESSIONS}?expand[]=data.payment_intent.latest_charge", "charge"),
        (f"{SESSIONS}?expand[]=data.subscription", "subscription"),
    ],
)
def test_a_restricted_key_needs_a_right_for_each_kind(
    server: Server, path: str, right: str
) -> None:
    answer = server.get(path, "Bearer rk_test_only_sessions")
    assert answer.status == 403
    assert f"'rak_{right}_read'" in answer.error["message"]
    assert server.get(SESSIONS, "Bearer rk_test_only_sessions").status == 200
    own = f"{SESSIONS}?expand[]=data.line_items"
    assert server.get(own, "Bearer rk_test_only_sessions").status == 200
    assert server.get(path, "Bearer rk_test_emulator").status in (200, 404)


def test_headers(server: Server) -> None:
    first, second = server.get(SESSIONS), server.get(SESSIONS)
    assert first.headers["Request-Id"] != second.headers["Request-Id"]
    assert first.headers["Stripe-Version"] == "2026-11-18.endive"
    assert first.headers["Content-Type"] == "application/json"
    asked = server.get(SESSIONS, Stripe_Version="2026-09-30.endive")
    assert asked.headers["Stripe-Version"] == "2026-09-30.endive"


def test_a_deleted_customer_is_unknown_to_the_filter(server: Server) -> None:
    seen, cursor = set(), ""
    while True:
        answer = server.get(f"{SESSIONS}?limit=100&expand[]=data.customer{cursor}")
        seen |= {
            (entry["customer"]["id"], entry["customer"].get("deleted", False))
            for entry in answer.body["data"]
            if entry["customer"]
        }
        if not answer.body["has_more"] or not answer.ids:
            break
        cursor = f"&starting_after={answer.ids[-1]}"
    deleted = [id_ for id_, gone in seen if gone]
    assert deleted
    for id_ in deleted:
        answer = server.get(f"{SESSIONS}?customer={id_}")
        assert (answer.status, answer.error["param"]) == (400, "customer")
        assert server.get(f"/v1/customers/{id_}").body == {
            "id": id_,
            "object": "customer",
            "deleted": True,
        }
