"""Facts that are not settled and are worth reading again."""

from __future__ import annotations

from django.db.models import QuerySet

from sessions_browser.facts.fact_store import LONGEST_PROCESSING
from sessions_browser.facts.numbers import account_number, cells_of_account
from sessions_browser.facts.slots import DAY, created_of, fact_key
from sessions_browser.models import Fact


def _due(slug: str, now: float) -> QuerySet[Fact]:
    account = account_number(slug)
    if account is None:
        return Fact.objects.none()
    cells = cells_of_account(account).values("id")
    return Fact.objects.filter(due__lte=int(now), cell__in=cells)


def newest_due(slug: str, now: float, below: int | None) -> int | None:
    """The second in which the newest such session was created. below: only before this second."""
    facts = _due(slug, now)
    if below is not None:
        facts = facts.filter(key__lt=fact_key(below))
    key = facts.order_by("-key").values_list("key", flat=True).first()
    return None if key is None else created_of(key)


def put_off(slug: str, now: float, begin: int, end: int) -> None:
    """Those of a stretch that was read and that were not in it: Stripe has them no more."""
    gone = _due(slug, now).filter(key__gte=fact_key(begin), key__lt=fact_key(end))
    too_old = fact_key(int(now) - LONGEST_PROCESSING)
    gone.filter(key__lt=too_old).update(due=None, read_at=None)
    gone.update(due=int(now) + DAY)
