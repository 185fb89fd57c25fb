"""Single values of the filter form, each checked by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_browser.filters import dates
from sessions_browser.filters.columns import columns_of, spelled
from sessions_browser.objects.ids import is_session_id
from sessions_browser.objects.list_query import DEFAULT_LIMIT, MAX_LIMIT
from sessions_browser.pastes.ids import PARAMETERS
from sessions_browser.pastes.recognise import all_in, is_label, words_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

check_seconds = RegexValidator(
    r"\A[0-9]{1,11}\Z", gettext_lazy("Enter Unix seconds, such as 1700000000.")
)


_INVISIBLE = gettext_lazy("This holds a character that cannot be seen. Type it anew.")


def refuse_invisible(value: str) -> None:
    """Zero-width and bidirectional characters make a value that only looks like another."""
    if not value.isprintable():
        raise ValidationError(_INVISIBLE)


def refuse_nul(value: str) -> None:
    """Of what is cleaned, the one character that no keyboard and no clipboard gives."""
    if "\x00" in value:
        raise ValidationError(_INVISIBLE)


class ColumnsField(forms.CharField):
    """Cleans to the best spelling; "" of the usual columns."""

    def clean(self, value: Any) -> str:
        return spelled(columns_of(super().clean(value)))


class LocalTimeField(forms.CharField):
    """A day or a moment; cleans to `dates.LocalTime`, or None when empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return dates.parse(text)
        except dates.DateError as error:
            raise ValidationError(str(error)) from None


class CreatedField(forms.CharField):
    """A preset that stays relative, or the very second in Unix time."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and text not in dates.PRESETS:
            check_seconds(text)
        return text


class LimitField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return DEFAULT_LIMIT
        if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MAX_LIMIT:
            raise ValidationError(
                _("Enter a whole number of rows from 1 to %(most)s.") % {"most": MAX_LIMIT}
            )
        return int(text)


class IdField(forms.CharField):
    """An id as it is pasted, which cleans to the id alone.

    prefix: such as "pi". message: of what is no such id.
    """

    def __init__(self, *, prefix: str, message: _StrPromise, **options: Any) -> None:
        super().__init__(**options)
        self.parameter = PARAMETERS[prefix]
        self.message = message

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not (text := _only(self.parameter, text)):
            raise ValidationError(self.message)
        return text


class PaymentLinkField(forms.CharField):
    """`plink_…`, or the https address or the name of a link, to be looked up among the links."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if link := _only("payment_link", text):
            return link
        if not text or (address := _payment_link_address(text)):
            return text and address
        if may_be_name(text):
            return text
        raise ValidationError(
            _(
                "Enter the name of a payment link, its ID, which begins with plink_, or its"
                " address, such as https://buy.stripe.com/…"
            )
        )


def _only(parameter: str, text: str) -> str:
    """The one id that `text` is, but for a label as in "Link: https://buy.stripe.com/…", or ""."""
    found = all_in(text)
    words = [word for word in words_of(text) if not is_label(word)]
    is_one = len(words) == 1 and [one.name for one in found] == [parameter]
    return found[0].value if is_one else ""


def may_be_name(text: str) -> bool:
    """Whether a payment link can be called so: neither an id nor an address."""
    is_like_id = re.match(r"[\w-]+_\S|[\w.+-]+:\S", text) is not None
    return text.isprintable() and "://" not in text and not is_like_id


def _payment_link_address(text: str) -> str:
    """The https address, without its query string; "" when `text` is no such address."""
    # `urlsplit` drops some of the characters that cannot be seen, and no address has any.
    if not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    if parts.scheme != "https" or "@" in parts.netloc or "." not in host or not path:
        return ""
    return f"https://{parts.netloc.lower()}{path}"


class CursorField(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and not is_session_id(text):
            raise ValidationError(_("A place in the list is the ID of a session, cs_…"))
        return text
