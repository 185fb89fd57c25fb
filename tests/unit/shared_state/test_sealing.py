"""What is sealed is opened under keys that still hold, for its own purpose and by nobody else."""

from __future__ import annotations

from pytest_django import Settings

from sessions_browser.shared_state.sealing import SCAN, SECOND_FACTOR, opened, sealed


def test_it_is_opened_after_the_key_was_rolled(settings: Settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the first key", []
    token = sealed("Ana Müller", SCAN)
    assert "Ana" not in token
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the second key", ["the first key"]
    assert opened(token, SCAN) == "Ana Müller"
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(token, SCAN) is None


def test_another_purpose_has_another_key() -> None:
    assert opened(sealed("a secret", SECOND_FACTOR), SCAN) is None
    assert opened("no token", SCAN) is None
