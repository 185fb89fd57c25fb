from __future__ import annotations

from sessions_browser.jobs import kinds
from tests.unit.jobs.kinds_for_tests import Counting


def test_a_kind_is_found_by_its_name() -> None:
    again = Counting()
    kinds.register(again)
    assert kinds.find("counting") is again
    assert kinds.find("of tomorrow") is None
    assert kinds.names() == ("counting",)
