"""Questions about single sessions, keys, headers and the endpoints around."""

from __future__ import annotations

from emulator.check.probe import SESSIONS, Probe, escaped
from emulator.check.questions import ERRORS, EXPANDING, RECORDED, SPEC, UNKNOWN, Question, need

_KEYS = "docs.stripe.com/api/authentication"
_TYPES = ("api_error", "card_error", "idempotency_error", "invalid_request_error")


def _alone(probe: Probe) -> None:
    ended = probe.some("that has ended", lambda one: one["status"] == "expired")
    heard = probe.get(f"{SESSIONS}/{ended['id']}")
    differs = [name for name in ended if heard.body.get(name) != ended[name]]
    need(heard.status == 200 and not differs, differs or heard.short)


def _four_levels(probe: Probe) -> None:
    one = probe.some("with items", lambda session: session["mode"] == "payment")
    heard = probe.get(f"{SESSIONS}/{one['id']}?expand[]=line_items.data.price.product")
    need(heard.status == 200, heard.short)
    first = heard.body["line_items"]["data"][0]
    need(isinstance(first["price"]["product"], dict), first["price"]["product"])


def _items(probe: Probe) -> None:
    one = probe.some("with items", lambda session: session["mode"] == "payment")
    heard = probe.get(f"{SESSIONS}/{one['id']}/line_items")
    need({item["object"] for item in heard.data} == {"item"}, heard.short)
    need(heard.body["url"] == f"{SESSIONS}/{one['id']}/line_items", heard.body["url"])


def _no_key(probe: Probe) -> None:
    heard = probe.get(SESSIONS, key="")
    need(heard.status == 401, heard.short)
    need("You did not provide an API key." in str(heard.error.get("message")), heard.short)
    need("www-authenticate" in heard.headers, "no WWW-Authenticate")


def _unknown_key(probe: Probe) -> None:
    heard = probe.get(SESSIONS, key="sk_test_0123456789abcdef")
    need(heard.status == 401, heard.short)
    message = str(heard.error.get("message"))
    need("Invalid API Key provided: sk_test_" in message and "cdef" in message, heard.short)
    need("0123456789" not in message, "the key is repeated")


def _basic(probe: Probe) -> None:
    need(probe.basic(f"{SESSIONS}?limit=1").status == 200, "refused")


def _request_ids(probe: Probe) -> None:
    ids = {probe.again(f"{SESSIONS}?limit=1").headers.get("request-id", "") for _ in range(2)}
    need(len(ids) == 2 and all(id_.startswith("req_") for id_ in ids), ids)


def _version(probe: Probe) -> None:
    asked = "2026-10-28.endive"
    heard = probe.get(f"{SESSIONS}?limit=1", Stripe_Version=asked)
    need(heard.headers.get("stripe-version") == asked, heard.headers.get("stripe-version"))


def _no_such_version(probe: Probe) -> None:
    heard = probe.get(f"{SESSIONS}?limit=1", Stripe_Version="nonsense")
    need(heard.status == 400, heard.status)


def _type(probe: Probe) -> None:
    error = probe.listed("limit=abc").error
    need(error.get("type") in _TYPES, error.get("type"))
    need(None not in error.values(), "null attributes")


def _where(probe: Probe) -> None:
    error = probe.listed("limit=abc").error
    page = "https://stripe.com/docs/error-codes/parameter-invalid-integer"
    need(error.get("doc_url") == page, error.get("doc_url"))


def _wrong_method(probe: Probe) -> None:
    heard = probe.ask("DELETE", f"{SESSIONS}/{UNKNOWN}")
    message = str(heard.error.get("message"))
    need(heard.status == 404 and "Unrecognized request URL" in message, heard.short)


def _json(probe: Probe) -> None:
    kind = probe.listed("limit=1").headers.get("content-type", "")
    need(kind.startswith("application/json"), kind)


def _links(probe: Probe) -> None:
    heard = probe.get("/v1/payment_links?limit=3")
    need({link["object"] for link in heard.data} <= {"payment_link"}, heard.short)


def _link(probe: Probe) -> None:
    one = probe.some("of a payment link", lambda session: session.get("payment_link"))
    heard = probe.get(f"/v1/payment_links/{one['payment_link']}?expand[]=line_items")
    need(heard.status == 200 and "line_items" in heard.body, heard.short)


def _customers(probe: Probe) -> None:
    one = probe.some("with a customer", lambda session: isinstance(session.get("customer"), str))
    customer = probe.get(f"/v1/customers/{one['customer']}")
    need(customer.status == 200, customer.short)
    email = customer.body.get("email")
    if email:
        found = probe.get(f"/v1/customers?email={escaped(email)}").ids
        need(one["customer"] in found, found)


def _intent(probe: Probe) -> None:
    one = probe.some("with a payment", lambda session: session.get("payment_intent"))
    heard = probe.get(f"/v1/payment_intents/{one['payment_intent']}?expand[]=latest_charge")
    need(heard.status == 200 and heard.body.get("object") == "payment_intent", heard.short)


def _events(probe: Probe) -> None:
    heard = probe.get("/v1/events?type=checkout.session.completed&limit=3")
    need({event["type"] for event in heard.data} <= {"checkout.session.completed"}, heard.short)
    for event in heard.data:
        need(event["data"]["object"]["object"] == "checkout.session", event["data"])


OTHER_QUESTIONS = (
    Question("a session by its id", "the same as in the list", SPEC, _alone),
    Question("expand[]=line_items.data.price.product", "four levels", EXPANDING, _four_levels),
    Question("…/line_items", "a list of items", SPEC, _items),
    Question("no key", "401 and WWW-Authenticate", "github.com/stripe/stripe-node#950", _no_key),
    Question("an unknown key", "401, the key masked", _KEYS, _unknown_key),
    Question("the key as user of Basic", "200", _KEYS, _basic),
    Question("twice the same", "two ids in Request-Id", "docs.stripe.com/api/request_ids",
             _request_ids),
    Question("Stripe-Version: 2026-10-28.endive", "the same in the answer",
             "docs.stripe.com/api/versioning", _version),
    Question("Stripe-Version: nonsense", "400", "docs.stripe.com/api/versioning",
             _no_such_version),
    Question("limit=abc", "one of four types, no null attributes", ERRORS, _type),
    Question("limit=abc", "doc_url leads to the code", ERRORS, _where),
    Question("DELETE", "404, not 405", RECORDED, _wrong_method, only_here=True),
    Question("limit=1", "application/json", "docs.stripe.com/api", _json),
    Question("/v1/payment_links", "a list of payment links", SPEC, _links),
    Question("/v1/payment_links/…", "the link of a session", SPEC, _link),
    Question("/v1/customers/…, ?email=", "the customer of a session", SPEC, _customers),
    Question("/v1/payment_intents/…", "the payment of a session", SPEC, _intent),
    Question("/v1/events?type=…", "events of this type", SPEC, _events),
)  # fmt: skip
