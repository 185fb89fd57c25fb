"""What is older than FACTS_KEEP_DAYS is forgotten, with its sums and what it covered."""

from __future__ import annotations

from django.db import transaction

from sessions_browser.facts import coverage
from sessions_browser.facts.cells import value_of
from sessions_browser.facts.fact_store import FactStore
from sessions_browser.facts.numbers import (
    account_number,
    cells_of_account,
    locked_account,
    note_change,
)
from sessions_browser.facts.slots import DAY, HOUR, coarser_slot, fact_key, quarter_slot, sum_key
from sessions_browser.models import Fact, FactAccount, FactCoverage, FactSum

# Deleted in one transaction, which others wait for.
AT_ONCE = 5000


def forget_old(store: FactStore, now: float) -> int:
    """How many facts were deleted; all of them when none are kept any more. Raises DatabaseError.

    The sums go first: for a moment facts may be there that no sum counts, never the reverse.
    """
    account = account_number(store.slug)
    if account is None:
        return 0
    before, cells = store.oldest(now), cells_of_account(account)
    with transaction.atomic():
        note_change(locked_account(store.slug))
        coverage.forget_before(account, before)
        for cell, code in cells.values_list("id", "code"):
            _forget_sums(cell, HOUR if value_of(code, "is_coarse") else DAY, before)
    deleted = 0
    while True:
        old = Fact.objects.filter(key__lt=fact_key(before), cell__in=cells.values("id"))
        keys = list(old.order_by("key").values_list("key", flat=True)[:AT_ONCE])
        if not keys:
            return deleted
        old.filter(key__lte=keys[-1]).delete()
        deleted += len(keys)


def forget_all() -> None:
    """Of all accounts. Raises DatabaseError."""
    with transaction.atomic():
        for slug in FactAccount.objects.values_list("slug", flat=True):
            note_change(locked_account(slug))
        for model in (FactCoverage, FactSum, Fact):
            model.objects.all().delete()


def _forget_sums(cell: int, coarser: int, before: int) -> None:
    """before: a border of all slots. coarser: the size of the coarser slots of the cell."""
    for first, end in (
        (quarter_slot(0), quarter_slot(before)),
        (coarser_slot(0, coarser), coarser_slot(before, coarser)),
    ):
        FactSum.objects.filter(key__gte=sum_key(cell, first), key__lt=sum_key(cell, end)).delete()
