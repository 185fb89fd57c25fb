"""What the customer still has to do, for each type of action that Stripe names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from sessions_browser.objects.next_action import NextAction, Todo
from tests.unit.strategies import any_json


def read(word: str, **details: Any) -> NextAction:
    found = NextAction.from_intent({"next_action": {"type": word, word: details}})
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("word", "todo", "method"),
    [
        ("boleto_display_details", Todo.PAY_VOUCHER, "Boleto voucher"),
        ("konbini_display_details", Todo.PAY_VOUCHER, "Konbini voucher"),
        ("multibanco_display_details", Todo.PAY_VOUCHER, "Multibanco voucher"),
        ("oxxo_display_details", Todo.PAY_VOUCHER, "OXXO voucher"),
        ("display_bank_transfer_instructions", Todo.TRANSFER, "Bank transfer"),
        ("redirect_to_url", Todo.CONFIRM, ""),
        ("use_stripe_sdk", Todo.CONFIRM, ""),
        ("card_await_notification", Todo.CONFIRM, "Card"),
        ("blik_authorize", Todo.CONFIRM, "BLIK"),
        ("alipay_handle_redirect", Todo.CONFIRM, "Alipay"),
        ("wechat_pay_redirect_to_android_app", Todo.CONFIRM, "WeChat Pay"),
        ("cashapp_handle_redirect_or_display_qr_code", Todo.CONFIRM, "Cash App Pay"),
        ("swish_handle_redirect_or_display_qr_code", Todo.CONFIRM, "Swish"),
        ("paynow_display_qr_code", Todo.SCAN, "PayNow"),
        ("pix_display_qr_code", Todo.SCAN, "Pix"),
        ("promptpay_display_qr_code", Todo.SCAN, "PromptPay"),
        ("wechat_pay_display_qr_code", Todo.SCAN, "WeChat Pay"),
        ("verify_with_microdeposits", Todo.DEPOSITS, ""),
        ("dance", Todo.UNKNOWN, ""),
    ],
)
def test_a6_each_type_says_what_is_to_be_done(word: str, todo: Todo, method: str) -> None:
    action = read(word)
    assert (action.todo, action.method.name) == (todo, method)


def test_a6_a_voucher_says_until_when() -> None:
    assert read("konbini_display_details", expires_at=7).until == 7
    assert read("oxxo_display_details", expires_after=8).until == 8
    assert read("konbini_display_details").until is None


def test_a6_a_transfer_says_what_is_missing() -> None:
    action = read("display_bank_transfer_instructions", amount_remaining=300, currency="eur")
    assert (action.missing, action.currency) == (300, "eur")


@given(any_json)
def test_no_action_breaks_it(value: Any) -> None:
    NextAction.from_intent({"next_action": value})
    NextAction.from_intent({"next_action": {"type": "oxxo_display_details", "x": value}})
