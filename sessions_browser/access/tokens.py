"""Tokens with which programs of staff read: made, found by what a program sends, revoked.

Whether one holds now is decided by the site, which knows how people sign in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from sessions_browser.models import ApiToken

PREFIX = "cst_"
# 256 bits in letters, digits, "-" and "_".
RANDOM_BYTES = 32
SHAPE = re.compile(r"cst_[A-Za-z0-9_-]{43}\Z")
# Of those that hold, so many a person at most.
MOST_OF_A_PERSON = 20
# So often, at most, the moment of the last use is written.
USED_EVERY = timedelta(minutes=1)
# For so long after its end a token stays in the list of its person.
SHOWN_AFTER = timedelta(days=30)
_TOKEN = "_api_token"  # noqa: S105  the name of an attribute


def make(
    person: User, account: str, name: str, days: int, *, personal: bool, ways: Iterable[str]
) -> tuple[ApiToken, str]:
    """The row, and what a program has to send, which is known only now."""
    secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    made = ApiToken.objects.create(
        person=person,
        account=account,
        name=name,
        digest=_digest(secret),
        shows_personal_data=personal,
        ways=" ".join(sorted(ways)),
        password_mark=person.get_session_auth_hash(),
        ends=timezone.now() + timedelta(days=days),
    )
    return made, secret


def find(secret: str) -> ApiToken | None:
    """With its person. Raises DatabaseError."""
    if not SHAPE.match(secret):
        return None
    return ApiToken.objects.select_related("person").filter(digest=_digest(secret)).first()


def has_same_password(token: ApiToken) -> bool:
    """Whether the person's password is still the one under which it was made."""
    person = token.person
    marks = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    return any(secrets.compare_digest(token.password_mark, mark) for mark in marks)


def note_use(token: ApiToken) -> None:
    now = timezone.now()
    if token.used is None or now - token.used >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(used=now)


def revoke(token: ApiToken) -> bool:
    """Whether it was not revoked before."""
    rows = ApiToken.objects.filter(pk=token.pk, revoked__isnull=True)
    return bool(rows.update(revoked=timezone.now()))


def holding(person: User) -> int:
    """How many of this person have neither ended nor been revoked."""
    rows = ApiToken.objects.filter(person=person, revoked__isnull=True, ends__gt=timezone.now())
    return rows.count()


def forget_old(now: datetime) -> int:
    deleted, _ = ApiToken.objects.filter(ends__lt=now - SHOWN_AFTER).delete()
    return deleted


def act_for(person: User, token: ApiToken) -> None:
    """From now on the person is here by this token, in this request."""
    vars(person)[_TOKEN] = token


def token_of(user: object) -> ApiToken | None:
    """By which the person is here, or None of one who has signed in."""
    found: ApiToken | None = getattr(user, _TOKEN, None)
    return found


def recorded(token: ApiToken) -> str:
    """How the read log names it: names of two people may be alike, numbers are not."""
    return f"token:{token}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
