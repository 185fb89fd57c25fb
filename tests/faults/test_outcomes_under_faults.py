"""A list by outcome when upstream fails after a part of it was read."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from sessions_browser.stripe_api.errors import AuthenticationError, PermissionDeniedError
from sessions_browser.views.list_asked import NOT_TAKEN
from tests.faults.expected import FAILURES, LATE
from tests.faults.server import FaultyServer
from tests.faults.structure import assert_is_our_own_html
from tests.faults.test_list_under_faults import (
    COLD,
    FIRST_PAGE,
    assert_holds_no_secret,
    words_of,
)
from tests.views.page import LIST, ids, link, text_of

LOOKED_THROUGH = "25 complete sessions that were looked through"


@pytest.mark.parametrize("mode", COLD)
@pytest.mark.parametrize(
    ("outcome", "found", "says"),
    [
        ("paid", FIRST_PAGE, f"All {LOOKED_THROUGH} match, back to"),
        ("processing", [], f"None of the {LOOKED_THROUGH} matches, back to"),
    ],
)
def test_what_was_found_so_far_is_shown_with_the_reason(
    signed_in: Client,
    upstream: FaultyServer,
    outcome: str,
    found: list[str],
    says: str,
    mode: str,
    request: pytest.FixtureRequest,
) -> None:
    # The first page of the status is known, and what follows is not.
    signed_in.get(f"{LIST}?status=complete")
    if mode in LATE:
        request.getfixturevalue("impatient")
    upstream.switch(mode)
    response = signed_in.get(f"{LIST}?outcome={outcome}&limit=100")
    text, words = text_of(response), words_of(mode)
    assert_holds_no_secret(response)
    assert_is_our_own_html(response)
    if issubclass(FAILURES[mode][0], AuthenticationError | PermissionDeniedError):
        assert response.status_code == words.status
        assert ids(response) == []
        return
    assert response.status_code == HTTPStatus.OK
    assert ids(response) == found
    assert says in text
    assert "Looking further failed." in text
    assert words.stale_reason in text
    assert ("Nothing found so far" in text) == (not found)
    cursor = f"starting_after={FIRST_PAGE[-1]}"
    assert link(response, "further") == f"{LIST}?outcome={outcome}&limit=100&{cursor}"


def test_a_refused_status_is_said_at_the_outcome(signed_in: Client, upstream: FaultyServer) -> None:
    upstream.switch("s400_status")
    response = signed_in.get(f"{LIST}?outcome=paid")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert str(NOT_TAKEN) in text_of(response)
    assert 'href="#id_outcome"' in text_of(response)
