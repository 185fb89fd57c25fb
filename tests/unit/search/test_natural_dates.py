"""Days and times as people write them."""

from __future__ import annotations

import pytest

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, check_case, understand

CASES: Cases = [
    # Days and moments
    ("19 Nov", Kind.LIST, "created_from=2025-11-19&created_to=2025-11-19"),
    ("19 November 2025", Kind.LIST, "created_from=2025-11-19&created_to=2025-11-19"),
    ("Nov 17", Kind.LIST, "created=yesterday"),
    ("Nov 17, 2026", Kind.LIST, "created=yesterday"),
    ("17th of November", Kind.LIST, "created=yesterday"),
    ("17.11.2026", Kind.LIST, "created=yesterday"),
    ("17.11.", Kind.LIST, "created=yesterday"),
    ("2026-11-17", Kind.LIST, "created=yesterday"),
    ("2026-1-7", Kind.LIST, "created_from=2026-01-07&created_to=2026-01-07"),
    ("2026-11-17 14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("2026-11-17T14:00Z", Kind.LIST, "created_from=2026-11-17T14:00&created_to=2026-11-17T16:00"),
    (
        "2026-11-17T14:00+05:00",
        Kind.LIST,
        "created_from=2026-11-17T09:00&created_to=2026-11-17T11:00",
    ),
    ("17 Nov 14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("17 Nov at 2pm", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("14:00 17 Nov", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    # 14:00 is still to come today.
    ("2 pm", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("14:00:30", Kind.LIST, "created_from=2026-11-17T13:00:30&created_to=2026-11-17T15:00:30"),
    ("yesterday", Kind.LIST, "created=yesterday"),
    ("Yesterday 14:00", Kind.LIST, "created_from=2026-11-17T13:00&created_to=2026-11-17T15:00"),
    ("today", Kind.LIST, "created=today"),
    ("TODAY", Kind.LIST, "created=today"),
    ("last 7 days", Kind.LIST, "created=last_7_days"),
    ("last 30 days", Kind.LIST, "created=last_30_days"),
    ("last_7_days", Kind.LIST, "created=last_7_days"),
    ("this month", Kind.LIST, "created=this_month"),
    ("last month", Kind.LIST, "created=last_month"),
    ("monday", Kind.LIST, "created_from=2026-11-16&created_to=2026-11-16"),
    ("Mon", Kind.LIST, "created_from=2026-11-16&created_to=2026-11-16"),
    ("last monday", Kind.LIST, "created_from=2026-11-16&created_to=2026-11-16"),
    ("wednesday", Kind.LIST, "created=today"),
    ("last wednesday", Kind.LIST, "created_from=2026-11-11&created_to=2026-11-11"),
    ("29 Feb", Kind.LIST, "created_from=2024-02-29&created_to=2024-02-29"),
    ("13/11/2026", Kind.LIST, "created_from=2026-11-13&created_to=2026-11-13"),
    ("17/17/2026", Kind.EXPLAINED, ""),
    ("11/12/2026", Kind.EXPLAINED, "2026-12-11, 2026-11-12"),
    ("1795000000", Kind.EXPLAINED, "2026-11-18T12:06:40"),
    ("1795000000000", Kind.LIST, "created_from=2026-11-18T11:06:40&created_to=2026-11-18T13:06:40"),
    ("25 Dec 2027", Kind.LIST, "created_from=2027-12-25&created_to=2027-12-25"),
    # No days
    ("31 Feb", Kind.EXPLAINED, ""),
    ("2026-13-01", Kind.EXPLAINED, ""),
    ("25:00", Kind.EXPLAINED, ""),
    ("99/99/2026", Kind.EXPLAINED, ""),
    ("13pm", Kind.EXPLAINED, ""),
    ("25 Oct 2026 99:00", Kind.EXPLAINED, ""),
    ("29 Mar 2026 02:30", Kind.EXPLAINED, ""),
    ("12345", Kind.EXPLAINED, ""),
    ("2026", Kind.EXPLAINED, ""),
    ("0000-00-00", Kind.EXPLAINED, ""),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_a_date_is_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)


@pytest.mark.parametrize(
    ("pasted", "summary"),
    [
        ("19 Nov 2025 14:00", "from 13:00 to 15:00, Europe/Berlin"),
        ("25 Dec 2027", "still to come"),
        ("29 Mar 2026 02:30", "went forward"),
        ("25 Oct 2026 02:30", "from 01:30 to 02:30"),
    ],
)
def test_a_date_is_said_in_words(pasted: str, summary: str) -> None:
    assert summary in understand(pasted).summary


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("31 Feb", "There is no such date or time in the calendar."),
        ("13pm", "There is no such date or time in the calendar."),
        ("1 Jan 1960", "Enter a year from 1970 to 2999."),
        ("1 Jan 1960 14:00", "Enter a year from 1970 to 2999."),
        ("9999-12-31T23:59Z", "There is no such date or time in the calendar."),
        ("11/12/2026", "This date is ambiguous."),
    ],
)
def test_a_date_that_cannot_be_used_says_why(pasted: str, sentence: str) -> None:
    assert understand(pasted).summary == sentence
