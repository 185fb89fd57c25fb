"""One field of a JSON object, whatever stands in it."""

from __future__ import annotations

from hypothesis import given

from sessions_browser.objects.json_fields import LONGEST_TEXT, text
from tests.unit.strategies import any_text


@given(any_text)
def test_text_can_always_be_encoded(value: str) -> None:
    clean = text(value)
    assert (clean is None) == (value == "")
    assert clean is None or clean.encode()


def test_long_text_is_cut_where_it_shows() -> None:
    assert text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    assert text("x" * (LONGEST_TEXT + 1)) == "x" * LONGEST_TEXT + "…"
