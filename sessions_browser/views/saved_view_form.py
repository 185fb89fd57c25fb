"""The form of a saved view: its name, for whom it is, whether one begins with it."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sessions_browser.access.decisions import AnyUser
from sessions_browser.access.roles import SHARE_VIEWS
from sessions_browser.conf import Account
from sessions_browser.desk import saved_views
from sessions_browser.desk.saved_views import EVERYBODY, GROUP, OWN
from sessions_browser.models import SavedView
from sessions_browser.pastes.characters import cleaned
from sessions_browser.pastes.secrets import NO_CARD_NUMBERS, holds_card_number

GROUP_PREFIX = "group-"


class SavedViewForm(forms.Form):
    """view: the one to change, None for a new one. Whoever may not change it may begin with it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    sharing = forms.ChoiceField(label=gettext_lazy("For whom"))
    landing = forms.BooleanField(label=gettext_lazy("Begin with this view"), required=False)
    replace = forms.BooleanField(label=gettext_lazy("Replace my view of this name"), required=False)

    def __init__(
        self, data: QueryDict | None, user: AnyUser, account: Account, view: SavedView | None
    ) -> None:
        self._user, self._account, self._view = user, account, view
        super().__init__(data, initial=_initial(user, account, view) if view else None)
        sharing = self.fields["sharing"]
        assert isinstance(sharing, forms.ChoiceField)
        sharing.choices = _sharing_choices(user, view)
        self.conflicts = False
        if view is not None:
            del self.fields["replace"]
            if not saved_views.may_change(user, view):
                del self.fields["name"], self.fields["sharing"]

    def clean_name(self) -> str:
        name: str = " ".join(cleaned(self.cleaned_data["name"]).split())
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        if "@" in unicodedata.normalize("NFKC", name):
            raise forms.ValidationError(_("Write no e-mail address here: the name is kept."))
        if holds_card_number(name):
            raise forms.ValidationError(str(NO_CARD_NUMBERS))
        return name

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if name := values.get("name"):
            self._check_name(name, replace=bool(values.get("replace")))
        return values

    def _check_name(self, name: str, *, replace: bool) -> None:
        owner_id = self._view.owner_id if self._view else self._user.pk
        same = saved_views.of_name(owner_id, self._account, name)
        if same is not None and same != self._view and not replace:
            self.conflicts = self._view is None
            self.add_error("name", _("There is a view of this name already."))
        elif same is None and self._view is None and self._has_too_many():
            most = saved_views.MOST_OF_A_PERSON
            words = ngettext(
                "You have %(count)s view, which is as many as one may have. Delete one.",
                "You have %(count)s views, which is as many as one may have. Delete one.",
                most,
            )
            self.add_error("name", words % {"count": most})

    def _has_too_many(self) -> bool:
        return saved_views.has_too_many(self._user, self._account)

    def shared_with(self) -> tuple[str, int | None]:
        """For whom, and the group where that is one. Call only when it is valid."""
        chosen: str = self.cleaned_data["sharing"]
        if chosen.startswith(GROUP_PREFIX):
            return GROUP, int(chosen.removeprefix(GROUP_PREFIX))
        return chosen, None


def _initial(user: AnyUser, account: Account, view: SavedView) -> dict[str, Any]:
    is_group = view.sharing == GROUP and view.group_id is not None
    return {
        "name": view.name,
        "sharing": f"{GROUP_PREFIX}{view.group_id}" if is_group else view.sharing,
        "landing": saved_views.landing_of(user, account) == view,
    }


def _sharing_choices(user: AnyUser, view: SavedView | None) -> list[tuple[str, str]]:
    """What the view is shared with already stays a choice for whoever may change it."""
    groups = {group.pk: group.name for group in saved_views.groups_to_share_with(user)}
    if view is not None and view.sharing == GROUP and view.group is not None:
        groups[view.group.pk] = view.group.name
    words = _("The group %(name)s")
    shared = [(f"{GROUP_PREFIX}{key}", words % {"name": name}) for key, name in groups.items()]
    is_shared = view is not None and view.sharing == EVERYBODY
    if is_shared or user.has_perm(SHARE_VIEWS):
        shared.append((str(EVERYBODY), _("Everybody who may enter the account")))
    return [(str(OWN), _("Only me")), *shared]
