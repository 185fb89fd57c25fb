"""Who signed in, failed, was locked out, signed out, and whose roles changed, for the read log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.http import HttpRequest

from dashboard.read_log import current_request, record_now
from dashboard.sign_in import times
from dashboard.sign_in.ways import SECOND_FACTOR, remember_way, ways_of
from dashboard.sign_in_limits import SIGNED_IN, address_of
from sessions_browser.read_log import keys
from sessions_browser.read_log.events import ReadEvent
from sessions_browser.read_log.kinds import ReadKind

SIGNS = {"post_add": "+", "pre_remove": "-"}
FLAGS = {"is_superuser": "superuser", "is_active": "active"}
THROUGH: tuple[Any, ...] = (
    User.groups.through,
    User.user_permissions.through,
    Group.permissions.through,
)


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="read log")
    user_logged_out.connect(_signed_out, dispatch_uid="read log")
    user_login_failed.connect(_failed, dispatch_uid="read log")
    second_factor.authenticator_added.connect(_factor_added, dispatch_uid="read log")
    second_factor.authenticator_removed.connect(_factor_removed, dispatch_uid="read log")
    second_factor.authenticator_reset.connect(_factor_reset, dispatch_uid="read log")
    for through in THROUGH:
        m2m_changed.connect(_roles_changed, sender=through, dispatch_uid="read log")
    pre_save.connect(_flags_changed, sender=User, dispatch_uid="read log")
    post_save.connect(_made, sender=User, dispatch_uid="read log")
    for model in (User, Group):
        pre_delete.connect(_deleted, sender=model, dispatch_uid="read log")


def _signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    ways = ""
    if request is not None:
        times.begin(request)
        vars(request)[SIGNED_IN] = user.get_username()
        ways = " ".join(sorted(ways_of(request, user)))
    record_now(ReadEvent(ReadKind.SIGN_IN, user.get_username(), _place(request), detail=ways))


def _signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        reason = times.reason_of_end(request) if request is not None else ""
        record_now(
            ReadEvent(ReadKind.SIGN_OUT, user.get_username(), _place(request), detail=reason)
        )


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A name that nobody has may be a password, so it is kept as a hash."""
    name = str(credentials.get("username") or "")
    who = name if User.objects.filter(username=name).exists() else ""
    subjects = (keys.subject("name", name),) if name else ()
    is_locked = bool(getattr(request, "axes_locked_out", False))
    kind = ReadKind.LOCKED_OUT if is_locked else ReadKind.SIGN_IN_FAILED
    record_now(ReadEvent(kind, who, _place(request), subjects=subjects))


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Whoever has set one up has just used it."""
    remember_way(request, user, SECOND_FACTOR)
    _tell(f"{_named(user)} +{authenticator.type}")


def _factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _tell(f"{_named(user)} -{authenticator.type}")


def _factor_reset(user: User, authenticator: Authenticator, **_: Any) -> None:
    _tell(f"{_named(user)} {authenticator.type} anew")


def _roles_changed(
    instance: Model, action: str, model: type[Model], pk_set: set[Any] | None, **_: Any
) -> None:
    """Either side may be the instance: of a group its people, of a person the groups."""
    if action == "pre_clear":
        _tell(f"{_named(instance)} -all {model._meta.verbose_name_raw}s")
    elif action in SIGNS and pk_set:
        others: Iterable[Model] = model._default_manager.filter(pk__in=pk_set)
        for other in others:
            _tell(f"{_named(instance)} {SIGNS[action]}{_named(other)}")


def _flags_changed(
    instance: User, raw: bool, update_fields: Iterable[str] | None = None, **_: Any
) -> None:
    names = {*FLAGS, "password"}
    if raw or instance.pk is None or (update_fields and names.isdisjoint(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).first()
    if before is None:
        return
    for name, word in FLAGS.items():
        if getattr(before, name) != getattr(instance, name):
            _tell(f"{_named(instance)} {'+' if getattr(instance, name) else '-'}{word}")
    if before.password != instance.password:
        _tell(f"{_named(instance)} password")


def _made(instance: User, created: bool, raw: bool, **_: Any) -> None:
    if created and not raw:
        _tell(f"{_named(instance)} made{' +superuser' if instance.is_superuser else ''}")


def _deleted(instance: Model, **_: Any) -> None:
    _tell(f"{_named(instance)} deleted")


def _tell(detail: str) -> None:
    request = current_request()
    user = getattr(request, "user", None)
    who = user.get_username() if user is not None else ""
    record_now(ReadEvent(ReadKind.ROLE_CHANGE, who, _place(request), detail=detail))


def _named(one: Model) -> str:
    if isinstance(one, Permission):
        return one.codename
    return f"group:{one.name}" if isinstance(one, Group) else str(one)


def _place(request: HttpRequest | None) -> str:
    return (address_of(request) or "") if request is not None else ""
