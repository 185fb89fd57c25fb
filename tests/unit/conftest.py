"""What the tests of the pure modules share."""

from __future__ import annotations

from hypothesis import settings

# The machine may be busy; how long one example takes says nothing.
settings.register_profile("unit", deadline=None, max_examples=120)
settings.load_profile("unit")
