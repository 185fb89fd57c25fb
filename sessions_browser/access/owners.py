"""To whom jobs, scans, lists and notes belong, by user name: it follows a name that changes.

A name whose person is deleted is free for somebody else, who must not come into what was theirs.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models.signals import post_delete, pre_save

from sessions_browser.models import Job, ReferenceList, Scan, SessionNote

OWNED: tuple[tuple[type[models.Model], str], ...] = (
    (Job, "owner"),
    (Scan, "owner"),
    (ReferenceList, "owner"),
    (SessionNote, "person"),
)
# No user name has a blank or brackets.
GONE = " (gone)"
LONGEST = 150


def follow_names() -> None:
    """Called once in each process."""
    pre_save.connect(_follow, sender=User, dispatch_uid="owners")
    post_delete.connect(_leave, sender=User, dispatch_uid="owners")


def _follow(instance: User, update_fields: Any = None, **_: Any) -> None:
    if instance.pk is None or (update_fields is not None and "username" not in update_fields):
        return
    before = User.objects.filter(pk=instance.pk).values_list("username", flat=True).first()
    if before is not None and before != instance.username:
        _rename(before, instance.username)


def _leave(instance: User, **_: Any) -> None:
    _rename(instance.username, instance.username[: LONGEST - len(GONE)] + GONE)


def _rename(before: str, after: str) -> None:
    for model, field in OWNED:
        model._default_manager.filter(**{field: before}).update(**{field: after})
