"""Text that is looked for in a session as Stripe sends it. Pure; nothing of it is kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from sessions_browser.access import masked_forms
from sessions_browser.objects.customer import CustomerDetails, Shipping
from sessions_browser.objects.full_session import Answer, References
from sessions_browser.objects.json_fields import mapping, mappings, text
from sessions_browser.objects.session_row import SessionRow

# What a masked role sees of a session as it is, and may so look for.
SHOWN_MASKED = ("reference", "product")


@dataclass(frozen=True, slots=True)
class ScanTexts:
    """What each has to hold, in whatever case and with or without accents; "" is anything.

    metadata: a text in a key or a value, or "key=text" for that in the value of a key.
    """

    name: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    reference: str = field(default="", repr=False)
    metadata: str = field(default="", repr=False)
    product: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)

    @property
    def given(self) -> dict[str, str]:
        """Those that are not empty, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def is_personal(self) -> bool:
        """Whether what they are in is shown masked to those who see personal data masked."""
        return not self.given.keys() <= set(SHOWN_MASKED)

    def fit(self, session: Mapping[str, Any]) -> bool:
        """Whether a Checkout Session as Stripe sends it holds all of them; it may be anything."""
        return all(_READERS[name](session, _plain(wanted)) for name, wanted in self.given.items())


def as_masked(session: Mapping[str, Any]) -> dict[str, Any]:
    """With the reference as those see it who see personal data masked; see SHOWN_MASKED."""
    reference = References.from_session(session).client_reference_id
    shown = reference and masked_forms.reference(reference)
    return {**session, "client_reference_id": shown}


def _plain(value: str) -> str:
    parted = unicodedata.normalize("NFKD", value.casefold())
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).strip()


def _hold(values: Iterable[str | None], wanted: str) -> bool:
    return any(value and wanted in _plain(value) for value in values)


def _name(session: Mapping[str, Any], wanted: str) -> bool:
    customer = CustomerDetails.from_session(session)
    names = (customer.name, customer.individual_name, customer.business_name)
    return _hold((*names, Shipping.from_session(session).name), wanted)


def _email(session: Mapping[str, Any], wanted: str) -> bool:
    typed = text(mapping(session.get("customer_details")).get("email"))
    return _hold((typed, text(session.get("customer_email"))), wanted)


def _reference(session: Mapping[str, Any], wanted: str) -> bool:
    return _hold((References.from_session(session).client_reference_id,), wanted)


def _metadata(session: Mapping[str, Any], wanted: str) -> bool:
    pairs = References.from_session(session).metadata
    name, equals, part = wanted.partition("=")
    if equals:
        pairs = tuple(pair for pair in pairs if _plain(pair[0]) == name.strip())
        return any(part.strip() in _plain(value) for _, value in pairs)
    return _hold((one for pair in pairs for one in pair), wanted)


def _product(session: Mapping[str, Any], wanted: str) -> bool:
    return _hold(SessionRow.from_object(session).items or (), wanted)


def _answer(session: Mapping[str, Any], wanted: str) -> bool:
    answers = map(Answer.from_object, mappings(session.get("custom_fields")))
    return _hold((one.value for one in answers), wanted)


_READERS = {
    "name": _name,
    "email": _email,
    "reference": _reference,
    "metadata": _metadata,
    "product": _product,
    "answer": _answer,
}
