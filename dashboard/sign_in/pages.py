"""Signing in by password, signing out, changing the password."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from dashboard.demo_users import DEMO_PEOPLE
from dashboard.sign_in import provider, times
from dashboard.sign_in.provider_pages import SIGN_OUT_THERE


class SignInForm(AuthenticationForm):
    """Django's own, in our words. It does not tell whether the name exists."""

    username = UsernameField(label=_("User name"))
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("Wrong user name or password."),
    }


class SignIn(LoginView):
    """In the demo it also names the people who can sign in."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a form there is nothing to send."""
        if settings.OIDC_ONLY:
            return redirect("login")
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: AuthenticationForm) -> Any:
        """Signed in, or asked for the second factor first."""
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_redirect_url() or None)
        return perform_password_login(self.request, {"username": user.get_username()}, login)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "demo_people": tuple(DEMO_PEOPLE) if settings.DEMO else (),
            "has_provider": provider.is_configured(),
            "has_password": not settings.OIDC_ONLY,
            "ended": times.words_of_end(self.request),
        }


class SignOut(LogoutView):
    """Leaves nothing in the browser, and goes on to the provider for its own sign-out."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        there = request.session.get(SIGN_OUT_THERE, "")
        response: HttpResponse = super().post(request, *args, **kwargs)
        # Not by a redirect: browsers let a form of ours lead to this site alone.
        return render(request, "signed_out.html", {"there": there}) if there else response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class NewPasswordForm(PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": _("This is not your password."),
    }


class ChangePassword(PasswordChangeView):
    """Everywhere else the person is signed out by it."""

    form_class = NewPasswordForm
    template_name = "change_password.html"
    success_url = reverse_lazy("mfa_index")
