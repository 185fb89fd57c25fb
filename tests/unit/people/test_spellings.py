"""How else an e-mail may have been typed."""

from __future__ import annotations

import pytest

from sessions_browser.people.spellings import other_spellings


@pytest.mark.parametrize(
    ("email", "others"),
    [
        ("double@x.example", ("Double@x.example", "DOUBLE@X.EXAMPLE")),
        ("Double@x.example", ("double@x.example", "DOUBLE@X.EXAMPLE")),
        (
            "ana.capital@x.example",
            ("Ana.capital@x.example", "Ana.Capital@x.example", "ANA.CAPITAL@X.EXAMPLE"),
        ),
        (
            "Ana.Capital@X.example",
            (
                "ana.capital@x.example",
                "Ana.capital@x.example",
                "Ana.Capital@x.example",
                "ANA.CAPITAL@X.EXAMPLE",
            ),
        ),
        ("1@2.3", ()),
    ],
)
def test_c_capital_the_likeliest_spelling_comes_first(email: str, others: tuple[str, ...]) -> None:
    assert other_spellings(email) == others
