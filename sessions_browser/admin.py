from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

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

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False
