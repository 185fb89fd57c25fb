"""E-mail addresses, right and mistyped."""

from __future__ import annotations

import pytest

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, check_case, understand

CASES: Cases = [
    # E-mails
    ("ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("Ana.Souza+shop@Example.COM", Kind.PERSON, "email=Ana.Souza+shop@Example.COM"),
    ("mailto:ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("MAILTO:ana@example.com?subject=Hi%20there", Kind.PERSON, "email=ana@example.com"),
    ("Ana Souza <ana@example.com>", Kind.PERSON, "email=ana@example.com"),
    ('"Ana Souza" <ana@example.com>', Kind.PERSON, "email=ana@example.com"),
    ("Ana<ana@example.com>", Kind.PERSON, "email=ana@example.com"),
    ("'ana@example.com',", Kind.PERSON, "email=ana@example.com"),
    ("„ana@example.com“", Kind.PERSON, "email=ana@example.com"),
    ("E-mail: ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com.", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com?", Kind.PERSON, "email=ana@example.com"),
    ("an\u200ba@example.com", Kind.PERSON, "email=ana@example.com"),
    ("\u00a0ana@example.com\u00a0", Kind.PERSON, "email=ana@example.com"),
    ("ana%40example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana_@example.com", Kind.PERSON, "email=ana_@example.com"),
    ("o'brien@example.com", Kind.PERSON, "email=o'brien@example.com"),
    ("hanako@例え.jp", Kind.PERSON, "email=hanako@例え.jp"),
    ("please find ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com ana@example.com", Kind.PERSON, "email=ana@example.com"),
    ("ana@example.com!!!", Kind.PERSON, "email=ana@example.com"),
    # Mistyped e-mails
    ("ana@example,com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@@example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@example", Kind.EXPLAINED, ""),
    ("ana @example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@ example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana(at)example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana [at] example.com", Kind.EXPLAINED, "ana@example.com"),
    ("ana(at)example(dot)com", Kind.EXPLAINED, "ana@example.com"),
    ("ana[AT]example[DOT]com", Kind.EXPLAINED, "ana@example.com"),
    ("ana@example..com", Kind.EXPLAINED, "ana@example.com"),
    ("ana.@example.com", Kind.PERSON, "email=ana.@example.com"),
    ("@example.com", Kind.EXPLAINED, ""),
    ("ana@", Kind.EXPLAINED, ""),
    ("ana@gmial.com", Kind.PERSON, "email=ana@gmial.com"),
    ("ana@gmail.con", Kind.PERSON, "email=ana@gmail.con"),
    ("ana@hotmial.com", Kind.PERSON, "email=ana@hotmial.com"),
    ("ana@.example.com", Kind.EXPLAINED, "ana@example.com"),
    ("a@b@c.example", Kind.EXPLAINED, ""),
    ("ana@exmaple.com", Kind.PERSON, "email=ana@exmaple.com"),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_an_email_is_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)


def test_a_likely_slip_is_searched_as_typed_and_the_correction_offered() -> None:
    found = understand("ana@gmial.com")
    assert found.params == (("email", "ana@gmial.com"),)
    assert [suggestion.text for suggestion in found.suggestions] == ["ana@gmail.com"]
