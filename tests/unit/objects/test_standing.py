"""What became of a session: one judgement for every combination of what Stripe sends."""

from __future__ import annotations

import pytest

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import Standing, can_change, has_ended, standing_of
from sessions_browser.objects.states import Dispute, Refund, State

NOW = 1_795_000_000.0


def row(status: str, payment_status: str, mode: str = "payment", **values: object) -> SessionRow:
    return SessionRow(status=status, payment_status=payment_status, mode=mode, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("session", "standing"),
    [
        (row("complete", "paid"), State.PAID),
        (row("complete", "unpaid"), State.FINISHED),
        (row("complete", "no_payment_required", "setup"), State.METHOD_SAVED),
        (row("complete", "no_payment_required", "subscription"), State.NOTHING_DUE_YET),
        (row("complete", "no_payment_required", amount_total=0), State.TOTAL_ZERO),
        # The total is not 0, so nobody may say that it is.
        (row("complete", "no_payment_required", amount_total=500), State.NOTHING_DUE_YET),
        (row("open", "unpaid"), State.OPEN),
        (row("open", "unpaid", expires_at=int(NOW) + 1), State.OPEN),
        (row("open", "unpaid", expires_at=int(NOW)), State.PAST_ITS_END),
        (row("expired", "unpaid", payment_intent="pi_1"), State.LEFT_UNREAD),
        (row("expired", "unpaid"), State.LEFT_WITHOUT_TRYING),
        (row("expired", "unpaid", "subscription"), State.LEFT_UNSEEN),
        (row("expired", "unpaid", "rent"), State.LEFT_UNSEEN),
        (row("expired", "no_payment_required", "setup"), State.LEFT_NOTHING_SAVED),
        (row("open", "paid"), State.UNUSUAL),
        (row("expired", "paid"), State.UNUSUAL),
        (row("melted", "paid"), State.UNUSUAL),
        (SessionRow(), State.UNUSUAL),
    ],
)
def test_a_row_is_judged(session: SessionRow, standing: State) -> None:
    assert standing_of(session, NOW).state is standing


# For each state of a payment: what a session is when the customer finished, left, or when Stripe
# calls it paid.
@pytest.mark.parametrize(
    ("state", "finished", "left", "paid"),
    [
        (PaymentState.NONE, State.FINISHED, State.LEFT_WITHOUT_TRYING, State.PAID),
        (PaymentState.UNREAD, State.FINISHED, State.LEFT_UNREAD, State.PAID),
        (PaymentState.UNKNOWN, State.FINISHED, State.LEFT_UNREAD, State.PAID),
        (PaymentState.PROCESSING, State.STARTED, State.STARTED, State.CONTRADICTORY),
        # The payment wins, once and everywhere (A4), even after the session expired (A7).
        (PaymentState.SUCCEEDED, State.PAID, State.PAID, State.PAID),
        (PaymentState.RESERVED, State.RESERVED, State.RESERVED, State.RESERVED),
        (PaymentState.RELEASED, State.RELEASED, State.RELEASED, State.CONTRADICTORY),
        (PaymentState.FAILED, State.FAILED, State.LEFT_AFTER_DECLINE, State.CONTRADICTORY),
        # Without an error nobody declined it (A17).
        (
            PaymentState.NOT_COMPLETED,
            State.NOT_COMPLETED,
            State.LEFT_NOT_COMPLETED,
            State.CONTRADICTORY,
        ),
        (
            PaymentState.WAITS_FOR_CUSTOMER,
            State.CUSTOMER_HAS_TO_ACT,
            State.LEFT_WAITING,
            State.CONTRADICTORY,
        ),
        (
            PaymentState.WAITS_FOR_SHOP,
            State.SHOP_HAS_TO_CONFIRM,
            State.LEFT_WAITING,
            State.CONTRADICTORY,
        ),
    ],
)
def test_a_payment_that_was_read_tells_more(
    state: PaymentState, finished: State, left: State, paid: State
) -> None:
    payment = Payment(state)
    assert standing_of(row("complete", "unpaid", payment=payment), NOW).state is finished
    assert standing_of(row("expired", "unpaid", payment=payment), NOW).state is left
    assert standing_of(row("complete", "paid", payment=payment), NOW).state is paid


