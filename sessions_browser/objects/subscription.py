"""The subscription that a session began, as far as the key may read it. Nothing here raises.

docs.stripe.com/api/subscriptions/object
"""

from __future__ import annotations

from dataclasses import dataclass

from sessions_browser.objects.json_fields import moment, text


@dataclass(frozen=True, slots=True)
class Subscription:
    """status: Stripe's word.

    ended_at, ends_at, trial_ends_at: Unix seconds; None where Stripe gives none.
    """

    status: str
    ended_at: int | None = None
    ends_at: int | None = None
    trial_ends_at: int | None = None

    @classmethod
    def from_object(cls, subscription: object) -> Subscription | None:
        """None where only its id came."""
        if not isinstance(subscription, dict) or not subscription:
            return None
        return cls(
            text(subscription.get("status")) or "",
            moment(subscription.get("ended_at")),
            moment(subscription.get("cancel_at")),
            moment(subscription.get("trial_end")),
        )
