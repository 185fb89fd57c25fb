"""Chips: the filters in force, in words, and what is left without each."""

from __future__ import annotations

import pytest

from tests.unit.filters.addresses import FILTERED, read


@pytest.mark.parametrize(
    "query_string",
    [
        "created_from=2026-11-01&created_to=2026-11-03&status=open",
        "created_from=2026-11-01T09:00&created_to=2026-11-03",
        FILTERED,
        "created=last_7_days&status=open&limit=10",
        "outcome=paid&customer=cus_1",
    ],
)
def test_removing_a_chip_leaves_exactly_the_other_filters(query_string: str) -> None:
    address = read(query_string)
    assert address.query is not None
    removed: list[tuple[str, str]] = []
    for chip in address.chips:
        left = read(chip.remove)
        assert left.query is not None
        gone = [pair for pair in address.query.filters if pair not in left.query.filters]
        assert gone
        removed += gone
        assert len(left.query.filters) == len(address.query.filters) - len(gone)
        assert left.query.starting_after is None
        assert (left.query.limit, left.query.expand) == (address.query.limit, address.query.expand)
        assert left.zone == address.zone
    assert sorted(removed) == sorted(address.query.filters)


@pytest.mark.parametrize(
    ("query_string", "label", "value"),
    [
        ("status=open", "Status", "Open"),
        ("outcome=no_payment_due", "Outcome", "No payment due"),
        ("outcome=open", "Outcome", "Open"),
        ("who=ana@example.com", "E-mail", "ana@example.com"),
        ("payment_link=plink_1", "Payment link", "plink_1"),
        ("created=last_7_days", "Created", "last 7 days, 13 to 19 Nov, Europe/Berlin"),
        ("created=today", "Created", "today, 19 Nov, Europe/Berlin"),
        ("created_from=2026-11-01", "Created", "from 1 Nov, Europe/Berlin"),
        ("created_to=2025-11-01", "Created", "to the end of 1 Nov 2025, Europe/Berlin"),
        ("created_to=2026-11-01T14:00", "Created", "to 1 Nov 14:00, Europe/Berlin"),
        ("created_from=2026-11-01&created_to=2026-11-03", "Created", "1 to 3 Nov, Europe/Berlin"),
        (
            "created_from=2025-10-01&created_to=2026-11-03",
            "Created",
            "1 Oct 2025 to 3 Nov 2026, Europe/Berlin",
        ),
        ("created=1700000000", "Created", "at 2023-11-14 23:13:20, Europe/Berlin"),
        ("created[gt]=1700000000", "Created", "after 2023-11-14 23:13:20, Europe/Berlin"),
        ("created[lte]=0&tz=America/Lima", "Created", "up to 1969-12-31 19:00, America/Lima"),
    ],
)
def test_a_chip_says_its_filter_in_words(query_string: str, label: str, value: str) -> None:
    (chip,) = read(query_string).chips
    assert (chip.label, chip.value) == (label, value)


def test_what_does_not_filter_has_no_chip() -> None:
    quiet = "limit=10&expand=data.customer&tz=Asia/Tokyo&starting_after=cs_test_1"
    assert read(quiet).chips == ()
