"""The pages on which one pays: plain HTML on this machine, without any script.

/c/pay/cs_test_…    pay, fail, take a voucher, or leave
/b/test_…           the page of a payment link: it begins a session and leads to the page above
/r/…                the recovery link of an expired session: it begins a copy and leads there too
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs

from emulator.objects import line_items, sessions
from emulator.objects.context import Json
from emulator.objects.payment_links import payment_link
from emulator.objects.payment_methods import payment_method_types
from emulator.objects.sessions import RECOVERABLE_SECONDS
from emulator.web.asked_fields import answered, field_name
from emulator.web.call import Call, Reply
from emulator.web.creating import is_own_person, session_of_link
from emulator.web.payment_words import DELAYED, METHODS, figure
from emulator.web.reader import Reader
from emulator.world.catalog import PAYMENT_LINKS
from emulator.world.endings import Ending
from emulator.world.made import MadeSession, Try
from emulator.world.session_facts import SessionFacts
from emulator.world.world import COMPLETE, EXPIRED, OPEN

PAY, LINK, RECOVERY = "/c/pay/", "/b/", "/r/"
_DAY, _MOST_DAYS = 86_400, 30
# docs.stripe.com/testing: code, the bank's reason, and Stripe's words.
DECLINED_CARDS = {
    "4000000000000002": ("card_declined", "generic_decline", "Your card was declined."),
    "4000000000009995": (
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
    ),
    "4000000000009987": ("card_declined", "lost_card", "Your card was declined."),
    "4000000000000069": ("expired_card", "expired_card", "Your card has expired."),
    "4000000000000127": (
        "incorrect_cvc",
        "incorrect_cvc",
        "Your card's security code is incorrect.",
    ),
    "4000000000000119": (
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
}
_TERMS = '<p><label><input type="checkbox" name="terms"> I accept the terms</label></p>'
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def is_page(path: str) -> bool:
    return path.startswith((PAY, LINK, RECOVERY))


def page(reader: Reader, call: Call) -> Reply | None:
    """The answer to somebody with a browser; None if the page is not of this account."""
    if call.path.startswith(LINK):
        return _begin(reader, call.path.removeprefix(LINK))
    if call.path.startswith(RECOVERY):
        return _recover(reader, call.path.removeprefix(RECOVERY))
    row = reader.lookup.row("checkout.session", call.path.removeprefix(PAY))
    if row is None:
        return None
    facts = reader.lookup.facts(row)
    if facts.made is None:
        words = "This session was not made by a client. POST /_emulator/complete completes it."
        return _html("Not a page", f"<p>{words}</p>", 404)
    if call.method == "POST":
        answers = {
            name: values[-1]
            for name, values in parse_qs(call.body.decode("utf-8", "replace")).items()
        }
        return _act(reader, facts, facts.made, answers)
    return _shown(reader, facts)


def _begin(reader: Reader, token: str) -> Reply | None:
    for number, link in enumerate(PAYMENT_LINKS):
        if not payment_link(reader.context, number)["url"].endswith(f"/{token}"):
            continue
        if link.deactivated_days_ago is not None:
            return _html("Not active", "<p>This offer has ended.</p>")
        return _lead_to_new(reader, session_of_link(reader, number))
    return None


def _recover(reader: Reader, token: str) -> Reply | None:
    """docs.stripe.com/payments/checkout/abandoned-carts"""
    for row in reader.context.world.made_rows:
        facts = reader.lookup.facts(row)
        recoverable = facts.made is not None and facts.made.recovery_enabled
        if not recoverable or sessions.recovery_token(reader.context, facts) != token:
            continue
        if facts.status != EXPIRED or facts.now >= facts.closes_at + RECOVERABLE_SECONDS:
            return _html("Not active", "<p>This link has ended.</p>")
        assert facts.made is not None
        return _lead_to_new(reader, facts.made.again(facts.now, facts.number))
    return None


def _lead_to_new(reader: Reader, made: MadeSession) -> Reply:
    row = reader.context.world.make_session(made)
    number = reader.context.world.numbers.number(row)
    return _lead(PAY + reader.context.ids.encode("checkout.session", number))


def _act(reader: Reader, facts: SessionFacts, made: MadeSession, answers: dict[str, str]) -> Reply:
    if facts.status != OPEN:
        return _shown(reader, facts)
    email, name = answers.get("email", "").strip(), answers.get("name", "").strip()
    if is_own_person(made):
        known = facts.person
        email = known.email if made.email_prefilled else email
        if not _ADDRESS.fullmatch(email):
            return _shown(reader, facts, "Enter an e-mail address.")
        reader.context.world.people.rename(made.person, name or known.name, email)
    made.promotions_accepted = "promotions" in answers
    if _asks_for_terms(made.fields) and "terms" not in answers:
        return _shown(reader, facts, "Accept the terms.")
    wrong = answered(made.fields.get("custom_fields", []), answers)
    if wrong:
        return _shown(reader, facts, wrong)
    failed = _pay(reader, facts, made, answers)
    if failed:
        return _shown(Reader(reader.context, reader.granted, False), facts, failed)
    return _lead(_success(reader, facts, made))


def _pay(reader: Reader, facts: SessionFacts, made: MadeSession, answers: dict[str, str]) -> str:
    """Try to pay. Returns why it failed, in words for the buyer, or ""."""
    world = reader.context.world
    if made.paid_ending is Ending.NO_PAYMENT_REQUIRED and made.mode == "payment":
        world.finish(facts.row, Ending.NO_PAYMENT_REQUIRED)
        return ""
    offered = _offered(payment_method_types(facts))
    method, days = answers.get("method", offered[0]), answers.get("days", "2")
    if method not in offered:
        return "Choose how to pay."
    if not days.isdecimal() or not 1 <= int(days) <= _MOST_DAYS:
        return f"Debits and vouchers arrive after 1 to {_MOST_DAYS} days."
    made.method = method
    if made.method in DELAYED and made.mode != "setup" and made.total:
        made.settles_at = world.now + int(days) * _DAY
        fails = answers.get("arrives") == "never"
        world.finish(facts.row, Ending.ASYNC_FAILS if fails else Ending.ASYNC_SUCCEEDS)
        return ""
    card = re.sub(r"\D", "", answers.get("card", "4242424242424242"))
    if made.method == "card" and card in DECLINED_CARDS:
        code, decline, words = DECLINED_CARDS[card]
        made.tries.append(Try(world.now, code, decline, words, card[-4:]))
        return words
    if made.method == "card" and not 13 <= len(card) <= 19:
        return "Your card number is incomplete."
    made.last4 = card[-4:]
    world.finish(facts.row, made.paid_ending)
    return ""


def _offered(types: list[str]) -> list[str]:
    """The methods of the session that its page knows."""
    return [type_ for type_ in types if type_ in METHODS]


def _success(reader: Reader, facts: SessionFacts, made: MadeSession) -> str:
    id_ = reader.context.ids.encode("checkout.session", facts.number)
    address = made.fields.get("success_url") or made.fields.get("return_url")
    return (address or PAY + id_).replace("{CHECKOUT_SESSION_ID}", id_)


def _shown(reader: Reader, facts: SessionFacts, problem: str = "") -> Reply:
    session = sessions.session(reader.context, facts)
    if facts.status == COMPLETE:
        return _html("Thank you", "<p>This session is complete.</p>")
    if facts.status != OPEN:
        return _html("Expired", "<p>This session has expired.</p>")
    items = "".join(_item(item) for item in line_items.line_items(reader.context, facts))
    total = ""
    if session["amount_total"] is not None:
        total = f"<p><strong>{_money(session['amount_total'], session['currency'])}</strong></p>"
    back = session["cancel_url"]
    leave = f'<p><a href="{escape(back)}" id="leave">Leave</a></p>' if back else ""
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return _html("Pay", f"<ul>{items}</ul>{total}{told}{_form(session)}{leave}")


def _item(item: Json) -> str:
    money = _money(item["amount_total"], item["currency"])
    return f"<li>{item['quantity']} × {escape(item['description'])}: {money}</li>"


def _form(session: Json) -> str:
    email = "" if session["customer"] else _field("email", "E-mail", session["customer_email"])
    name = "" if session["customer"] else _field("name", "Name", "")
    methods = "".join(
        f'<option value="{method}">{METHODS[method]}</option>'
        for method in _offered(session["payment_method_types"])
    )
    days = "".join(f'<option value="{n}">{n}</option>' for n in (2, 1, 3, 5))
    return (
        f'<form method="post">{email}{name}{"".join(map(_question, session["custom_fields"]))}'
        f'<p><label>Pay by <select name="method">{methods}</select></label></p>'
        f"{_field('card', 'Card', '4242 4242 4242 4242')}"
        f'<p><label>Debits and vouchers arrive after <select name="days">{days}</select>'
        ' days</label> <label><input type="checkbox" name="arrives" value="never"> never'
        "</label></p>"
        '<p><label><input type="checkbox" name="promotions"> Send me news</label></p>'
        f"{_TERMS if _asks_for_terms(session) else ''}"
        '<p><button id="pay">Pay</button></p></form>'
    )


def _asks_for_terms(fields: Json) -> bool:
    collected = fields.get("consent_collection") or {}
    return bool(collected.get("terms_of_service") == "required")


def _question(question: Json) -> str:
    name, label = field_name(question), escape(question["label"]["custom"])
    if question["type"] != "dropdown":
        return _field(escape(name), label, "")
    options = "".join(
        f'<option value="{escape(one["value"])}">{escape(one["label"])}</option>'
        for one in question["dropdown"]["options"]
    )
    return f'<p><label>{label} <select name="{escape(name)}">{options}</select></label></p>'


def _field(name: str, label: str, value: str | None) -> str:
    return f'<p><label>{label} <input name="{name}" value="{escape(value or "")}"></label></p>'


def _money(amount: int, currency: str) -> str:
    return f"{figure(amount, currency)} {currency.upper()}"


def _lead(address: str) -> Reply:
    return Reply(303, "", {"Location": address}, content_type="text/html; charset=utf-8")


def _html(title: str, body: str, status: int = 200) -> Reply:
    page_ = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{title}</h1><p>This is a test: no money moves.</p>{body}</main></body>"
        "</html>"
    )
    return Reply(status, page_, content_type="text/html; charset=utf-8")
