"""The middle of a page of the list: made once, and anew as soon as it would read otherwise."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from sessions_browser.cache.freshness import Fetched
from sessions_browser.cache.glances import new_version
from sessions_browser.conf import Account
from sessions_browser.desk.notes import UNSEEN
from sessions_browser.filters import list_address
from sessions_browser.objects.list_query import ListQuery, SessionPage
from sessions_browser.objects.payment_links import NO_LINKS
from sessions_browser.objects.session_row import SessionRow
from sessions_browser.stripe_api.errors import APITimeoutError, BudgetError, UpstreamError
from sessions_browser.views import packed_results
from sessions_browser.views.byte_cache import ByteCache
from sessions_browser.views.packed import Packed
from sessions_browser.views.packed_results import ShownTo

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC).timestamp()
START = NEW_YEAR - 3 * 3600
DEMO = Account("demo", "rk_test_x", "http://127.0.0.1", "x")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """`now`: Unix seconds, which pass only when a test says so."""
    clock = SimpleNamespace(now=START)
    clock.time = lambda: clock.now
    monkeypatch.setattr(packed_results, "time", clock)
    monkeypatch.setattr(packed_results, "packed", ByteCache(packed_results.MOST_BYTES))
    return clock


def page_of(*rows: SessionRow) -> SessionPage:
    return SessionPage(ListQuery(), rows, has_more=False, fetched_at=START, version=new_version())


def row(number: int = 0, *, ends_in: int = 0) -> SessionRow:
    """Open when it has an end to come."""
    status = "open" if ends_in else "complete"
    return SessionRow(
        id=f"cs_test_{number}",
        created=int(START) - 60 - number,
        status=status,
        payment_status="unpaid" if ends_in else "paid",
        mode="payment",
        amount_total=4200,
        currency="eur",
        expires_at=int(START) + (ends_in or 600),
    )


TO_ANA = ShownTo(masked=False)


def shown(
    page: SessionPage, failure: UpstreamError | None = None, notices: tuple[str, ...] = ()
) -> packed_results.PackedResults:
    address = list_address.parse("", "UTC", START)
    fetched = Fetched(page, page.fetched_at, failure)
    return packed_results.packed_results(fetched, address, DEMO, NO_LINKS, notices, TO_ANA)


def text(part: Packed) -> str:
    return zlib.decompressobj(wbits=-15).decompress(part.deflated).decode()


def test_what_was_shown_is_not_made_again(clock: SimpleNamespace) -> None:
    page = page_of(row())
    first = shown(page)
    clock.now += 2 * 3600
    assert shown(page) is first


def test_another_page_of_equal_rows_is_another(clock: SimpleNamespace) -> None:
    assert shown(page_of(row())) is not shown(page_of(row()))


def test_it_is_made_anew_in_the_second_in_which_a_session_ends(clock: SimpleNamespace) -> None:
    page = page_of(row(1, ends_in=100), row(2, ends_in=200), row(3))
    words = [text(shown(page).body)]
    for after in (99, 100, 199, 200, 3600):
        clock.now = START + after
        words.append(text(shown(page).body))
    assert words[0] == words[1]
    assert words[2] == words[3]
    assert words[4] == words[5]
    assert [part.count(">Expiring<") for part in words[::2]] == [0, 1, 2]


def test_it_is_made_anew_when_the_year_ends(clock: SimpleNamespace) -> None:
    page = page_of(row())
    clock.now = NEW_YEAR - 1
    before = shown(page)
    clock.now = NEW_YEAR
    after = shown(page)
    assert "31 Dec 20:59" in text(before.body)
    assert "31 Dec 2026 20:59" in text(after.body)
    assert "31 Dec 2026" in text(after.opening)


def test_why_a_list_is_old_is_part_of_what_is_remembered(clock: SimpleNamespace) -> None:
    page = page_of(row())
    clock.now += 300
    whole, late, budget = (
        text(shown(page, failure).body)
        for failure in (None, APITimeoutError("x"), BudgetError("x"))
    )
    assert "Showing the list as it was" not in whole
    assert "(5 min ago)" in late
    assert "(5 min ago)" in budget
    assert len({whole, late, budget}) == 3
    clock.now += 30
    assert shown(page, BudgetError("x")) is shown(page, BudgetError("y"))
    clock.now += 30
    assert "(6 min ago)" in text(shown(page, BudgetError("x")).body)
    assert text(shown(page).body) == whole


def test_a_notice_for_one_person_is_not_shown_to_others() -> None:
    page = page_of(row())
    mine = text(shown(page, notices=("<b> was not used.",)).body)
    assert '<p class="notice">&lt;b&gt; was not used.</p>' in mine
    assert "was not used" not in text(shown(page).body)


def test_what_is_remembered_is_bounded_in_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    most = 60_000
    cache = ByteCache[packed_results._Shown, packed_results.PackedResults](most)
    monkeypatch.setattr(packed_results, "packed", cache)
    pages = [page_of(*map(row, range(number * 100, number * 100 + 50))) for number in range(10)]
    made = [shown(page) for page in pages]
    assert most - 12_000 < cache.bytes <= most
    assert shown(pages[-1]) is made[-1]
    assert shown(pages[0]) is not made[0]
    least = packed_results.BYTES_OF_AN_ENTRY + len(made[0].body.deflated)
    assert cache.bytes // len(cache) >= least


def test_a_known_version_is_found_without_its_rows(clock: SimpleNamespace) -> None:
    page, address = page_of(row(ends_in=60)), list_address.parse("", "UTC", START)
    version = page.version
    assert isinstance(version, int)

    def known(number: int, notes: int = UNSEEN) -> packed_results.PackedResults | None:
        to = ShownTo(masked=False, notes=notes)
        return packed_results.known_results(number, address, DEMO, NO_LINKS, to)

    assert known(version) is None
    made = shown(page)
    assert known(version) is made
    assert known(new_version()) is None
    assert known(version, notes=1) is None
    clock.now += 61
    assert known(version) is None


def test_only_who_may_export_is_shown_the_way() -> None:
    page, address = page_of(row()), list_address.parse("status=open", "UTC", START)
    fetched = Fetched(page, page.fetched_at)
    plain, other = (
        packed_results.packed_results(fetched, address, DEMO, NO_LINKS, (), to)
        for to in (TO_ANA, TO_ANA._replace(exports=True))
    )
    way = "/demo/exports/new/?status=open"
    assert way not in text(plain.body)
    assert way in text(other.body)


def test_a_page_of_no_version_is_made_each_time() -> None:
    page = SessionPage(ListQuery(), (row(),), has_more=False, fetched_at=START)
    assert shown(page) is not shown(page)
