"""What a new question of an overview asks the database, and the last day beside a week before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from sessions_browser.models import FactCoverage
from tests.running import Emulator
from tests.views import overview_page
from tests.views.overview_page import PAGE
from tests.views.page import text_of

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
TO_NOON = (
    f"{PAGE}?tz=UTC&created_from={YESTERDAY - timedelta(days=20):%F}"
    f"&created_to={YESTERDAY:%F}&created_to_time=12:00"
)


@pytest.fixture
def manager(signed_in: Client, person: User, upstream: Emulator, settings: Settings) -> Client:
    settings.UPSTREAM_CALLS_PER_SECOND = 1000
    overview_page.may_see(person)
    overview_page.fill()
    return signed_in


def test_coverage_and_the_sums_of_each_range_are_one_query_each(manager: Client) -> None:
    # A question of its own: a page that another test has had is kept in the process.
    with CaptureQueriesContext(connection) as captured:
        manager.get(TO_NOON.replace("12:00", "11:00"))
    queries = [one["sql"] for one in captured]
    assert sum("factcoverage" in sql for sql in queries) == 1
    # Figures, those before, the usual share, bars, the same hours before, hours of the week.
    assert sum("factsum" in sql for sql in queries) == 6


def test_the_last_day_stands_beside_the_same_hours_a_week_before(manager: Client) -> None:
    text = text_of(manager.get(TO_NOON))
    assert "The last day until 12:00:" in text
    assert "A week before, until the same hour:" in text


def test_a_last_day_that_was_read_in_part_is_compared_with_nothing(manager: Client) -> None:
    FactCoverage.objects.update(begin=int(YESTERDAY.timestamp()) + 3600)
    text = text_of(manager.get(TO_NOON))
    assert "Made and paid by day" in text
    assert "The last day until" not in text
