"""Facts of one account, written together with their sums and with what is covered by them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from sessions_browser.facts import coverage, sums, tries
from sessions_browser.facts.cells import Became, Cell, Origin, band_of, value_of, with_tried_again
from sessions_browser.facts.numbers import (
    codes_of_cells,
    locked_account,
    note_change,
    numbers_of_cells,
    numbers_of_names,
)
from sessions_browser.facts.packed_ids import pack
from sessions_browser.facts.persons import person_hash, secret_key
from sessions_browser.facts.session_fact import SessionFact
from sessions_browser.facts.slots import DAY, HASH_BITS, HOUR, created_of, fact_key, next_place
from sessions_browser.models import Fact

# A day is the longest that a session can be open (docs.stripe.com/api/checkout/sessions/create);
# that it has expired, Stripe need not say at once.
OPEN_SECONDS = 25 * HOUR
# No payment method takes longer; what has not arrived by then stays as it is.
LONGEST_PROCESSING = 35 * DAY
_FIELDS = [field.name for field in Fact._meta.fields if field.name != "key"]


@dataclass(slots=True)
class _Written:
    """One fact in the transaction. old: its row and the code of its cell before, if there was."""

    row: Fact
    code: int
    old: Fact | None
    old_code: int


class FactStore:
    """keep_days: for how long facts are kept; 0 keeps none."""

    def __init__(self, slug: str, keep_days: int) -> None:
        self.slug = slug
        self.keep_days = keep_days

    def oldest(self, now: float) -> int:
        """The Unix second before which nothing is kept: a border of all slots."""
        return (int(now) - self.keep_days * DAY) // DAY * DAY

    def take(
        self,
        facts: Iterable[SessionFact],
        read_at: float,
        *,
        now: float,
        covers: tuple[int, int] | None = None,
    ) -> int:
        """Remember sessions. How many were new or have changed.

        Once more with the same, it changes nothing. Raises DatabaseError, and then nothing is
        written.

        read_at: Unix second as of which the sessions are so.
        covers: a stretch [begin, end) of which these and those read before are all sessions.
        """
        if not self.keep_days:
            return 0
        oldest = self.oldest(now)
        kept = {fact.id: fact for fact in facts if fact.created >= oldest}
        with transaction.atomic():
            account = locked_account(self.slug)
            changed = self._write(account, list(kept.values()), int(read_at)) if kept else 0
            if changed:
                note_change(account)
            if covers:
                begin, end = max(oldest, covers[0]), covers[1]
                coverage.add(account, begin, end, int(read_at))
        return changed

    def note_told(self, facts: Iterable[SessionFact], at: float) -> None:
        """An event of Stripe's told of these at Unix second `at`. Raises DatabaseError."""
        keys = [key for key, row in self._places(list(facts)).values() if row]
        late = Q(told__isnull=True) | Q(told__lt=int(at))
        Fact.objects.filter(late, key__in=keys).update(told=int(at))

    def _write(self, account: int, facts: list[SessionFact], read_at: int) -> int:
        links = numbers_of_names("link", {fact.link for fact in facts})
        currencies = {fact.currency for fact in facts} | {fact.presentment for fact in facts}
        money, key = numbers_of_names("currency", currencies), secret_key()
        places = self._places(facts)
        old_codes = codes_of_cells(old.cell for _, old in places.values() if old)
        written = []
        for fact in facts:
            place, old = places[fact.id]
            old_code = old_codes[old.cell] if old else 0
            if old and _is_late(fact, read_at, old, old_code):
                continue
            cell = _cell(account, fact, links, money, old_code if old else None)
            row = Fact(
                key=place,
                session=pack(fact.id),
                amount=fact.amount,
                presentment=money[fact.presentment],
                consent=fact.consent,
                recovery_until=fact.recovery_until,
                person=person_hash(key, self.slug, fact.person),
                given=int(fact.given),
                told=old.told if old else None,
                due=_due(fact, read_at),
            )
            row.read_at = None if row.due is None else read_at
            one = _Written(row, cell.code, old, old_code)
            if not _is_the_same(one):
                written.append(one)
        if written:
            self._save(written)
        return len(written)

    def _save(self, written: list[_Written]) -> None:
        numbers = numbers_of_cells(one.code for one in written)
        for one in written:
            one.row.cell = numbers[one.code]
        # In the order of the keys, so that pages of the database fill up.
        Fact.objects.bulk_create(
            sorted((one.row for one in written), key=lambda row: row.key),
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=_FIELDS,
        )
        others = self._mark_tries(written)
        changes: list[sums.Change] = []
        for one in [*written, *others]:
            created = created_of(one.row.key)
            if one.old:
                changes.append((created, one.old_code, -1, -one.old.amount))
            changes.append((created, one.code, 1, one.row.amount))
        sums.add(changes)

    def _mark_tries(self, written: list[_Written]) -> list[_Written]:
        """Give each fact its cell for `tried_again`. What changes in others comes back."""
        moves = [
            (one.row.key, one.old.person if one.old else None, one.row.person)
            for one in written
            if one.old is None or one.old.person != one.row.person
        ]
        flags = tries.tried_again(moves)
        known = {one.row.key: one for one in written}
        rows = Fact.objects.filter(key__in=[key for key in flags if key not in known])
        others = list(rows)
        codes = codes_of_cells(row.cell for row in others)
        for row in others:
            # The same row before and after: of it only the cell changes.
            known[row.key] = _Written(row, codes[row.cell], row, codes[row.cell])
        changed = []
        for key, flag in flags.items():
            one = known[key]
            code = with_tried_again(one.code, flag)
            if code != one.code:
                one.code = code
                changed.append(one)
        numbers = numbers_of_cells(one.code for one in changed)
        for one in changed:
            Fact.objects.filter(key=one.row.key).update(cell=numbers[one.code])
        return [one for one in changed if one.old is one.row]

    def _places(self, facts: list[SessionFact]) -> dict[str, tuple[int, Fact | None]]:
        """By id the key of each, and what is there of it."""
        first = {fact.id: self._first_place(fact) for fact in facts}
        rows = {row.key: row for row in Fact.objects.filter(key__in=set(first.values()))}
        taken: dict[int, bytes] = {key: bytes(row.session) for key, row in rows.items()}
        places: dict[str, tuple[int, Fact | None]] = {}
        for session_id, key in first.items():
            packed = pack(session_id)
            while taken.get(key, packed) != packed:
                key = next_place(key)
                if key not in taken and (row := Fact.objects.filter(key=key).first()):
                    rows[key], taken[key] = row, bytes(row.session)
            taken[key] = packed
            places[session_id] = key, rows.get(key)
        return places

    def _first_place(self, fact: SessionFact) -> int:
        digest = hashlib.blake2b(f"{self.slug}\0{fact.id}".encode(), digest_size=4).digest()
        return fact_key(fact.created, int.from_bytes(digest, "big") >> 32 - HASH_BITS)


