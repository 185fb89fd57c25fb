"""What the filter form offers to choose from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATUSES = {
    "open": pgettext_lazy("session", "Open"),
    "complete": _("Complete"),
    "expired": _("Expired"),
}
# The words of the badges; `objects.outcome_filter` says what each shows.
OUTCOMES = {
    "paid": _("Paid"),
    "processing": _("Processing"),
    "no_payment_due": _("No payment due"),
    "open": pgettext_lazy("session", "Open"),
    "abandoned": _("Abandoned"),
}
# In the place of an outcome, every outcome with this status. Only the form sends it, while that
# status is in force.
COMPLETE = "complete"
# Numbers of rows on a page.
LIMITS = (10, 25, 50, 100)
LINE_ITEMS = "data.line_items"
# What a list may be asked to expand; all within Stripe's depth of four and wanted by a table.
EXPANDABLE = (
    LINE_ITEMS,
    "data.customer",
    "data.invoice",
    "data.payment_intent",
    "data.payment_intent.latest_charge",
    "data.payment_link",
    "data.setup_intent",
    "data.subscription",
    "data.total_details.breakdown",
)
