"""A code that lets one administrator in for an hour when the usual way in is broken.

The command makes it on the server; it holds for ten minutes and for one sign-in.
"""

from __future__ import annotations

from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboard.sign_in.refusals import NO_GLASS, refused
from dashboard.sign_in.ways import BROKEN_GLASS, remember_way
from sessions_browser.access.roles import ENTER_ADMIN

CODE_MINUTES = 10


class _Tokens(PasswordResetTokenGenerator):
    """Void after the next sign-in of the person, however that happens."""

    key_salt = "dashboard.sign_in.break_glass"


_tokens = _Tokens()


class GlassForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=500)


def code_for(person: User) -> str:
    return _signer().sign(f"{person.pk}.{_tokens.make_token(person)}")


def person_of(code: str) -> User | None:
    """Whom the code lets in."""
    try:
        signed = _signer().unsign(code.strip(), max_age=CODE_MINUTES * 60)
    except BadSignature:
        return None
    pk, _dot, token = signed.partition(".")
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None or not _tokens.check_token(person, token):
        return None
    return person if person.has_perm(ENTER_ADMIN) else None


@login_not_required
def break_glass(request: HttpRequest) -> HttpResponse:
    form = GlassForm(request.POST or None)
    if not form.is_valid():
        return render(request, "break_glass.html", {"form": form})
    person = person_of(form.cleaned_data["code"])
    if person is None or not _is_first(person):
        return refused(request, NO_GLASS)
    remember_way(request, person, BROKEN_GLASS)
    login(request, person, backend="dashboard.sign_in.backends.ReadySqlBackend")
    return redirect("home")


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="break glass")


def _is_first(person: User) -> bool:
    """Of several who come with the same code at one moment, one is."""
    before, person.last_login = person.last_login, timezone.now()
    same = User.objects.filter(pk=person.pk)
    same = same.filter(last_login=before) if before else same.filter(last_login__isnull=True)
    return bool(same.update(last_login=person.last_login))
