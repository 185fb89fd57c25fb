from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.facts.packed_ids import ALPHABET, pack, unpack

IDS = st.builds(
    lambda mode, rest: f"cs_{mode}_{rest}",
    st.sampled_from(["test", "live"]),
    st.text(ALPHABET, min_size=58, max_size=58),
)


@given(IDS)
def test_an_id_of_stripe_takes_44_bytes(session_id: str) -> None:
    assert len(pack(session_id)) == 44
    assert unpack(pack(session_id)) == session_id


@pytest.mark.parametrize(
    "session_id",
    [
        "cs_test_" + "0" * 58,
        "cs_live_" + "z" * 58,
        "cs_test_" + "a" * 56,
        "cs_test_" + "a" * 36,
        "cs_" + "a" * 41,
        "cs_test_" + "_" * 58,
        "cs_fake_" + "a" * 58,
        "x",
    ],
)
def test_any_id_comes_back(session_id: str) -> None:
    assert unpack(pack(session_id)) == session_id


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80))
def test_what_is_no_such_id_is_kept_as_text(text: str) -> None:
    assert unpack(pack(text)) == text
