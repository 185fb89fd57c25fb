"""A possible double payment in sentences: what it is, when it was paid, what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, npgettext

from sessions_browser.objects.money import money
from sessions_browser.objects.states import Dispute, State
from sessions_browser.people.paid_sessions import PaidSession
from sessions_browser.people.payment_words import payments_sentence
from sessions_browser.people.wording import joined, number, share, times
from sessions_browser.presentation.sentences import filled
from sessions_browser.presentation.times import Clock, duration

MINUTE, HOUR, DAY = 60, 3600, 86_400
_UNDECIDED = frozenset(
    (
        Dispute.INQUIRY,
        Dispute.INQUIRY_ANSWERED,
        Dispute.OPEN,
        Dispute.ANSWERED,
        Dispute.REPORTED,
    )
)
_RESERVED = ngettext_lazy(
    "%(payments)s is reserved and not collected.",
    "%(payments)s are reserved and not collected.",
    "count",
)
_ON_THE_WAY = ngettext_lazy(
    "%(payments)s is still on the way.", "%(payments)s are still on the way.", "count"
)
_ON_THE_WAY_BY = ngettext_lazy(
    "%(payments)s is still on the way by %(method)s.",
    "%(payments)s are still on the way by %(method)s.",
    "count",
)
_Group = Sequence[PaidSession]


def title(group: _Group) -> str:
    """Why these sessions stand together."""
    waiting, values = _waiting(group), _values(group)
    if group[0].row.mode == "subscription":
        words = _("%(number)s subscriptions of the same price, %(apart)s apart: %(amount)s each.")
        return filled(words, **values)
    if not waiting:
        return (
            _("Possible double payment: %(count)s paid sessions of %(amount)s, %(apart)s apart.")
            % values
        )
    words = _("Possible double payment: %(count)s sessions of %(amount)s, %(apart)s apart.")
    return f"{words % values} {_on_the_way(waiting, len(group))}"


def _values(group: _Group) -> dict[str, object]:
    return {
        "count": len(group),
        "number": number(len(group)),
        "apart": duration(group[0].created - group[-1].created),
        "amount": _amount(group),
    }


def lead(group: _Group, clock: Clock) -> str:
    """The same with times."""
    count, waiting = len(group), _waiting(group)
    if group[0].row.mode == "subscription":
        words = _("Subscribed %(times)s within %(period)s: %(amount)s %(moments)s.")
    elif not waiting:
        words = _("Paid %(times)s within %(period)s: %(amount)s %(moments)s.")
    elif len(waiting) < count:
        words = _("Possibly paid %(times)s within %(period)s: %(amount)s %(moments)s.")
    else:
        words = _("Began to pay %(times)s within %(period)s: %(amount)s %(moments)s.")
    told = words % {
        "times": times(count),
        "period": _period(group),
        "amount": _amount(group),
        "moments": _moments(group, clock),
    }
    return f"{told} {_on_the_way(waiting, count)}" if waiting else told


def _amount(group: _Group) -> str:
    return str(money(group[0].row.amount_total, group[0].row.currency))


def _waiting(group: _Group) -> list[PaidSession]:
    return [paid for paid in group if not paid.standing.is_paid]


def _on_the_way(waiting: _Group, count: int) -> str:
    """What is known of the money that has not come."""
    states = {paid.standing.state for paid in waiting}
    if State.FINISHED in states:
        words = _("Whether the money of %(payments)s arrived was not looked at.")
        return words % {"payments": share(len(waiting), count)}
    if states == {State.RESERVED}:
        return payments_sentence(_RESERVED, len(waiting), count)
    methods = {paid.row.known_payment.method for paid in waiting}
    method = methods.pop().in_a_sentence if len(methods) == 1 else ""
    known = _ON_THE_WAY_BY if method else _ON_THE_WAY
    return payments_sentence(known, len(waiting), count, method=method)


def _is_exact(group: _Group) -> bool:
    return all(paid.paid_at is not None for paid in group)


def _seconds(group: _Group) -> list[int]:
    """When they were paid, oldest first, or when the sessions were opened where that is not known.

    A session does not tell when it was paid; its charge does.
    """
    exact = _is_exact(group)
    return sorted((paid.paid_at or 0) if exact else paid.created for paid in group)


def _period(group: _Group) -> str:
    """Rounded up; minutes as the times that are shown beside it differ."""
    first, *_between, last = _seconds(group)
    apart, minutes = last - first, last // MINUTE - first // MINUTE
    if minutes < 2:
        seconds = max(1, apart)
        return npgettext("within", "%(count)s second", "%(count)s seconds", seconds) % {
            "count": seconds
        }
    if minutes < 120:
        return npgettext("within", "%(count)s minute", "%(count)s minutes", minutes) % {
            "count": minutes
        }
    if apart < 2 * DAY:
        hours = -(-apart // HOUR)
        return npgettext("within", "%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = -(-apart // DAY)
    return npgettext("within", "%(count)s day", "%(count)s days", days) % {"count": days}


def _moments(group: _Group, clock: Clock) -> str:
    """Such as "on 28 Nov at 06:10 and 06:16", to stand after the amount."""
    moments = [clock.moment(second) for second in _seconds(group)]
    day, is_exact = moments[0].day, _is_exact(group)
    if all(moment.day == day for moment in moments):
        words = _("on %(day)s at %(hours)s") if is_exact else _("opened on %(day)s at %(hours)s")
        return words % {"day": day, "hours": joined([moment.hour for moment in moments])}
    words = _("on %(moments)s") if is_exact else _("opened on %(moments)s")
    return words % {"moments": joined([moment.text for moment in moments])}


def advice(left: _Group) -> str:
    """What to do so that one is left; the payments can follow after a colon.

    left: those whose money the shop keeps or may get.
    """
    if len(left) < 2:
        return ""
    if any(paid.standing.dispute in _UNDECIDED for paid in left):
        return _("Do not refund before whoever handles disputes has looked at these")
    if len(left) == 2:
        return _give_one_back(left)
    return _give_the_others_back(left) % {"number": number(len(left) - 1)}


def _give_one_back(left: _Group) -> str:
    """The order to Stripe."""
    if left[0].row.mode == "subscription":
        return _("If the customer wants only one: cancel one in Stripe and refund its payment")
    if any(paid.standing.state is State.RESERVED for paid in left):
        return _("If the customer wants only one: cancel or refund one in Stripe")
    if any(not paid.standing.is_paid for paid in left):
        return _("If the customer wants only one: refund one in Stripe once its money has arrived")
    return _("If the customer wants only one: refund one in Stripe")


def _give_the_others_back(left: _Group) -> str:
    """Several that are given back stand beside the one that is kept."""
    if left[0].row.mode == "subscription":
        return _(
            "If the customer wants only one: keep one of these and cancel the other %(number)s in"
            " Stripe and refund their payments"
        )
    if any(paid.standing.state is State.RESERVED for paid in left):
        return _(
            "If the customer wants only one: keep one of these and cancel or refund the other"
            " %(number)s in Stripe"
        )
    if any(not paid.standing.is_paid for paid in left):
        return _(
            "If the customer wants only one: keep one of these and refund the other %(number)s in"
            " Stripe once their money has arrived"
        )
    return _(
        "If the customer wants only one: keep one of these and refund the other %(number)s in"
        " Stripe"
    )
