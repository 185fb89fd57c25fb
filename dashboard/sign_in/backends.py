"""Whether a password is looked at at all; who somebody is, and what they may.

Every page asks for the latter two. Django works their SQL out each time, which takes several times
longer than the database does, and asks for the rights of a person and of their groups one after the
other; here it is made once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest


class PasswordsOnlyWhereAllowed:
    """Before Django's own: where a provider is the only way in, no password is right."""

    def authenticate(self, request: HttpRequest | None, **_credentials: Any) -> None:  # noqa: ARG002
        """Raises PermissionDenied, after which Django asks no other."""
        if settings.OIDC_ONLY:
            raise PermissionDenied


class ReadySqlBackend(ModelBackend):
    """Asked for each request, so what is taken away is gone with the next one."""

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(User.objects.raw(_user_sql(), (user_id,))), None)
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        is_plain = obj is None and user_obj.is_active and not user_obj.is_anonymous
        if not is_plain or user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        # The name under which Django's own keeps it.
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = _permissions_of(user_obj.pk)
        found: set[str] = user_obj._perm_cache
        return found


def _permissions_of(user_id: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_permissions_sql(), (user_id, user_id))
        return {f"{app}.{name}" for app, name in cursor.fetchall()}


@lru_cache(maxsize=1)
def _user_sql() -> str:
    return User.objects.filter(pk=0).query.sql_with_params()[0]


@lru_cache(maxsize=1)
def _permissions_sql() -> str:
    """With a place for the user's id in each half: of the user and of the groups."""
    names = Permission.objects.order_by().values_list("content_type__app_label", "codename")
    own, through_groups = names.filter(user=0), names.filter(group__user=0)
    return own.union(through_groups).query.sql_with_params()[0]
