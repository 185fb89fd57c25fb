"""Values that more than one module is tested with."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

ZONES = sorted(available_timezones())
# Zones with a half hour, a quarter, a missing midnight, a change of 30 minutes, a skipped day.
ODD_ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "America/Havana",
    "Asia/Beirut",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
)
zones = st.sampled_from(ODD_ZONES) | st.sampled_from(ZONES)
zone_infos = zones.map(ZoneInfo)

# Any string that JSON can carry, half of a surrogate pair too.
any_text = st.text(st.characters(), max_size=12)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | any_text
    | st.sampled_from(("", "x" * 400, "\ud800", "\x00", "\u202e", "<script>", "javascript:0"))
)
any_json: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
