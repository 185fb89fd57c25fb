"""How often the random world has each state of a payment, and why so often.

The shares of the endings themselves are in `visits.py`: 1.5 percent of payments are reserved first,
10 to 15 percent are made by a delayed method where the currency has one.
"""

from __future__ import annotations

# Each share is of 1,000 of those that the comment names.

# Of visits to a session for a payment that the shop made by API. Reminders and quotes with a ready
# link are made for everybody and opened by few.
AHEAD = 25
# Programs that buy for a person: still few in 2026.
AGENTS = 8
# A customer who clicks "Buy" again while the page loads, or in several tabs.
TABS = 12
# Who leaves twice and comes back twice by the link in an e-mail.
CHAINS = 3
# Of visits to a payment link for a payment: link previews and search engines follow each link that
# they find.
CRAWLERS = 40
# Of people: the address has capitals, as phones write the first letter.
CAPITALS = 30

# Of abandoned sessions that live two hours or longer. Shops end a session when the buyer changes
# the cart, or when the stock is gone; most never do.
ENDED_EARLY = 20
# Of open sessions in which the buyer has tried to pay. The others try again at once, so that
# nothing of the first attempt is left to see.
OPEN_DECLINED = 250
OPEN_AT_THE_BANK = 120
# Of expired sessions in which the buyer tried: the card was not declined, the buyer went away.
LEFT_WITHOUT_DECLINE = 100

# Of card payments, as in shops with many buyers on phones.
WALLET = 300
# Of complete sessions. A shop that sells courses has few business buyers.
BUSINESS = 40
# Of payments by buyers whose own currency is not the session's. They are one in ten, so that one
# or two payments in a hundred have been converted.
PRESENTMENT = 150
# Of all sessions. Few shops use it.
MANAGED = 5

# Of paid sessions. Shops that sell goods online give back one order in thirty or so.
REFUNDED = 30
REFUNDED_IN_PART = 10
# Of paid sessions after ten days. Card schemes begin to watch a shop at 0.65 to 1 percent.
DISPUTED = 4

# Of reserved payments: the shop captures most, some of them in part, and the rest lapse.
CAPTURED = 700
CAPTURED_IN_PART = 150

# Of subscriptions after their first month: Stripe retries a failed card for some weeks.
PAST_DUE = 30
UNPAID = 10
# Of trials that are over.
PAUSED = 40

# Weights of Stripe's words for a refund. Most arrive within days.
REFUND_STATUSES = {"succeeded": 90, "pending": 6, "failed": 3, "canceled": 1}
# The same, after a voucher: the money goes to a bank account that the buyer has to name.
VOUCHER_REFUND_STATUSES = {"succeeded": 60, "requires_action": 30, "canceled": 10}
# Weights of Stripe's words for a dispute. The shop wins fewer than it loses.
DISPUTE_STATUSES = {
    "needs_response": 18,
    "under_review": 18,
    "won": 18,
    "lost": 28,
    "warning_needs_response": 4,
    "warning_under_review": 3,
    "warning_closed": 6,
    "prevented": 5,
}
