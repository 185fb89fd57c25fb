"""Every reachable combination of a session, its payment, and what could be read of them.

`python -m tests.unit.session.standings` writes docs/standings.md, in which a support lead can read
which sentence each of them gives, and the same in German, docs/standings.de.md. test_standings.py
checks these files and the sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.utils import translation

import tests.environment  # noqa: F401  names the settings
from sessions_browser.objects.full_session import FullSession
from sessions_browser.presentation.times import Clock
from sessions_browser.session.story import Story, story_of
from sessions_browser.session.verdict import Verdict
from tests.unit.sessions import BERLIN, DAY, NOW

DOCS = Path(__file__).parents[3] / "docs"
FILES = {"en": DOCS / "standings.md", "de": DOCS / "standings.de.md"}
CLOCK = Clock(BERLIN, NOW)
Json = dict[str, Any]
TOTAL = 4900
BEGAN = NOW - 3 * DAY + 111


@dataclass(frozen=True, slots=True)
class Combination:
    """session: as Stripe sends it. words: what it is, for the table.

    payment_read, charge_read: whether the key could read them.
    """

    words: str
    session: Json
    payment_read: bool = True
    charge_read: bool = True

    def story(self) -> Story:
        return story_of(FullSession.from_json(self.session), CLOCK)


@dataclass(frozen=True, slots=True)
class _Payment:
    """intent: None where there is none, or where only its id came."""

    words: str
    intent: Json | str | None
    payment_read: bool = True
    charge_read: bool = True


CARD = {"type": "card", "card": {"brand": "visa", "last4": "4242"}}
DEBIT = {"type": "sepa_debit"}
KLARNA = {"type": "klarna"}


def _intent(word: str, details: Json | None = CARD, **charge: object) -> Json:
    """An intent with its latest charge, without one where `details` is None."""
    made = {
        "id": "ch_1",
        "created": BEGAN,
        "status": "succeeded",
        "captured": word == "succeeded",
        "amount": TOTAL,
        "amount_captured": TOTAL if word == "succeeded" else 0,
        "amount_refunded": 0,
        "refunded": False,
        "disputed": False,
        "currency": "eur",
        "payment_method_details": details,
    }
    return {
        "id": "pi_1",
        "status": word,
        "amount": TOTAL,
        "currency": "eur",
        "created": BEGAN - 7,
        "latest_charge": {**made, **charge} if details else None,
    }


def _waits(word: str, **details: Any) -> Json:
    return _intent("requires_action", None) | {"next_action": {"type": word, word: details}}


_REFUSED = {"message": "Your card has insufficient funds.", "code": "card_declined"}
ERROR = {"last_payment_error": _REFUSED | {"decline_code": "insufficient_funds"}}
_MISSING = {"amount_remaining": 1900, "currency": "eur"}
_DISPUTES = (
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "needs_response",
    "under_review",
    "won",
    "lost",
    "prevented",
    "melted",
)


def _payments() -> Iterator[_Payment]:
    yield _Payment("no payment", None)
    yield _Payment("payment, only its id", "pi_1", payment_read=False, charge_read=False)
    yield from _succeeded()
    yield _Payment("processing, SEPA debit", _intent("processing", DEBIT, status="pending"))
    yield _Payment("processing, nothing known of it", _intent("processing", None))
    yield _Payment("requires_capture, card", _intent("requires_capture"))
    yield _Payment("requires_capture, Klarna", _intent("requires_capture", KLARNA))
    only_card = {"latest_charge": "ch_1", "payment_method_types": ["card"]}
    yield _Payment(
        "requires_capture, charge not read",
        _intent("requires_capture") | only_card,
        charge_read=False,
    )
    more = {"amount_received": 3000, "amount_capturable": 1900}
    yield _Payment("requires_capture, a part captured before", _intent("requires_capture") | more)
    yield from _waiting()
    yield _Payment("requires_confirmation", _intent("requires_confirmation", None))
    for status in ("requires_payment_method", "canceled"):
        declined = _intent(status, status="failed", failure_message="Declined.")
        yield _Payment(f"{status}, declined", declined | ERROR)
        yield _Payment(f"{status}, no reason", _intent(status, None))
    yield from _failures()
    yield _Payment("canceled, was reserved", _intent("canceled", amount_refunded=TOTAL))
    yield _Payment("melted (a status not known here)", _intent("melted", None))


def _failures() -> Iterator[_Payment]:
    word = "requires_payment_method"
    for words, error in (
        ("card, declined, no more known", {"code": "card_declined"}),
        ("card, declined, a code not known here", {"code": "melted", "message": "It melted."}),
        ("card, not authenticated", {"code": "payment_intent_authentication_failure"}),
    ):
        card = _intent(word, status="failed") | {"last_payment_error": error}
        yield _Payment(f"{word}, {words}", card)
    lapsed: Json = {"failure_message": "The voucher was not paid."}
    oxxo = _intent(word, {"type": "oxxo"}, status="failed", **lapsed)
    yield _Payment(f"{word}, voucher lapsed", oxxo)
    for words, code in (("debit failed", "insufficient_funds"), ("debit failed, no code", None)):
        failed: Json = {"failure_message": "No funds.", "failure_code": code}
        yield _Payment(f"{word}, {words}", _intent(word, DEBIT, status="failed", **failed))
    yield _Payment(f"{word}, debit failed, no reason", _intent(word, DEBIT, status="failed"))


def _succeeded() -> Iterator[_Payment]:
    yield _Payment("succeeded, card", _intent("succeeded"))
    yield _Payment(
        "succeeded, charge not read",
        _intent("succeeded") | {"latest_charge": "ch_1", "payment_method_types": ["card"]},
        charge_read=False,
    )
    yield _Payment("succeeded, SEPA debit", _intent("succeeded", DEBIT))
    yield _Payment("succeeded, Klarna", _intent("succeeded", KLARNA))
    manual: Json = {"capture_method": "manual"}
    yield _Payment("succeeded, captured by hand", _intent("succeeded") | manual)
    part = _intent("succeeded", amount_captured=3000, amount_refunded=1900)
    yield _Payment("succeeded, captured in part", part | manual)
    back = _intent("succeeded", amount_captured=3000, amount_refunded=2900)
    yield _Payment("succeeded, captured in part, partly refunded", back | manual)
    yield _Payment(
        "succeeded, refunded", _intent("succeeded", amount_refunded=TOTAL, refunded=True)
    )
    for word in ("pending", "requires_action", "succeeded", "failed"):
        refunds = {"data": [{"status": word, "created": NOW - DAY + 55, "amount": TOTAL}]}
        given = 0 if word == "failed" else TOTAL
        made = _intent("succeeded", amount_refunded=given, refunded=bool(given), refunds=refunds)
        yield _Payment(f"succeeded, refund {word}", made)
    yield from _several_refunds()
    yield _Payment("succeeded, partly refunded", _intent("succeeded", amount_refunded=1000))
    yield _Payment("succeeded, disputed, dispute not read", _intent("succeeded", disputed=True))
    for word in _DISPUTES:
        dispute: Json = {"disputed": True, "dispute": {"status": word}}
        yield _Payment(f"succeeded, dispute {word}", _intent("succeeded", **dispute))
    both: Json = {"disputed": True, "refunded": True, "amount_refunded": TOTAL}
    for word in ("needs_response", "lost"):
        dispute = _intent("succeeded", dispute={"status": word}, **both)
        yield _Payment(f"succeeded, refunded, dispute {word}", dispute)


def _several_refunds() -> Iterator[_Payment]:
    done = {"status": "succeeded", "created": NOW - DAY + 55, "amount": 1000}
    pending = {"status": "pending", "created": NOW - DAY + 99, "amount": 500}
    failed = pending | {"status": "failed"}
    for words, given, refunds in (
        ("one refund done, one pending", 1500, [done, pending]),
        ("one refund done, one failed", 1000, [done, failed]),
        ("a part pending", 500, [pending]),
        ("a refund waits, not counted yet", 0, [pending | {"status": "requires_action"}]),
    ):
        made = _intent("succeeded", amount_refunded=given, refunds={"data": refunds})
        yield _Payment(f"succeeded, {words}", made)
    back: Json = {"amount_captured": 3000, "amount_refunded": TOTAL, "refunded": True}
    yield _Payment("succeeded, captured in part, refunded", _intent("succeeded", **back))


def _waiting() -> Iterator[_Payment]:
    for name in ("boleto", "konbini", "multibanco"):
        found = _waits(f"{name}_display_details", expires_at=NOW + 2 * DAY)
        yield _Payment(f"requires_action, {name}", found)
    over = _waits("oxxo_display_details", expires_after=NOW - 60)
    yield _Payment("requires_action, oxxo, its time is over", over)
    yield _Payment("requires_action, oxxo, no end given", _waits("oxxo_display_details"))
    word = "display_bank_transfer_instructions"
    yield _Payment("requires_action, transfer", _waits(word, **_MISSING))
    yield _Payment("requires_action, transfer, no amount given", _waits(word))
    for word in ("redirect_to_url", "pix_display_qr_code", "verify_with_microdeposits", "dance"):
        yield _Payment(f"requires_action, {word}", _waits(word))
    yield _Payment("requires_action, nothing named", _intent("requires_action", None))


def _session(status: str, paid: str, mode: str, **values: Any) -> Json:
    """Four days old. One that is open or was ended early has an end to come."""
    ends = NOW + 1800 if status == "open" else NOW - DAY
    return {
        "id": "cs_test_1",
        "status": status,
        "payment_status": paid,
        "mode": mode,
        "amount_total": None if mode == "setup" else TOTAL,
        "currency": None if mode == "setup" else "eur",
        "created": NOW - 4 * DAY,
        "expires_at": ends,
    } | values


def combinations() -> Iterator[Combination]:
    yield from _one_off()
    yield from _subscriptions()
    yield from _without_payment()
    for status, paid in (("open", "paid"), ("expired", "paid"), ("melted", "unpaid")):
        yield Combination(f"{status}, {paid}, payment", _session(status, paid, "payment"))


def _one_off() -> Iterator[Combination]:
    early = {"expires_at": NOW + 1800}
    for words, session in (
        ("open, unpaid", _session("open", "unpaid", "payment")),
        ("complete, paid", _session("complete", "paid", "payment")),
        ("complete, unpaid", _session("complete", "unpaid", "payment")),
        ("expired, unpaid", _session("expired", "unpaid", "payment")),
        ("expired before its time, unpaid", _session("expired", "unpaid", "payment", **early)),
    ):
        for payment in _payments():
            yield _with_payment(words, session, payment)
    over = {"expires_at": NOW - 9}
    for payment in _payments():
        session = _session("open", "unpaid", "payment", **over)
        yield _with_payment("open past its end, unpaid", session, payment)
    seen = {"presentment_details": {"presentment_amount": 5500, "presentment_currency": "usd"}}
    for payment in _succeeded():
        session = _session("complete", "paid", "payment", **seen)
        yield _with_payment("complete, paid, shown in USD", session, payment)
    sold = {"managed_payments": {"enabled": True}}
    for status, paid in (("open", "unpaid"), ("complete", "paid"), ("expired", "unpaid")):
        session = _session(status, paid, "payment", **sold)
        for payment in _payments():
            yield _with_payment(f"{status}, {paid}, sold by Link", session, payment)


def _with_payment(words: str, session: Json, payment: _Payment) -> Combination:
    return Combination(
        f"{words}: {payment.words}",
        session | {"payment_intent": payment.intent},
        payment.payment_read,
        payment.charge_read,
    )


def _subscriptions() -> Iterator[Combination]:
    """Of a subscription the payment hangs on the invoice, and there is one once it is paid."""
    session = _session("complete", "paid", "subscription", subscription="sub_1", invoice="in_1")
    words = "complete, paid, subscription"
    yield Combination(f"{words}: invoice not read", session, False, False)
    for payment in _succeeded():
        entry = {"status": "paid", "payment": {"payment_intent": payment.intent}}
        invoice = {"id": "in_1", "payments": {"data": [entry]}}
        yield Combination(
            f"{words}: {payment.words}",
            session | {"invoice": invoice},
            payment.payment_read,
            payment.charge_read,
        )
    for paid in ("paid", "no_payment_required"):
        for name, subscription in _SUBSCRIPTIONS.items():
            found = _session("complete", paid, "subscription", invoice="in_1")
            yield Combination(
                f"complete, {paid}, subscription: {name}, invoice not read",
                found | {"subscription": {"id": "sub_1"} | subscription},
                False,
                False,
            )


_SUBSCRIPTIONS: dict[str, Json] = {
    "active": {"status": "active"},
    "active, to end": {"status": "active", "cancel_at": NOW + 20 * DAY},
    "trialing": {"status": "trialing", "trial_end": NOW + 9 * DAY},
    "canceled": {"status": "canceled", "ended_at": NOW - DAY + 77},
    "past_due": {"status": "past_due"},
    "unpaid": {"status": "unpaid"},
    "paused": {"status": "paused"},
    "incomplete": {"status": "incomplete"},
    "incomplete_expired": {"status": "incomplete_expired"},
    "melted": {"status": "melted"},
}


def _without_payment() -> Iterator[Combination]:
    free = {"amount_total": 0}
    code = free | {"total_details": {"amount_discount": TOTAL}}
    none = "no_payment_required"
    for words, session in (
        ("complete, setup", _session("complete", none, "setup")),
        ("complete, total 0", _session("complete", none, "payment", **free)),
        ("complete, code for the whole price", _session("complete", none, "payment", **code)),
        ("complete, nothing due of a total", _session("complete", none, "payment")),
        ("complete, subscription", _session("complete", none, "subscription")),
        ("complete, subscription, code", _session("complete", none, "subscription", **code)),
        ("open, setup", _session("open", none, "setup")),
        ("open, total 0", _session("open", "unpaid", "payment", **free)),
        ("open, subscription", _session("open", "unpaid", "subscription")),
        ("open, no end", _session("open", "unpaid", "payment", expires_at=None)),
        ("open, its time is over", _session("open", "unpaid", "payment", expires_at=NOW - 9)),
        ("expired, setup", _session("expired", none, "setup")),
        ("expired, subscription", _session("expired", "unpaid", "subscription")),
        ("expired, unknown mode", _session("expired", "unpaid", "rent")),
        ("expired, no end", _session("expired", "unpaid", "payment", expires_at=None)),
    ):
        yield Combination(f"{words}: no payment", session)


HEAD = """# What is said of each standing

