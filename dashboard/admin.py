from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    # Not generic while it runs.
    Base = UserAdmin[User]
else:
    Base = UserAdmin
for model in (User, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    # Of allauth's rows some hold secrets, and all are made by signing in.
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class PeopleAdmin(Base):
    """Nobody makes himself more than he is: a superuser is changed by another one alone."""

    # Permissions come by role, and so does the way in here.
    list_display = ("username", "email", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    actions = ("take_away_second_factor",)

    @admin.action(
        description=gettext_lazy("Take away the second factor, to be set up anew"),
        permissions=["change"],
    )
    def take_away_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """For whoever has lost it; on record."""
        touched = [one for one in people if _may_touch(request, one)]
        for one in Authenticator.objects.filter(user__in=touched):
            one.delete()
            signals.authenticator_removed.send(
                Authenticator, request=request, user=one.user, authenticator=one
            )
        words = ngettext(
            "%(count)s person now signs in without a second factor.",
            "%(count)s people now sign in without a second factor.",
            len(touched),
        )
        self.message_user(request, words % {"count": len(touched)})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Where a provider is the only way in, it says who there is."""
        return not settings.OIDC_ONLY and super().has_add_permission(request)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if not settings.OIDC_ONLY:
            return found
        return [
            (name, parts | {"fields": tuple(one for one in parts["fields"] if one != "password")})
            for name, parts in found
        ]

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  Django's own signature
        form_url: str = "",
    ) -> HttpResponse:
        # None where the address names nobody, which Django answers.
        person = self.get_object(request, unquote(id))
        if settings.OIDC_ONLY or SocialAccount.objects.filter(user=person).exists():
            # It would let in whom the provider does not let in any more.
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_touch(request, obj) and super().has_delete_permission(request, obj)


def _may_touch(request: HttpRequest, obj: Any) -> bool:
    return bool(request.user.is_superuser) or not getattr(obj, "is_superuser", False)
