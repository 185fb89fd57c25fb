"""One Stripe account in one mode: what the settings say of it, and what Stripe's answers told."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

# A key of an organization (docs.stripe.com/keys/organization-api-keys) reads many accounts; there
# is no restricted kind of it.
KEY = re.compile(r"(?:(?P<kind>rk|sk|pk)_(?P<mode>test|live)|sk_org)_[A-Za-z0-9_]{1,250}\Z")
_MODE = re.compile(r"[a-z]k_(?:org_)?(live|test)_")
ACCOUNT_ID = re.compile(r"acct_[A-Za-z0-9]{1,64}\Z")
# Of `Stripe-Context`: an account, or the path to one (docs.stripe.com/context).
CONTEXT = re.compile(r"acct_[A-Za-z0-9]{1,64}(?:/acct_[A-Za-z0-9]{1,64}){0,3}\Z")
COLOURS = ("blue", "teal", "green", "amber", "red", "pink", "violet", "grey")

KeyMode = Literal["live", "test", ""]
Mode = Literal["live", "test", "sandbox", "demo", "unknown"]


@dataclass(frozen=True, slots=True)
class Account:
    """One Stripe account in one mode, and how to reach it.

    label, colour: as people tell accounts apart, or "".
    zone: of viewers whose browser tells none, or "" for the site's.
    sandbox: its name, where the key is of a sandbox; an account can have many.
    context: the account that is meant, where the key reads several; sent as `Stripe-Context`.
    named_id: Stripe's id of the account, as the settings have it, or "".
    """

    slug: str
    api_key: str = field(repr=False)
    api_base: str
    api_version: str
    label: str = ""
    colour: str = ""
    zone: str = ""
    sandbox: str = ""
    context: str = ""
    named_id: str = ""

    @property
    def name(self) -> str:
        own = self.label or self.slug.replace("-", " ").capitalize()
        return f"{own} · {self.sandbox}" if self.sandbox else own

    @property
    def named_mode(self) -> KeyMode:
        """Which of Stripe's two modes the key itself names; an organization's need not."""
        match = _MODE.match(self.api_key)
        if match and match[1] == "live":
            return "live"
        return "" if self.is_of_organization and not match else "test"

    @property
    def is_of_organization(self) -> bool:
        return self.api_key.startswith("sk_org_")

    @property
    def livemode(self) -> bool | None:
        """As the answers say; before the first of them as the key names it, if it does."""
        told = _told.get(self._told_by)
        if told is not None and told.livemode is not None:
            return told.livemode
        return {"live": True, "test": False, "": None}[self.named_mode]

    @property
    def key_mode(self) -> KeyMode:
        """Which of Stripe's two modes is read; "" where nobody knows yet."""
        if self.livemode is None:
            return ""
        return "live" if self.livemode else "test"

    @property
    def mode(self) -> Mode:
        """What the header says: nobody must take one for another."""
        if self.livemode:
            return "live"
        if self.sandbox:
            return "sandbox"
        if self.is_fake:
            return "demo"
        return self.key_mode or "unknown"

    @property
    def is_fake(self) -> bool:
        """Whether something on this machine answers in Stripe's place."""
        return is_loopback(self.api_base)

    @property
    def suffix(self) -> str:
        """Of the names of its settings."""
        return self.slug.upper().replace("-", "_")

    @property
    def context_id(self) -> str:
        """The account that the context leads to, or ""."""
        return self.context.rpartition("/")[2]

    @property
    def stripe_id(self) -> str:
        """Stripe's own id (`acct_…`), or "" where nobody knows it."""
        if named := self.named_id or self.context_id:
            return named
        told = _told.get(self._told_by)
        return told.stripe_id if told else ""

    @property
    def fingerprint(self) -> str:
        """Tells keys apart in cache keys without giving any of the key away."""
        key = f"{self.api_key}\0{self.context}" if self.context else self.api_key
        return hashlib.blake2b(key.encode(), digest_size=8).hexdigest()

    @property
    def identity(self) -> str:
        """Tells accounts apart in what is kept of answers, whichever key has read it.

        Where Stripe's id of the account is not known, another key may be of another account.
        """
        if self.stripe_id and self.key_mode:
            return f"{self.stripe_id}:{self.key_mode}"
        return self.fingerprint

    @property
    def _told_by(self) -> tuple[str, str]:
        return self.slug, self.fingerprint


@dataclass(frozen=True, slots=True)
class Told:
    """What Stripe has told of the account of a key; livemode: None before a session was read."""

    stripe_id: str = ""
    livemode: bool | None = None


# Of this process, by slug and fingerprint of the key. Read without a lock: values are replaced.
_told: dict[tuple[str, str], Told] = {}


def remember(account: Account, *, stripe_id: str = "", livemode: bool | None = None) -> None:
    """What is not given here stays as it is known."""
    place = (account.slug, account.fingerprint)
    known = _told.get(place, Told())
    mode = known.livemode if livemode is None else livemode
    told = Told(stripe_id or known.stripe_id, mode)
    if told != known:
        _told[place] = told


def forget_all() -> None:
    """For tests, whose accounts change under the same names."""
    _told.clear()


def is_loopback(address: str) -> bool:
    """Whether an address of an API leads to this machine, by name or number."""
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