Written by `python -m tests.unit.session.standings`; a test fails when a sentence changes and this
file does not. Each entry is what staff read, with all combinations below it that give it: what
Stripe sends of a session and its payment, and what the key could read. "Say" is the text for the
customer; where it is missing, staff have to look first.

The moment is 18 Nov 12:06 in Berlin. The sessions were made four days before, payments began three
days before.
"""


def as_markdown(language: str) -> str:
    lines = [HEAD]
    with translation.override(language):
        for word, entries in _by_badge().items():
            lines.append(f"\n## {word}\n")
            lines += [_entry(verdict, words) for verdict, words in entries.items()]
    return "\n".join(lines) + "\n"


def _by_badge() -> dict[str, dict[Verdict, list[str]]]:
    """For each badge the verdicts, each with the combinations that give it."""
    found: dict[str, dict[Verdict, list[str]]] = {}
    for each in combinations():
        story = each.story()
        entries = found.setdefault(str(story.outcome.word), {})
        entries.setdefault(story.verdict, []).append(each.words)
    return found


def _entry(verdict: Verdict, words: list[str]) -> str:
    parts = [f"- **{verdict.sentence}**", f"  {verdict.when}" if verdict.when else ""]
    if verdict.customer_message:
        parts.append(f"  *Say:* {verdict.customer_message}")
    if verdict.staff_hint:
        parts.append(f"  *For staff:* {verdict.staff_hint}")
    combined = "".join(f"\n  - {each}" for each in words)
    return "  \n".join(part for part in parts if part) + combined


if __name__ == "__main__":
    django.setup()
    for language, file in FILES.items():
        file.write_text(as_markdown(language), encoding="utf-8")
