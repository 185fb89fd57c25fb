"""What allauth asks of the site about people and their second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dashboard.sign_in.refusals import INACTIVE, refused
from sessions_browser.shared_state.sealing import SECOND_FACTOR, opened, sealed


class PeopleAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself, and what has been done is said by the page that comes next."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        return

    def respond_user_inactive(self, request: HttpRequest, _user: Any) -> HttpResponse:
        return refused(request, INACTIVE)


class SecondFactorAdapter(DefaultMFAAdapter):
    """What is secret of a second factor is in the database under SECRET_KEY alone."""

    def encrypt(self, text: str) -> str:
        return sealed(text, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """Of what another key has encrypted something that nobody can know: no code fits then."""
        return opened(encrypted_text, SECOND_FACTOR) or generate_totp_secret()

    def build_totp_svg(self, url: str) -> str:
        """For a page, not for a file of its own."""
        from qrcode.image.svg import SvgPathImage
        from qrcode.main import QRCode

        picture: Any = QRCode(box_size=18, border=2, image_factory=SvgPathImage)
        picture.add_data(url)
        return str(picture.make_image().to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Checkout Sessions"}

    def _get_user_identifier(self, user: Any) -> str:
        assert isinstance(user, User)
        return user.get_username()
