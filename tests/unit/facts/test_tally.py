from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.facts.cells import Became, Cell, Origin
from sessions_browser.facts.tally import Counted, Tally, merged

CELLS = st.builds(
    Cell,
    currency=st.integers(0, 3),
    band=st.integers(0, 3),
    tried_again=st.booleans(),
    present=st.booleans(),
    origin=st.sampled_from(Origin),
    outcome=st.sampled_from(Became),
    account=st.just(1),
)
TOTALS = st.lists(st.tuples(CELLS, st.integers(1, 9), st.integers(0, 10**12)))


@given(TOTALS)
def test_each_cell_is_counted_where_it_belongs(totals: list[tuple[Cell, int, int]]) -> None:
    counted = Counted.of((cell.code, count, amount) for cell, count, amount in totals)
    by_currency = counted.by("currency")
    for outcome in Became:
        mine = [one for one in totals if one[0].outcome is outcome]
        assert counted.tally().count([outcome]) == sum(count for _, count, _ in mine)
        for (currency,), tally in by_currency.items():
            those = [one for one in mine if one[0].currency == currency and one[0].present]
            assert tally.count([outcome], present=True) == sum(count for _, count, _ in those)
            assert tally.amount([outcome], present=True) == sum(amount for *_, amount in those)


@given(TOTALS)
def test_tallies_by_two_dimensions_merge_to_those_by_one(
    totals: list[tuple[Cell, int, int]],
) -> None:
    counted = Counted.of((cell.code, count, amount) for cell, count, amount in totals)
    both = counted.by("currency", "origin")
    for place, name in enumerate(("currency", "origin")):
        assert {(one,): tally for one, tally in merged(both, place).items()} == counted.by(name)
    whole = Tally()
    for tally in both.values():
        whole.take(tally)
    assert whole == counted.tally()
