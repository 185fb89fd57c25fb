from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from sessions_browser.models import Verification

if TYPE_CHECKING:
    # Not generic while it runs.
    Base = admin.ModelAdmin[Verification]
else:
    Base = admin.ModelAdmin


@admin.register(Verification)
class VerificationAdmin(Base):
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

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False