@pytest.mark.parametrize(
    ("charge_read", "word", "dispute"),
    [
        (True, None, Dispute.NONE),
        (True, "", Dispute.REPORTED),
        (True, "warning_needs_response", Dispute.INQUIRY),
        (True, "warning_under_review", Dispute.INQUIRY_ANSWERED),
        (True, "warning_closed", Dispute.SINCE_CLOSED),
        (True, "needs_response", Dispute.OPEN),
        (True, "under_review", Dispute.ANSWERED),
        (True, "won", Dispute.WON),
        (True, "lost", Dispute.LOST),
        (True, "melted", Dispute.REPORTED),
        # A8: what was not looked at is not called undisputed.
        (False, None, Dispute.UNREAD),
    ],
)
def test_a_dispute_stands_as_its_own_status_says(
    charge_read: bool, word: str | None, dispute: Dispute
) -> None:
    payment = Payment(PaymentState.SUCCEEDED, dispute=word, charge_read=charge_read)
    assert standing_of(row("complete", "paid", payment=payment), NOW).dispute is dispute


@pytest.mark.parametrize(
    ("payment", "refund"),
    [
        (None, Refund.UNREAD),
        (Payment(PaymentState.SUCCEEDED, charge_read=False), Refund.UNREAD),
        (Payment(PaymentState.SUCCEEDED, charge_read=True), Refund.NONE),
        (Payment(PaymentState.SUCCEEDED, charge_read=True, refunded=1), Refund.PART),
        (Payment(PaymentState.SUCCEEDED, charge_read=True, is_refunded=True), Refund.FULL),
    ],
)
def test_a_refund_is_known_only_where_the_charge_was_read(
    payment: Payment | None, refund: Refund
) -> None:
    session = row("complete", "paid", payment_intent="pi_1", payment=payment)
    assert standing_of(session, NOW).refund is refund


def test_a1_a_session_that_expires_in_the_future_was_ended_early() -> None:
    early = row("expired", "unpaid", expires_at=int(NOW) + 1)
    assert standing_of(early, NOW).ended_early
    assert not standing_of(early, NOW + 2).ended_early


def test_a7_a_payment_after_expiry_is_late() -> None:
    late = standing_of(row("expired", "unpaid", payment=Payment(PaymentState.SUCCEEDED)), NOW)
    assert late.is_paid
    assert late.paid_late


def test_a10_nothing_is_to_be_paid() -> None:
    for session in (
        row("open", "no_payment_required", "setup"),
        row("open", "unpaid", amount_total=0),
    ):
        assert standing_of(session, NOW).state is State.OPEN_NOTHING_TO_PAY


def test_a18_link_sells_so_nobody_sees_whether_they_tried() -> None:
    sold = row("expired", "unpaid", managed=True)
    assert standing_of(sold, NOW).state is State.LEFT_UNSEEN


@pytest.mark.parametrize(
    ("session", "paid", "ended", "changes"),
    [
        (row("complete", "paid"), True, True, False),
        (row("complete", "unpaid"), False, False, True),
        (row("complete", "no_payment_required"), False, True, False),
        (row("expired", "unpaid"), False, True, False),
        (row("open", "unpaid", expires_at=1), False, False, True),
        (row("open", "unpaid"), False, False, True),
        # Of an unusual state only the status says whether it can change.
        (row("open", "paid"), False, False, True),
        (row("expired", "paid"), False, True, False),
        (row("complete", "melted"), False, False, False),
    ],
)
def test_the_standing_answers_what_others_ask(
    session: SessionRow, paid: bool, ended: bool, changes: bool
) -> None:
    asked = (
        standing_of(session, NOW).is_paid,
        has_ended(session),
        can_change(session, standing_of(session, NOW)),
    )
    assert asked == (paid, ended, changes)


def test_a_payment_that_failed_does_not_change() -> None:
    assert not can_change(row("complete", "unpaid"), Standing(State.FAILED))
