from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from sessions_browser.access import tokens
from sessions_browser.access.roles import REVOKE_TOKENS
from sessions_browser.models import ApiToken, Verification
from sessions_browser.read_log.kinds import ReadKind
from sessions_browser.read_log.notes import note

if TYPE_CHECKING:
    # Not generic while it runs.
    Base = admin.ModelAdmin[Verification]
    TokenBase = admin.ModelAdmin[ApiToken]
else:
    Base = TokenBase = admin.ModelAdmin


class OnlyRead:
    """Rows that nobody writes or deletes in the administration."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False


@admin.register(Verification)
class VerificationAdmin(OnlyRead, Base):
    """A record: to be read, and neither written nor deleted."""

    list_display = ("at", "person", "account", "session_id", "asked", "result")
    list_filter = ("result", "account")
    search_fields = ("person", "session_id")

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """A year in the address that no date has is answered as any filter that does not fit."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters from error


@admin.register(ApiToken)
class ApiTokenAdmin(OnlyRead, TokenBase):
    """Tokens of everybody, to be revoked; what a program sends is not known here."""

    list_display = ("name", "person", "account", "shows_personal_data", "made", "ends", "used")
    list_filter = ("account", "shows_personal_data")
    search_fields = ("name", "person__username")
    list_select_related = ("person",)
    exclude = ("digest", "password_mark")
    actions = ("revoke",)

    @admin.action(description=gettext_lazy("Revoke the tokens"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, found: QuerySet[ApiToken]) -> None:
        revoked = [one for one in found if tokens.revoke(one)]
        for one in revoked:
            self.log_change(request, one, "revoked")
            note(request, kind=ReadKind.TOKENS, detail=f"-{one} {one.person}")
        words = ngettext(
            "%(count)s token is revoked.", "%(count)s tokens are revoked.", len(revoked)
        )
        self.message_user(request, words % {"count": len(revoked)})

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVOKE_TOKENS)
