"""Card numbers in whatever way they are written, and numbers that are no card's."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from sessions_browser.pastes.secrets import holds_card_number
from tests.unit.filters.addresses import read
from tests.unit.search.pasting import understand

CARDS = """
4242/4242/4242/4242
4242   4242   4242   4242
42424242 42424242
424242 4242424242
4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2
4-2-4-2-4-2-4-2-4-2-4-2-4-2-4-2
4242  4242, 4242  4242
42 42 42 42 42 42 42 42
424 242 424 242 424 2
3782 822463 10005
4242_4242_4242_4242
4242,4242,4242,4242
4242:4242:4242:4242
4242*4242*4242*4242
4242+4242+4242+4242
4242|4242|4242|4242
4242.4242.4242.4242
4242 - 4242 - 4242 - 4242
4242\N{MINUS SIGN}4242\N{MINUS SIGN}4242\N{MINUS SIGN}4242
4242 (4242) 4242 4242
٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢
⁴²⁴²⁴²⁴²⁴²⁴²⁴²⁴²
order_4242424242424242
"""
NO_CARDS = """
1,234.56 1,234.56 9,999.00
49.00 50.00 49.00 50.00 42.00
1700000000 1700000001
1795000000000
2125551234 2125551235
2125551234 3125551
+49 1512 3456789
+1 (212) 555-1234
2026-11-27 14:05:33
2026-11-27T14:05:33.123456+01:00
27.11.2026 28.11.2026
20/Nov/2026:20:05:33
20261127140533
20261127140536
20261127140533123
cus_4242424242424242
"""


@pytest.mark.parametrize("card", CARDS.strip().splitlines())
def test_a_card_number_is_refused_however_it_is_written(card: str) -> None:
    """Other signs between the digits let a number through, which was then shown again."""
    assert understand(f"card {card} please").is_secret
    for field in ("who", "payment_link"):
        address = read(urlencode({field: card}))
        assert "looks like the number of a card" in address.errors[field][0]
        assert card not in str(address.form_data())


@pytest.mark.parametrize("text", NO_CARDS.strip().splitlines())
def test_other_numbers_are_no_card(text: str) -> None:
    assert not holds_card_number(text)
