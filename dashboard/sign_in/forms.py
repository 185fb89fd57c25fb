"""The forms of the second factor in our words. What fails is counted as a failed password is."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from dashboard.sign_in_limits import count_failure, refuse_closed

PERIOD_SECONDS = 30
# A phone may be wrong by so many periods, and a person needs time to type.
TOLERANCE = 1
WRONG_CODE = _("This code is not right, or was used before. Wait for the next one and type that.")
WRONG_PASSKEY = _("This passkey was not accepted. Try again.")


class CodeForm(AuthenticateForm):
    """At a sign-in, after the password: a code of the app, or one for emergencies."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")

    def clean_code(self) -> str:
        refuse_closed(context.request, self.user.get_username())
        code = str(self.cleaned_data["code"]).replace(" ", "")
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
        for one in Authenticator.objects.filter(user=self.user, type__in=kinds):
            if spend(one, code):
                self.authenticator = one
                return code
        count_failure(context.request, self.user.get_username())
        raise ValidationError(WRONG_CODE)


class PasskeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        refuse_closed(context.request, self.user.get_username())
        try:
            return super().clean_credential()
        except ValidationError:
            count_failure(context.request, self.user.get_username())
            raise ValidationError(WRONG_PASSKEY) from None


class AppForm(ActivateTOTPForm):
    """Sets an app up, by a first code of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).replace(" ", "")
        if counter_of(self.secret, code) is None:
            raise ValidationError(WRONG_CODE)
        return code


class NewPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name to know it by")

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError:
            raise ValidationError(WRONG_PASSKEY) from None


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

    def clean_password(self) -> str:
        try:
            return super().clean_password()
        except ValidationError:
            raise ValidationError(_("This is not your password.")) from None


def spend(one: Any, code: str) -> bool:
    """Whether the code is right. Each is so once, whichever process is asked."""
    if one.type == Authenticator.Type.RECOVERY_CODES:
        return bool(one.wrap().validate_code(code))
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().get(pk=one.pk)
        secret = decrypt(held.data["secret"])
        counter = counter_of(secret, code)
        if counter is None or counter <= held.data.get("counter", 0):
            return False
        # Anew under the newest key, so that an older one can go one day.
        held.data = {"secret": encrypt(secret), "counter": counter}
        held.save(update_fields=["data"])
    return True


def counter_of(secret: str, code: str) -> int | None:
    """The period whose code this is, if that is now or nearly."""
    now = int(time.time()) // PERIOD_SECONDS
    for counter in range(now - TOLERANCE, now + TOLERANCE + 1):
        if constant_time_compare(code, format_hotp_value(hotp_value(secret, counter))):
            return counter
    return None
