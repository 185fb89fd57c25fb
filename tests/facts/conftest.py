from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.facts.site import Site, running_site


@pytest.fixture
def site() -> Iterator[Site]:
    """3,000 sessions of some months, with the clock of the emulator standing."""
    with running_site("--sessions=3000", "--seed=5") as site:
        yield site
