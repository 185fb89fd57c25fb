from __future__ import annotations

from collections.abc import Iterator

import pytest

from sessions_browser.jobs import kinds, legs
from tests.unit.jobs.kinds_for_tests import Counting


@pytest.fixture(autouse=True)
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(Counting())
    legs.ending.clear()
    yield
    legs.ending.clear()
