from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.facts.cells import (
    BAND_STARTS,
    Became,
    Cell,
    Mode,
    Origin,
    band_of,
    coarse_code,
    codes_of_account,
    conditions,
    value_of,
    with_tried_again,
)

CELLS = st.builds(
    Cell,
    link=st.integers(0, 2**24 - 1),
    currency=st.integers(0, 2**12 - 1),
    band=st.integers(0, 15),
    tried_again=st.booleans(),
    present=st.booleans(),
    origin=st.sampled_from(Origin),
    mode=st.sampled_from(Mode),
    outcome=st.sampled_from(Became),
    account=st.integers(0, 2**12 - 1),
)


@given(CELLS, st.booleans())
def test_a_cell_comes_back_from_its_code(cell: Cell, tried_again: bool) -> None:
    code = cell.code
    assert 0 <= code < 2**63
    assert Cell.from_code(code) == cell
    assert Cell.from_code(coarse_code(code)) == cell.coarse()
    changed = with_tried_again(code, tried_again)
    assert Cell.from_code(changed).tried_again is tried_again
    assert value_of(changed, "link") == cell.link
    for one in (cell, cell.coarse()):
        first, last = codes_of_account(cell.account, coarse=one.is_coarse)
        assert first <= one.code <= last


@given(CELLS, st.sampled_from(Became), st.sampled_from(Origin))
def test_a_condition_holds_for_the_cells_that_are_meant(
    cell: Cell, outcome: Became, origin: Origin
) -> None:
    wanted: dict[str, list[int]] = {"outcome": [outcome, Became.PAID], "origin": [origin]}
    holds = all(cell.code & mask in values for mask, values in conditions(wanted))
    assert holds == (cell.outcome in (outcome, Became.PAID) and cell.origin is origin)


def test_bands_are_of_whole_units() -> None:
    assert [band_of(amount, "eur") for amount in (-5, 0, 1, 299, 300, 999, 1000)] == [
        0, 0, 1, 1, 2, 2, 3,
    ]  # fmt: skip
    assert band_of(300, "jpy") == band_of(30_000, "eur") == band_of(300_000, "kwd") == 6
    assert band_of(10**15, "eur") == len(BAND_STARTS) + 1 < 16
    assert band_of(500, None) == band_of(500, "eur")
