"""Addresses below /accounts/. Of allauth only what is named here has one."""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from allauth.mfa.webauthn.views import add_webauthn
from django.urls import path

from dashboard.sign_in.break_glass import break_glass
from dashboard.sign_in.pages import ChangePassword, SignIn, SignOut
from dashboard.sign_in.provider import PROVIDER_ID
from dashboard.sign_in.provider_pages import from_provider, to_provider
from dashboard.sign_in.second_factor_pages import OwnSignIn, RemovePasskey
from dashboard.sign_in.token_pages import own_tokens, revoke_token
from dashboard.views import switch_language

THERE = {"provider_id": PROVIDER_ID}
# The names are allauth's where its own code asks for them.
urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", SignOut.as_view(), name="logout"),
    path("language/", switch_language, name="set_language"),
    path("break-glass/", break_glass, name="break_glass"),
    path("organisation/", to_provider, THERE, name="openid_connect_login"),
    path("organisation/back/", from_provider, THERE, name="openid_connect_callback"),
    path("tokens/", own_tokens, name="own_tokens"),
    path("tokens/<int:token_id>/revoke/", revoke_token, name="revoke_token"),
    path("second-factor/", authenticate, name="mfa_authenticate"),
    path("sign-in/", OwnSignIn.as_view(), name="mfa_index"),
    path("sign-in/password/", ChangePassword.as_view(), name="password_change"),
    path("sign-in/password-again/", reauthenticate, name="account_reauthenticate"),
    path("sign-in/app/", activate_totp, name="mfa_activate_totp"),
    path("sign-in/app/remove/", deactivate_totp, name="mfa_deactivate_totp"),
    path("sign-in/passkeys/add/", add_webauthn, name="mfa_add_webauthn"),
    path("sign-in/passkeys/<int:pk>/remove/", RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("sign-in/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("sign-in/codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
