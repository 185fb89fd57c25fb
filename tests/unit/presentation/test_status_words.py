"""The figures of the status page."""

from __future__ import annotations

from django.utils import translation

from sessions_browser.presentation.status_words import counts_words, failure_words


def test_a_call_that_the_dashboard_broke_is_told_in_words() -> None:
    assert counts_words({"ok": 2, "bug": 1}) == "Answered 2, Failed in the dashboard itself 1"
    assert failure_words("bug") == "Failed in the dashboard itself"
    with translation.override("de"):
        assert failure_words("bug") == "Im Dashboard selbst gescheitert"


def test_what_stripe_named_of_a_failure_stands_behind_it() -> None:
    failure = "NotFoundError status=404 code=resource_missing param=-"
    assert failure_words(failure).endswith(" (status=404 code=resource_missing)")
