"""Which sessions and people somebody sees unmasked for a while, each with a reason on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from sessions_browser.access.decisions import AnyUser, is_masked_for
from sessions_browser.access.roles import UNMASK
from sessions_browser.access.tokens import token_of
from sessions_browser.conf import Account
from sessions_browser.models import Unmasking
from sessions_browser.read_log import keys

LASTS = timedelta(minutes=15)
# Kind and value, as `keys.subject` takes them.
Subjects = Iterable[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Mask:
    """What somebody sees of one session or person.

    is_on: personal data is masked. until: the end of the unmasking in force, else None.
    may_unmask: this person may have it unmasked. unmaskings: keys of those in force.
    """

    is_on: bool
    until: datetime | None = None
    may_unmask: bool = False
    unmaskings: tuple[int, ...] = ()


CLEAR = Mask(is_on=False)


def mask_of(user: AnyUser, account: Account, about: Subjects) -> Mask:
    """about: of what is to be shown; one that was unmasked is enough.

    A person gave the reason for an unmasking, so it does not hold for the person's programs.
    """
    if not is_masked_for(user):
        return CLEAR
    if not user.has_perm(UNMASK) or token_of(user):
        return Mask(is_on=True)
    wanted = set(_hashed(about))
    mine = Unmasking.objects.filter(person_id=user.pk, account=account.slug)
    in_force = mine.filter(until__gt=timezone.now()).order_by("until")
    found = [one for one in in_force if wanted & set(one.subjects.split())]
    until = found[-1].until if found else None
    return Mask(not found, until, may_unmask=True, unmaskings=tuple(one.pk for one in found))


def unmask(user: User, account: Account, about: Subjects) -> Unmasking:
    """For `LASTS`. Whether the person may is decided before, and the reason recorded after."""
    subjects = " ".join(_hashed(about))
    until = timezone.now() + LASTS
    return Unmasking.objects.create(
        person_id=user.pk, account=account.slug, subjects=subjects, until=until
    )


def mask_again(user: AnyUser, unmaskings: Iterable[int]) -> None:
    """Ends those of this person before their time."""
    Unmasking.objects.filter(person_id=user.pk, pk__in=unmaskings).delete()


def forget_ended(now: datetime) -> int:
    deleted, _ = Unmasking.objects.filter(until__lt=now).delete()
    return deleted


def _hashed(about: Subjects) -> list[str]:
    return [keys.subject(kind, value) for kind, value in about if value]
