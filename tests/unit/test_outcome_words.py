"""The word of a badge, the filter of the same word and the link between them mean the same."""

from __future__ import annotations

import itertools

import pytest

from sessions_browser.filters.choices import OUTCOMES
from sessions_browser.objects.outcome_filter import (
    OUTCOME_FILTERS,
    filter_by_status,
    filter_of_row,
)
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.presentation.outcome import outcome_of
from sessions_browser.presentation.page_urls import AccountUrls

NOW = 1_795_000_000.0
URLS = AccountUrls("/s/", "/p/", "/q/", "/l/")
ROWS = [
    SessionRow(status=status, payment_status=payment_status, mode=mode)
    for status, payment_status, mode in itertools.product(
        ("open", "complete", "expired", "melted", None),
        ("paid", "unpaid", "no_payment_required", "melted", None),
        ("payment", "subscription", "setup", None),
    )
]


def test_each_outcome_has_a_word_in_the_form() -> None:
    assert list(OUTCOMES) == list(OUTCOME_FILTERS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_badge_leads_to_the_sessions_with_its_word_and_to_no_others(row: SessionRow) -> None:
    badge, outcome = outcome_of(row, NOW), filter_of_row(row)
    if badge.key == "unusual":
        assert outcome is None
        assert URLS.same_outcome(row) == ""
        return
    assert outcome is not None
    assert str(OUTCOMES[outcome.name]) == badge.word
    assert URLS.same_outcome(row) == f"/s/?outcome={outcome.name}"
    others = [one for one in OUTCOME_FILTERS.values() if one != outcome]
    assert outcome.matches(row)
    assert not any(other.matches(row) for other in others)


@pytest.mark.parametrize("outcome", [one for one in OUTCOME_FILTERS.values() if one.is_sieve])
def test_a_sieved_list_has_one_word_only(outcome: object) -> None:
    (sieve,) = (one for one in OUTCOME_FILTERS.values() if one == outcome)
    words = {outcome_of(row, NOW).word for row in ROWS if sieve.matches(row)}
    assert words == {str(OUTCOMES[sieve.name])}


def test_what_stripe_filters_by_itself_is_not_sieved() -> None:
    plain = {one.name: one.status for one in OUTCOME_FILTERS.values() if not one.is_sieve}
    assert plain == {"open": "open", "abandoned": "expired"}
    assert [filter_by_status(status) for status in ("open", "expired", "complete", None)] == [
        OUTCOME_FILTERS["open"],
        OUTCOME_FILTERS["abandoned"],
        None,
        None,
    ]
