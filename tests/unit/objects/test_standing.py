"""What became of a session: one judgement for every combination of what Stripe sends."""

from __future__ import annotations

import pytest

from sessions_browser.objects.payment import Payment, PaymentState
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.objects.standing import (
    Standing,
    can_change,
    has_ended,
    is_paid,
    standing_of,
)

NOW = 1_795_000_000.0


def row(status: str, payment_status: str, mode: str = "payment", **values: object) -> SessionRow:
    return SessionRow(status=status, payment_status=payment_status, mode=mode, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("session", "standing"),
    [
        (row("complete", "paid"), Standing.PAID),
        (row("complete", "unpaid"), Standing.PROCESSING),
        (row("complete", "no_payment_required", "setup"), Standing.METHOD_SAVED),
        (row("complete", "no_payment_required", "subscription"), Standing.NOTHING_DUE_YET),
        (row("complete", "no_payment_required", amount_total=0), Standing.TOTAL_ZERO),
        # The total is not 0, so nobody may say that it is.
        (row("complete", "no_payment_required", amount_total=500), Standing.NOTHING_DUE_YET),
        (row("open", "unpaid"), Standing.OPEN),
        (row("open", "unpaid", expires_at=int(NOW) + 1), Standing.OPEN),
        (row("open", "unpaid", expires_at=int(NOW)), Standing.PAST_ITS_END),
        (row("expired", "unpaid", payment_intent="pi_1"), Standing.LEFT_AFTER_TRYING),
        (row("expired", "unpaid"), Standing.LEFT_WITHOUT_TRYING),
        (row("expired", "unpaid", "subscription"), Standing.LEFT_UNSEEN),
        (row("expired", "unpaid", "rent"), Standing.LEFT_UNSEEN),
        (row("expired", "no_payment_required", "setup"), Standing.LEFT_NOTHING_SAVED),
        (row("open", "paid"), Standing.UNUSUAL),
        (row("expired", "paid"), Standing.UNUSUAL),
        (row("melted", "paid"), Standing.UNUSUAL),
        (SessionRow(), Standing.UNUSUAL),
    ],
)
def test_a_row_is_judged(session: SessionRow, standing: Standing) -> None:
    assert standing_of(session, NOW) is standing


@pytest.mark.parametrize(
    ("state", "finished", "left"),
    [
        (PaymentState.NONE, Standing.PROCESSING, Standing.LEFT_WITHOUT_TRYING),
        (PaymentState.UNREAD, Standing.PROCESSING, Standing.LEFT_AFTER_TRYING),
        (PaymentState.UNKNOWN, Standing.PROCESSING, Standing.LEFT_AFTER_TRYING),
        (PaymentState.PROCESSING, Standing.STARTED, Standing.LEFT_AFTER_TRYING),
        (PaymentState.SUCCEEDED, Standing.STARTED, Standing.LEFT_AFTER_TRYING),
        (PaymentState.AUTHORISED, Standing.RESERVED, Standing.LEFT_AFTER_TRYING),
        (PaymentState.FAILED, Standing.FAILED, Standing.LEFT_AFTER_DECLINE),
    ],
)
def test_a_payment_that_was_read_tells_more(
    state: PaymentState, finished: Standing, left: Standing
) -> None:
    payment = Payment(state)
    assert standing_of(row("complete", "unpaid"), NOW, payment) is finished
    assert standing_of(row("expired", "unpaid"), NOW, payment) is left
    # What the session itself says for certain is not up to the payment.
    assert standing_of(row("complete", "paid"), NOW, payment) is Standing.PAID


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
        is_paid(session),
        has_ended(session),
        can_change(session, standing_of(session, NOW)),
    )
    assert asked == (paid, ended, changes)


def test_a_payment_that_failed_does_not_change() -> None:
    assert not can_change(row("complete", "unpaid"), Standing.FAILED)
