"""The forms of what is masked: of fixed length, and without signs that turn a line around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.access import masked_forms as forms


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("ana.souza@gmail.com", "a•••@g•••.com"),
        ("a@b.de", "a•••@b•••.de"),
        ("Ana@Mail.Example.ORG", "A•••@M•••.org"),
        ("ana@souza.photography", "a•••@s•••.•••"),
        ("ana@souza", "a•••@s•••.•••"),
        ("ana@[127.0.0.1]", "a•••@•••.•••"),
        ('"x@y"@z.net', "•••@z•••.net"),
        ("\u202egnp@x.com", "•••@x•••.com"),
        ("<script>@x.com", "•••@x•••.com"),
        ("=1+1@x.com", "•••@x•••.com"),
        ("ana", "•••"),
    ],
)
def test_an_email(email: str, masked: str) -> None:
    assert forms.masked_email(email) == masked


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Ana Souza", "A•••"),
        ("  øre", "ø•••"),
        ("山田", "山•••"),
        ("\u202eevil", "•••"),
        ("<img>", "•••"),
        ("=1+1", "•••"),
        ("", "•••"),
    ],
)
def test_a_name(name: str, masked: str) -> None:
    assert forms.masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("+49 151 1234512", "••12"), ("1234", "••34"), ("112", "•••"), ("none", "•••")],
)
def test_a_phone(phone: str, masked: str) -> None:
    assert forms.masked_phone(phone) == masked


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ("order-10003", "order-10003"),
        ("2026/11#7", "2026/11#7"),
        ("ana@example.com", "•••"),
        ("+4915112345", "•••"),
        ("Ana Souza", "•••"),
        ("x" * 201, "•••"),
    ],
)
def test_an_order_number(order: str, shown: str) -> None:
    assert forms.reference(order) == shown


@given(st.text())
def test_the_length_tells_nothing(text: str) -> None:
    assert len(forms.masked_name(text)) <= len("A•••")
    assert len(forms.masked_email(text)) <= len("a•••@g•••.com")
    assert len(forms.masked_phone(text)) <= len("••12")
    assert forms.masked_country(text) in (text, "•••")
    assert all(sign.isprintable() for sign in forms.masked_email(text))
