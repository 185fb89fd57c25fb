"""An expansion that the API refuses, as the emulator words it after Stripe."""

from __future__ import annotations

import pytest

from sessions_browser.objects.list_query import ListQuery
from sessions_browser.stripe_api.errors import ExpansionError
from tests.clients import client_of
from tests.running import Emulator


@pytest.mark.parametrize("path", ["data.moon", "data.line_items.data.price.product.moon"])
def test_e10_a_refused_expansion_is_told_from_other_parameters(
    emulator: Emulator, path: str
) -> None:
    with pytest.raises(ExpansionError):
        client_of(emulator.address, key="rk_test_emulator").list(ListQuery(expand=(path,)))
