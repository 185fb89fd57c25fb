"""From end to end: a session is made, paid on its page, and told of in lists and events."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe
from jsonschema import Draft202012Validator

from emulator.web.creating import NOT_TAKEN, TAKEN
from tests.emulator.conftest import KEY, SESSIONS, START, Answer, Server
from tests.emulator.test_official_client import client_of
from tests.emulator.test_schema import examples, nullable_as_any_of, spec
from tests.running import running_emulator

Json = dict[str, Any]
DECLINED, POOR = "4000000000000002", "4000000000009995"
SUCCESS = "http://shop.test/thanks?id={CHECKOUT_SESSION_ID}"
__all__ = ["examples", "spec"]


@pytest.fixture(scope="module")
def shop() -> Iterator[Server]:
    with running_emulator("--sessions=30", "--seed=3", f"--now={START}") as emulator:
        yield Server(emulator.address)


def item(**data: Any) -> Any:
    price: Any = {
        "currency": "eur",
        "unit_amount": 1250,
        "product_data": {"name": "Tea <green>", "metadata": {"sku": "T1"}},
        **data,
    }
    return {"price_data": price, "quantity": 2}


def made(shop: Server, **params: Any) -> stripe.checkout.Session:
    asked: Any = {"mode": "payment", "line_items": [item()], "success_url": SUCCESS, **params}
    return client_of(shop).v1.checkout.sessions.create(asked)


def read(shop: Server, id_: str, *expand: str) -> Json:
    query = "&".join(f"expand[]={path}" for path in expand)
    body: Json = shop.get(f"{SESSIONS}/{id_}?{query}").body
    return body


def browse(address: str, **answers: str) -> tuple[int, str, str]:
    """Status, address that it leads to, and page; a form is sent where there are answers."""
    place = urlsplit(address)
    connection = HTTPConnection(place.netloc, timeout=10)
    method = "POST" if answers else "GET"
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if answers else {}
    connection.request(method, place.path, urlencode(answers), headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, answer.headers.get("Location", ""), page


def types_of(shop: Server, id_: str) -> list[str]:
    """The types of the events about this session, the oldest first."""
    found = shop.get("/v1/events?type=checkout.session.*&limit=100").body["data"]
    return [one["type"] for one in found if one["data"]["object"]["id"] == id_][::-1]


def test_a_session_is_made_and_stands_at_the_top_of_the_list(shop: Server) -> None:
    session = made(
        shop,
        metadata={"cart": "7"},
        client_reference_id="order-7",
        cancel_url="http://shop.test/cart",
        customer_email="kim@example.com",
    )
    assert (session.status, session.payment_status, session.amount_total) == (
        "open",
        "unpaid",
        2500,
    )
    assert (session.client_reference_id, session.expires_at) == ("order-7", START + 86_400)
    assert session.url == f"{shop.address}/c/pay/{session.id}"
    assert shop.get(f"{SESSIONS}?limit=1").ids == [session.id]
    found = shop.get(f"{SESSIONS}?customer_details[email]=kim@example.com").ids
    assert session.id in found
    whole = read(shop, session.id, "line_items.data.price.product")
    (line,) = whole["line_items"]["data"]
    assert line["description"] == line["price"]["product"]["name"] == "Tea <green>"
    assert shop.get(f"/v1/prices/{line['price']['id']}").body["unit_amount"] == 1250
    assert whole["metadata"] == {"cart": "7"}


def test_a_failed_try_and_a_good_one(shop: Server) -> None:
    session = made(shop)
    assert session.url
    status, _, page = browse(session.url)
    assert status == 200
    assert "Tea &lt;green&gt;" in page
    assert "25.00 EUR" in page
    person = {"email": "ana@example.com", "name": "Ana"}
    for card, words in ((DECLINED, "Your card was declined."), (POOR, "insufficient funds")):
        status, _, page = browse(session.url, card=card, **person)
        assert (status, words in page) == (200, True)
    tried = read(shop, session.id, "payment_intent.latest_charge")
    intent = tried["payment_intent"]
    assert (tried["status"], intent["status"]) == ("open", "requires_payment_method")
    assert intent["last_payment_error"]["decline_code"] == "insufficient_funds"
    assert intent["latest_charge"]["status"] == "failed"
    status, leads_to, _ = browse(session.url, card="4242 4242 4242 4242", **person)
    assert (status, leads_to) == (303, SUCCESS.replace("{CHECKOUT_SESSION_ID}", session.id))
    paid = read(shop, session.id, "payment_intent.latest_charge")
    assert (paid["status"], paid["payment_status"], paid["url"]) == ("complete", "paid", None)
    assert paid["customer_details"]["email"] == "ana@example.com"
    assert paid["payment_intent"]["status"] == "succeeded"
    assert paid["payment_intent"]["latest_charge"]["balance_transaction"]
    assert types_of(shop, session.id) == ["checkout.session.completed"]
    failed = shop.get("/v1/events?type=payment_intent.payment_failed&limit=1").body["data"][0]
    assert failed["data"]["object"]["id"] == intent["id"]
    assert failed["data"]["object"]["status"] == "requires_payment_method"
    assert "complete" in browse(f"{shop.address}/c/pay/{session.id}")[2]


def test_a_voucher_is_paid_days_later() -> None:
    with running_emulator("--sessions=5", f"--now={START}") as emulator:
        shop = Server(emulator.address)
        session = made(shop, line_items=[item(currency="jpy", unit_amount=900)])
        assert session.url
        browse(session.url, email="hana@example.com", method="konbini", days="2")
        waits = read(shop, session.id, "payment_intent")
        assert (waits["status"], waits["payment_status"]) == ("complete", "unpaid")
        assert waits["payment_intent"]["next_action"]["type"] == "konbini_display_details"
        shop.control("advance?seconds=100000")
        assert read(shop, session.id)["payment_status"] == "unpaid"
        shop.control("advance?seconds=80000")
        assert read(shop, session.id)["payment_status"] == "paid"
        assert types_of(shop, session.id) == [
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
        ]


def test_a_debit_that_never_arrives_and_a_session_nobody_pays() -> None:
    with running_emulator("--sessions=5", f"--now={START}") as emulator:
        shop = Server(emulator.address)
        debit, left = made(shop), made(shop, expires_at=START + 1800)
        assert debit.url
        browse(debit.url, email="a@example.com", method="sepa_debit", arrives="never", days="1")
        shop.control("advance?seconds=200000")
        failed = read(shop, debit.id, "payment_intent")
        assert failed["payment_status"] == "unpaid"
        assert failed["payment_intent"]["status"] == "requires_payment_method"
        assert types_of(shop, debit.id)[-1] == "checkout.session.async_payment_failed"
        assert read(shop, left.id)["status"] == "expired"
        assert types_of(shop, left.id) == ["checkout.session.expired"]
        assert left.url
        assert "expired" in browse(left.url)[2]


def test_a_subscription_a_trial_and_a_card_that_is_saved(shop: Server) -> None:
    monthly = [item(recurring={"interval": "month"})]
    data: Any = {"metadata": {"plan": "m"}}
    paid = made(shop, mode="subscription", line_items=monthly, subscription_data=data)
    trial = made(
        shop, mode="subscription", line_items=monthly, subscription_data={"trial_period_days": 14}
    )
    saved = client_of(shop).v1.checkout.sessions.create({"mode": "setup", "success_url": SUCCESS})
    for session in (paid, trial, saved):
        assert session.url
        assert browse(session.url, email="b@example.com")[0] == 303
    whole = read(shop, paid.id, "subscription", "invoice.payments")
    assert whole["subscription"]["status"] == "active"
    assert whole["subscription"]["metadata"] == {"plan": "m"}
    assert whole["invoice"]["payments"]["data"][0]["status"] == "paid"
    assert whole["customer"]
    whole = read(shop, trial.id, "subscription")
    assert (whole["payment_status"], whole["amount_total"]) == ("no_payment_required", 0)
    assert whole["subscription"]["status"] == "trialing"
    whole = read(shop, saved.id, "setup_intent")
    assert whole["setup_intent"]["status"] == "succeeded"


def test_an_open_session_is_expired_and_no_other(shop: Server) -> None:
    client, session = client_of(shop), made(shop)
    assert client.v1.checkout.sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="has a status of `expired`"):
        client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session"):
        client.v1.checkout.sessions.expire("cs_test_x")


def test_the_page_of_a_payment_link_begins_a_session(shop: Server) -> None:
    link = shop.get("/v1/payment_links?active=true&limit=1").body["data"][0]
    token = link["url"].rpartition("/")[2]
    status, leads_to, _ = browse(f"{shop.address}/b/{token}")
    assert status == 303
    id_ = leads_to.rpartition("/")[2]
    assert read(shop, id_)["payment_link"] == link["id"]
    browse(f"{shop.address}{leads_to}", email="c@example.com")
    assert read(shop, id_)["status"] == "complete"
    assert shop.get(f"{SESSIONS}?payment_link={link['id']}&limit=1").ids == [id_]
    over = shop.get("/v1/payment_links?active=false&limit=1").body["data"][0]
    page = browse(f"{shop.address}/b/{over['url'].rpartition('/')[2]}")[2]
    assert "This offer has ended" in page
    assert browse(f"{shop.address}/b/nothing")[0] == 404


def test_a_customer_buys_and_needs_no_address(shop: Server) -> None:
    customer = shop.get("/v1/customers?limit=1").ids[0]
    session = made(shop, customer=customer)
    assert session.url
    assert 'name="email"' not in browse(session.url)[2]
    assert browse(session.url, card="4242424242424242")[0] == 303
    assert shop.get(f"{SESSIONS}?customer={customer}&limit=1").ids == [session.id]


def test_money_can_be_reserved_and_a_code_can_make_all_free(shop: Server) -> None:
    reserved = made(shop, payment_intent_data={"capture_method": "manual"})
    codes = shop.get("/v1/promotion_codes?code=SCHOLARSHIP").body["data"]
    free = made(shop, discounts=[{"promotion_code": codes[0]["id"]}])
    assert (free.amount_total, free.amount_subtotal) == (0, 2500)
    for session in (reserved, free):
        assert session.url
        browse(session.url, email="d@example.com")
    whole = read(shop, reserved.id, "payment_intent")
    assert whole["payment_intent"]["status"] == "requires_capture"
    assert read(shop, free.id)["payment_status"] == "no_payment_required"


def test_the_same_key_makes_one_session(shop: Server) -> None:
    client, asked = client_of(shop), {"line_items": [item()], "success_url": SUCCESS}
    keyed: Any = {"idempotency_key": "k1"}
    ids = {client.v1.checkout.sessions.create(asked, keyed).id for _ in range(3)}  # type: ignore[arg-type]
    assert len(ids) == 1
    other: Any = {**asked, "metadata": {"a": "b"}}
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        client.v1.checkout.sessions.create(other, keyed)


def posted(shop: Server, body: str, key: str = KEY) -> Answer:
    connection = HTTPConnection(urlsplit(shop.address).netloc, timeout=10)
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", SESSIONS, body, headers)
    answer = connection.getresponse()
    found = Answer(answer.status, json.loads(answer.read()), dict(answer.headers))
    connection.close()
    return found


LINE = "line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=100"
LINE += "&line_items[0][price_data][product_data][name]=Tea&line_items[0][quantity]=1"
URL = "success_url=http://shop.test/"


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        (URL, "parameter_missing", "line_items"),
        (LINE, "parameter_missing", "success_url"),
        (f"{LINE}&{URL}&colour=red", "parameter_unknown", "colour"),
        (f"{LINE}&{URL}&mode=gift", None, "mode"),
        (f"{LINE}&success_url=thanks", "url_invalid", "success_url"),
        (f"{LINE}&success_url=http://shop.test/%0d%0aSet-Cookie:a=b", "url_invalid",
         "success_url"),
        (f"{LINE}&{URL}&mode=subscription", None, "mode"),
        (f"{LINE}&{URL}&mode=setup", None, "line_items"),
        (f"{LINE}&{URL}&customer=cus_x", "resource_missing", "customer"),
        (f"{LINE}&{URL}&customer_email=nobody", "email_invalid", "customer_email"),
        (f"{LINE}&{URL}&customer=cus_x&customer_email=a@b.co", None, None),
        (f"{LINE}&{URL}&expires_at={START + 1799}", None, "expires_at"),
        (f"{LINE}&{URL}&expires_at={START + 86_401}", None, "expires_at"),
        (f"{LINE}&{URL}&line_items[1][price]=price_x&line_items[1][quantity]=1",
         "resource_missing", "line_items[1][price]"),
        (f"{LINE.replace('=eur', '=xyz')}&{URL}", None, "line_items[0][price_data][currency]"),
        (f"{LINE.replace('=100', '=abc')}&{URL}", "parameter_invalid_integer",
         "line_items[0][price_data][unit_amount]"),
        (f"{LINE.replace('quantity]=1', 'quantity]=0')}&{URL}", None, "line_items[0][quantity]"),
        (f"{LINE}&{URL}&metadata[{'k' * 41}]=v", None, f"metadata[{'k' * 41}]"),
        (f"{LINE}&{URL}&expand[]=nothing", None, None),
        (f"{LINE}&{URL}&wallet_options[link][display]=auto", None, "wallet_options"),
        (f"{LINE}&return_url=http://shop.test/&ui_mode=embedded_page&{URL}", None, "success_url"),
    ],
)  # fmt: skip
def test_what_stripe_would_not_make_is_refused(
    shop: Server, body: str, code: str | None, param: str | None
) -> None:
    before = shop.get(f"{SESSIONS}?limit=1").ids
    answer = posted(shop, body)
    assert answer.status == 400, answer.body
    assert (answer.error.get("code"), answer.error.get("param")) == (code, param)
    assert shop.get(f"{SESSIONS}?limit=1").ids == before


@pytest.mark.parametrize("key", ["rk_test_emulator", "rk_test_only_checkout_session"])
def test_a_key_that_only_reads_makes_nothing(shop: Server, key: str) -> None:
    answer = posted(shop, f"{LINE}&{URL}", key)
    assert answer.status == 403
    assert "rak_checkout_session_write" in answer.error["message"]


def test_the_shop_asks_questions_and_gets_answers(shop: Server) -> None:
    options = [{"label": "Large <L>", "value": "l"}, {"label": "Small", "value": "s"}]
    session = made(
        shop,
        custom_fields=[
            {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown",
             "dropdown": {"options": options}},
            {"key": "age", "label": {"type": "custom", "custom": "Age"}, "type": "numeric"},
            {"key": "note", "label": {"type": "custom", "custom": "Note"}, "type": "text",
             "optional": True},
        ],
        custom_text={"submit": {"message": "We ship on Mondays."}},
        adaptive_pricing={"enabled": True},
    )  # fmt: skip
    assert session.url
    assert "Large &lt;L&gt;" in browse(session.url)[2]
    answers = {"email": "e@example.com", "custom-size": "s"}
    assert "Answer the question: Age" in browse(session.url, **answers)[2]
    assert "Answer with digits: Age" in browse(session.url, **answers, **{"custom-age": "x"})[2]
    assert browse(session.url, **answers, **{"custom-age": "7"})[0] == 303
    whole = read(shop, session.id)
    given = {one["key"]: one[one["type"]]["value"] for one in whole["custom_fields"]}
    assert given == {"size": "s", "age": "7", "note": None}
    assert whole["custom_text"]["submit"] == {"message": "We ship on Mondays."}
    assert whole["adaptive_pricing"] == {"enabled": True}


def test_an_embedded_page_has_a_secret_and_no_address(shop: Server) -> None:
    session = made(shop, success_url=None, ui_mode="embedded_page", return_url="http://shop.test/")
    assert session.url is None
    assert session.client_secret
    assert session.client_secret.startswith(f"{session.id}_secret_")


def test_every_parameter_of_the_official_client_is_known() -> None:
    from stripe.params.checkout import _session_create_params as params

    tree = ast.parse(Path(params.__file__).read_text(encoding="utf-8"))
    declared = next(
        node
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == "SessionCreateParams"
    )
    named = {
        node.target.id
        for node in declared.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    # Taken from older clients too; newer ones leave it to the Dashboard.
    assert {*TAKEN, *NOT_TAKEN} == named | {"payment_method_types"}


def test_what_was_made_validates_and_has_the_keys_of_the_example(
    shop: Server, spec: Json, examples: Json
) -> None:
    schemas = {
        name: nullable_as_any_of(part) for name, part in spec["components"]["schemas"].items()
    }
    root = {"components": {"schemas": schemas}}
    validator = Draft202012Validator({**root, "$ref": "#/components/schemas/checkout.session"})
    sessions = shop.get(
        f"{SESSIONS}?limit=20&expand[]=data.line_items&expand[]=data.payment_intent"
        "&expand[]=data.subscription&expand[]=data.setup_intent"
    ).body["data"]
    optional = {"line_items", "return_url", "redirect_on_completion"}
    for session in sessions:
        assert not [error.message for error in validator.iter_errors(session)]
        assert set(session) - optional == set(examples["checkout.session"])
        assert re.fullmatch(r"cs_test_\w{58}", session["id"])
