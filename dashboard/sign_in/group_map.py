"""OIDC_GROUPS as the environment has it: which groups of the provider give which of ours."""

from __future__ import annotations

import json

from django.core.exceptions import ImproperlyConfigured

ADVICE = (
    "OIDC_GROUPS must be JSON such as"
    ' {"Support": ["payments-support"], "Administrator": ["payments-admins"]}.'
)


def group_map(text: str) -> dict[str, frozenset[str]]:
    """Group of ours -> groups at the provider, each of which gives it. Raises
    ImproperlyConfigured.
    """
    if not text:
        return {}
    try:
        read = json.loads(text)
    except ValueError:
        raise ImproperlyConfigured(ADVICE) from None
    if not isinstance(read, dict):
        raise ImproperlyConfigured(ADVICE)
    return {ours: _names(theirs) for ours, theirs in read.items()}


def _names(theirs: object) -> frozenset[str]:
    names = [theirs] if isinstance(theirs, str) else theirs
    if not isinstance(names, list) or not all(isinstance(one, str) and one for one in names):
        raise ImproperlyConfigured(ADVICE)
    return frozenset(names)
