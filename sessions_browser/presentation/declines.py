"""Why a payment failed, in words for staff, by Stripe's code. Pure.

docs.stripe.com/declines/codes, docs.stripe.com/error-codes, and for debits
docs.stripe.com/payments/sepa-debit/failed-payments. Some of these are not to be told to a customer.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions_browser.objects.payment import Payment
from sessions_browser.objects.payment_method import MethodKind

_FUNDS = _("insufficient funds")
_LIMIT = _("over the limit of the card")
_SECURITY_CODE = _("wrong security code")
_NUMBER = _("wrong card number")
_EXPIRY_DATE = _("wrong expiry date")
_PIN = _("wrong PIN")
_AUTHENTICATION = _("the bank wanted the customer to confirm the payment")
_NOT_REACHED = _("the bank could not be reached")
_TEST_CARD = _("a test card was used")
_FRAUD = _("suspected fraud")
_NO_REASON = _("no reason given")
_NOT_ALLOWED = _("the bank does not allow this payment with the card")
# Each of these a card was declined for.
_CARD: dict[str, str | Promise] = {
    "authentication_required": _AUTHENTICATION,
    "call_issuer": _("the customer has to ask the bank"),
    "card_declined": "",
    "card_not_supported": _("the card does not allow this kind of payment"),
    "card_velocity_exceeded": _LIMIT,
    "currency_not_supported": _("the card does not allow this currency"),
    "do_not_honor": _NO_REASON,
    "duplicate_transaction": _("the same amount was charged shortly before"),
    "expired_card": _("the card has expired"),
    "fraudulent": _FRAUD,
    "generic_decline": _NO_REASON,
    "incorrect_address": _("wrong address"),
    "incorrect_cvc": _SECURITY_CODE,
    "incorrect_number": _NUMBER,
    "incorrect_pin": _PIN,
    "incorrect_zip": _("wrong postcode"),
    "insufficient_funds": _FUNDS,
    "invalid_account": _("the card or its account is invalid"),
    "invalid_amount": _("the bank does not allow this amount"),
    "invalid_cvc": _SECURITY_CODE,
    "invalid_expiry_month": _EXPIRY_DATE,
    "invalid_expiry_year": _EXPIRY_DATE,
    "invalid_number": _NUMBER,
    "invalid_pin": _PIN,
    "issuer_not_available": _NOT_REACHED,
    "live_mode_test_card": _TEST_CARD,
    "lost_card": _("the card was reported lost"),
    "merchant_blacklist": _FRAUD,
    "no_action_taken": _NO_REASON,
    "not_permitted": _NOT_ALLOWED,
    "pickup_card": _NOT_ALLOWED,
    "pin_try_exceeded": _("a wrong PIN was entered too often"),
    "reenter_transaction": _NO_REASON,
    "restricted_card": _NOT_ALLOWED,
    "revocation_of_all_authorizations": _NO_REASON,
    "revocation_of_authorization": _NO_REASON,
    "security_violation": _NO_REASON,
    "service_not_allowed": _NO_REASON,
    "stolen_card": _("the card was reported stolen"),
    "stop_payment_order": _NO_REASON,
    "testmode_decline": _TEST_CARD,
    "transaction_not_allowed": _NO_REASON,
    "try_again_later": _NO_REASON,
    "withdrawal_count_limit_exceeded": _LIMIT,
}
_OTHERS: dict[str, str | Promise] = {
    "account_closed": _("the account is closed"),
    "bank_account_restricted": _("the account does not allow debits"),
    "debit_not_authorized": _("the customer did not authorise the debit"),
    "insufficient_funds": _FUNDS,
    "invalid_account_number": _("wrong account number"),
    "no_account": _("the account was not found"),
    "payment_intent_authentication_failure": _("not confirmed at the bank"),
    "payment_intent_payment_attempt_expired": _("its time was over"),
    "processing_error": _("an error while the payment was processed"),
    "recipient_deceased": _("the holder of the account has died"),
}


def decline_reason(payment: Payment) -> str:
    """As it stands in brackets after "declined" or "failed"; "" where the code is not known."""
    known = _CARD | _OTHERS if payment.method.kind is MethodKind.CARD else _OTHERS
    return str(known.get(payment.decline_code, ""))


def is_declined_card(payment: Payment) -> bool:
    """Whether the code says so: a payment fails for other reasons too."""
    return payment.method.kind is MethodKind.CARD and payment.decline_code in _CARD
