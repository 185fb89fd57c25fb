"""What people read: outcome instead of status, amounts, moments in their own time zone. No HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sessions_browser.money import Money, money
from sessions_browser.projection import SessionRow

# Characters after the prefix, and at the end.
SHORT_HEAD, SHORT_TAIL = 4, 6


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, for a `<time>` element.

    iso: in UTC, for machines; `text`: short, in the viewer's zone; `full`: with zone and UTC.
    """

    unix: int
    iso: str
    text: str
    full: str


def moment_in(unix: float, zone: ZoneInfo, this_year: int) -> Moment:
    """The year is left out of `text` when it is `this_year`."""
    utc = datetime.fromtimestamp(int(unix), UTC)
    try:
        local = utc.astimezone(zone)
    except OverflowError:  # the last hours of the year 9999 in a zone east of Greenwich
        local = utc
    year = "" if local.year == this_year else f" {local.year}"
    return Moment(
        unix=int(unix),
        iso=utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        text=f"{local.day} {local:%b}{year} {local:%H:%M}",
        full=f"{local:%Y-%m-%d %H:%M:%S} {local.tzname()} ({utc:%Y-%m-%d %H:%M:%S} UTC)",
    )


def maybe_moment_in(unix: int | None, zone: ZoneInfo, this_year: int) -> Moment | None:
    return None if unix is None else moment_in(unix, zone, this_year)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for status and payment status together.

    key: "paid", "open", "processing", "free", "left" or "unusual": picks glyph and tint.
    """

    key: str
    word: str
    sentence: str


PAID = Outcome(
    "paid",
    "Paid",
    "The money was collected. A later refund or dispute does not show here: look at the payment.",
)
PROCESSING = Outcome(
    "processing",
    "Processing",
    "The customer finished. The bank has not confirmed yet, or the payment awaits capture, or a"
    " delayed payment failed: the payment tells which.",
)
LEFT_WITHOUT_TRYING = Outcome(
    "left", "Left", "Ended without payment. The customer never pressed Pay."
)
LEFT_AFTER_TRYING = Outcome(
    "left", "Left", "Ended without payment. The customer tried to pay: the payment tells why not."
)
CARD_SAVED = Outcome("free", "No payment due", "A payment method was saved. Nothing was charged.")
TOTAL_ZERO = Outcome("free", "No payment due", "The total was 0, so there was nothing to pay.")
TRIAL = Outcome(
    "free", "No payment due", "Nothing was due yet, as in a trial. The first payment comes later."
)
OPEN = Outcome("open", "Open", "Not finished. The customer can still pay.")
EXPIRING = Outcome(
    "open",
    "Expiring",
    "Its time is over by this dashboard's clock, but Stripe has not closed it yet.",
)


def outcome_of(row: SessionRow, now: float) -> Outcome:
    """`now` in Unix seconds; it only tells an open session from one that is about to be closed."""
    match (row.status, row.payment_status):
        case ("complete", "paid"):
            return PAID
        case ("complete", "unpaid"):
            return PROCESSING
        case ("complete", "no_payment_required"):
            if row.mode == "setup":
                return CARD_SAVED
            return TRIAL if row.amount_total else TOTAL_ZERO if row.mode == "payment" else TRIAL
        case ("expired", "unpaid" | "no_payment_required"):
            return LEFT_AFTER_TRYING if row.payment_intent else LEFT_WITHOUT_TRYING
        case ("open", "unpaid" | "no_payment_required"):
            return EXPIRING if is_past_its_end(row, now) else OPEN
    words = " / ".join(word or "—" for word in (row.status, row.payment_status))
    return Outcome("unusual", words, "An unusual state, shown as Stripe sent it.")


def is_past_its_end(row: SessionRow, now: float) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def short_id(identifier: str) -> str:
    """Shortened in the middle; the full id stays in the title and behind the copy button."""
    head = identifier.rfind("_") + 1 + SHORT_HEAD
    if head + SHORT_TAIL >= len(identifier):
        return identifier
    return f"{identifier[:head]}…{identifier[-SHORT_TAIL:]}"


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the table, ready for a template."""

    id: str | None
    short_id: str
    created: Moment | None
    outcome: Outcome
    until: Moment | None
    amount: Money | None
    who: str
    email: str | None
    customer: str | None
    is_guest: bool
    items: tuple[str, ...] | None
    more_items: bool
    payment_link: str | None
    mode: str


MODES = {"payment": "One-off payment", "subscription": "Subscription", "setup": "Card setup"}


def row_view(row: SessionRow, zone: ZoneInfo, now: float, this_year: int) -> RowView:
    """`now` in Unix seconds; `this_year` is left out of dates."""
    return RowView(
        id=row.id,
        short_id=short_id(row.id) if row.id else "—",
        created=maybe_moment_in(row.created, zone, this_year),
        outcome=outcome_of(row, now),
        until=maybe_moment_in(row.expires_at, zone, this_year) if row.status == "open" else None,
        amount=money(row.amount_total, row.currency),
        who=row.name or row.email or row.customer or "—",
        email=row.email if row.name else None,
        customer=row.customer or row.customer_account,
        is_guest=not (row.customer or row.customer_account) and bool(row.name or row.email),
        items=row.items,
        more_items=row.more_items,
        payment_link=row.payment_link,
        mode=MODES.get(row.mode or "", row.mode or "—"),
    )
