"""Steps that follow one another stay in their order, whatever order the other tests get."""

from __future__ import annotations

import pytest

IN_ORDER = "tests.system.test_production_guide"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After pytest-randomly."""
    places = [place for place, item in enumerate(items) if _module(item) == IN_ORDER]
    steps = sorted((items[place] for place in places), key=lambda item: item.name)
    for place, item in zip(places, steps, strict=True):
        items[place] = item


def _module(item: pytest.Item) -> str:
    return item.module.__name__ if isinstance(item, pytest.Function) else ""
