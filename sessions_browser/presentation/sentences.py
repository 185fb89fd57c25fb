"""Sentences made of messages and values. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import capfirst

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def sentences(*parts: _StrOrPromise) -> str:
    """One after the other, without those that are ""."""
    return " ".join(str(part) for part in parts if part)


def filled(message: _StrOrPromise, **values: object) -> str:
    """The message with these values, which may begin it."""
    return capfirst(str(message % values))
