"""Pages of the second factor: allauth's views with templates and words of ours."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.urls import reverse_lazy

from dashboard.sign_in.ways import lacks_second_factor


class OwnSignIn(IndexView):
    """How one signs in: password, app, passkeys, codes for emergencies."""

    template_name = "own_sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Authenticator.objects.filter(user=self.request.user.pk).order_by("pk")
        by_type: dict[str, list[Any]] = {
            kind: [one for one in found if one.type == kind] for kind in Authenticator.Type
        }
        return super().get_context_data(**kwargs) | {
            "app": next(iter(by_type[Authenticator.Type.TOTP]), None),
            "passkeys": [
                {"pk": one.pk, "name": one.wrap().name, "added": one.created_at}
                for one in by_type[Authenticator.Type.WEBAUTHN]
            ],
            "codes_left": _codes_left(by_type[Authenticator.Type.RECOVERY_CODES]),
            "has_to_set_up": lacks_second_factor(self.request),
        }


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


def _codes_left(found: list[Any]) -> int | None:
    return len(found[0].wrap().get_unused_codes()) if found else None
