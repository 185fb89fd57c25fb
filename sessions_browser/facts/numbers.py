"""Numbers in place of names and of cells. Nothing is kept in memory: a database may be replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import F, QuerySet

from sessions_browser.facts.cells import Cell
from sessions_browser.models import FactAccount, FactCell, FactName

# Each overview asks it, and to write it anew takes longer than to ask.
_NAMES = f"SELECT id, text FROM {FactName._meta.db_table} WHERE id IN"  # noqa: S608  a constant


def numbers_of_names(kind: str, texts: Iterable[str]) -> dict[str, int]:
    """Those that are new get one; "" has none and is 0. Raises DatabaseError."""
    wanted = set(texts) - {""}
    found = _names(kind, wanted)
    if missing := wanted - set(found):
        new = [FactName(kind=kind, text=text) for text in sorted(missing)]
        FactName.objects.bulk_create(new, ignore_conflicts=True)
        found |= _names(kind, missing)
    return found | {"": 0}


def _names(kind: str, texts: Iterable[str]) -> dict[str, int]:
    rows = FactName.objects.filter(kind=kind, text__in=list(texts))
    return dict(rows.values_list("text", "id"))


def number_of_name(kind: str, text: str) -> int | None:
    """0 for "", None where no fact names it."""
    return 0 if not text else _names(kind, [text]).get(text)


def known_numbers(kind: str, texts: Iterable[str]) -> list[int]:
    """Of those that a fact names; 0 for ""."""
    wanted = set(texts)
    return [*_names(kind, wanted - {""}).values(), *([0] if "" in wanted else [])]


def currencies_by(group: Callable[[str], int]) -> dict[int, list[int]]:
    """The numbers of all currencies that a fact names, by what `group` says of each."""
    found: dict[int, list[int]] = {}
    for text, number in FactName.objects.filter(kind="currency").values_list("text", "id"):
        found.setdefault(group(text), []).append(number)
    return found


def names_of_numbers(numbers: Iterable[int]) -> dict[int, str]:
    wanted = sorted(set(numbers) - {0})
    if not wanted:
        return {0: ""}
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"{_NAMES} ({marks})", wanted)
        return dict(cursor.fetchall()) | {0: ""}


def numbers_of_cells(codes: Iterable[int]) -> dict[int, int]:
    """By code; those that are new get one. Raises DatabaseError."""
    wanted = set(codes)
    found = _cells(wanted)
    if missing := wanted - set(found):
        new = [FactCell(code=code) for code in sorted(missing)]
        FactCell.objects.bulk_create(new, ignore_conflicts=True)
        found |= _cells(missing)
    return found


def _cells(codes: Iterable[int]) -> dict[int, int]:
    rows = FactCell.objects.filter(code__in=list(codes))
    return dict(rows.values_list("code", "id"))


def codes_of_cells(numbers: Iterable[int]) -> dict[int, int]:
    """By number."""
    rows = FactCell.objects.filter(id__in=set(numbers))
    return dict(rows.values_list("id", "code"))


def cells_of_account(account: int) -> QuerySet[FactCell]:
    first, last = Cell(account=account).code, Cell(account=account + 1).code - 1
    return FactCell.objects.filter(code__gte=first, code__lte=last)


def account_number(slug: str) -> int | None:
    """None where nothing was ever kept of it."""
    return FactAccount.objects.filter(slug=slug).values_list("id", flat=True).first()


def note_change(account: int) -> None:
    """In the transaction of the change."""
    FactAccount.objects.filter(pk=account).update(changes=F("changes") + 1)


def locked_account(slug: str) -> int:
    """In a transaction, until whose end no other process writes facts of the account.

    On SQLite the transaction alone has that lock. Raises DatabaseError.
    """
    FactAccount.objects.get_or_create(slug=slug)
    return FactAccount.objects.select_for_update().get(slug=slug).pk