def _cell(
    account: int,
    fact: SessionFact,
    links: dict[str, int],
    money: dict[str, int],
    old_code: int | None,
) -> Cell:
    """Once somebody has read that an agent paid, it stays so."""
    by_agent = old_code is not None and value_of(old_code, "origin") == Origin.AGENT
    return Cell(
        link=links[fact.link],
        currency=money[fact.currency],
        band=band_of(fact.amount, fact.currency),
        tried_again=old_code is not None and bool(value_of(old_code, "tried_again")),
        present=fact.present,
        origin=Origin.AGENT if by_agent else fact.origin,
        mode=fact.mode,
        outcome=fact.outcome,
        account=account,
    )


def _is_late(fact: SessionFact, read_at: int, old: Fact, old_code: int) -> bool:
    """Whether what is known is further on, or as far and of a later moment.

    The moment of an event is by Stripe's clock and that of a list by ours, so how far a session has
    come counts first.
    """
    rank = 2 if old.due is None else 1
    if value_of(old_code, "outcome") == Became.OPEN:
        rank = 0
    if fact.rank != rank:
        return fact.rank < rank
    return old.read_at is not None and read_at < old.read_at


def _due(fact: SessionFact, read_at: int) -> int | None:
    """When it is worth reading again: an open one after its day, one under way ever less often."""
    if fact.is_settled or read_at - fact.created > LONGEST_PROCESSING:
        return None
    if fact.outcome is Became.OPEN:
        return max(fact.created + OPEN_SECONDS, read_at + HOUR)
    return read_at + max(DAY, (read_at - fact.created) // 2)


def _is_the_same(one: _Written) -> bool:
    if one.old is None or one.code != one.old_code:
        return False
    mine, old = one.row, one.old
    names = ("amount", "presentment", "consent", "recovery_until", "person", "given", "due")
    return all(getattr(mine, name) == getattr(old, name) for name in (*names, "read_at"))
