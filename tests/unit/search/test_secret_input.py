"""Secret keys and card numbers."""

from __future__ import annotations

import pytest

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, check_case, understand

CASES: Cases = [
    ("sk_live_abcdef123", Kind.EXPLAINED, ""),
    ("rk_test_emulator", Kind.EXPLAINED, ""),
    ("my key is sk_test_abcdef", Kind.EXPLAINED, ""),
    ("whsec_abcdef", Kind.EXPLAINED, ""),
    ("SK_LIVE_abcdef", Kind.EXPLAINED, ""),
    ("sk%5Flive%5Fabcdef", Kind.EXPLAINED, ""),
    ("4242 4242 4242 4242", Kind.EXPLAINED, ""),
    ("4242-4242-4242-4242", Kind.EXPLAINED, ""),
    ("5555555555554444", Kind.EXPLAINED, ""),
    ("378282246310005", Kind.EXPLAINED, ""),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_a_secret_is_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)


@pytest.mark.parametrize(
    "secret",
    ["sk_live_51Abcdef", "rk_test_51Abcdef", "whsec_51Abcdef", "4242 4242 4242 4242"],
)
def test_what_should_not_be_pasted_is_not_repeated(secret: str) -> None:
    for text in (secret, f" {secret}\n"):
        found = understand(text)
        assert found.kind is Kind.EXPLAINED
        shown = f"{found.summary} {found.advice} {found.suggestions}"
        assert secret not in shown
        assert "Abcdef" not in shown
