from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from sessions_browser.facts.cells import Became, Mode, Origin
from sessions_browser.facts.only import Only
from sessions_browser.overview.scope import Scope, scope_of
from sessions_browser.presentation.page_urls import AccountUrls

URLS = AccountUrls("/s/", "/p/", "/q/", "/l/", "/o/")
BERLIN = ZoneInfo("Europe/Berlin")


def maybe(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | values


onlys = st.builds(
    Only,
    outcomes=maybe(st.frozensets(st.sampled_from(list(Became)), min_size=1)),
    link=maybe(st.sampled_from(["", "plink_1Abc"])),
    currency=maybe(st.sampled_from(["", "eur", "kwd"])),
    mode=maybe(st.sampled_from(list(Mode))),
    origin=maybe(st.sampled_from(list(Origin))),
    band=maybe(st.integers(0, 13)),
    present=maybe(st.booleans()),
    tried_again=maybe(st.booleans()),
    once=st.booleans(),
)


@given(onlys, maybe(st.integers(0, 167)))
def test_an_address_says_all_of_a_scope(only: Only, hour: int | None) -> None:
    scope = Scope(1_790_000_000, 1_790_090_000, BERLIN, only, hour)
    assert scope_of(QueryDict(scope.query())) == scope


@given(onlys, st.frozensets(st.sampled_from(list(Became)), min_size=1))
def test_the_address_of_outcomes_is_that_of_a_narrower_scope(
    only: Only, outcomes: frozenset[Became]
) -> None:
    scope = Scope(1_790_000_000, 1_790_090_000, BERLIN, only).narrowed(outcomes=None)
    query = scope.urls_by_outcomes(URLS)(outcomes).partition("?")[2]
    assert scope_of(QueryDict(query)) == scope.narrowed(outcomes=outcomes)


@given(st.text(max_size=60))
def test_any_address_is_a_scope_or_none(text: str) -> None:
    scope_of(QueryDict(f"from=1&to=2&tz=UTC&{text}"))
    scope_of(QueryDict(text))


def test_the_list_is_where_stripe_can_filter() -> None:
    whole = Scope(1_790_000_000, 1_790_090_000, BERLIN, is_whole=True)
    assert whole.url(URLS).startswith("/s/?created_from=2026-09-21T")
    link = whole.narrowed(link="plink_1")
    assert link.url(URLS).startswith("/s/?payment_link=plink_1&created_from=")
    for other in (
        whole.narrowed(outcomes=frozenset([Became.PAID])),
        whole.narrowed(link=""),
        whole.narrowed(once=True),
        Scope(1, 2, BERLIN),
    ):
        assert other.url(URLS).startswith("/o/rows/?from=")
